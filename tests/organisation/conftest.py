"""Members follow their unit: through the members app's own handlers where it has registered them."""

from collections import defaultdict

import pytest

from members.models import Member
from union.common import registries
from union.organisation.models import Department, Group


def _move(kind, from_id, to_id, actor):
    values = {f"{kind}_id": to_id}
    if kind == "group":
        values["branch_id"] = Group.objects.get(pk=to_id).branch_id
    if kind == "department":
        values["branch_id"] = Department.objects.get(pk=to_id).branch_id
    return Member.objects.filter(**{f"{kind}_id": from_id}).update(**values)


def _count(kind):
    counts = defaultdict(lambda: [0, 0])
    for unit_id, status in Member.objects.kept().values_list(f"{kind}_id", "membership_status"):
        counts[unit_id or 0][status == "retained"] += 1
    return {unit_id: tuple(pair) for unit_id, pair in counts.items()}


@pytest.fixture(autouse=True)
def _members_follow(monkeypatch):
    """Stand in for the members app only while it registers nothing of its own."""
    if not len(registries.unit_moves):
        monkeypatch.setitem(registries.unit_moves._entries, "members", _move)
    if not len(registries.unit_headcounts):
        monkeypatch.setitem(registries.unit_headcounts._entries, "members", _count)
