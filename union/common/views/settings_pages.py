"""基础数据: index, code lists, dated rules, notices. For users with EDIT_SETTINGS."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import FormView

from union.common import reference_data
from union.common.dates import today
from union.common.errors import DomainError, StaleError
from union.common.models import CodeItem, PrivacyNotice, RuleSet
from union.common.models.privacy import NoticeKind
from union.common.registries import settings_pages
from union.common.rule_choices import lines_in_words
from union.common.rule_forms import RuleValuesForm, told_changes
from union.common.rule_values import leaves
from union.common.settings_forms import CodeAddForm, CodeEditForm, NoticeForm
from union.common.shipped import KIND_LABELS, RULE_LABELS
from union.common.shipped.rule_words import words_of
from union.common.views.access import RightRequiredMixin, require_right

EDIT_SETTINGS = "edit_settings"
_LONGEST_KEY = 19


def index(request: HttpRequest) -> HttpResponse:
    """What can be set, one card each; other apps add theirs through the registry."""
    user: Any = request.user
    pages = [page for page in settings_pages if page.visible(user)]
    may_edit = user.access.can(EDIT_SETTINGS)
    if not may_edit and not pages:
        raise Http404
    return render(request, "common/settings_index.html", {"pages": pages, "may_edit": may_edit})


def code_kinds(request: HttpRequest) -> HttpResponse:
    """The code lists and how many entries each has."""
    require_right(request, EDIT_SETTINGS)
    counts = CodeItem.objects.values("kind").annotate(
        used=Count("id", filter=Q(is_active=True)), every=Count("id")
    )
    by_kind = {row["kind"]: row for row in counts}
    rows = [(kind, label, by_kind.get(kind, {})) for kind, label in KIND_LABELS.items()]
    return render(request, "common/settings_codes.html", {"rows": rows})


def code_list(request: HttpRequest, kind: str) -> HttpResponse:
    """One code list with spellings; inactive entries at the end."""
    require_right(request, EDIT_SETTINGS)
    items = CodeItem.objects.filter(kind=kind).order_by("-is_active", "position", "label")
    context = {"kind": kind, "label": _known(KIND_LABELS, kind), "items": items}
    return render(request, "common/settings_code_list.html", context)


def _known(labels: dict[str, str], kind: str) -> str:
    if kind not in labels:
        raise Http404
    return labels[kind]


class SettingsFormView(RightRequiredMixin, FormView):
    """A form whose service speaks through DomainError."""

    right = EDIT_SETTINGS
    template_name = "common/settings_form.html"
    title = ""

    @property
    def back(self) -> str:
        raise NotImplementedError

    def write(self, values: dict[str, Any]) -> str:
        """Call the service; return what the toast says."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, back=self.back, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = self.write(dict(form.cleaned_data))
        except StaleError:
            raise  # shown by the page itself
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return redirect(self.back)


class CodeAddView(SettingsFormView):
    """A new entry of a code list."""

    form_class = CodeAddForm

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"新增{_known(KIND_LABELS, self.kwargs['kind'])}"

    @property
    def back(self) -> str:
        return reverse("common:code_list", args=[self.kwargs["kind"]])

    def write(self, values: dict[str, Any]) -> str:
        item = reference_data.add_code(self.kwargs["kind"], actor=self.request.user, **values)
        return f"已新增“{item.label}”"


class CodeEditView(SettingsFormView):
    """Spellings, order and use of an entry."""

    form_class = CodeEditForm

    @cached_property
    def item(self) -> CodeItem:
        return get_object_or_404(CodeItem, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.item.label

    @property
    def back(self) -> str:
        return reverse("common:code_list", args=[self.item.kind])

    def get_initial(self) -> dict[str, Any]:
        item = self.item
        return {"aliases": "\n".join(item.aliases), "position": item.position, "is_active": item.is_active}

    def write(self, values: dict[str, Any]) -> str:
        reference_data.edit_code(self.item.pk, actor=self.request.user, **values)
        return f"已保存“{self.item.label}”"


def rule_list(request: HttpRequest) -> HttpResponse:
    """Every version of every rule, newest first, the one in force marked."""
    require_right(request, EDIT_SETTINGS)
    rules = list(RuleSet.objects.order_by("kind", "-valid_from"))
    for rule, older in zip(rules, [*rules[1:], None], strict=True):
        rule.items = [
            (words_of(rule.kind, leaf.path), lines_in_words(rule.kind, leaf.path, leaf.value))
            for leaf in leaves(rule.values)
        ]
        is_first = older is None or older.kind != rule.kind
        rule.changed = [] if is_first else told_changes(rule.kind, older.values, rule.values)
    groups = [(kind, label, [r for r in rules if r.kind == kind]) for kind, label in RULE_LABELS.items()]
    return render(request, "common/settings_rules.html", {"groups": groups, "today": today()})


class RuleAddView(SettingsFormView):
    """The next version of a rule: a field for each value of the newest, changes shown before they count."""

    form_class = RuleValuesForm
    template_name = "common/settings_rule_form.html"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"新版本：{_known(RULE_LABELS, self.kwargs['kind'])}"

    @property
    def back(self) -> str:
        return reverse("common:rule_list")

    @cached_property
    def newest(self) -> RuleSet:
        """The version the new one starts from."""
        _known(RULE_LABELS, self.kwargs["kind"])
        rule = RuleSet.objects.filter(kind=self.kwargs["kind"]).order_by("-valid_from").first()
        if rule is None:
            raise Http404
        return rule

    @cached_property
    def base(self) -> RuleSet:
        """The version the form was opened from; its fields are those of that version."""
        asked = self.request.POST.get("base", "")
        if asked.isdecimal() and len(asked) < _LONGEST_KEY:
            return RuleSet.objects.filter(kind=self.newest.kind, pk=asked).first() or self.newest
        return self.newest

    def get_initial(self) -> dict[str, Any]:
        return {"base": self.newest.pk}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.base.kind, "newest": self.base.values}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(newest=self.base, **kwargs)

    def form_valid(self, form: RuleValuesForm) -> HttpResponse:
        if "look" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, changed=form.changed_values()))
        values = form.cleaned_data["values"]
        form.cleaned_data = form.version()
        try:
            return super().form_valid(form)
        except StaleError as stale:
            form.add_error(None, str(stale))
            told = told_changes(self.newest.kind, self.newest.values, values)
            context = self.get_context_data(form=form, changed=told, stale=self.newest)
            return self.render_to_response(context, status=409)

    def write(self, values: dict[str, Any]) -> str:
        rule = reference_data.add_rule_version(self.newest.kind, actor=self.request.user, **values)
        return f"已登记新版本，{rule.valid_from} 起生效"


def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices by kind, newest version first."""
    require_right(request, EDIT_SETTINGS)
    notices = list(PrivacyNotice.objects.order_by("kind", "-version"))
    groups = [(kind, [n for n in notices if n.kind == kind.value]) for kind in NoticeKind]
    return render(request, "common/settings_notices.html", {"groups": groups})


class NoticeAddView(SettingsFormView):
    """The next version of a notice, starting from the text of the newest."""

    form_class = NoticeForm
    back = reverse_lazy("common:notice_list")

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"新版本：{_known(dict(NoticeKind.choices), self.kwargs['kind'])}"

    def get_initial(self) -> dict[str, Any]:
        newest = PrivacyNotice.objects.filter(kind=self.kwargs["kind"]).order_by("-version").first()
        names = ("title", "text", "needs_consent")
        return {name: getattr(newest, name) for name in names if newest} | {"valid_from": today()}

    def write(self, values: dict[str, Any]) -> str:
        notice = reference_data.publish_notice(self.kwargs["kind"], actor=self.request.user, **values)
        return f"已发布《{notice.title}》第 {notice.version} 版"
