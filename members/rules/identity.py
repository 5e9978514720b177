"""What an identity number says about its holder, and what may not contradict it.

Source: GB 11643 (居民身份证、港澳台居民居住证 hold birthday and sex); other documents: form alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from members.choices import IdKind, Sex
from union.common import id_numbers
from union.common.errors import DomainError

HOLDING_BIRTH = frozenset({IdKind.RESIDENT, IdKind.HMT_RESIDENCE})


@dataclass(frozen=True, slots=True)
class Identity:
    """Number, sex and birthday that fit together; empty where nobody knows."""

    id_number: str
    sex: str
    born_on: dt.date | None


def reconcile(id_kind: str, id_number: str, sex: str, born_on: dt.date | None) -> Identity:
    """Return the identity with sex and birthday taken from the number where it holds them.

    >>> reconcile("resident", "990101194912310028", "", None).born_on
    datetime.date(1949, 12, 31)

    Raises:
        DomainError: the number is malformed, or sex or birthday say something else than it does.
    """
    number = id_numbers.normalise(id_number)
    if not number:
        return Identity("", sex, born_on)
    problem = id_numbers.check_other(number, id_kind)
    if problem is not None:
        raise DomainError(problem.value, field="id_number")
    if id_kind not in HOLDING_BIRTH:
        return Identity(number, sex, born_on)
    said_sex, said_birth = id_numbers.sex_of(number), id_numbers.birth_of(number)
    if sex and sex != said_sex:
        raise DomainError(f"性别与身份证号不一致：身份证号为{Sex(said_sex).label}性，请核对", field="sex")
    if born_on and born_on != said_birth:
        raise DomainError(f"出生日期与身份证号不一致：身份证号为 {said_birth}，请核对", field="born_on")
    return Identity(number, said_sex, said_birth)
