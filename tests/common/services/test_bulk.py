import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from members.models import Member
from tests.factories import BranchFactory
from union.common import bulk
from union.common.models import CodeItem
from union.organisation.models import Branch

pytestmark = pytest.mark.django_db


def test_insert_fills_defaults_and_keeps_awkward_text():
    awkward = "a\tb\nc\\N\"'王𡋤"
    bulk.insert(CodeItem, ("kind", "label", "aliases"), [("k", awkward, ["x", "王"]), ("k", "two", [])])
    first, second = CodeItem.objects.filter(kind="k").order_by("pk")
    assert (first.label, first.aliases, first.position, first.source) == (awkward, ["x", "王"], 100, "office")
    assert second.aliases == []


def test_encrypted_columns_are_encrypted():
    now = timezone.now()
    [pk] = bulk.allocate_ids(Member, 1)
    columns = ("id", "staff_no", "name", "phone", "created_at", "updated_at")
    bulk.insert(Member, columns, [(pk, "1", "王", "19911112222", now, now)])

    assert Member.objects.get(pk=pk).phone == "19911112222"
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM members_member WHERE id = %s", [pk])
        assert cursor.fetchone()[0].startswith("1:")


def test_insert_select_makes_a_row_of_each_row():
    awkward = "%s a\tb'王𡋤"
    BranchFactory(name="甲"), BranchFactory(name="乙")
    values = {"kind": awkward, "label": F("name"), "aliases": ["x", "王"], "is_active": False}
    assert bulk.insert_select(CodeItem, values, Branch.objects.filter(name__in=("甲", "乙"))) == 2
    rows = CodeItem.objects.filter(kind=awkward).order_by("label")
    assert list(rows.values_list("label", "aliases", "position", "source", "is_active")) == [
        (name, ["x", "王"], 100, "office", False) for name in ("乙", "甲")
    ]
    assert bulk.insert_select(CodeItem, values, Branch.objects.none()) == 0


def test_update_writes_other_values_per_row():
    units = [BranchFactory(), BranchFactory(), BranchFactory()]
    met = bulk.update(Branch, ("name", "closed_on"), [(u.pk, f"新{u.pk}", None) for u in units[:2]])
    assert met == 2
    assert [Branch.objects.get(pk=u.pk).name for u in units[:2]] == [f"新{u.pk}" for u in units[:2]]
    assert Branch.objects.get(pk=units[2].pk).name == units[2].name
    assert bulk.update(Branch, ("name",), []) == 0


def test_too_long_text_is_refused_not_cut():
    unit = BranchFactory()
    if connection.vendor == "postgresql":
        with pytest.raises(Exception, match="too long"), transaction.atomic():
            bulk.update(Branch, ("name",), [(unit.pk, "长" * 61)])
    unit.refresh_from_db()
    assert len(unit.name) < 61


def test_taken_key_is_told_from_other_faults():
    CodeItem.objects.create(kind="k", label="one")
    with pytest.raises(IntegrityError) as taken, transaction.atomic():
        bulk.insert(CodeItem, ("kind", "label"), [("k", "one")])
    assert bulk.is_taken(taken.value)
    with pytest.raises(IntegrityError) as missing, transaction.atomic():
        bulk.insert(CodeItem, ("kind", "label"), [("k", None)])
    assert not bulk.is_taken(missing.value)


def test_allocated_ids_never_come_back():
    first = bulk.allocate_ids(Branch, 3)
    bulk.insert(Branch, ("id", "name"), [(pk, f"支会{pk}") for pk in first])
    Branch.objects.filter(pk=max(first)).delete()
    assert min(bulk.allocate_ids(Branch, 2)) > max(first)
    assert BranchFactory().pk > max(first)
