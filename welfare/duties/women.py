"""What falls due in women's work. Nobody is named in a notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step
from welfare.choices.women import ProtectionKind
from welfare.models import ProtectionPeriod
from welfare.rules.women import no_night_shift_from
from welfare.selectors.women import rule_on

_LATE = dt.timedelta(days=14)


def protections_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """The day without night shifts from, and the last day of each period; one query and the rule."""
    rule = rule_on(today)
    rows = ProtectionPeriod.objects.filter(ends_on__gte=today - _LATE).select_related("member")
    rows = rows.only("kind", "starts_on", "ends_on", "due_on", "member__branch", "member__group",
                     "member__department", "member__sex")  # fmt: skip
    for row in rows.order_by("pk"):
        days = [("end", row.ends_on, "到期")]
        if row.kind == ProtectionKind.PREGNANCY and row.due_on is not None:
            days.append(("night", no_night_shift_from(rule, row.due_on), "须调整夜班"))
        for key, on, words in days:
            if today - _LATE <= on <= horizon:
                member = row.member
                yield Due(
                    f"welfare.protection:{row.pk}:{key}", on, f"女职工保护事项第 {row.pk} 号{words}",
                    reverse("welfare:protection", args=[row.pk]), right=Right.WOMENS_WORK,
                    branch_id=member.branch_id, group_id=member.group_id,
                    department_id=member.department_id, sex=member.sex,
                )  # fmt: skip


RULES: dict[str, ReminderRule] = {
    "welfare.protection": ReminderRule(
        "女职工保护期", protections_due, (Step(-7), Step(0)),
        basis="《女职工劳动保护特别规定》第六至九条",
    ),
}  # fmt: skip
