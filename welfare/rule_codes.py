"""Words of the codes that the rules of this app hold (`registries.rule_choices`)."""

from collections.abc import Callable, Mapping

from union.funds.choices import FundSource
from union.organisation.choices import Office, Right
from union.organisation.rules.offices import RIGHTS
from welfare.choices.aid import Sameness
from welfare.rules.hardship_publicity import SHOWABLE

# Kinds of aid of one group are the same thing: a child is not helped twice for one year.
_GROUPS = {
    "living": "生活", "medical": "医疗", "study": "助学", "festival": "节日", "legal": "法律", "job": "就业",
}  # fmt: skip


def _offices_with(right: Right) -> Mapping[str, str]:
    return {office.value: office.label for office in Office if right in RIGHTS.get(office, ())}


CHOICES: dict[str, Callable[[], Mapping[str, str]]] = {
    "visit_approval.bands.offices": lambda: _offices_with(Right.APPROVE_VISITS),
    "aid_approval.bands.offices": lambda: _offices_with(Right.APPROVE_WELFARE),
    "aid.kinds.*.same": lambda: dict(Sameness.choices),
    "aid.kinds.*.group": lambda: _GROUPS,
    "aid.sources": lambda: dict(FundSource.choices),
    "hardship.publicity_shows": lambda: SHOWABLE,
    "recuperation.repeat": lambda: {"outside": "只有跨省的不重复", "any": "省内、跨省一律不重复"},
}
