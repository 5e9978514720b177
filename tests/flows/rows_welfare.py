"""Who may open the pages of welfare."""

from tests.flows.rows import DECIDES, OFFICE, Row
from tests.flows.rows_welfare_hardship import ROWS as HARDSHIP

_VIEW_ALL = frozenset({"chair", "office", "committee"})
_VIEW = _VIEW_ALL | {"women", "branch", "group"}
_REPORT = frozenset({"office", "women", "branch", "group", "member"})  # a member reports for any colleague
_VISIT = ("visit.{side}",)

VISITS: dict[str, Row] = {
    "welfare:visit_list": Row(_VIEW),
    "welfare:visit_report": Row(_REPORT),
    "welfare:visit_mine": Row(_REPORT),
    "welfare:visit_detail": Row(_VIEW, _VIEW_ALL, _VISIT),
    "welfare:visit_files": Row(OFFICE, OFFICE, _VISIT, "post"),
    "welfare:visit_step": Row(OFFICE, OFFICE, (*_VISIT, "=check")),
    "welfare:visit_paper": Row(DECIDES, DECIDES, (*_VISIT, "=approval")),
    "welfare:unreached": Row(_VIEW),
    "welfare:coverage": Row(_VIEW),
    "welfare:entitlement": Row(_VIEW, _VIEW_ALL, ("member.{side}",)),
    "welfare:list_list": Row(DECIDES),
    "welfare:list_create": Row(OFFICE),
    "welfare:list_detail": Row(DECIDES, args=("gift_list",)),
    "welfare:list_edit": Row(OFFICE, args=("gift_list",)),
    "welfare:list_sheet": Row(OFFICE, args=("gift_list",)),
    "welfare:list_step": Row(DECIDES, args=("gift_list", "=close"), method="post"),
    "welfare:stock": Row(OFFICE),
    "welfare:stock_item": Row(OFFICE, args=("gift_item",)),
    "welfare:standard_list": Row(_VIEW),
    "welfare:standard_add": Row(OFFICE, args=("=hospital_stay",)),
    "welfare:occasion_add": Row(OFFICE),
    "welfare:scheme_add": Row(OFFICE),
}

ROWS: dict[str, Row] = {**VISITS, **HARDSHIP}
