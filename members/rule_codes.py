"""Words of the codes that the rules of this app hold (`registries.rule_choices`)."""

from collections.abc import Callable, Mapping

from members.choices import MembershipStatus


def _states() -> Mapping[str, str]:
    return dict(MembershipStatus.choices)


CHOICES: dict[str, Callable[[], Mapping[str, str]]] = {
    "dues.paying_states": _states,
    "dues.fee_to": lambda: {"分": "分", "元": "元"},
}
