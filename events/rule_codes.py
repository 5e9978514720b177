"""Words of the codes that the rules of this app hold (`registries.rule_choices`)."""

from collections.abc import Callable, Mapping

from events.choices.activities import ActivityKind
from events.choices.honours import AwardTo, HonourLevel, Voters
from union.funds.choices import FundSource


def _kinds() -> Mapping[str, str]:
    return dict(ActivityKind.choices)


CHOICES: dict[str, Callable[[], Mapping[str, str]]] = {
    "event_approval.budget": _kinds,
    "event_approval.safety_plan": _kinds,
    "event_approval.insurance": _kinds,
    "event_costs.outing_sources": lambda: dict(FundSource.choices),
    "honours.programmes.award_to": lambda: dict(AwardTo.choices),
    "honours.programmes.level": lambda: dict(HonourLevel.choices),
    "honours.programmes.voters": lambda: dict(Voters.choices),
}
