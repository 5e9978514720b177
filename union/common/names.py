"""Names of people: what is cleaned and what is kept.

Kept exactly: rare characters, also outside the basic plane (𬭼𡋤), and the middle dot of minority and
foreign names (阿依古丽·买买提). Cleaned: spaces between Chinese characters, full-width Latin, invisible and
control characters, the many look-alikes of the dot (GB 2312 A1A4 “·” is the one the ID card's system uses).
"""

from __future__ import annotations

import re
import unicodedata

MIDDLE_DOT = "·"
_DOTS = re.compile(r"\s*[•．・‧∙⋅･●᛫・﹒]\s*|\s+·\s*|·\s+")
_SPACES = re.compile(r"[\s\u3000]+")
_WIDE_LATIN = re.compile(r"[\uff01-\uff5e]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f.'’-]")
_PLAIN = re.compile(r"[\u4e00-\u9fff]{1,8}")


def clean_name(text: str) -> str:
    """Return the name as it is stored; "" if nothing is left.

    ``"熊 海 华"`` → ``"熊海华"``, ``"阿依古丽•买买提"`` → ``"阿依古丽·买买提"``, ``"Ｊｏｈｎ　 Smith"`` →
    ``"John Smith"``.
    """
    if _PLAIN.fullmatch(text):
        return text
    dotted = _DOTS.sub(MIDDLE_DOT, text)
    narrow = _WIDE_LATIN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), dotted)
    visible = "".join(char for char in narrow if char.isspace() or unicodedata.category(char)[0] != "C")
    words = _SPACES.sub(" ", visible).strip().split(" ")
    name = words[0]
    for word in words[1:]:
        name += f" {word}" if _LATIN.match(name[-1:]) and _LATIN.match(word) else word
    return name


def is_plausible_name(name: str) -> bool:
    """Whether a cleaned name holds a letter or character at all and no digit."""
    return any(char.isalpha() for char in name) and not any(char.isdigit() for char in name)
