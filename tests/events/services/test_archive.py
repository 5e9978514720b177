import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import ArchiveClass, ArchiveItem
from events.registry_archive import filed_count, missing, year_due
from events.rules.archive import keep_until, missing_classes
from events.selectors.archive import fileable, items_visible_to, record_of, year_overview
from events.services import archive
from events.shipped_archive import CLASSES
from tests.factories import BranchFactory, UserFactory, officer
from tests.factories_events import make_activity
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.registries import Period, ledgers
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def klass(key="activities"):
    return ArchiveClass.objects.get(key=key)


@pytest.mark.parametrize(
    ("retention", "until"), [("permanent", None), ("long", 2046), ("middle", 2026), ("short", 2021)]
)
def test_how_long_it_is_kept(retention, until):
    assert keep_until(2016, retention) == (until and dt.date(until, 12, 31))


def test_what_a_year_lacks():
    demanded = [(1, 2000, None), (2, 2000, 2020), (3, 2022, None), (4, 2000, None)]
    assert missing_classes(demanded, {4}, 2021) == {1}
    assert missing_classes(demanded, {4}, 2020) == {1, 2}


def test_the_list_of_the_inspections_ships_whole():
    groups = list(ArchiveClass.objects.values_list("group", flat=True))
    assert [groups.count(group) for group in ("books", "files", "rosters")] == [7, 3, 3]
    assert ArchiveClass.objects.count() == len(CLASSES)


def test_records_are_filed_once_and_open_within_the_right(clerk):
    branch = BranchFactory()
    one, two = make_activity(title="足球赛", state="archived"), make_activity(title="春游", state="archived")
    year = one.starts_at.year
    file = lambda *pks, actor=clerk, place=None: archive.file_records(  # noqa: E731
        klass(), "activities", pks, year=year, branch=place, actor=actor
    )
    assert {title for _pk, title in fileable(ledgers["activities"], clerk, year)} == {"足球赛", "春游"}
    assert file(one.pk) == 1
    assert file(one.pk, two.pk) == 1
    assert file(two.pk) == 0
    item = ArchiveItem.objects.get(record_pk=one.pk)
    assert record_of(item, clerk) == ("活动台账", f"/events/activities/{one.pk}/")
    assert record_of(item, UserFactory()) == ("活动台账", "")
    for pks in ((), (999_999,)):
        with pytest.raises(DomainError, match="请选择"):
            file(*pks)
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    with pytest.raises(NotPermittedError):
        file(one.pk, actor=head)
    mine = make_activity(title="支会活动", state="archived", branch=branch)
    assert file(mine.pk, actor=head, place=branch) == 1
    assert items_visible_to(head).count() == 1
    with pytest.raises(DomainError, match="对应台账"):
        archive.file_records(klass("plans"), "members", [1], year=year, branch=None, actor=clerk)


def test_whole_ledgers_and_paper(clerk):
    row = archive.file_ledger(klass("members"), "members", year=2026, actor=clerk)
    assert record_of(row, clerk)[1].endswith("?year=2026")
    with pytest.raises(DomainError, match="已经归档"):
        archive.file_ledger(klass("members"), "members", year=2026, actor=clerk)
    paper = lambda **more: archive.file_paper(  # noqa: E731
        klass("plans"),
        **(
            {"title": "计划", "year": 2026, "branch": None, "location": "", "files": [], "actor": clerk}
            | more
        ),
    )
    with pytest.raises(DomainError, match="存放位置"):
        paper()
    scan = paper(files=[SimpleUploadedFile("计划.pdf", b"%PDF-1.4\n%%EOF\n")])
    assert record_of(scan, clerk) == ("", "")
    assert filed_count(Period(today(), today())) == 2
    with pytest.raises(DomainError, match="原因"):
        archive.take_out(scan, "", actor=clerk)
    archive.take_out(scan, "归错", actor=clerk)
    with pytest.raises(TransitionError):
        archive.take_out(scan, "归错", actor=clerk)
    assert filed_count(Period(today(), today())) == 1


def test_the_year_says_what_is_missing(clerk):
    day = dt.date(2026, 1, 10)
    before = {each.row.key: each.is_missing for each in year_overview(clerk, 2025)}
    assert before["members"]
    assert not before["rules"]  # not demanded every year
    (duty,) = missing(clerk, day)
    assert (duty.due_on, duty.count) == (dt.date(2026, 1, 31), sum(before.values()))
    assert not list(missing(clerk, dt.date(2026, 6, 1)))
    assert not list(missing(officer(Office.CHAIR), day))
    assert [due.on for due in year_due(day, dt.date(2026, 2, 1))] == [dt.date(2026, 1, 31)]
    for row in ArchiveClass.objects.filter(is_yearly=True):
        archive.file_paper(
            row, title=row.title, year=2025, branch=None, location="1 柜", files=[], actor=clerk
        )
    assert not list(missing(clerk, day))
    assert not list(year_due(day, dt.date(2026, 2, 1)))
    assert not any(each.is_missing for each in year_overview(clerk, 2025))


def test_every_register_of_the_list_exists():
    assert [key for each in CLASSES for key in each[5] if key not in ledgers] == []


def test_the_office_keeps_the_list_itself(clerk):
    values = {
        "title": "工会法人资格证书", "group": "office", "retention": "permanent", "is_yearly": False,
        "ledgers": [], "valid_from": 2026, "valid_until": None, "position": 90, "basis": "",
    }  # fmt: skip
    row = archive.save_class(None, values, actor=clerk)
    assert [each.row for each in year_overview(clerk, 2026) if each.row == row] == [row]
    assert all(each.row != row for each in year_overview(clerk, 2025))
    archive.save_class(row, values | {"valid_until": 2026}, actor=clerk)
    assert all(each.row != row for each in year_overview(clerk, 2027))
    with pytest.raises(DomainError, match="起始年度"):
        archive.save_class(row, values | {"valid_until": 2025}, actor=clerk)
    with pytest.raises(NotPermittedError):
        archive.save_class(None, values, actor=officer(Office.CHAIR))
