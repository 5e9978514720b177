"""Words of the codes that the rules of the reports hold (`registries.rule_choices`)."""

from collections.abc import Callable, Mapping

from union.common.figures import CHAPTERS
from union.common.registries import Figure, figures


def _figures() -> Mapping[str, str]:
    words = {
        key: f"{CHAPTERS[each.chapter]} · {each.label}"
        for key, each in figures.items()
        if isinstance(each, Figure)
    }
    return {"": "（由本单位填写）", **words}


CHOICES: dict[str, Callable[[], Mapping[str, str]]] = {"statistics_sheet.rows.figure": _figures}
