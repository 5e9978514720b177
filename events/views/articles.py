"""Articles and correspondents."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.forms.articles import ArticleForm, CorrespondentForm, PlacementForm
from events.models import Article, Correspondent
from events.permissions import articles as permissions
from events.rules.articles import FLOW, ArticleAction
from events.selectors.articles import articles_visible_to
from events.services import articles
from events.views.records import EDITORS, Fact, RecordFormView, RecordView
from union.common.dates import today
from union.common.views.service_pages import take

TONES = {
    "draft": "neutral", "submitted": "warning", "published": "success", "rejected": "neutral",
    "withdrawn": "danger",
}  # fmt: skip
EDITORS["article"] = permissions.can_edit
_READ = ("author__user", "branch", "activity", "created_by", "decided_by")


class ArticleView(RecordView):
    """One article, to read; for its author and the reviewers also its way."""

    template_name = "events/article_detail.html"
    flow, actions, tones = FLOW, ArticleAction, TONES
    crumb = ("通知与宣传", "events:news")

    def rows(self) -> Any:
        return articles_visible_to(self.request.user).select_related(*_READ)

    def refusal(self, arrow: Any) -> str:
        return permissions.refusal(self.request.user, self.row, arrow)

    def take(self, action: Any, note: str) -> Any:
        version = self.shown_version
        return articles.advance(self.row, action, actor=self.request.user, note=note, version=version)

    def body(self) -> str:
        return self.row.body

    def facts(self) -> list[Fact]:
        row = self.row
        return [
            ("作者", row.author.name), ("支会", row.branch or ""), ("类别", row.get_kind_display()),
            ("报道的活动", row.activity or ""), ("投稿日期", row.submitted_on or ""),
            ("刊发日期", row.published_on or ""),
        ]  # fmt: skip

    def page(self) -> dict[str, Any]:
        user = self.request.user
        works = permissions.reviews(user) or permissions.is_author(user, self.row)
        return {
            "editable": permissions.can_edit(user, self.row), "works": works,
            "placements": self.row.placements.all(), "places": works and self.row.state != "draft",
        }  # fmt: skip


class ArticleFormView(RecordFormView):
    """Write an article, or change a draft."""

    form_class = ArticleForm
    done = "稿件已保存为草稿，确认无误后投稿"
    heading, parent = "稿件", "通知与宣传"

    @cached_property
    def row(self) -> Article:
        """The draft, or a new one."""
        if "pk" not in self.kwargs:
            return Article()
        return get_object_or_404(articles_visible_to(self.request.user), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        user = self.request.user
        return permissions.can_edit(user, self.row) if self.row.pk else permissions.may_write(user, today())

    def back(self) -> str:
        return self.row.get_absolute_url() if self.row.pk else reverse("events:news")

    def get_form_kwargs(self) -> dict[str, Any]:
        fresh = Article.objects.get(pk=self.row.pk) if self.row.pk else Article()
        return {**super().get_form_kwargs(), "user": self.request.user, "instance": fresh}

    def current_version(self) -> int:
        return Article.objects.values_list("version", flat=True).get(pk=self.row.pk)

    def carry_out(self, form: ArticleForm) -> str:
        typed = form.cleaned_data
        row = articles.save_article(
            self.row, form.values(), author=typed.get("author"), files=typed["files"],
            actor=self.request.user, version=typed["version"],
        )  # fmt: skip
        return row.get_absolute_url()


class PlacementView(RecordFormView):
    """One more publication outside."""

    form_class = PlacementForm
    heading, submit = "登记刊发", "登记"

    @cached_property
    def row(self) -> Article:
        """The article."""
        return get_object_or_404(articles_visible_to(self.request.user), pk=self.kwargs["pk"])

    @property
    def parent(self) -> str:  # type: ignore[override]
        """The article's title."""
        return self.row.title

    def allowed(self) -> bool:
        user = self.request.user
        works = permissions.reviews(user) or permissions.is_author(user, self.row)
        return works and self.row.state != "draft"

    def back(self) -> str:
        return self.row.get_absolute_url()

    def carry_out(self, form: PlacementForm) -> str:
        articles.add_placement(self.row, form.cleaned_data, actor=self.request.user)
        return self.back()


class CorrespondentsView(RecordFormView):
    """The correspondents in office, and a form for one more."""

    template_name = "events/correspondents.html"
    form_class = CorrespondentForm
    heading, submit, done, parent = "通讯员", "聘任", "已聘任", "通知与宣传"

    def allowed(self) -> bool:
        return permissions.reviews(self.request.user)

    def back(self) -> str:
        return reverse("events:news")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Correspondent.objects.filter(permissions.in_service(today()))
        return super().get_context_data(rows=rows.select_related("member__branch")[:300], **kwargs)

    def carry_out(self, form: CorrespondentForm) -> str:
        articles.appoint_correspondent(**form.cleaned_data, actor=self.request.user)
        return reverse("events:correspondents")


@login_required
@require_POST
def correspondent_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment today."""
    if not permissions.reviews(request.user):
        raise Http404
    row = get_object_or_404(Correspondent, pk=pk)
    take(request, lambda: articles.dismiss_correspondent(row, today(), actor=request.user), "已解聘")
    return redirect("events:correspondents")
