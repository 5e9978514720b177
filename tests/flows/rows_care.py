"""Who may open the pages of mutual protection, check-ups, recuperation, donations, women's work, counselling."""

from tests.flows.rows import EVERYBODY, NOBODY, OFFICE, Row

VIEWS_ALL = frozenset({"chair", "office", "committee"})
VIEWS = VIEWS_ALL | {"women", "branch", "group"}
PEOPLE = EVERYBODY - {"admin", "security", "auditlog"}  # everybody who may be a member
_USE_VIEW = frozenset({"chair", "office", "committee", "auditor", "leader"})
_PERIOD = ("mutual_period",)

MUTUAL: dict[str, Row] = {
    "welfare:mine": Row(PEOPLE),
    "welfare:mutual_periods": Row(VIEWS),
    "welfare:enrolment_list": Row(VIEWS),
    "welfare:enrolment_leave": Row(OFFICE, OFFICE, ("enrolment.{side}",)),
    "welfare:mutual_plans": Row(VIEWS),
    "welfare:mutual_plan_add": Row(OFFICE),
    "welfare:mutual_period_add": Row(OFFICE),
    "welfare:mutual_period": Row(VIEWS, args=_PERIOD),
    "welfare:mutual_period_fill": Row(OFFICE, args=_PERIOD),
    "welfare:mutual_period_export": Row(OFFICE, args=_PERIOD),
    "welfare:mutual_period_people": Row(OFFICE, args=_PERIOD, method="post"),
    "welfare:mutual_period_step": Row(OFFICE, args=(*_PERIOD, "=submit")),
    "welfare:mutual_pay": Row(NOBODY, args=_PERIOD),  # not sent yet
    "welfare:care_payments": Row(_USE_VIEW),
    "welfare:care_payment": Row(_USE_VIEW, args=("care_payment",)),
    "welfare:care_payment_undo": Row(OFFICE, args=("care_payment",)),
    "welfare:claim_list": Row(OFFICE),
    "welfare:claim_add": Row(OFFICE),
    "welfare:claim": Row(OFFICE, OFFICE, ("claim.{side}",)),
    "welfare:claim_paper": Row(OFFICE, OFFICE, ("claim.{side}",)),
    "welfare:claim_files": Row(OFFICE, OFFICE, ("claim.{side}",), "post"),
    "welfare:claim_step": Row(OFFICE, OFFICE, ("claim.{side}", "=check")),
}

_ROUND = ("checkup_round",)
CHECKUPS: dict[str, Row] = {
    "welfare:checkup_rounds": Row(VIEWS),
    "welfare:checkup_entries": Row(VIEWS),
    "welfare:checkup_book": Row(OFFICE, OFFICE, ("checkup.{side}",)),
    "welfare:checkup_add": Row(OFFICE),
    "welfare:checkup_round": Row(VIEWS, args=_ROUND),
    "welfare:checkup_fill": Row(OFFICE, args=_ROUND),
    "welfare:checkup_slots": Row(OFFICE, args=_ROUND),
    "welfare:checkup_step": Row(OFFICE, args=(*_ROUND, "=remove"), method="post"),
}

_TRIP = ("recuperation_round",)
RECUPERATION: dict[str, Row] = {
    "welfare:recuperation_rounds": Row(VIEWS),
    "welfare:recuperation_add": Row(OFFICE),
    "welfare:recuperation_round": Row(VIEWS, args=_TRIP),
    "welfare:recuperation_quota": Row(OFFICE, args=_TRIP),
    "welfare:recuperation_apply": Row(frozenset({"office", "branch", "member"}), args=_TRIP),
    "welfare:recuperation_step": Row(OFFICE, args=(*_TRIP, "=groups"), method="post"),
    "welfare:recuperation_pay": Row(NOBODY, args=_TRIP),  # nobody is approved
    "welfare:stay_list": Row(VIEWS),
    "welfare:stay": Row(VIEWS, VIEWS_ALL, ("stay.{side}",)),
    "welfare:stay_paper": Row(
        frozenset({"chair", "office"}), frozenset({"chair", "office"}), ("stay.{side}",)
    ),
    "welfare:stay_step": Row(
        frozenset({"office", "branch"}), frozenset({"office"}), ("stay.{side}", "=recommend")
    ),
}

_DRIVE = ("drive",)
DONATIONS: dict[str, Row] = {
    "welfare:drive_list": Row(VIEWS),
    "welfare:drive_add": Row(OFFICE),
    "welfare:donation_list": Row(VIEWS),
    "welfare:donation_receipt": Row(OFFICE, OFFICE, ("donation.{side}",)),
    "welfare:donation_remove": Row(OFFICE, OFFICE, ("donation.{side}",), "post"),
    "welfare:drive": Row(VIEWS | _USE_VIEW, args=_DRIVE),
    "welfare:donations_add": Row(OFFICE, args=_DRIVE),
    "welfare:deposit": Row(OFFICE, args=_DRIVE),
    "welfare:deposit_undo": Row(OFFICE, args=("deposit",)),
    "welfare:drive_sheet": Row(OFFICE, args=_DRIVE),
    "welfare:use_add": Row(OFFICE, args=_DRIVE),
    "welfare:drive_step": Row(OFFICE, args=(*_DRIVE, "=close")),
    "welfare:use_list": Row(_USE_VIEW),
    "welfare:use": Row(_USE_VIEW, args=("use",)),
    "welfare:use_step": Row(frozenset({"chair"}), args=("use", "=approve")),
}
_CHARGE_ALL = frozenset({"chair", "office"})
_CHARGE = _CHARGE_ALL | {"women"}
WOMEN: dict[str, Row] = {
    "welfare:women_roster": Row(_CHARGE),
    "welfare:protection_list": Row(_CHARGE),
    "welfare:protection_add": Row(_CHARGE),
    "welfare:protection": Row(_CHARGE, _CHARGE_ALL, ("protection.{side}",)),
    "welfare:protection_end": Row(_CHARGE, _CHARGE_ALL, ("protection.{side}",)),
    "welfare:single_list": Row(_CHARGE),
    "welfare:single_add": Row(_CHARGE),
    "welfare:single_end": Row(_CHARGE, _CHARGE_ALL, ("single.{side}",)),
    "welfare:women_services": Row(_CHARGE),
    "welfare:women_service_add": Row(_CHARGE),
    "welfare:women_meetings": Row(_CHARGE),
    "welfare:women_meeting_add": Row(_CHARGE),
}
COUNSELLING: dict[str, Row] = {
    "welfare:counselling": Row(PEOPLE),
    "welfare:counsellor_add": Row(OFFICE),
    "welfare:counselling_slots": Row(OFFICE),
    "welfare:counselling_hours": Row(OFFICE, args=("counsellor",)),
    # a booked hour exists for the member and the counsellor alone, not even for the office
    "welfare:counselling_step": Row(NOBODY, NOBODY, ("booking.{side}", "=cancel"), "post"),
}

ROWS: dict[str, Row] = {**MUTUAL, **CHECKUPS, **RECUPERATION, **DONATIONS, **WOMEN, **COUNSELLING}
