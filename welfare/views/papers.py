"""Papers of visits: 慰问审批单, 签收单, condolence card, signature sheets per branch."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from union.common import audit
from union.common.choices import AuditAction
from union.common.money import in_words
from union.common.pdf import render_pdf
from union.organisation.choices import Right
from union.organisation.models import UnionProfile
from welfare.models import Occasion, Visit
from welfare.permissions import visits as may
from welfare.selectors.gift_lists import gift_lists
from welfare.selectors.visits import visit_for_record

PAPERS = {
    "approval": ("pdf/visit_approval.html", "慰问审批单"),
    "receipt": ("pdf/visit_receipt.html", "慰问签收单"),
    "card": ("pdf/visit_card.html", "慰问卡"),
}
_CARDS = {  # heading, words
    "birthday": ("生日快乐", "祝您生日快乐，身体健康，阖家幸福！"),
    "marriage": ("新婚快乐", "恭祝新婚快乐，百年好合！"),
    "birth": ("贺　卡", "恭喜您喜添宝宝，祝母婴平安健康！"),
    "retirement": ("光荣退休", "感谢您多年来为医院发展付出的辛勤劳动，祝您退休生活幸福安康！"),
    "hospital_stay": ("慰问卡", "得知您住院治疗，工会全体同仁十分牵挂，祝您早日康复！"),
    "relative_death": ("深切慰问", "惊悉您的亲人离世，工会全体同仁深表哀悼，望您节哀保重！"),
    "own_death": ("深切慰问", "惊悉噩耗，工会全体同仁深表哀悼，望家属节哀保重！"),
}
_DEATH = ("去世", "逝世", "离世", "过世", "病故", "身故", "亡故", "吊唁", "丧")  # in names of occasions
_MOURNING = frozenset({"relative_death", "own_death"})
_CARD = ("慰问卡", "工会组织时刻牵挂着您，送上我们诚挚的慰问与祝福！")


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], title: str, subject: Any
) -> HttpResponse:
    """Draw the paper, note it in the audit trail; the file name holds no personal data."""
    profile = UnionProfile.objects.first() or UnionProfile()
    pdf = render_pdf(template, {"pdf_unit": profile.name, "profile": profile, **context}, title=title)
    audit.record(AuditAction.EXPORT, subject, actor=request.user, note=f"打印《{title}》")  # type: ignore[arg-type]
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="visit-{subject.pk}.pdf"'
    return answer


def _card(visit: Visit) -> dict[str, Any]:
    """Heading and words of the card; of a death without any red."""
    code = visit.occasion.code if visit.occasion.code in _CARDS else _kind_of_death(visit.occasion)
    heading, wish = _CARDS.get(code, _CARD)
    return {"heading": heading, "wish": wish, "mourning": code in _MOURNING}


def _kind_of_death(occasion: Occasion) -> str:
    """Code of the card for an occasion the office added itself; "" if nobody died."""
    if occasion.for_deceased:
        return "own_death"
    names = (occasion.name, *occasion.aliases)
    is_death = occasion.asks_relation and any(word in name for name in names for word in _DEATH)
    return "relative_death" if is_death else ""


class VisitPaperView(LoginRequiredMixin, View):
    """One paper of one visit, for those who handle or approve it."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        visit: Any = get_object_or_404(visit_for_record(request.user, pk))  # type: ignore[arg-type]
        user: Any = request.user
        works = any(may.reaches(user, right, visit) for right in (Right.HANDLE_VISITS, Right.APPROVE_VISITS))
        if kind not in PAPERS or not works:
            raise Http404
        template, title = PAPERS[kind]
        context = {
            "visit": visit, "words": in_words(visit.amount), "reports": list(visit.reports.all()),
            "services": list(visit.services.all()), "sign_labels": ["签收人", "慰问人", "经办人"],
        }  # fmt: skip
        if kind == "card":
            context |= _card(visit)
        return _answer(request, template, context, title, visit)


class GiftSheetView(LoginRequiredMixin, View):
    """发放签收表: one sheet per branch, a line to sign for everybody."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        if not may.handles(user):
            raise Http404
        row: Any = get_object_or_404(gift_lists(), pk=pk)
        people = row.visits.select_related("member", "branch", "group").order_by(
            "branch__position", "branch__name", "group__name", "member__name_pinyin"
        )
        only = request.GET.get("branch", "")
        if only.isdecimal():
            people = people.filter(branch_id=only)
        sheets: dict[str, list[Any]] = {}
        for visit in people:
            sheets.setdefault(visit.branch.name if visit.branch else "未归支会", []).append(visit)
        context = {"list": row, "sheets": sheets.items()}
        return _answer(request, "pdf/gift_sheet.html", context, "慰问品发放签收表", row)
