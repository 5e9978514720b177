import pytest
from django.urls import reverse
from openpyxl import load_workbook

from members.choices import Sex
from members.ledgers import MEMBERS
from tests.factories import BranchFactory, MemberFactory, officer
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.jobs.services import run_now
from union.ledgers import views
from union.ledgers.services import keep_view
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
# As the page sends it: empty fields too, Chinese words in percent code.
ASKED = (
    "q=%E8%B5%B5&branch={branch}&department=&status=all&employment=&sex=female&joined_from=2001-01-01"
    "&joined_to=2026-12-31&sort=-joined_union_on&size=200&page=1&saved_under_no_known_key="
)


def test_large_export_keeps_all_filters_in_its_job(client, monkeypatch):
    monkeypatch.setattr(views, "DIRECT_ROWS", 0)
    branch = BranchFactory()
    wanted = MemberFactory(branch=branch, sex=Sex.FEMALE)
    MemberFactory(branch=branch, sex=Sex.MALE)
    MemberFactory(branch=BranchFactory(), sex=Sex.FEMALE)
    client.force_login(officer())

    answer = client.post(
        reverse("ledgers:export", args=["members"]), {"query": ASKED.format(branch=branch.pk)}
    )

    job = run_now(Job.objects.get())
    assert answer.url == reverse("jobs:job_detail", args=[job.pk])
    assert (job.state, job.error) == (JobState.DONE, "")
    with job.result_file.open("rb") as file:
        cells = [cell.value for row in load_workbook(file).active.iter_rows() for cell in row]
    assert [value for value in cells if value == wanted.staff_no] == [wanted.staff_no]
    assert "已导出 1 行" in job.result["message"]
    assert "赵" not in f"{job.args}"  # a search text may be a name
    assert "%E8" not in f"{job.args}"


@pytest.mark.parametrize(
    ("office", "columns", "status"),
    [
        (Office.OFFICE_STAFF, ["name", "id_number"], 200),
        (Office.OFFICE_STAFF, ["name"], 404),  # nothing is masked: the plain export is the way
        (Office.CHAIR, ["name", "id_number"], 404),  # would be refused
    ],
)
def test_reason_is_asked_only_where_something_can_be_unmasked(client, office, columns, status):
    user = officer(office)
    keep_view(user, MEMBERS, columns=columns)
    client.force_login(user)

    assert client.get(reverse("ledgers:export", args=["members"])).status_code == status
