"""Pages of hardship files and aid: the whole way in the browser's words, and nobody a fact he has no business with."""
# ruff: noqa: E501

import datetime as dt
from urllib.parse import parse_qs, urlparse

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories import MemberFactory, officer
from tests.factories_funds import approved_budget
from tests.factories_hardship import (
    HardshipCast,
    approved_aid,
    approved_list,
    checked,
    child_facts,
    noon,
    paid_list,
    paper,
    quick_file,
    wanted,
)
from tests.flows.test_rights import text_of
from tests.shown import click, shown
from union.common.dates import today
from union.common.models import AuditEvent
from union.common.registries import (
    Breakdown,
    Period,
    figures,
    ledgers,
    member_merge,
    search_results,
)
from union.funds.models import Entry
from union.ledgers.declare import Period as LedgerPeriod
from union.ledgers.selectors import LedgerQuery
from union.organisation.choices import Office
from welfare.duties import hardship as duties
from welfare.ledgers.hardship import HARDSHIP
from welfare.models import Aid, HardshipFile, UpperReport
from welfare.reminder_hardship import RULES
from welfare.screens_hardship import anniversaries, calendar
from welfare.services import aid as aids
from welfare.services import aid_returns, hardship_life, hardship_steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return HardshipCast()


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def apply_data(**more):
    return {
        "agree_health": "on", "agree_check": "on", "agree_children": "on", "agree_bank": "on", "agreed_on": today(),
        "level": "hospital", "identity": "active", "cause": "own_illness", "insurance": "employee",
        "monthly_income": "2000", "other_income": "0", "rigid_expense": "6000", "accident_cost": "0",
        "compensation": "0", "bank_account": "6222 0000 1111", "health": "尿毒症", **more,
    }  # fmt: skip


def hung_out(cast, file):
    """A colleague reads the board, which tells nothing more, and objects; the office answers."""
    publicity, colleague = file.publicities.get(), cast.colleague(user=officer(Office.MEMBER))
    with time_machine.travel(noon(publicity.starts_on), tick=False):
        neighbour, office = client_of(colleague.user), client_of(cast.office)  # a session ends overnight
        board = neighbour.get(reverse("welfare:hardship_board")).content.decode()
        assert cast.member.name in board
        assert not [word for word in ("尿毒症", "小明", "6222", cast.member.id_number) if word in board]
        neighbour.post(
            reverse("welfare:hardship_objection", args=[file.pk]), {"text": "有房", "objector": ""}
        )
        settle = reverse("welfare:hardship_settle", args=[publicity.objections.get().pk])
        assert neighbour.get(settle).status_code == 404
        office.post(settle, {"is_upheld": "no", "answer": "已核实无房"})
    return publicity


def decided(cast, office):
    """The one application, reviewed and approved on its pages."""
    row = Aid.objects.get()
    click(
        office,
        reverse("welfare:aid_step", args=[row.pk, "review"]),
        {"amount": "500", "source": "dues", "note": "", "override_reason": ""},
    )
    click(
        client_of(cast.chair),
        reverse("welfare:aid_step", args=[row.pk, "approve"]),
        {"amount": "500", "note": "", "document": ""},
    )
    row.refresh_from_db()
    return row


def test_a_member_applies_online_and_the_office_goes_on(cast):
    client, office = client_of(cast.person), client_of(cast.office)
    address = reverse("welfare:hardship_apply")
    missing = apply_data()
    del missing["agree_health"]
    body = client.post(address, missing).content.decode()
    assert "没有同意不能登记任何内容" in body
    assert "6222 0000 1111" in body  # nothing typed is lost
    assert not HardshipFile.objects.exists()
    client.post(address, apply_data())
    file = HardshipFile.objects.get()
    assert (file.member, file.bank_account, file.consent.channel) == (cast.member, "622200001111", "online")
    assert client.get(reverse("welfare:hardship_mine")).url == reverse(
        "welfare:hardship_detail", args=[file.pk]
    )
    person = {
        "kinship": "son",
        "name": "小明",
        "id_number": child_facts()["id_number"],
        "occupation": "primary",
        "monthly_income": "0",
    }
    client.post(reverse("welfare:hardship_person_add", args=[file.pk]), person)
    assert file.people.get(kinship="son").is_minor
    step = lambda action: reverse("welfare:hardship_step", args=[file.pk, action])  # noqa: E731
    assert client.get(step("first-review")).status_code == 404
    click(client, step("submit"))
    assert client.get(reverse("welfare:hardship_edit", args=[file.pk])).status_code == 404
    for action, data in (
        ("first-review", {"note": "齐全"}),
        (
            "visit",
            {"on": today(), "visitors": "干部二人", "found": "属实", "signer": "本人", "record": paper()},
        ),
        ("check-income", {"on": today(), "source": "民政"}),
        ("publish", {"level": "hospital", "starts_on": today(), "days": 5, "place": "公告栏"}),
    ):
        assert office.get(step(action)).status_code == 200
        assert click(office, step(action), data).status_code == 302, action
    publicity = hung_out(cast, file)
    with time_machine.travel(noon(publicity.ends_on + dt.timedelta(days=1)), tick=False):
        client, office = client_of(cast.person), client_of(cast.office)
        click(office, step("end-publicity"), {"note": ""})
        assert office.get(step("approve")).status_code == 404  # the button is not there for who prepared it
        click(client_of(cast.chair), step("approve"), {"note": "同意", "document": ""})
        file.refresh_from_db()
        assert file.state == "on_file"
        assert office.get(reverse("welfare:hardship_edit", args=[file.pk])).status_code == 200
        client.post(
            reverse("welfare:aid_apply", args=[file.pk]),
            {"kind": "living", "year": today().year, "subject": "生活", "amount": "500", "reason": ""},
        )
        assert decided(cast, office).state == "approved"
        client.post(reverse("welfare:hardship_consent_end", args=[file.pk]))
    file.refresh_from_db()
    assert (file.state, file.bank_account) == ("removed", "")


def test_a_list_is_made_paid_and_signed_on_its_page(cast):
    approved_budget()
    rows = [approved_aid(cast, quick_file(cast), "600", source="dues") for _ in range(2)]
    office, chair = client_of(cast.office), client_of(cast.vice)
    answer = office.post(reverse("welfare:aid_payment_add"), {"title": "春节帮扶", "fund_source": "dues"})
    page = answer.url
    pk = int(page.rstrip("/").split("/")[-1])
    step = lambda action: reverse("welfare:aid_payment_step", args=[pk, action])  # noqa: E731
    assert "可列入的申请" in office.get(page).content.decode()
    office.post(step("put"), {"selected": [row.pk for row in rows]})
    office.post(step("lock"), shown(office, page))
    refused = office.post(
        step("pay"), {"on": today(), "paid_from": "bank"} | shown(office, page), follow=True
    ).content.decode()
    assert "不能发放并入账" in refused
    assert "批准发放" in chair.get(page).content.decode()
    chair.post(step("unlock"), {"note": "请核对户数"} | shown(chair, page))
    assert "请核对户数" in office.get(page).content.decode()
    office.post(step("lock"), shown(office, page))
    assert chair.post(step("approve"), {"document": "纪要"} | shown(chair, page)).status_code == 302
    office.post(step("pay"), {"on": today(), "paid_from": "bank"} | shown(office, page))
    office.post(step("sign"), {"on": today(), "sheet": paper("签收表.pdf")} | shown(office, page))
    body = office.get(page).content.decode()
    assert "已签收" in body
    assert Aid.objects.filter(state="signed").count() == 2
    sheet = office.get(reverse("welfare:aid_payment_sheet", args=[pk]))
    assert sheet["Content-Type"] == "application/pdf"
    assert b"%PDF" in sheet.content[:8]


def test_the_page_offers_no_return_for_the_own_household(cast):
    approved_budget()
    rows = [approved_aid(cast, quick_file(cast), "600") for _ in range(2)]
    payment = paid_list(cast, rows)
    mine = cast.colleague(user=cast.second)
    rows[0].file.people.update(id_number_index=mine.id_number_index)  # a relative's file
    clerk = client_of(cast.second)
    body = clerk.get(reverse("welfare:aid_payment", args=[payment.pk])).content.decode()
    pages = [reverse("welfare:aid_return", args=[payment.pk, row.pk]) for row in rows]
    offered = [f'href="{page}"' in body for page in pages]
    assert offered == [clerk.get(page).status_code == 200 for page in pages] == [False, True]


def count_of(url, key):
    """Rows a ledger shows for an address."""
    ledger = ledgers[key]
    asked = {name: values[-1] for name, values in parse_qs(urlparse(url).query).items()}
    return LedgerQuery(ledger, None, ledger.columns, LedgerPeriod(), filters=asked)


def test_every_figure_opens_exactly_its_rows(cast):
    approved_budget()
    year = today().year
    period = Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
    files = [quick_file(cast, since=dt.date(year - 1, 5, 1)) for _ in range(3)] + [quick_file(cast)]
    hardship_life.exit_file(files[0].pk, actor=cast.chair, note="好转")
    hardship_life.remove_file(files[1].pk, actor=cast.chair, note="不符")
    files[3].spells.update(is_relapse=True)
    paid_list(
        cast,
        [
            approved_aid(cast, files[2], "700"),
            approved_aid(cast, files[2], "300", kind="festival", subject="春节"),
        ],
    )
    expected = {
        "hardship_households": 2, "hardship_new": 1, "hardship_relapsed": 1, "hardship_exited": 1,
        "hardship_removed": 1, "aid_households": 1, "aid_times": 2, "aid_yuan": 1000,
    }  # fmt: skip
    for key, value in expected.items():
        figure = figures[f"welfare.{key}"]
        assert figure.compute(period) == value, key
        ledger = "aid" if key.startswith("aid") else "hardship_spells"
        query = count_of(figure.rows_url(period), ledger)
        if figure.unit == "元":
            assert query.totals().sums["net"] == value
        elif key == "aid_households":  # the rows are 人次
            assert (query.totals().measures["实际帮扶"], query.totals().rows) == (1, 2)
        else:
            assert query.totals().rows == value, key
    for key, entry in figures.items():
        if (
            isinstance(entry, Breakdown)
            and key.startswith(("welfare.hardship", "welfare.aid"))
            and entry.unit in ("户", "人次")
            and ("hardship_by" in key or "times" in key)
        ):
            for value in entry.compute(period):
                ledger = "aid" if "aid" in key else "hardship_spells"
                assert count_of(value.rows_url, ledger).totals().rows == value.value, key
    before = Period(dt.date(year - 1, 1, 1), dt.date(year - 1, 12, 31))
    assert figures["welfare.hardship_households"].compute(before) == 3


def test_money_that_came_back_leaves_last_years_figures_as_they_were(cast):
    """Paid in one year, returned and paid again in the next: +x stays, then −x +x, as in the cash book."""
    year = today().year
    approved_budget()
    approved_budget(year + 1)
    rows = [approved_aid(cast, quick_file(cast), amount) for amount in ("700", "300", "50")]
    first = paid_list(cast, rows)
    told = []
    aid_returns.return_row(first.pk, rows[2].pk, reason="重复", actor=cast.second)  # in the same year
    told.append(told_of(year))
    with time_machine.travel(noon(dt.date(year + 1, 1, 8)), tick=False):
        aid_returns.return_row(first.pk, rows[0].pk, reason="户名不符", actor=cast.second)
        told += [told_of(year), told_of(year + 1)]
        paid_list(cast, [Aid.objects.get(pk=rows[0].pk)], title="重新发放")
        told += [told_of(year), told_of(year + 1)]
    held = (2, 2, 1000)
    assert told == [held, held, (0, -1, -700), held, (0, 0, 0)]


def told_of(year):
    """Households, times and yuan of a year: the figures, their lists and the cash book say the same."""
    period = Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
    entries = [figures[f"welfare.aid_{name}"] for name in ("households", "times", "yuan")]
    found = tuple(each.compute(period) for each in entries)
    totals = count_of(entries[0].rows_url(period), "aid").totals()
    assert (*totals.measures.values(), totals.sums["net"]) == found
    for name, value in (("times", found[1]), ("yuan", found[2])):
        for asked in ("kind", "source") if name == "yuan" else ("kind",):
            parts = list(figures[f"welfare.aid_{name}_by_{asked}"].compute(period))
            assert sum(part.value for part in parts) == value
            assert all(
                count_of(part.rows_url, "aid").totals().sums["times" if name == "times" else "net"]
                == part.value for part in parts
            )  # fmt: skip
    booked = Entry.objects.filter(source_kind="welfare.aid_payment", year=year)
    assert found[2] == sum(booked.values_list("amount", flat=True))
    return found


def test_the_lists_of_the_register(cast):
    never, late = quick_file(cast), quick_file(cast, review_due_on=today() - dt.timedelta(days=1))
    back, end = quick_file(cast, relapses=1), quick_file(cast)
    hardship_life.review_yearly(end.pk, outcome="exit", level="hospital", note="好转", actor=cast.office)
    approved_budget()
    paid_list(cast, [approved_aid(cast, late), approved_aid(cast, back), approved_aid(cast, end)])

    def listed(**asked):
        rows = LedgerQuery(HARDSHIP, None, HARDSHIP.columns, LedgerPeriod(), filters=asked).queryset()
        return set(rows.values_list("pk", flat=True))

    assert listed(list="never") == {never.pk}
    assert listed(list="late") == {late.pk}
    assert listed(list="relapse") == {back.pk}
    assert listed(list="proposed") == {end.pk}
    assert listed(cause="own_illness") == {never.pk, late.pk, back.pk, end.pk}
    assert listed(at="2000-01-01") == set()


def test_the_report_sheet_takes_only_who_agreed_and_is_kept(cast):
    agreed, silent = quick_file(cast), quick_file(cast)
    type(silent.consent).objects.filter(pk=silent.consent_id).update(covers_upper=False)
    office = client_of(cast.office)
    data = {
        "recipient": "市总工会",
        "purpose": "年度核查",
        "level": "",
        "columns": ["name", "id_number", "per_head"],
    }
    answer = office.post(reverse("welfare:hardship_report"), data)
    sheet = text_of(answer.content)
    assert agreed.member.name in sheet
    assert agreed.member.id_number in sheet
    assert silent.member.name not in sheet
    assert "市总工会" in sheet
    report = UpperReport.objects.get()
    assert (report.row_count, report.left_out, list(report.files.all())) == (1, 1, [agreed])
    event = AuditEvent.objects.filter(action="export").latest("pk")
    assert "市总工会" in event.note
    assert agreed.member.name not in f"{event.note}{event.changes}"
    page = office.get(reverse("welfare:hardship_report")).content.decode()
    assert "姓名、身份证号、家庭月人均收入" in page
    assert client_of(cast.chair).get(reverse("welfare:hardship_report")).status_code == 404


def test_duties_reminders_calendar_search_and_anniversaries(cast):
    due = quick_file(cast, review_due_on=today(), since=today() - dt.timedelta(days=365 * 2 + 1))
    row = aids.apply_aid(due.pk, wanted(), actor=cast.office)
    Aid.objects.update(applied_on=today() - dt.timedelta(days=20))
    hung = checked(cast)
    hardship_steps.publish_file(hung.pk, place="栏", level="hospital", actor=cast.office)
    publicity = hung.publicities.get()
    with time_machine.travel(noon(publicity.ends_on + dt.timedelta(days=2)), tick=False):
        hardship_steps.record_objection(hung.pk, text="异议", actor=cast.office)
        day = today()
        titles = " ".join(
            each.title for each in (*duties.files(cast.office, day), *duties.aid(cast.office, day))
        )
        for words in ("1 户待年度复核", "1 户公示期满待结束", "1 条公示异议待处理", "1 项帮扶申请待审核"):
            assert words in titles
        far = day + dt.timedelta(days=30)
        found = {each.subject for rule in RULES.values() for each in rule.due(day, far)}
    assert {
        f"welfare.hardship:{due.pk}",
        f"welfare.publicity:{publicity.pk}",
        f"welfare.aid:{row.pk}:{row.state}",
    } <= found
    assert any(each.startswith("welfare.objection:") for each in found)
    entries = [each.title for each in calendar(cast.office, publicity.ends_on, publicity.ends_on)]
    assert entries == ["1 户困难公示期满"]
    assert not list(calendar(cast.member.user, publicity.ends_on, publicity.ends_on))
    hits = list(search_results["welfare.hardship"].find(cast.office, hung.number, 5))
    assert [hit.title for hit in hits] == [f"{cast.member.name} · {hung.number}"]
    spell = due.spells.get()
    assert list(anniversaries([spell.starts_on.replace(year=spell.starts_on.year + 1)])) == [
        (due.member_id, spell.starts_on.replace(year=spell.starts_on.year + 1))
    ]
    assert not list(anniversaries([spell.starts_on]))


def test_merged_members_keep_one_file(cast):
    file = quick_file(cast)
    kept = cast.colleague()
    handler = member_merge["welfare.HardshipFile.member"]
    assert handler.refuse(kept, file.member) == ""
    quick_file(cast, kept)
    assert "一户只能有一份" in handler.refuse(kept, file.member)
    other = MemberFactory(branch=cast.branch)
    assert handler.move(other, file.member, None) == 1
    assert member_merge["welfare.HardshipConsent.member"].move(other, file.member, None) == 1
    assert approved_list(cast, [approved_aid(cast, HardshipFile.objects.get(pk=file.pk))]).total == 1000
