import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from members.models import Member
from tests.factories import BranchFactory, UserFactory
from union.common import bulk
from union.common.models import CodeItem
from union.organisation.models import Branch
from union.reminders.models import Notice, Reminder

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


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="plans that outlive a statement")
def test_many_rows_are_not_checked_by_the_plan_of_an_empty_table():
    user, now = UserFactory(), timezone.now()

    def tell(count):
        ids = bulk.allocate_ids(Reminder, count)
        columns = ("id", "rule", "subject", "occurrence", "step", "day", "state", "reason", "created_at")
        rows = ((pk, "k", f"s{pk}", now.date(), "0", now.date(), "skipped", "nobody", now) for pk in ids)
        bulk.insert(Reminder, columns, rows)
        bulk.insert(
            Notice,
            ("user_id", "key", "reminder_id", "created_at"),
            ((user.pk, f"{pk}", pk, now) for pk in ids),
        )

    def times_read_through(act):
        with connection.cursor() as cursor:
            read = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = %s"
            before = cursor.execute(read, [Reminder._meta.db_table]).fetchone()[0]
            act()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit does
            after = cursor.execute(read, [Reminder._meta.db_table]).fetchone()[0]
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return after - before

    tell(1)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Reminder._meta.db_table}")  # as autovacuum does
    assert times_read_through(lambda: tell(20)) > 5  # small: the plan that is kept reads all of it
    assert times_read_through(lambda: tell(2_000)) < 5


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
