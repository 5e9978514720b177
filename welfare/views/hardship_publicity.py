"""公示: the board every member reads, objections to what hangs on it, and the office's answers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from members.permissions import is_member
from union.common.dates import today
from union.common.views.service_pages import ServiceFormView
from union.organisation.choices import Right
from welfare.forms.hardship import ObjectionForm, SettleForm
from welfare.models import Objection
from welfare.permissions import hardship as may
from welfare.selectors.hardship import files_visible_to, publicities_running
from welfare.services import hardship_steps


class BoardView(LoginRequiredMixin, TemplateView):
    """公示栏 for every member: what hangs out today, and nothing else."""

    template_name = "welfare/hardship/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        if not may.sees_board(user):
            raise Http404
        return super().get_context_data(rows=list(publicities_running(today())), **kwargs)


class ObjectionView(ServiceFormView):
    """Object to what hangs out; the page shows no more than the sheet."""

    template_name = "welfare/hardship/objection.html"
    form_class = ObjectionForm
    done = "异议已提交，工会办公室会核查"

    @cached_property
    def publicity(self) -> Any:
        """The publicity that hangs out, else 404."""
        return get_object_or_404(
            publicities_running(today()).select_related("file__member"), file_id=self.kwargs["pk"]
        )

    def allowed(self) -> bool:
        user: Any = self.request.user
        reads = may.handles(user) or is_member(user)
        return reads and self.publicity is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        handles = may.reaches(self.request.user, Right.HANDLE_HARDSHIP, self.publicity.file)
        return {**super().get_form_kwargs(), "handles": handles}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(publicity=self.publicity, **kwargs)

    def carry_out(self, form: ObjectionForm) -> str:
        user: Any = self.request.user
        hardship_steps.record_objection(self.publicity.file_id, actor=user, **form.cleaned_data)
        return reverse("welfare:hardship_board")


class SettleView(ServiceFormView):
    """Answer an objection."""

    template_name = "welfare/hardship/settle.html"
    form_class = SettleForm

    @cached_property
    def objection(self) -> Objection:
        """An objection of a file in scope that is not answered."""
        rows = Objection.objects.filter(publicity__file__in=files_visible_to(self.request.user))
        rows = rows.select_related("publicity__file__member").filter(settled_on=None)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        user: Any = self.request.user
        file = self.objection.publicity.file
        return may.reaches(user, Right.HANDLE_HARDSHIP, file) and not may.concerns(user, file)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.objection.publicity.file
        return super().get_context_data(objection=self.objection, file=file, **kwargs)

    def carry_out(self, form: SettleForm) -> str:
        user: Any = self.request.user
        hardship_steps.settle_objection(self.objection.pk, actor=user, **form.cleaned_data)
        return reverse("welfare:hardship_detail", args=[self.objection.publicity.file_id])
