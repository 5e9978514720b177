"""Words of the codes that the rules of this app hold (`registries.rule_choices`)."""

from collections.abc import Callable, Mapping

from congress.choices.terms import VoteMode
from congress.choices.votes import Base, Threshold

CHOICES: dict[str, Callable[[], Mapping[str, str]]] = {
    "ballot_defaults.mode": lambda: dict(VoteMode.choices),
    "ballot_defaults.base": lambda: dict(Base.choices),
    "ballot_defaults.threshold": lambda: dict(Threshold.choices),
    "congress_preparation.anchor": lambda: {"opens": "开会日", "closes": "闭会日"},
    "congress_seats.use": lambda: {"shanghai": "上海", "zhejiang": "浙江"},
}
