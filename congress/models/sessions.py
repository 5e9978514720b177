"""What belongs to one session: preparation, papers, people in the room, opinions, resolutions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.choices.delegates import PanelRole
from congress.choices.sessions import Audience, CheckInMeans, GuestKind, OpinionOutcome
from congress.choices.terms import Stage
from congress.models.delegates import Delegation, Mandate
from congress.models.terms import AgendaItem, Session
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel

_USER = settings.AUTH_USER_MODEL


class PreparationStep(VersionedModel):
    """One line of the checklist; its date was counted back from the opening."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="preparation", verbose_name="会议")
    key = models.CharField(max_length=30)
    title = models.CharField("事项", max_length=80)
    basis = models.CharField("依据", max_length=160, blank=True)
    due_on = models.DateField("应完成日期")
    owner = models.ForeignKey(
        _USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责人"
    )
    done_on = models.DateField("完成日期", null=True, blank=True)
    is_waived = models.BooleanField("不适用", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    done_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="办理人")

    class Meta:
        verbose_name = verbose_name_plural = "筹备事项"
        ordering = ("due_on", "id")
        constraints = [models.UniqueConstraint(fields=("session", "key"), name="preparation_step_unique")]

    def __str__(self) -> str:
        return self.title


class Presider(models.Model):
    """主席团成员 of a session; a delegate."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="presidium", verbose_name="会议")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="presidencies", verbose_name="代表")
    role = models.CharField("职务", max_length=8, choices=PanelRole, default=PanelRole.MEMBER)

    class Meta:
        verbose_name = verbose_name_plural = "主席团"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("session", "mandate"), name="presider_unique")]

    def __str__(self) -> str:
        return self.mandate.member.name


class Guest(models.Model):
    """列席、特邀: in the room, never in a count of delegates."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="guests", verbose_name="会议")
    kind = models.CharField("类别", max_length=8, choices=GuestKind)
    name = models.CharField("姓名", max_length=40)
    unit = models.CharField("单位及职务", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "列席和特邀人员"
        ordering = ("kind", "id")

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """Somebody came in, and perhaps left. Coming back is a new row."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances", verbose_name="会议")
    stage = models.CharField("阶段", max_length=12, choices=Stage)
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, null=True, related_name="attendances", verbose_name="代表"
    )
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, related_name="attendances", verbose_name="列席人员"
    )
    arrived_at = models.DateTimeField("签到时间")
    left_at = models.DateTimeField("离场时间", null=True)
    means = models.CharField("方式", max_length=8, choices=CheckInMeans)
    recorded_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        ordering = ("arrived_at", "id")
        constraints = [
            models.CheckConstraint(
                name="attendance_one_person",
                condition=Q(mandate__isnull=False, guest=None) | Q(mandate=None, guest__isnull=False),
            ),
            models.CheckConstraint(
                name="attendance_times", condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at"))
            ),
            models.UniqueConstraint(
                fields=("session", "stage", "mandate"),
                condition=Q(left_at=None),
                name="attendance_delegate_once_inside",
            ),
            models.UniqueConstraint(
                fields=("session", "stage", "guest"),
                condition=Q(left_at=None),
                name="attendance_guest_once_inside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.mandate_id or self.guest_id}"


class Absence(models.Model):
    """请假: a delegate has said why he will not come. He still counts as entitled."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="absences", verbose_name="会议")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="absences", verbose_name="代表")
    reason = EncryptedTextField("请假原因", purpose="absence.reason", max_length=100, blank=False)
    recorded_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "请假"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("session", "mandate"), name="absence_unique")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.mandate_id}"


class Validity(models.Model):
    """The declaration that a meeting may (or may not) decide: numbers, article, who was in the room.

    Written once, never changed; a later declaration is a new row.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="validities", verbose_name="会议")
    stage = models.CharField("阶段", max_length=12, choices=Stage)
    entitled = models.PositiveSmallIntegerField("应到")
    present = models.PositiveSmallIntegerField("实到")
    needed = models.PositiveSmallIntegerField("法定最低")
    is_valid = models.BooleanField("达到法定人数")
    basis = models.CharField("依据", max_length=200)
    entitled_ids = models.JSONField(default=list)  # keys of mandates, for the votes taken on it
    present_ids = models.JSONField(default=list)
    declared_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="宣布人")
    declared_at = models.DateTimeField("宣布时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "法定人数记录"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(name="validity_counts", condition=Q(present__lte=F("entitled"))),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.present}/{self.entitled}"


class Paper(VersionedModel):
    """A document for the session; its file is an `Attachment`."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="papers", verbose_name="会议")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="议程"
    )
    title = models.CharField("标题", max_length=120)
    audience = models.CharField("发放范围", max_length=10, choices=Audience, default=Audience.DELEGATES)
    text = models.TextField("正文", max_length=20000, blank=True)
    issued_at = models.DateTimeField("发放时间", null=True, editable=False)
    issued_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "会议文件"
        ordering = ("item", "id")

    def __str__(self) -> str:
        return self.title


class PaperReading(models.Model):
    """阅读回执: the first time somebody opened a paper."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="readings")
    user = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="阅读人")
    first_at = models.DateTimeField("首次阅读", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "阅读回执"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("paper", "user"), name="paper_reading_once")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.user_id}"


class Opinion(VersionedModel):
    """讨论意见 of a delegation on an item or on the session as a whole."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="opinions", verbose_name="会议")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="议程"
    )
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="opinions", verbose_name="代表团")
    text = models.TextField("意见", max_length=2000)
    recorded_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    outcome = models.CharField(
        "处理", max_length=10, choices=OpinionOutcome, default=OpinionOutcome.OPEN, editable=False
    )
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", verbose_name="答复人", editable=False
    )
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "讨论意见"
        ordering = ("item", "id")

    def __str__(self) -> str:
        return self.text[:20]


class Minutes(VersionedModel):
    """会议记录 of one stage of a session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="minutes", verbose_name="会议")
    stage = models.CharField("阶段", max_length=12, choices=Stage)
    text = models.TextField("记录", max_length=20000)
    recorder = models.CharField("记录人", max_length=40, blank=True)
    chaired_by = models.CharField("主持人", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议记录"
        ordering = ("-stage",)
        constraints = [models.UniqueConstraint(fields=("session", "stage"), name="minutes_one_per_stage")]

    def __str__(self) -> str:
        return f"{self.session} {self.get_stage_display()}"


class Resolution(models.Model):
    """决议. Its number is given at passing, without gaps within the session; the text is not edited then."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="resolutions", verbose_name="会议")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name="议程"
    )
    number = models.PositiveSmallIntegerField("决议号")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容", max_length=10000)
    passed_on = models.DateField("通过日期")
    recorded_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    published_at = models.DateTimeField("公布时间", null=True, editable=False)
    published_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "决议"
        ordering = ("session", "number")
        constraints = [models.UniqueConstraint(fields=("session", "number"), name="resolution_number_unique")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """Number as written on paper: 六届一次职代会决议第 2 号."""
        return f"{self.session.short_name}职代会决议第 {self.number} 号"
