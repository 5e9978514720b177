# ruff: noqa: E501 - a line per page
"""The pages that are measured, ours beside the stock admin's, and the terms they are asked with."""

from dataclasses import dataclass
from urllib.parse import urlencode

CSRF = "b" * 32  # cookie and header alike
RECORDS = 40  # different records per size, spread over the table


@dataclass(frozen=True, slots=True)
class Page:
    """``ours`` and ``stock`` are addresses; {pk}, {branch}, {department} are filled in. ``post``: sent as form."""

    key: str
    label: str
    ours: str
    stock: str
    post: str = ""
    full: bool = True  # the stock page shows 50 rows, as its list does
    typing: bool = True  # of a post: sent by the box at a key, not by Enter


def _list(**asked: str) -> str:
    return "/members/?" + urlencode(asked, safe="{}")


def _admin(**asked: str) -> str:
    return "/admin/members/member/?" + urlencode(asked, safe="{}")


_BRANCH = {"branch__id__exact": "{branch}", "membership_status__exact": "active"}
_DEPARTMENT = {"department__id__exact": "{department}", "membership_status__exact": "active"}
PAGES = (
    Page("list", "list, all active", "/members/", _admin(membership_status__exact="active")),
    Page("list_name", "list, branch, by name", _list(branch="{branch}", sort="name"), _admin(**_BRANCH)),
    Page("list_no", "list, branch, by 工号", _list(branch="{branch}", sort="staff_no"), _admin(**_BRANCH, o="1")),
    Page("list_no_desc", "list, all, by 工号 ↓", _list(sort="-staff_no"),
         _admin(membership_status__exact="active", o="-1")),
    Page("list_dept", "list, department, by 工号", _list(department="{department}", sort="staff_no"),
         _admin(**_DEPARTMENT, o="1")),
    Page("q_name", "search 王 (many hits)", _list(q="王"), _admin(q="王")),
    Page("q_rare", "search 欧阳 (few hits)", _list(q="欧阳"), _admin(q="欧阳"), full=False),
    Page("q_pinyin", "search zhang (many)", _list(q="zhang"), _admin(q="zhang")),
    Page("q_no", "search 工号", _list(q="100500"), _admin(q="100500"), full=False),
    Page("search_name", "search box, 王", "/search/", _admin(q="王"), post="王"),
    Page("search_pinyin", "search box, ouyang", "/search/", _admin(q="ouyang"), post="ouyang", full=False),
    Page("search_no", "search box, 工号", "/search/", _admin(q="100500"), post="100500", full=False),
    Page("search_enter", "search page, 王, Enter", "/search/", _admin(q="王"), post="王", typing=False),
    Page("record", "record page", "/members/{pk}/", "/admin/members/member/{pk}/change/", full=False),
)  # fmt: skip
