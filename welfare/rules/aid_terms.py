"""What may be given for what: caps per kind of aid, and what is the same thing twice.

Source: domain notes 1.8 ([G1] 皖工发〔2025〕18号: 困难职工一次性救助 2000 元，须有困难职工档案) and 6.2
([G2] one application per illness). Numbers and sameness are the rule set “aid”.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from welfare.choices.aid import AidKind, Sameness


@dataclass(frozen=True, slots=True)
class AidTerms:
    """Terms of one kind. ``group``: kinds of one group are the same thing; ``sources``: funds allowed."""

    kind: AidKind
    cap: Decimal | None
    same: Sameness
    group: str
    sources: tuple[str, ...]
    document: str = ""

    @classmethod
    def from_values(cls, kind: str, values: Mapping[str, Any], document: str = "") -> AidTerms:
        """Read the terms of ``kind`` from a rule set."""
        row = values["kinds"][kind]
        cap = Decimal(str(row["cap"])) if row["cap"] else None
        return cls(
            AidKind(kind), cap, Sameness(row["same"]), row["group"], tuple(values["sources"]), document
        )  # fmt: skip


def same_key(terms: AidTerms, *, year: int, subject: str, person: str) -> str:
    """The key under which a second application of a household is the same thing.

    ``person`` identifies somebody of the household for ever, ``subject`` is free text: spaces do not count.
    子女助学 and 金秋助学 share the group “study”, so that one child is not helped twice for one year.
    """
    words = "".join(subject.split())
    parts = {
        Sameness.YEAR: [],
        Sameness.SUBJECT: [words],
        Sameness.PERSON: [person],
        Sameness.PERSON_SUBJECT: [person, words],
    }[terms.same]
    return ":".join([terms.group, str(year), *parts])


def problems(
    terms: AidTerms, *, amount: Decimal, source: str, source_labels: Mapping[str, str]
) -> Sequence[str]:
    """Why ``amount`` from ``source`` may not be given. The cap can be let pass, the source not."""
    return [text for text in (over_cap(terms, amount), wrong_source(terms, source, source_labels)) if text]


def over_cap(terms: AidTerms, amount: Decimal) -> str:
    """The sentence when ``amount`` is above the cap of its kind; exactly the cap is allowed."""
    if terms.cap is None or amount <= terms.cap:
        return ""
    return f"超过“{terms.kind.label}”每次上限 {terms.cap:,.2f} 元（{terms.document}）。"


def wrong_source(terms: AidTerms, source: str, labels: Mapping[str, str]) -> str:
    """The sentence when ``source`` may not pay for aid."""
    if source in terms.sources:
        return ""
    allowed = "、".join(labels[each] for each in terms.sources)
    return f"“{labels.get(source, source)}”不能用于困难帮扶，可用：{allowed}（{terms.document}）。"
