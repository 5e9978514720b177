import datetime as dt
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import officer
from union.common import table_files
from union.common.models import AuditEvent, CalendarDay, CodeItem, PrivacyNotice, RuleSet
from union.common.rule_forms import RuleValuesForm
from union.common.rule_values import leaves
from union.common.shipped import RULE_LABELS
from union.common.shipped.rule_words import words_of
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = officer(Office.OFFICE_STAFF)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"common:{name}", args=args)


PAGES = [
    ("settings", []), ("code_kinds", []), ("code_list", ["education"]), ("code_add", ["education"]),
    ("rule_list", []), ("rule_add", ["retirement_age"]), ("notice_list", []), ("notice_add", ["bank"]),
    ("calendar_days", []), ("table_import", ["codes"]), ("table_import", ["calendar"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_pages_open_for_the_office_alone(client, clerk, name, args):
    assert client.get(url(name, *args)).status_code == 200
    for office in (Office.CHAIR, Office.SYSTEM_ADMIN, Office.MEMBER):
        client.force_login(officer(office))
        assert client.get(url(name, *args)).status_code == 404
        assert client.post(url(name, *args)).status_code == 404


@pytest.mark.parametrize(
    "name", ["code_list", "code_add", "rule_add", "notice_add", "table_import", "table_export"]
)
def test_unknown_lists_do_not_exist(client, clerk, name):
    assert client.get(url(name, "nothing")).status_code == 404


def test_codes_by_form(client, clerk):
    client.post(url("code_add", "education"), {"label": "自学考试", "aliases": "自考\n自修", "position": 3})
    item = CodeItem.objects.get(label="自学考试")
    assert item.aliases == ["自考", "自修"]
    client.post(url("code_edit", item.pk), {"aliases": "自考", "position": 3})
    item.refresh_from_db()
    assert (item.aliases, item.is_active) == (["自考"], False)
    refused = client.post(url("code_edit", item.pk), {"aliases": "本科", "position": 3})
    assert "已经对应“大学本科”" in refused.content.decode()


def filled(client, kind, **changed):
    """What a browser sends that opened the form of a rule and changed some fields."""
    form = client.get(url("rule_add", kind)).context["form"]
    sent = {name: field.prepare_value(form.initial.get(name)) for name, field in form.fields.items()}
    sent = {
        name: "on" if value is True else value for name, value in sent.items() if value not in (None, False)
    }
    return sent | {"valid_from": "2099-01-01", "source_document": "某决定"} | changed


@pytest.mark.parametrize("kind", sorted(RULE_LABELS))
def test_every_rule_goes_through_its_form_unchanged(client, clerk, kind):
    newest = RuleSet.objects.filter(kind=kind).latest("valid_from")
    page = client.post(url("rule_add", kind), filled(client, kind) | {"look": "1"})
    assert "与现有版本相同" in page.content.decode(), page.context["form"].errors
    assert page.context["form"].cleaned_data["values"] == newest.values
    assert not any(leaf.kind == "free" for leaf in page.context["form"].leaves)
    assert not re.search(r"[a-z_]{3,}", "".join(words_of(kind, leaf.path) for leaf in leaves(newest.values)))
    assert not re.search(r"[a-z_]{3,}", seen_by_people(client.get(url("rule_add", kind)))), "a code is shown"


def seen_by_people(page):
    """Words of the values on the form: what stands beside a box, in a list to choose from, in a text."""
    form = page.context["form"]
    shown = []
    for field in (form[name] for name in form.fields if name.startswith("value")):
        choices = getattr(field.field, "choices", None)
        value = field.value()
        shown += [label for _code, label in choices] if choices else [value] if isinstance(value, str) else []
    return " ".join([*shown, str(page.context["newest"].note)])


def test_the_list_of_rules_and_what_changes_speak_in_words(client, clerk):
    shown = client.get(url("rule_list")).content.decode()
    for word in ("工会主席", "每人每年同一事项一次", "文艺演出", "无记名投票", "在册", "闭会日"):
        assert f"{word}" in shown
    for code in ("vice_chair", "person_subject", "performance", "entitled", "congress.delegates", "closes"):
        assert code not in shown
    sent = filled(client, "aid", value__sources=["donation", "dues", "other"], value__kinds__job__same="year")
    looked = client.post(url("rule_add", "aid"), sent | {"look": "1"})
    changed = {label: after for label, _before, after in looked.context["changed"]}
    assert changed == {
        "帮扶项目 · 就业帮扶 · 同一事项的范围": ["每户每年一次"],
        "经费来源": ["会费", "捐款", "其他"],
    }
    sent["value__kinds__job__same"] = "whatever"
    assert "选择一个有效的选项" in client.post(url("rule_add", "aid"), sent).content.decode()


def test_a_row_keeps_its_own_key_and_a_new_row_gets_one(client, clerk):
    old = RuleSet.objects.filter(kind="home_checklist").latest("valid_from").values["items"]
    cell = "value__items__{}__{}".format
    sent = filled(client, "home_checklist", **{
        cell(0, "drop"): "on", cell(1, "title"): "花名册", cell(9, "title"): "困难职工档案",
        cell(9, "group"): "资料档案", cell(9, "points"): "5",
    })  # fmt: skip
    assert not any(name.endswith("__key") for name in sent)
    client.post(url("rule_add", "home_checklist"), sent)
    items = RuleSet.objects.get(kind="home_checklist", valid_from=dt.date(2099, 1, 1)).values["items"]
    assert [each["key"] for each in items] == [*(each["key"] for each in old[1:]), "2099-01-01/10"]
    assert items[0]["title"] == "花名册"


def test_rule_by_form(client, clerk):
    sent = filled(client, "retirement_age", value__men__old_age="63", value__worker_posts="工勤\n后勤")
    looked = client.post(url("rule_add", "retirement_age"), sent | {"look": "1"}).content.decode()
    assert "男职工 · 原退休年龄（岁）" in looked
    assert not RuleSet.objects.filter(valid_from=dt.date(2099, 1, 1)).exists()

    refused = client.post(url("rule_add", "retirement_age"), sent | {"value__men__old_age": "六十"})
    assert "输入整数" in refused.content.decode()
    client.post(url("rule_add", "retirement_age"), sent)
    rule = RuleSet.objects.get(kind="retirement_age", valid_from=dt.date(2099, 1, 1))
    assert (rule.values["men"]["old_age"], rule.values["worker_posts"], rule.source) == (
        63,
        ["工勤", "后勤"],
        "office",
    )
    listed = client.get(url("rule_list")).content.decode()
    assert "与上一版本不同" in listed
    assert '<td data-label="改为"><div>63</div>' in listed


def test_rows_of_a_rule_are_added_changed_and_deleted(client, clerk):
    old = RuleSet.objects.filter(kind="visit_approval").latest("valid_from").values["bands"]
    cell = "value__bands__{}__{}".format
    sent = filled(client, "visit_approval", **{
        cell(0, "up_to"): "1500.50", cell(1, "drop"): "on", cell(3, "up_to"): "9000",
        cell(3, "words"): "由主席办公会审批", cell(3, "offices"): ["vice_chair", "chair"],
    })  # fmt: skip
    client.post(url("rule_add", "visit_approval"), sent)
    bands = RuleSet.objects.get(kind="visit_approval", valid_from=dt.date(2099, 1, 1)).values["bands"]
    assert bands == [
        {**old[0], "up_to": "1500.50"}, old[2],
        {"up_to": "9000", "words": "由主席办公会审批", "offices": ["vice_chair", "chair"], "document": False},
    ]  # fmt: skip


def test_what_is_wrong_in_a_rule_is_said_at_its_place(client, clerk):
    sent = filled(client, "event_prizes", value__winners_share="2\n三")
    assert "第 2 行“三”应为整数" in client.post(url("rule_add", "event_prizes"), sent).content.decode()
    sent = filled(client, "home_checklist", value__items__0__points="")
    assert "请填写这一格" in client.post(url("rule_add", "home_checklist"), sent).content.decode()


@pytest.mark.parametrize(
    ("kind", "written", "missing"),
    [
        ("congress_preparation", {"title": "布置会场"}, "anchor"),
        ("visit_approval", {"up_to": "9000", "words": "由主席办公会审批"}, "offices"),
    ],
)
def test_a_new_row_is_refused_until_its_code_is_chosen(client, clerk, kind, written, missing):
    """Taken as it was, the row would be counted from the opening, and nobody could approve the amount."""
    form = client.get(url("rule_add", kind)).context["form"]
    leaf = next(each for each in form.leaves if each.kind == "table")
    cell = "__".join(("value", *leaf.path, str(len(leaf.value)), "{}")).format
    sent = filled(client, kind, **{cell(key): value for key, value in written.items()})
    answer = client.post(url("rule_add", kind), sent)
    assert list(answer.context["form"].errors) == [cell(missing)]
    assert "还没有选择" in answer.content.decode()
    assert not RuleSet.objects.filter(kind=kind, valid_from=dt.date(2099, 1, 1)).exists()
    choice = form.fields[cell(missing)].choices[-1][0]
    sent[cell(missing)] = [choice] if kind == "visit_approval" else choice
    assert client.post(url("rule_add", kind), sent).status_code == 302


def test_an_amount_or_a_rate_may_get_decimals_a_count_may_not(client, clerk):
    client.post(url("rule_add", "dues"), filled(client, "dues", value__per_mille="4.5"))
    first = RuleSet.objects.filter(kind="dues").latest("valid_from")
    assert first.values["per_mille"] == 4.5
    client.post(
        url("rule_add", "dues"), filled(client, "dues", valid_from="2099-02-01", value__per_mille="5")
    )
    newest = RuleSet.objects.filter(kind="dues").latest("valid_from")
    assert (newest.values["per_mille"], type(newest.values["per_mille"])) == (5, int)
    for kind, cell in (("retirement_age", "men__old_age"), ("budget_warning", "notice")):
        sent = filled(client, kind, **{f"value__{cell}": "60.5"})
        assert "输入整数" in client.post(url("rule_add", kind), sent).content.decode()


def test_a_rule_changed_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(client, clerk):
    opened = filled(client, "retirement_age", valid_from="2099-03-01", value__men__old_age="64")
    page = client.get(url("rule_add", "retirement_age")).content.decode()
    assert re.search(rf'name="base" value="{opened["base"]}"', page)
    client.post(url("rule_add", "retirement_age"), filled(client, "retirement_age", value__men__step="7"))
    answer = client.post(url("rule_add", "retirement_age"), opened)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "已有人登记了 2099-01-01 起的新版本" in shown
    assert 'value="64"' in shown
    assert "男职工 · 每几个月延迟一个月" in shown  # what the other one changed
    again = client.post(url("rule_add", "retirement_age"), opened)
    assert again.status_code == 409
    assert RuleSet.objects.filter(kind="retirement_age", valid_from__year=2099).count() == 1


def test_zeros_are_values_and_rows_of_boxes_stay():
    rows = [{"add": 0, "working": False}, {"add": 0, "working": True}]
    boxes = [{"working": False}, {"working": True}]
    kept = {"value__rows__0__add": "0", "value__rows__1__add": "", "value__rows__2__add": "0"}
    form = RuleValuesForm(
        {"valid_from": "2099-01-01", "source_document": "某决定", "value__boxes__2__working": "on", **kept},
        kind="dues", newest={"rows": rows, "boxes": boxes},
    )  # fmt: skip
    assert form.is_valid(), form.errors
    assert form.cleaned_data["values"] == {
        "rows": [{"add": 0, "working": False}, {"add": 0, "working": False}],
        "boxes": [{"working": False}, {"working": False}, {"working": True}],
    }


def test_notice_by_form(client, clerk):
    values = {"title": "新告知", "text": "新内容", "valid_from": "2027-01-01"}
    client.post(url("notice_add", "bank"), values)
    assert PrivacyNotice.objects.get(kind="bank", version=2).needs_consent is False


def test_calendar_by_form(client, clerk):
    values = {"day": "2027-02-05", "kind": "holiday", "name": "春节", "note": ""}
    client.post(url("calendar_days"), values)
    own = CalendarDay.objects.get(day=dt.date(2027, 2, 5))
    text = client.get(url("calendar_days"), {"year": "2027"}).content.decode()
    assert "当年通知尚未录入" in text
    client.post(url("calendar_day_remove", own.pk))
    assert not CalendarDay.objects.filter(pk=own.pk).exists()
    shipped = CalendarDay.objects.filter(source="shipped").first()
    kept = client.post(url("calendar_day_remove", shipped.pk), follow=True).content.decode()
    assert "不能删除" in kept
    assert CalendarDay.objects.filter(pk=shipped.pk).exists()
    assert client.post(url("calendar_day_remove", 0)).status_code == 404


def exported(client, key="codes", **query):
    answer = client.get(url("table_export", key), query)
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def upload(client, rows, key="codes", name="表.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    file = SimpleUploadedFile(name, target.getvalue())
    return client.post(url("table_import", key), {"file": file}, follow=True)


HEAD = ["码表", "名称", "其他写法", "顺序", "启用"]


def test_export_and_import_again_changes_nothing(client, clerk):
    rows = [list(row) for row in exported(client, kind="education").active.iter_rows(values_only=True)]
    preview = upload(client, rows)
    checked = preview.context["checked"]
    assert (checked.new, checked.changed, checked.refused) == (0, 0, 0)
    assert checked.same == CodeItem.objects.filter(kind="education").count()
    assert AuditEvent.objects.filter(action="export", actor=clerk).count() == 1


def test_import_shows_first_and_writes_after_confirmation(client, clerk):
    before = CodeItem.objects.count()
    checked = upload(
        client, [HEAD, ["学历", "自学考试", "自考、自修", 30, "是"], ["学历", "中专", "卫校", 5, "否"]]
    ).context["checked"]
    assert (checked.new, checked.changed, checked.same, checked.refused) == (1, 1, 0, 0)
    assert CodeItem.objects.count() == before
    old, new = next(row for row in checked.rows if row.state == "changed").cells[2]
    assert "中技" in old
    assert new == "卫校"

    client.post(url("table_preview", "codes"))

    assert CodeItem.objects.get(label="自学考试").aliases == ["自考", "自修"]
    changed = CodeItem.objects.get(kind="education", label="中专")
    assert (changed.aliases, changed.is_active, changed.source) == (["卫校"], False, "office")
    assert AuditEvent.objects.filter(action="import", actor=clerk).count() == 3
    assert client.get(url("table_preview", "codes")).status_code == 302


def test_refused_rows_are_named_and_nothing_is_written(client, clerk):
    rows = [
        HEAD, ["学历", "自学考试", "", 1, "是"], ["没有的", "甲", "", 1, "是"], ["学历", "", "", 1, "是"],
        ["学历", "乙", "", "一", "是"], ["学历", "丙", "", 1, "也许"], ["学历", "自学考试", "", 2, "是"],
    ]  # fmt: skip
    checked = upload(client, rows).context["checked"]
    refused = {row.number: " ".join(row.reasons) for row in checked.rows if row.state == "refused"}
    assert set(refused) == {3, 4, 5, 6, 7}
    assert "不在可选范围" in refused[3]
    assert refused[4] == "名称：必须填写"
    assert "顺序：“一”应为整数" in refused[5]
    assert "重复" in refused[7]
    client.post(url("table_preview", "codes"))
    assert not CodeItem.objects.filter(label="自学考试").exists()


def test_files_that_are_no_table(client, clerk):
    partly = upload(client, [["码表", "名称", "顺序"], ["学历", "甲", 1], ["学历", "乙", 2]])
    assert "缺少列：其他写法、启用" in partly.content.decode()
    assert not upload(client, [["甲", "乙"], ["1", "2"]]).context["form"].is_valid()
    broken = client.post(url("table_import", "codes"), {"file": SimpleUploadedFile("x.xlsx", b"GIF89a")})
    assert broken.status_code == 200
    assert not broken.context["form"].is_valid()
    many = [HEAD, *(["学历", f"第{n}项", "", 1, "是"] for n in range(table_files.MAX_ROWS + 1))]
    assert "请分成几个文件" in upload(client, many).content.decode()


def test_calendar_import(client, clerk):
    rows = [
        ["日期", "类别", "名称", "依据"],
        ["2027年1月1日", "放假", "元旦", "国办发明电"],
        ["2027.1.2", "放假", "元旦", ""],
    ]
    checked = upload(client, rows, key="calendar").context["checked"]
    assert (checked.new, checked.refused) == (2, 0)
    client.post(url("table_preview", "calendar"))
    assert CalendarDay.objects.filter(day__year=2027, source="office").count() == 2


def test_exported_text_is_never_a_formula(client, clerk):
    CodeItem.objects.create(kind="education", label="=1+1", aliases=["=HYPERLINK(1)"])
    cells = [cell for row in exported(client, kind="education").active.iter_rows() for cell in row]
    assert any(cell.value == "=1+1" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
