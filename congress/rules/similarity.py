"""How alike two Chinese texts are: overlapping pairs of characters, rare pairs weigh more.

A bigram index needs no word list and finds 食堂 in 职工食堂 as well as in 食堂就餐. rapidfuzz and jieba
were looked at: the first compares all titles with one another (no index, every row read on each key
stroke), the second needs 5 MB of dictionary and splits rare words wrongly.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

_NOT_A_WORD = re.compile(r"[^\u3400-\u9fffa-z]+")
_NUMBERING = re.compile(r"[（(]\s*\d+\s*[)）]|第?\d+号?")
# Said in nearly every title: without weight, and the longest lists of the index.
COMMON = (
    "关于",
    "进一步",
    "建议",
    "提案",
    "提议",
    "问题",
    "增加",
    "完善",
    "改善",
    "提高",
    "加强",
    "优化",
    "我院",
    "医院",
)
MAX_GRAMS = 120
LEAST = 0.25  # below this a hit is chance


def cleaned(text: str) -> str:
    """Return the text without width variants, punctuation, numbering and words every title has."""
    plain = _NUMBERING.sub(" ", unicodedata.normalize("NFKC", text).lower())
    for word in COMMON:
        plain = plain.replace(word, " ")
    return _NOT_A_WORD.sub(" ", plain.replace("的", " "))


def grams(text: str) -> list[str]:
    """Return the distinct pairs of neighbouring characters, in order, at most MAX_GRAMS.

    >>> grams("改善职工食堂就餐环境的建议（5）")
    ['职工', '工食', '食堂', '堂就', '就餐', '餐环', '环境']
    """
    found: dict[str, None] = {}
    for part in cleaned(text).split():
        found.update(dict.fromkeys(part[i : i + 2] for i in range(len(part) - 1)))
    return list(found)[:MAX_GRAMS]


def weight(frequency: int, total: int) -> float:
    """How much a pair says that stands in ``frequency`` of ``total`` texts (inverse document frequency)."""
    return math.log((1 + total) / (1 + frequency)) + 0.1


def likeness(first: str, second: str, weights: Mapping[str, float] | None = None) -> float:
    """Return 0-1: the weighted share of pairs two texts have in common (weighted Dice).

    Pairs without a weight count 1. Two texts without any pair are not alike.
    """
    mine, theirs = Counter(grams(first)), Counter(grams(second))
    known = weights or {}

    def mass(pairs: Counter[str]) -> float:
        return sum(known.get(pair, 1.0) for pair in pairs)

    total = mass(mine) + mass(theirs)
    return 2 * mass(mine & theirs) / total if total else 0.0
