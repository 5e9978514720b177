"""The report of the year in the browser: written with a photo, reviewed, issued, taken away by the leader."""

import io

from PIL import Image
from playwright.sync_api import expect

from tests.browser.steps import DESKTOP, faults, let_in
from union.common.dates import today
from union.common.models import AuditEvent
from union.jobs.models import Job
from union.jobs.services import run_now
from union.reports.models import Report
from welfare.models import Visit


def picture():
    """A photo as a phone sends it."""
    file = io.BytesIO()
    Image.new("RGB", (1600, 1200), "teal").save(file, "JPEG")
    return {"name": "走访.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def written(office, address):
    """Words and a photo for 典型事例; then to the chair."""
    office.goto(f"{address}chapters/cases/")
    office.get_by_label("补充文字").fill("夜班职工也有热饭。")
    office.get_by_role("button", name="保存", exact=True).click()
    expect(office.get_by_text("夜班职工也有热饭。")).to_be_visible()
    office.goto(f"{address}chapters/cases/photo/")
    assert not faults(office)
    office.set_input_files("input[type=file]", files=[picture()])
    office.get_by_label("照片说明").fill("春节走访")
    office.get_by_role("button", name="保存").click()
    expect(office.get_by_text("春节走访").first).to_be_visible()
    office.goto(address)
    office.get_by_role("button", name="提交审核").click()
    expect(office.locator(".badge", has_text="待主席审核").first).to_be_visible()


def pressed(page, address, name):
    """One step on the page of the report."""
    page.goto(address)
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_from_the_draft_to_the_file_in_the_hands_of_the_leader(hospital, new_page):
    report = Report.objects.get(first__year=today().year, layout="full", state="draft")
    address = report.get_absolute_url()
    office, chair, leader = (let_in(new_page(DESKTOP), name) for name in ("office", "chair", "leader"))
    assert leader.goto(address).status == 404  # not before it has reached him
    written(office, address)
    pressed(chair, address, "审核通过")
    assert leader.goto(address).status == 200
    pressed(leader, address, "签发")
    assert run_now(Job.objects.get(kind="reports.files", args__report=report.pk)).state == "done"

    leader.goto(address)
    with leader.expect_download() as taken:
        leader.locator(".file-link", has_text="工作报告.pdf").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
    assert AuditEvent.objects.filter(action="download", actor__username="leader").exists()
    assert not faults(leader)
    year = today().year
    done = Visit.objects.filter(state__in=("signed", "booked"), visited_on__year=year)
    moved = done.exclude(origin="list").first()
    Visit.objects.filter(pk=moved.pk).update(visited_on=moved.visited_on.replace(year=year - 1, day=1))
    office.goto(f"{address}differences/")
    expect(office.locator("tbody tr", has_text="慰问人次").first).to_be_visible()
    member = let_in(new_page(DESKTOP), "group")
    assert member.goto(address).status == 404
