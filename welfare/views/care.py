"""Pages the small subjects of care share: a form on a page, one step of a record."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.functional import cached_property

from union.common import audit
from union.common.choices import AuditAction
from union.common.pdf import render_pdf
from union.common.views.service_pages import ServiceFormView
from union.organisation.models import UnionProfile
from welfare.forms.care import CareNoteForm
from welfare.rules.care_flow import CareStep


class CareFormView(ServiceFormView):
    """A plain form page. Subclasses give ``heading``, ``trail`` (label, address) and ``back()``."""

    template_name = "welfare/care/form.html"
    heading = ""
    note = ""
    submit = "保存"
    dangerous = False
    target = ""  # where 取消 and success lead, unless carry_out says otherwise

    def back(self) -> str:
        """Where the form came from."""
        raise NotImplementedError

    def trail(self) -> list[tuple[str, str]]:
        """Breadcrumbs before this page."""
        return []

    def facts(self) -> list[tuple[str, Any]]:
        """What is already known and helps to decide; shown above the form."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading, note=self.note, submit=self.submit, back=self.back(), trail=self.trail(),
            facts=self.facts(), dangerous=self.dangerous, **kwargs,
        )  # fmt: skip


class CareStepView(CareFormView):
    """One step of a record; ``action`` in the address. Subclasses give the record, its steps and the run."""

    forms: dict[Any, type[CareNoteForm]] = {}

    @cached_property
    def row(self) -> Any:
        """The record within the user's scope, or 404."""
        raise NotImplementedError

    def steps(self) -> list[CareStep]:
        """Steps this user may take now."""
        raise NotImplementedError

    def run(self, action: Any, values: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    @cached_property
    def step(self) -> CareStep:
        """The step of the address, if this user may take it now."""
        wanted = self.kwargs["action"]
        found = next((step for step in self.steps() if step.action.value == wanted), None)
        if found is None:
            raise Http404
        return found

    def allowed(self) -> bool:
        self.heading = self.submit = self.step.action.label
        self.dangerous = self.step.dangerous
        return True

    def get_form_class(self) -> type[CareNoteForm]:
        return self.forms.get(self.step.action, CareNoteForm)

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"row": self.row, "user": self.request.user, "required": self.step.note_required}
        return {**super().get_form_kwargs(), **more}

    def carry_out(self, form: Any) -> str:
        self.run(self.step.action, form.cleaned_data)
        self.done = f"{self.step.action.label}：已记录"
        return self.back()


def paper(request: Any, template: str, context: dict[str, Any], title: str, subject: Any) -> HttpResponse:
    """A PDF, noted in the audit trail; the file name holds no personal data."""
    profile = UnionProfile.objects.first() or UnionProfile()
    pdf = render_pdf(template, {"pdf_unit": profile.name, "profile": profile, **context}, title=title)
    audit.record(AuditAction.EXPORT, subject, actor=request.user, note=f"打印《{title}》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="paper-{subject.pk}.pdf"'
    return answer


def workbook(content: bytes, name: str) -> HttpResponse:
    """An .xlsx to save."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
