import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import Member
from tests.factories import officer
from tests.imports.files import HEAD, person, rows_of, workbook
from tests.imports.steps import check, counts, load, run_jobs
from union.common.models import AuditEvent
from union.common.spreadsheets.error_files import REASON_HEAD
from union.imports.choices import BatchState
from union.imports.models import ColumnMapping, ImportBatch, ValueAlias
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, clerk, units):
    client.force_login(clerk)
    return client


def upload(client, content, name="花名册.xlsx", key="roster", **options):
    answer = client.post(
        reverse("imports:kind_home", args=[key]), {"file": SimpleUploadedFile(name, content), **options}
    )
    assert answer.status_code == 302, answer.content.decode()
    return answer


def text_of(client, batch, query=""):
    answer = client.get(reverse("imports:batch_detail", args=[batch.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_way_of_a_file(page):
    assert "职工花名册" in page.get(reverse("imports:home")).content.decode()
    answer = upload(page, workbook([person(1), person(2, 姓名="")]))
    assert answer.url.endswith("?follow=1")

    batch = run_jobs()
    preview = text_of(page, batch)
    assert "确认导入" in preview
    assert "姓名没有填" in preview
    assert not Member.objects.exists()

    page.post(reverse("imports:batch_confirm", args=[batch.pk]))
    batch = run_jobs()
    result = text_of(page, batch)
    assert "导入完成" in result
    assert "确认导入" not in result
    assert Member.objects.count() == 1

    undo = reverse("imports:batch_undo", args=[batch.pk])
    assert "会删除这批新登记的会员" in page.get(undo).content.decode()
    page.post(undo)
    assert run_jobs().state == BatchState.UNDONE
    assert not Member.objects.exists()


def test_undo_page_names_what_was_built_on_the_batch(page):
    batch = load(workbook([person(1)]))
    Member.objects.update(version=2)
    shown = page.get(reverse("imports:batch_undo", args=[batch.pk])).content.decode()
    assert "现在不能撤销" in shown
    assert "以下会员的档案后来被修改" in shown
    answer = page.post(reverse("imports:batch_undo", args=[batch.pk]), follow=True)
    assert "不能撤销" in answer.content.decode()


def test_changes_are_shown_old_and_new_and_sensitive_ones_masked(page):
    load(workbook([person(1)]))
    batch = check(workbook([person(1, 联系电话="19977778888", 备注="新备注", 计费基数=4321)]))
    shown = text_of(page, batch)
    assert "新备注" in shown
    assert "4,321.00（自 2026-01 起）" in shown
    assert "19977778888" not in shown
    assert "19900000001" not in shown
    row = page.get(reverse("imports:batch_row", args=[batch.pk, 3])).content.decode()
    assert "19977778888" not in row
    assert person(1)["身份证号"] not in row
    assert "新备注" in row


def test_preview_is_paged_and_filtered(page):
    rows = [person(n) for n in range(1, 61)] + [person(90, 姓名=""), person(91, 性别="女")]
    batch = check(workbook(rows))
    assert counts(batch) == (60, 0, 0, 2)

    shown = text_of(page, batch, "?state=new")
    assert shown.count('data-label="行号"') == 50
    assert text_of(page, batch, "?state=new&page=2").count('data-label="行号"') == 10
    assert text_of(page, batch, "?state=all&q=50007").count('data-label="行号"') == 1
    by_reason = text_of(page, batch, "?state=refused&mark=sex_conflict")
    assert by_reason.count('data-label="行号"') == 1
    assert "50091" in by_reason
    assert text_of(page, batch, "?state=refused&mark=name").count('data-label="行号"') == 1


@pytest.mark.parametrize("row_count", (1, 30))
def test_preview_query_count_does_not_depend_on_the_rows(page, row_count, django_assert_max_num_queries):
    batch = check(workbook([person(n) for n in range(1, row_count + 1)]))
    with django_assert_max_num_queries(14):
        text_of(page, batch)


def test_column_correction_is_remembered(page):
    head = [{"备注": "补充"}.get(name, name) for name in HEAD]
    rows = [[*list(person(1).values())[:-1], "骨干"]]
    upload(page, workbook(rows, head=head))
    batch = run_jobs()
    assert batch.reading["unmapped"] == ["补充"]

    form = {
        f"column_{letter}": key
        for letter, key in zip(
            "ABCDEFGHIJKL",
            [
                "staff_no",
                "name",
                "sex",
                "born_on",
                "id_number",
                "department",
                "branch",
                "group",
                "joined_union_on",
                "phone",
                "dues_base",
                "note",
            ],
            strict=True,
        )
    }
    page.post(reverse("imports:batch_columns", args=[batch.pk]), form)
    batch = run_jobs()
    assert batch.reading["unmapped"] == []

    upload(page, workbook(rows, head=head))
    again = run_jobs()
    assert again.reading["mapping"]["note"] == 11
    assert ColumnMapping.objects.count() == 1


def test_one_field_cannot_be_chosen_for_two_columns(page):
    batch = check(workbook([person(1)]))
    form = {"column_A": "name", "column_B": "name"}
    answer = page.post(reverse("imports:batch_columns", args=[batch.pk]), form, follow=True)
    assert "只能对应一列" in answer.content.decode()


def test_unknown_unit_is_mapped_once_and_remembered(page):
    upload(page, workbook([person(1, 科室="心血管内科")]))
    batch = run_jobs()
    assert batch.refused_count == 1
    assert "心血管内科" in text_of(page, batch)

    page.post(reverse("imports:batch_values", args=[batch.pk]), {"value_0": "心内科"})
    batch = run_jobs()
    assert counts(batch) == (1, 0, 0, 0)
    assert ValueAlias.objects.get().target == "心内科"

    upload(page, workbook([person(2, 科室="心血管内科")]))
    assert run_jobs().refused_count == 0


def test_create_lists_what_would_be_created(page):
    upload(page, workbook([person(1, 支会="新支会", 科室="新科", 工会小组="新组")]), create="on")
    batch = run_jobs()
    shown = text_of(page, batch)
    assert "确认后将新建" in shown
    page.post(reverse("imports:batch_confirm", args=[batch.pk]))
    run_jobs()
    member = Member.objects.get()
    assert (member.branch.name, member.department.name, member.group.name) == ("新支会", "新科", "新组")
    assert member.group.department == member.department


def test_error_file_is_mended_and_uploaded_again(page):
    upload(page, workbook([person(1), person(2, 姓名=""), person(3, 出生日期="某天")]))
    batch = run_jobs()
    answer = page.get(reverse("imports:batch_errors", args=[batch.pk]))
    rows = rows_of(b"".join(answer.streaming_content))
    head_at = next(at for at, row in enumerate(rows) if "工号" in row)
    head, refused = rows[head_at], rows[head_at + 1 :]
    assert [row[head.index("工号")] for row in refused] == ["50002", "50003"]
    assert "姓名没有填" in refused[0][head.index(REASON_HEAD)]
    assert refused[1][head.index("身份证号")] == person(3)["身份证号"]
    assert AuditEvent.objects.filter(action="export", object_id=str(batch.pk)).count() == 1

    refused[0][head.index("姓名")] = "李四"
    again = workbook(refused, head=head, title=rows[0][0])
    upload(page, again, "退回清单.xlsx")
    mended = run_jobs()
    assert counts(mended) == (1, 0, 0, 1)
    assert mended.reading["effective"] == "2026-01"


def test_template_has_drop_downs_and_is_read_back(page):
    answer = page.get(reverse("imports:template", args=["roster"]))
    content = b"".join(answer.streaming_content)
    head = next(row for row in rows_of(content) if "工号" in [str(cell).strip("*") for cell in row])
    assert "身份证号" in [str(cell).strip("*") for cell in head]
    batch = check(workbook([], head=[cell for cell in head if cell], title=""))
    assert batch.row_count == 0
    assert batch.reading["unmapped"] == []


def test_options_are_checked(page):
    answer = page.post(
        reverse("imports:kind_home", args=["roster"]),
        {"file": SimpleUploadedFile("x.xlsx", workbook([person(1)])), "effective": "去年"},
    )
    assert "请写成 2026-01" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_overwrite_empties_only_when_asked(page):
    load(workbook([person(1, 备注="旧")]))
    upload(page, workbook([person(1)]))
    assert counts(run_jobs()) == (0, 0, 1, 0)
    upload(page, workbook([person(1)]), overwrite="on")
    batch = run_jobs()
    assert counts(batch) == (0, 1, 0, 0)
    page.post(reverse("imports:batch_confirm", args=[batch.pk]))
    run_jobs()
    assert Member.objects.get().note == ""


def test_discard(page):
    batch = check(workbook([person(1)]))
    page.post(reverse("imports:batch_discard", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == BatchState.DISCARDED
    assert "已放弃" in text_of(page, batch)


def test_waiting_batch_is_a_duty(clerk, units):
    from union.imports.duties import waiting_batches

    batch = check(workbook([person(1)]), actor=clerk)
    assert [duty.key for duty in waiting_batches(clerk, None)] == [f"imports.confirm:{batch.pk}"]
    assert not list(waiting_batches(officer(), None))


@pytest.mark.parametrize("office", (Office.MEMBER, Office.BRANCH_CHAIR, Office.AUDITOR, Office.SYSTEM_ADMIN))
def test_strangers_find_nothing(client, units, office):
    batch = check(workbook([person(1), person(2, 姓名="")]))
    client.force_login(
        officer(office, branch=units.branch) if office == Office.BRANCH_CHAIR else officer(office)
    )
    for name, args in (
        ("batch_detail", [batch.pk]), ("batch_row", [batch.pk, 3]), ("batch_errors", [batch.pk]),
        ("kind_home", ["roster"]), ("template", ["roster"]),
    ):  # fmt: skip
        assert client.get(reverse(f"imports:{name}", args=args)).status_code == 404, name
    for name in ("confirm", "check", "columns", "values", "undo", "discard"):
        assert client.post(reverse(f"imports:batch_{name}", args=[batch.pk])).status_code == 404, name
    assert client.get(reverse("imports:kind_home", args=["nothing"])).status_code == 404


def test_head_and_sheet_can_be_pointed_out(page):
    rows = [["甲", "乙"], ["50001", "王一"]]
    upload(page, workbook(rows, head=["说明", "说明"], title="标题"))
    batch = run_jobs()
    assert batch.state == BatchState.FAILED
    assert "指定表头" in text_of(page, batch)

    page.post(reverse("imports:batch_check", args=[batch.pk]), {"sheet": "Sheet", "header_row": "3"})
    batch = run_jobs()
    assert batch.state == BatchState.CHECKED
    assert batch.reading["header"] == ["甲", "乙"]
    page.post(reverse("imports:batch_columns", args=[batch.pk]), {"column_A": "staff_no", "column_B": "name"})
    assert counts(run_jobs()) == (1, 0, 0, 0)

    page.post(reverse("imports:batch_check", args=[batch.pk]), {"sheet": "没有这张表"})
    assert run_jobs().state == BatchState.FAILED


def test_template_offers_the_present_units(page):
    import io

    import openpyxl

    answer = page.get(reverse("imports:template", args=["roster"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0].data_validations.count >= 4
    texts = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"内科支会", "心内科", "心内科1组", "男", "女"} <= texts


def test_organisation_page_offers_its_own_template_and_options(page):
    answer = page.get(reverse("imports:template", args=["organisation"]))
    rows = rows_of(b"".join(answer.streaming_content))
    assert any("工会小组" in row for row in rows)
    shown = page.get(reverse("imports:kind_home", args=["organisation"])).content.decode()
    assert "全部通过才导入" in shown
    assert "计费基数生效月份" not in shown


def test_wrong_recheck_option_is_said(page):
    batch = check(workbook([person(1)]))
    answer = page.post(reverse("imports:batch_check", args=[batch.pk]), {"effective": "去年"}, follow=True)
    assert "请写成 2026-01" in answer.content.decode()
    page.post(reverse("imports:batch_check", args=[batch.pk]), {"keep": "1"})
    assert run_jobs().state == BatchState.CHECKED
