"""A small hospital of two branches, with one user per role and canaries in everything foreign."""

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone

from members.choices import MembershipStatus, Sex, TransferKind
from members.models import (
    Consent,
    CorrectionRequest,
    DuesBase,
    ExtraField,
    FamilyMember,
    JoinApplication,
    MembershipChange,
    RetirementProposal,
    Transfer,
)
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    DepartmentFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
)
from tests.flows import (
    world_ballots,
    world_care,
    world_congress,
    world_culture,
    world_dues,
    world_events,
    world_funds,
    world_motions,
    world_reminders,
    world_reports,
    world_rooms,
    world_welfare,
)
from tests.flows.canaries import CANARY, CANARY_BASE, CANARY_NO, CANARY_PHONE
from union.common import audit
from union.common.choices import AuditAction, DayKind
from union.common.models import Attachment, CalendarDay, CodeItem, PrivacyNotice
from union.imports.choices import BatchState, RowState
from union.imports.models import ImportBatch
from union.jobs.models import Job
from union.organisation.choices import BodyKind, Office
from union.organisation.models import Body
from union.reminders.models import Notice

# Each app's objects, lower layers first.
PARTS = (
    world_funds, world_dues, world_reminders, world_congress, world_ballots, world_motions,
    world_welfare, world_care, world_events, world_culture, world_rooms, world_reports,
)  # fmt: skip

OFFICES = {
    "admin": Office.SYSTEM_ADMIN,
    "security": Office.SECURITY_ADMIN,
    "auditlog": Office.AUDIT_ADMIN,
    "chair": Office.CHAIR,
    "office": Office.OFFICE_STAFF,
    "committee": Office.COMMITTEE_MEMBER,
    "auditor": Office.AUDITOR,
    "women": Office.WOMEN_MEMBER,
    "branch": Office.BRANCH_CHAIR,
    "group": Office.GROUP_LEADER,
    "leader": Office.LEADERSHIP,
    "dept": Office.DEPARTMENT_CONTACT,
    "delegate": Office.DELEGATE,
    "member": Office.MEMBER,
}


class World:
    """Named objects: "member.own" lies in the scope of branch, group and women, "member.foreign" does not."""

    def __init__(self, role: str) -> None:
        self.objects: dict[str, object] = {}
        self._units()
        self._user(role)
        for side in ("own", "foreign"):
            self._member(side)
            self._papers(side)
        self._shared()
        for part in PARTS:
            part.fill(self)

    def __getitem__(self, name: str) -> object:
        return self.objects[name]

    def key(self, name: str) -> str:
        """The URL part of an object, or the text after '='."""
        return name[1:] if name.startswith("=") else str(self.objects[name].pk)

    def _units(self) -> None:
        for side in ("own", "foreign"):
            branch = BranchFactory()
            department = DepartmentFactory(branch=branch)
            group = GroupFactory(branch=branch, department=department)
            self.objects |= {
                f"branch.{side}": branch,
                f"department.{side}": department,
                f"group.{side}": group,
            }

    def _user(self, role: str) -> None:
        scope = {
            "branch": {"branch": self["branch.own"]},
            "group": {"group": self["group.own"]},
            "dept": {"department": self["department.own"]},
        }.get(role, {})
        user = AppointmentFactory(office=OFFICES[role], user=UserFactory(username=role), **scope).user
        other = UserFactory(username="someone-else")
        self.objects |= {"user.own": user, "user.foreign": other}
        if role == "member":
            MemberFactory(user=user, branch=self["branch.own"])

    def _member(self, side: str) -> None:
        foreign = side == "foreign"
        values = (
            {"name": CANARY, "staff_no": CANARY_NO, "phone": CANARY_PHONE, "sex": Sex.MALE} if foreign else {}
        )
        units = {name: self[f"{name}.{side}"] for name in ("branch", "department", "group")}
        member = MemberFactory(**({"sex": Sex.FEMALE} | values | units))
        DuesBase.objects.create(
            member=member, effective_month=dt.date(2026, 1, 1), amount=CANARY_BASE if foreign else "1.00"
        )
        for year, (before, after) in enumerate(
            (("", "active"), ("active", "retained"), ("retained", "active")), 2020
        ):
            MembershipChange.objects.create(
                member=member,
                from_status=before,
                to_status=after,
                effective_on=dt.date(year, 1, 1),
                retain_reason="abroad" if after == "retained" else "",
            )
        self.objects[f"member.{side}"] = member
        self.objects[f"relative.{side}"] = FamilyMember.objects.create(
            member=member, relation="配偶", name="家人"
        )

    def _papers(self, side: str) -> None:
        member, branch = self[f"member.{side}"], self[f"branch.{side}"]
        applicant = MemberFactory(
            branch=branch,
            group=self[f"group.{side}"],
            sex=member.sex,
            membership_status=MembershipStatus.APPLICANT,
            name=f"{CANARY}申请" if side == "foreign" else "申请人",
        )
        soon = dt.date(2027, 1, 1)
        owner = self[f"user.{side}"]
        self.objects |= {
            f"application.{side}": JoinApplication.objects.create(member=applicant, state="submitted"),
            f"transfer.{side}": Transfer.objects.create(
                member=member,
                kind=TransferKind.OUT,
                from_branch=branch,
                other_unit="某医院",
                effective_on=soon,
                reason="调动",
                state="accepted",
            ),
            f"proposal.{side}": RetirementProposal.objects.create(
                member=member, proposed_on=soon, basis="测算"
            ),
            f"correction.{side}": CorrectionRequest.objects.create(
                member=member, field="education", new_value="硕士"
            ),
            f"consent.{side}": Consent.objects.create(
                member=member, notice=PrivacyNotice.objects.first(), channel="paper", given_at=timezone.now()
            ),
            f"notice.{side}": Notice.objects.create(user=owner, key="k", title="通知"),
            f"job.{side}": Job.objects.create(kind="ledgers.export", title="任务", requested_by=owner),
            f"appointment.{side}": AppointmentFactory(
                office=Office.GROUP_LEADER, group=self[f"group.{side}"]
            ),
        }

    def _shared(self) -> None:
        event = audit.record(AuditAction.UPDATE, self["member.foreign"], actor=None, note="测试")
        batch = ImportBatch.objects.create(
            kind="roster",
            file_name="花名册.xlsx",
            file_sha256="0" * 64,
            state=BatchState.CHECKED,
            refused_count=1,
            row_count=1,
            reading={"header": ["工号", "姓名"]},
        )
        batch.file.save("x", ContentFile(b""))
        batch.rows.create(number=4, state=RowState.REFUSED, label="10001", cells="[]", reasons="[]")
        applied = ImportBatch.objects.create(
            kind="roster",
            file_name="已导入.xlsx",
            file_sha256="1" * 64,
            state=BatchState.APPLIED,
            checked_at=timezone.now(),
            applied_at=timezone.now(),
        )
        self.objects |= {
            "audit_event": event,
            "batch": batch,
            "batch_applied": applied,
            "code": CodeItem.objects.filter(kind="ethnicity").first(),
            "body": Body.objects.filter(kind=BodyKind.COMMITTEE).first(),
            "calendar_day": CalendarDay.objects.create(
                day=dt.date(2030, 5, 1), kind=DayKind.FESTIVAL, name="试"
            ),
            "extra_field": ExtraField.objects.create(key="k", label="自定", kind="text"),
            "notice_version": PrivacyNotice.objects.filter(needs_consent=True).first(),
            "attachment": Attachment.objects.create(
                name="a.pdf",
                content_type="application/pdf",
                size=1,
                sha256="0" * 64,
                file="attachments/none",
                owner_type=ContentType.objects.get_for_model(batch),
                owner_id=str(batch.pk),
            ),
        }
