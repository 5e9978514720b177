"""Terms and what is set up for a term: constituencies, delegations, panels, training, tours."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from congress.choices.delegates import PanelRole
from congress.forms import terms as forms
from congress.models import (
    Constituency,
    Delegation,
    Mandate,
    Session,
    Term,
)
from congress.rules.seats import least_seats, table_in_use
from congress.selectors import terms as selectors
from congress.selectors.rules import rule_set
from congress.services import terms
from congress.views.base import FormPage, ReadPage, office_step, term_or_404
from union.common.dates import add_months, today
from union.organisation.choices import Right

_ENDS_SOON_MONTHS = 6
TERM_TABS = (
    ("areas", "选区与名额"), ("delegations", "代表团"), ("panels", "专门委员会"), ("vacancies", "缺额"),
    ("trainings", "代表培训"), ("tours", "代表巡视"),
)  # fmt: skip


class HomeView(ReadPage):
    """职代会: the present term at a glance, its sessions, what waits."""

    template_name = "congress/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        term = selectors.current_term(today())
        found: dict[str, Any] = {"term": term, "terms": Term.objects.all()}
        if term is not None:
            found |= {
                "sessions": Session.objects.filter(term=term).select_related("term"),
                "held": Mandate.objects.in_office(today()).filter(term=term).count(),
                "vacancy_count": selectors.open_vacancies(term).count(),
                "lines": selectors.composition(term, today()),
                "ends_soon": term.last_day <= add_months(today(), _ENDS_SOON_MONTHS),
                "own": selectors.mandate_of(self.request.user, today()),
                "sees_ledgers": self.request.user.access.can(Right.VIEW_CONGRESS),
            }
        return super().get_context_data(**found, **kwargs)


class TermView(ReadPage):
    """One term with its tabs."""

    template_name = "congress/term_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        term, tab = term_or_404(self.request, self.kwargs["pk"]), self.request.GET.get("tab", "areas")
        tab = tab if tab in dict(TERM_TABS) else "areas"
        day = min(max(today(), term.starts_on), term.last_day)
        found = {
            "term": term, "tabs": TERM_TABS, "tab": tab, "lines": selectors.composition(term, day),
            "held": Mandate.objects.in_office(day).filter(term=term).count(), **_TAB_ROWS[tab](term, day),
        }  # fmt: skip
        return super().get_context_data(**found, **kwargs)


def _areas(term: Term, day: Any) -> dict[str, Any]:
    table = table_in_use(rule_set("congress_seats", term.starts_on).values)
    least = least_seats(term.staff_count, table["bands"]) if term.staff_count else 0
    rows = selectors.constituency_lines(term, day).prefetch_related("branches", "departments")
    branches = selectors.branch_composition(term, day)
    return {"areas": rows, "least": least, "seat_basis": table["basis"], "branches": branches}


def _delegations(term: Term, day: Any) -> dict[str, Any]:
    people = Mandate.objects.in_office(day).filter(term=term).exclude(role=PanelRole.MEMBER)
    heads: dict[int | None, list[Mandate]] = {}
    for each in people.select_related("member"):
        heads.setdefault(each.delegation_id, []).append(each)
    sizes = Mandate.objects.in_office(day).filter(term=term).values_list("delegation_id")
    counts: dict[int, int] = {}
    for (pk,) in sizes:
        counts[pk] = counts.get(pk, 0) + 1
    rows = [(row, heads.get(row.pk, []), counts.get(row.pk, 0)) for row in term.delegations.all()]
    return {"delegations": rows}


def _panels(term: Term, _day: Any) -> dict[str, Any]:
    return {"panels": term.panels.prefetch_related("people__mandate__member")}


def _vacancies(term: Term, _day: Any) -> dict[str, Any]:
    return {"vacancies": selectors.open_vacancies(term)}


def _trainings(term: Term, _day: Any) -> dict[str, Any]:
    return {"trainings": term.trainings.prefetch_related("participants")}


def _tours(term: Term, _day: Any) -> dict[str, Any]:
    return {"tours": term.tours.prefetch_related("findings", "team")}


_TAB_ROWS = {
    "areas": _areas, "delegations": _delegations, "panels": _panels, "vacancies": _vacancies,
    "trainings": _trainings, "tours": _tours,
}  # fmt: skip


class TermCreateView(FormPage):
    """Begin a term."""

    form_class = forms.TermForm
    title = "新一届职代会"
    done = "本届已登记"
    sections = (
        (
            "届次",
            "每届三至五年；届满前应及时换届，延期须有理由和上级工会批复",
            "number starts_on ends_on document",
        ),
        ("代表名额", "", "staff_count seats note!"),
    )

    def back(self) -> str:
        return reverse("congress:home")

    def carry_out(self, form: forms.TermForm) -> str:
        typed = form.cleaned_data
        term = terms.open_term(
            typed["number"], starts_on=typed["starts_on"], ends_on=typed["ends_on"],
            document=typed["document"],
            seats=typed["seats"] or 0, staff_count=typed["staff_count"] or 0, note=typed["note"],
            actor=self.request.user,
        )  # fmt: skip
        return reverse("congress:term_detail", args=[term.pk])


class TermForm(FormPage):
    """A form about one term."""

    tab = "areas"

    @cached_property
    def term(self) -> Term:
        """The term of the address."""
        return term_or_404(self.request, self.kwargs["pk"])

    def subject(self) -> str:
        return str(self.term)

    def back(self) -> str:
        return f"{reverse('congress:term_detail', args=[self.term.pk])}?tab={self.tab}"


class SeatsView(TermForm):
    """Number of delegates."""

    form_class = forms.SeatsForm
    title = "代表名额"
    sections = (("", "", "staff_count seats"),)

    def get_initial(self) -> dict[str, Any]:
        term = self.term
        return {"version": term.version, "staff_count": term.staff_count or None, "seats": term.seats or None}

    def current_version(self) -> int:
        return Term.objects.get(pk=self.term.pk).version

    def carry_out(self, form: forms.SeatsForm) -> str:
        terms.set_seats(self.term, actor=self.request.user, **form.cleaned_data)
        return self.back()


class ExtensionView(TermForm):
    """Extend a term."""

    form_class = forms.ExtensionForm
    title = "延期换届"
    note = "延期只有一次，不超过一年（《上海市职工代表大会条例》第二十二条）"
    done = "已延期"

    def carry_out(self, form: forms.ExtensionForm) -> str:
        typed = form.cleaned_data
        terms.extend_term(
            self.term, to=typed["extended_to"], reason=typed["extension_reason"],
            document=typed["extension_document"], actor=self.request.user,
        )  # fmt: skip
        return self.back()


class TermCloseView(TermForm):
    """End the mandates of a term."""

    form_class = forms.TermCloseForm
    title = "本届代表任期终止"
    note = "新一届代表产生后办理：本届全部在任代表的资格和代表任职在这一天终止，不产生缺额。"
    submit = "终止本届代表资格"

    def carry_out(self, form: forms.TermCloseForm) -> str:
        count = terms.close_term(self.term, actor=self.request.user, **form.cleaned_data)
        self.done = f"{count} 名代表的资格已终止"
        return self.back()


class DelegationFormView(TermForm):
    """Make or rename a delegation."""

    form_class = forms.DelegationForm
    title = "代表团"
    tab = "delegations"

    @cached_property
    def row(self) -> Delegation | None:
        """The delegation of the address, if any."""
        pk = self.kwargs.get("row")
        return get_object_or_404(self.term.delegations, pk=pk) if pk else None

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        return (
            {"name": row.name, "position": row.position}
            if row
            else {"position": self.term.delegations.count() + 1}
        )

    def carry_out(self, form: forms.DelegationForm) -> str:
        terms.save_delegation(self.term, actor=self.request.user, row=self.row, **form.cleaned_data)
        return self.back()


class ConstituencyFormView(TermForm):
    """Make or change a constituency."""

    form_class = forms.ConstituencyForm
    title = "选区"
    sections = (
        ("选区", "", "name position delegation"),
        ("包含的单位", "一个单位只属于一个选区", "branches! departments!"),
    )

    @cached_property
    def row(self) -> Constituency | None:
        """The constituency of the address, if any."""
        pk = self.kwargs.get("row")
        return get_object_or_404(self.term.constituencies, pk=pk) if pk else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "term": self.term}

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        if row is None:
            return {"position": self.term.constituencies.count() + 1}
        return {
            "name": row.name, "position": row.position, "delegation": row.delegation_id,
            "branches": list(row.branches.all()), "departments": list(row.departments.all()),
        }  # fmt: skip

    def carry_out(self, form: forms.ConstituencyForm) -> str:
        row = terms.save_constituency(self.term, form.cleaned_data, actor=self.request.user, row=self.row)
        return reverse("congress:constituency_detail", args=[row.pk])


def _term_tab(tab: str) -> Any:
    return lambda row: f"{reverse('congress:term_detail', args=[getattr(row, 'term_id', row.pk)])}?tab={tab}"


seats_distribute = office_step(
    lambda _user: Term.objects.all(), lambda row, actor: terms.distribute_seats(row, actor=actor),
    _term_tab("areas"), "名额已按各选区职工人数分配",
)  # fmt: skip
