import io
import json
import zipfile

import pytest

from members.choices import CorrectionState
from members.models import Consent, CorrectionRequest, FamilyMember
from members.services import account_slips, consents, corrections, family, self_export
from members.services.account_slips import request_logins
from members.services.accounts import open_login, without_login
from members.services.extra_fields import save_extra_field
from tests.factories import MemberFactory, UserFactory, officer
from tests.members.services.test_merges import keys_to_member
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent, PrivacyNotice
from union.jobs.services import run_now
from union.organisation.choices import Office
from union.organisation.models import Appointment
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def member():
    return MemberFactory(user=UserFactory(), education="大学本科")


def ask(member, field="education", value="硕士研究生", actor=None):
    return corrections.request_correction(
        member, field, new_value=value, reason="", actor=actor or member.user
    )


def test_approved_correction_changes_the_record_and_tells_the_person(clerk, member):
    request = ask(member)
    corrections.decide_correction(request, approve=True, answer="", actor=clerk)
    member.refresh_from_db()
    assert member.education == "硕士研究生"
    assert Notice.objects.filter(user=member.user, title__contains="已采纳").exists()
    with pytest.raises(TransitionError):
        corrections.decide_correction(request, approve=False, answer="x", actor=clerk)


@pytest.mark.parametrize(
    ("field", "value"),
    [("membership_status", "x"), ("education", " "), ("born_on", "昨天"), ("sex", "不详")],
)
def test_requests_that_are_refused(member, field, value):
    with pytest.raises(DomainError):
        ask(member, field, value)
    assert not CorrectionRequest.objects.exists()


def test_one_open_request_per_field_and_only_for_oneself(clerk, member):
    ask(member)
    with pytest.raises(DomainError, match="正在处理"):
        ask(member)
    with pytest.raises(NotPermittedError):
        ask(member, "phone", "13912345678", actor=clerk)


def test_refusal_needs_an_answer_and_a_right(clerk, member):
    request = ask(member)
    with pytest.raises(DomainError, match="理由"):
        corrections.decide_correction(request, approve=False, answer="", actor=clerk)
    with pytest.raises(NotPermittedError):
        corrections.decide_correction(request, approve=True, answer="", actor=officer(Office.CHAIR))
    decided = corrections.decide_correction(request, approve=False, answer="证明不足", actor=clerk)
    assert decided.state == CorrectionState.REJECTED


def test_value_against_the_id_number_is_refused_and_the_request_stays_open(clerk, member):
    request = ask(member, "born_on", "1999-01-01")
    with pytest.raises(DomainError, match="不一致"):
        corrections.decide_correction(request, approve=True, answer="", actor=clerk)
    request.refresh_from_db()
    assert request.state == CorrectionState.OPEN


def test_own_request_is_withdrawn_by_the_person_and_not_decided_by_him(clerk, member):
    own = MemberFactory(user=clerk)
    request = ask(own)
    with pytest.raises(NotPermittedError):
        corrections.decide_correction(request, approve=True, answer="", actor=clerk)
    with pytest.raises(NotPermittedError):
        corrections.withdraw_correction(request, actor=member.user)
    assert corrections.withdraw_correction(request, actor=clerk).state == CorrectionState.WITHDRAWN


@pytest.fixture
def notice():
    return PrivacyNotice.objects.create(
        kind="bank", version=90, title="银行", text="x", valid_from=today(), needs_consent=True
    )


def test_consent_is_given_once_and_withdrawn_once(member, notice):
    first = consents.give_consent(member, notice, actor=member.user)
    assert consents.give_consent(member, notice, actor=member.user) == first
    assert first.channel == "online"
    consents.withdraw_consent(first, actor=member.user)
    consents.withdraw_consent(first, actor=member.user)
    assert Consent.objects.filter(withdrawn_at=None).count() == 0
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["withdraw", "consent"]


def test_paper_consent_by_staff_and_none_by_strangers(clerk, member, notice):
    assert consents.give_consent(member, notice, actor=clerk).channel == "paper"
    with pytest.raises(NotPermittedError):
        consents.give_consent(MemberFactory(), notice, actor=member.user)
    notice.needs_consent = False
    with pytest.raises(DomainError):
        consents.give_consent(member, notice, actor=clerk)


def test_family_is_kept_by_the_person_and_values_stay_out_of_the_trail(clerk, member):
    row = family.save_family_member(
        member, {"relation": "女儿", "name": "王小", "birth": "2020-01-01"}, actor=member.user
    )
    family.save_family_member(member, {"phone": "139 1234 5678"}, actor=clerk, relative=row, version=1)
    row.refresh_from_db()
    assert (row.name, row.phone, row.version) == ("王小", "13912345678", 2)
    assert AuditEvent.objects.latest("seq").changes == {"phone": None}
    stale = FamilyMember.objects.get(pk=row.pk)
    with pytest.raises(StaleError):
        family.save_family_member(member, {"name": "x"}, actor=clerk, relative=stale, version=1)


@pytest.mark.parametrize(
    "values",
    [
        {"relation": "", "name": "王小"},
        {"relation": "女儿", "name": " "},
        {"relation": "女儿", "name": "王小", "phone": "12"},
        {"relation": "女儿", "name": "王小", "birth": "2999-01-01"},
    ],
)
def test_family_values_that_are_refused(member, values):
    with pytest.raises(DomainError):
        family.save_family_member(member, values, actor=member.user)
    assert not FamilyMember.objects.exists()


def test_family_of_others_is_not_for_leaders(member):
    with pytest.raises(NotPermittedError):
        family.save_family_member(member, {"relation": "x", "name": "x"}, actor=officer(Office.LEADERSHIP))


def test_export_holds_every_table_with_the_members_id(member):
    names = {table.key for table in self_export.tables_about(member)}
    wanted = {key for key in keys_to_member() if not key.startswith("members.DistinctPair.")}
    assert not wanted - names
    assert {"members.Member", "accounts.User", "organisation.Appointment"} <= names


def test_export_holds_no_password_no_session_and_no_index(client, member):
    client.force_login(member.user)
    client.get("/me/")
    tables = list(self_export.tables_about(member))
    text = str([table.rows for table in tables])
    assert member.name in text
    for secret in (member.user.password, client.session.session_key, member.id_number_index):
        assert secret not in text
    assert not [table.key for table in tables if "Session" in table.key]


def test_export_is_a_zip_of_json_and_pdf_for_the_person_alone(clerk, member):
    FamilyMember.objects.create(member=member, relation="女儿", name="王小")
    with pytest.raises(NotPermittedError):
        self_export.request_export(member, actor=clerk)

    job = run_now(self_export.request_export(member, actor=member.user))

    assert job.state == "done", job.error
    with job.result_file.open() as stored:
        packed = stored.read()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        tables = json.loads(archive.read("我的信息.json"))
        assert archive.read("我的信息.pdf").startswith(b"%PDF")
    assert tables["members.FamilyMember.member"]["rows"][0]["姓名"] == "王小"
    assert member.id_number in json.dumps(tables)


def test_login_is_the_staff_number_with_the_office_of_a_member(clerk):
    member = MemberFactory(phone="13912345678")
    slip = open_login(member, actor=clerk)
    member.refresh_from_db()
    assert (slip.username, member.user.username) == (member.staff_no, member.staff_no)
    assert member.user.check_password(slip.password)
    assert member.user.must_change_password
    assert Appointment.objects.get(user=member.user).office == Office.MEMBER
    with pytest.raises(DomainError, match="已有"):
        open_login(member, actor=clerk)


def test_login_needs_a_right_and_a_staff_number(clerk):
    member = MemberFactory(staff_no=None)
    with pytest.raises(DomainError, match="工号"):
        open_login(member, actor=clerk)
    with pytest.raises(NotPermittedError):
        open_login(MemberFactory(), actor=officer(Office.CHAIR))


def test_batch_of_logins_is_a_job_with_slips(clerk):
    fresh = [MemberFactory(), MemberFactory()]
    has_login = MemberFactory(user=UserFactory())
    with pytest.raises(NotPermittedError):
        request_logins([fresh[0].pk], actor=officer(Office.CHAIR))
    with pytest.raises(DomainError):
        request_logins([has_login.pk], actor=clerk)

    job = run_now(request_logins([member.pk for member in [*fresh, has_login]], actor=clerk))

    assert job.state == "done", job.error
    assert job.result_file.size > 1000
    assert without_login([member.pk for member in fresh]) == []


def test_extra_fields_are_defined_by_those_who_keep_the_basic_data(clerk):
    field = save_extra_field({"label": "尺码", "kind": "text"}, actor=clerk)
    save_extra_field({"kind": "number", "is_active": False}, actor=clerk, field=field)
    field.refresh_from_db()
    assert (field.kind, field.is_active) == ("text", False)
    with pytest.raises(NotPermittedError):
        save_extra_field({"label": "x"}, actor=officer(Office.CHAIR))


def test_jobs_ask_for_the_right_again(clerk, member):
    slips = request_logins([MemberFactory().pk], actor=clerk)
    Appointment.objects.filter(user=clerk).delete()
    job = run_now(slips)
    assert (job.state, job.result_file.name) == ("failed", "")
    export = self_export.request_export(member, actor=member.user)
    member.__class__.objects.filter(pk=member.pk).update(user=None)
    assert run_now(export).state == "failed"


def test_at_most_two_thousand_logins_at_once(clerk, monkeypatch):
    monkeypatch.setattr(account_slips, "MAX_AT_ONCE", 1)
    with pytest.raises(DomainError, match="分批"):
        request_logins([MemberFactory().pk, MemberFactory().pk], actor=clerk)
