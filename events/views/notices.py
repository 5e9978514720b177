"""Notices: the readers' page, drafting, publishing, who has read them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from events.choices.notices import BulletinState
from events.forms.notices import BulletinForm
from events.models import Bulletin
from events.permissions import articles as article_permissions
from events.permissions import notices as permissions
from events.rules.notices import FLOW, BulletinAction
from events.selectors.articles import articles_visible_to, published_articles
from events.selectors.notices import bulletins_for, bulletins_visible_to
from events.selectors.readings import audience_of, count_readings, unread_members
from events.services import notices, readings
from events.views.records import EDITORS, Fact, RecordFormView, RecordView
from members.selectors import members_visible_to
from union.common.dates import today
from union.common.views.service_pages import take
from union.organisation.choices import Office

TONES = {"draft": "neutral", "published": "success", "withdrawn": "danger"}


def _editable(user: Any, row: Bulletin) -> bool:
    return row.state == BulletinState.DRAFT and permissions.issues_for(user, row.branch_id)


EDITORS["bulletin"] = _editable


@login_required
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What is there to read: notices for me, published articles, my own articles."""
    user, tab = request.user, request.GET.get("tab", "notices")
    rows: Any = bulletins_for(user, today()).select_related("branch")
    if tab == "articles":
        rows = published_articles().select_related("author", "branch")
    elif tab == "mine":
        rows = articles_visible_to(user).filter(created_by=user).select_related("author", "branch")
    else:
        tab = "notices"
    context = {
        "tab": tab, "page_obj": Paginator(rows, 20).get_page(request.GET.get("page")),
        "tabs": (("notices", "通知公告"), ("articles", "宣传稿件"), ("mine", "我的投稿")),
        "may_issue": permissions.issues_any(user),
        "may_write": article_permissions.may_write(user, today()),
    }  # fmt: skip
    return render(request, "events/news.html", context)


def visible_bulletin(user: Any, pk: int) -> Bulletin:
    """The notice within the scope, or 404."""
    rows = bulletins_visible_to(user, today()).select_related("branch", "created_by", "published_by")
    return get_object_or_404(rows, pk=pk)


class BulletinView(RecordView):
    """One notice. Opening it is reading it; where asked for, a button confirms."""

    template_name = "events/bulletin_detail.html"
    flow, actions, tones = FLOW, BulletinAction, TONES
    crumb = ("通知与宣传", "events:news")

    def rows(self) -> Any:
        rows = bulletins_visible_to(self.request.user, today())
        return rows.select_related("branch", "created_by", "published_by")

    def refusal(self, arrow: Any) -> str:  # noqa: ARG002 - one right for all steps
        return "" if permissions.issues_for(self.request.user, self.row.branch_id) else "没有权限"

    def take(self, action: Any, note: str) -> Any:
        version = self.shown_version
        return notices.advance(self.row, action, actor=self.request.user, note=note, version=version)

    def body(self) -> str:
        return self.row.body

    def facts(self) -> list[Fact]:
        row = self.row
        window = f"{row.visible_from} 至 {row.visible_until or '长期'}"
        labels = dict(Office.choices)
        offices = "、".join(str(labels[value]) for value in row.offices)
        branches = "、".join(branch.name for branch in row.target_branches.all()) or "全院"
        return [
            ("类别", row.get_kind_display()), ("发布", row.branch or "院工会"), ("展示期", window),
            ("面向", f"{branches} {offices or '全体会员'}"), ("确认期限", row.confirm_by or ""),
            ("拟稿", row.created_by or ""), ("发布人", row.published_by or ""),
        ]  # fmt: skip

    def page(self) -> dict[str, Any]:
        user, row = self.request.user, self.row
        issues = permissions.issues_for(user, row.branch_id)
        reading = None
        asked = row.shown_on(today()) and audience_of(row, today()).filter(pk=user.pk).exists()
        if row.shown_on(today()) and self.request.method == "GET":
            reading = readings.note_opened(row, user)
        return {
            "issues": issues, "editable": _editable(user, row),
            "counts": count_readings(row, today()) if issues and row.state != BulletinState.DRAFT else None,
            "asked": asked and row.must_confirm and not (reading and reading.confirmed_at),
            "confirmed_at": reading.confirmed_at if reading else None,
        }  # fmt: skip


class BulletinFormView(RecordFormView):
    """Draft a notice, or change a draft."""

    template_name = "events/bulletin_form.html"
    form_class = BulletinForm
    done = "通知已保存为草稿"
    heading, parent = "通知", "通知与宣传"

    @cached_property
    def row(self) -> Bulletin:
        """The draft, or a new one."""
        if "pk" not in self.kwargs:
            return Bulletin()
        return visible_bulletin(self.request.user, self.kwargs["pk"])

    def allowed(self) -> bool:
        user = self.request.user
        return _editable(user, self.row) if self.row.pk else permissions.issues_any(user)

    def back(self) -> str:
        return self.row.get_absolute_url() if self.row.pk else reverse("events:news")

    def get_form_kwargs(self) -> dict[str, Any]:
        fresh = Bulletin.objects.get(pk=self.row.pk) if self.row.pk else Bulletin()
        return {**super().get_form_kwargs(), "user": self.request.user, "instance": fresh}

    def current_version(self) -> int:
        return Bulletin.objects.values_list("version", flat=True).get(pk=self.row.pk)

    def carry_out(self, form: BulletinForm) -> str:
        typed = form.cleaned_data
        row = notices.save_bulletin(
            self.row, form.values(), branches=typed.get("target_branches") or [],
            offices=typed["target_offices"], files=typed["files"], actor=self.request.user,
            version=typed["version"],
        )  # fmt: skip
        return row.get_absolute_url()


@login_required
@require_POST
def bulletin_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """I have read it."""
    row = visible_bulletin(request.user, pk)
    take(request, lambda: readings.confirm(row, request.user), "已确认阅读")
    return redirect(row.get_absolute_url())


def _issued(request: HttpRequest, pk: int) -> Bulletin:
    row = visible_bulletin(request.user, pk)
    if not permissions.issues_for(request.user, row.branch_id):
        raise Http404
    return row


@login_required
@require_safe
def bulletin_readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has not read it: numbers over all it is for, names within the issuer's scope."""
    row = _issued(request, pk)
    rows = unread_members(row, today()).filter(pk__in=members_visible_to(request.user).values("pk"))
    context = {
        "row": row, "counts": count_readings(row, today()), "may_ask": row.shown_on(today()),
        "page_obj": Paginator(rows, 50).get_page(request.GET.get("page")), "ask": "events:bulletin_ask",
        "crumb": ("通知与宣传", "events:news"),
    }  # fmt: skip
    return render(request, "events/readers.html", context)


@login_required
@require_POST
def bulletin_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again all who have not read it."""
    row = _issued(request, pk)
    asked = []
    take(
        request, lambda: asked.append(notices.ask_again(row, actor=request.user, day=today())),
        "已提醒尚未阅读的人；同一天内每人只提醒一次",
    )  # fmt: skip
    return redirect("events:bulletin_readers", pk=pk)
