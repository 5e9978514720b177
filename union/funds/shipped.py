"""The charts of accounts that ship with the product: the system of 2009 and that of 2021, with budget lines.

Codes of categories: 《工会会计制度》. Lines below them: 《基层工会经费收支管理办法》(总工办发〔2017〕32号)
and the wording after 2021 (domain.md §1.6 [G4][G5][G6][W33][G1]). Numbers of lines (50101 …) are our own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from union.common.choices import DataSource
from union.funds.choices import AccountKind as K
from union.funds.choices import Journal
from union.funds.choices import Purpose as P  # noqa: N817 - the tables below read as tables


@dataclass(frozen=True, slots=True)
class Chart:
    """One accounting system. ``rows``: (code, name, purpose); a longer code stands under a shorter one."""

    valid_from: dt.date
    valid_to: dt.date | None
    document: str
    rows: tuple[tuple[str, str, str], ...]


_MONEY = (("101", "库存现金", P.CASH), ("102", "银行存款", P.BANK))

CHARTS: tuple[Chart, ...] = (
    Chart(
        dt.date(2010, 1, 1), dt.date(2021, 12, 31),
        "《工会会计制度》（财会〔2009〕7号）、《基层工会经费收支管理办法》（总工办发〔2017〕32号）",
        (
            *_MONEY,
            ("321", "结余", P.FUND_BALANCE),
            ("401", "会费收入", P.DUES),
            ("402", "拨缴经费收入", P.ALLOCATION),
            ("403", "上级补助收入", ""),
            ("40301", "回拨补助", ""),
            ("40302", "专项补助", P.UPPER_GRANT),
            ("40303", "超收补助", ""),
            ("404", "政府补助收入", P.GOVERNMENT_GRANT),
            ("405", "行政补助收入", P.ADMIN_GRANT),
            ("406", "事业收入", ""),
            ("407", "投资收益", ""),
            ("408", "其他收入", P.OTHER_INCOME),
            ("501", "职工活动支出", ""),
            ("50101", "职工教育", P.EDUCATION),
            ("50102", "文体活动", P.RECREATION),
            ("50103", "宣传活动", P.PUBLICITY),
            ("50104", "职工集体福利", P.COLLECTIVE_WELFARE),
            ("50105", "劳模职工疗休养", P.RECUPERATION),
            ("50199", "其他活动", P.OTHER_ACTIVITY),
            ("502", "维权支出", ""),
            ("50201", "劳动关系协调费", P.LABOUR_RELATIONS),
            ("50202", "劳动保护费", P.LABOUR_PROTECTION),
            ("50203", "法律援助费", P.LEGAL_AID),
            ("50204", "困难职工帮扶费", P.HARDSHIP),
            ("50205", "送温暖费", P.CONDOLENCE),
            ("50299", "其他维权支出", P.OTHER_RIGHTS),
            ("503", "业务支出", ""),
            ("50301", "培训费", P.TRAINING),
            ("50302", "会议费", P.MEETING),
            ("50303", "专项业务费", P.SPECIAL_BUSINESS),
            ("50399", "其他业务支出", P.OTHER_BUSINESS),
            ("504", "行政支出", ""),
            ("505", "资本性支出", P.CAPITAL),
            ("506", "补助下级支出", ""),
            ("507", "事业支出", ""),
            ("508", "其他支出", P.OTHER_EXPENSE),
        ),
    ),
    Chart(
        dt.date(2022, 1, 1), None,
        "《工会会计制度》（财会〔2021〕7号）、《基层工会经费收支管理办法》（总工办发〔2017〕32号）",
        (
            *_MONEY,
            ("322", "工会资金结余", P.FUND_BALANCE),
            ("401", "会费收入", P.DUES),
            ("402", "拨缴经费收入", P.ALLOCATION),
            ("403", "上级补助收入", ""),
            ("40301", "回拨补助", ""),
            ("40302", "专项补助", P.UPPER_GRANT),
            ("40303", "超收补助", ""),
            ("404", "政府补助收入", P.GOVERNMENT_GRANT),
            ("405", "行政补助收入", P.ADMIN_GRANT),
            ("406", "附属单位上缴收入", ""),
            ("407", "投资收益", ""),
            ("408", "其他收入", P.OTHER_INCOME),
            ("501", "职工活动支出", ""),
            ("50101", "职工教育费", P.EDUCATION),
            ("50102", "文体活动费", P.RECREATION),
            ("50103", "宣传活动费", P.PUBLICITY),
            ("50104", "职工集体福利费", P.COLLECTIVE_WELFARE),
            ("50105", "劳模职工疗休养费", P.RECUPERATION),
            ("50199", "其他活动支出", P.OTHER_ACTIVITY),
            ("502", "职工活动组织支出", ""),
            ("503", "职工服务支出", ""),
            ("50301", "劳动和技能竞赛费", P.CONTEST),
            ("50302", "建家活动费", P.HOME_BUILDING),
            ("50303", "职工互助保障费", P.MUTUAL_PROTECTION),
            ("50399", "其他服务支出", ""),
            ("504", "维权支出", ""),
            ("50401", "劳动关系协调费", P.LABOUR_RELATIONS),
            ("50402", "劳动保护费", P.LABOUR_PROTECTION),
            ("50403", "法律援助费", P.LEGAL_AID),
            ("50404", "困难职工帮扶费", P.HARDSHIP),
            ("50405", "送温暖费", P.CONDOLENCE),
            ("50499", "其他维权支出", P.OTHER_RIGHTS),
            ("505", "业务支出", ""),
            ("50501", "培训费", P.TRAINING),
            ("50502", "会议费", P.MEETING),
            ("50503", "专项业务费", P.SPECIAL_BUSINESS),
            ("50599", "其他业务支出", P.OTHER_BUSINESS),
            ("506", "行政支出", ""),
            ("507", "资本性支出", P.CAPITAL),
            ("508", "补助下级支出", ""),
            ("509", "对附属单位的支出", ""),
            ("510", "其他支出", P.OTHER_EXPENSE),
        ),
    ),
)  # fmt: skip

_KINDS = {"1": K.ASSET, "3": K.NET_ASSET, "4": K.INCOME, "5": K.EXPENSE}
_JOURNALS = {P.CASH: Journal.CASH, P.BANK: Journal.BANK}
_CATEGORY = 3  # digits


def load(get_model: Callable[[str, str], Any]) -> int:
    """Add accounts that are missing; return how many. What stands there is never changed."""
    model = get_model("funds", "Account")
    found = {(row.code, row.valid_from): row for row in model.objects.all()}
    before = len(found)
    for chart in CHARTS:
        for code, name, purpose in chart.rows:
            at = (code, chart.valid_from)
            if at not in found:
                found[at] = model.objects.create(
                    code=code, name=name, purpose=purpose, kind=_KINDS[code[0]],
                    journal=_JOURNALS.get(purpose, ""),  # type: ignore[call-overload]
                    parent=found.get((code[:_CATEGORY], chart.valid_from)) if len(code) > _CATEGORY else None,
                    valid_from=chart.valid_from, valid_to=chart.valid_to, source_document=chart.document,
                    source=DataSource.SHIPPED,
                )  # fmt: skip
    return len(found) - before
