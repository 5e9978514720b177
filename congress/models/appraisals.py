"""Democratic appraisal: sheets, groups of raters, codes on paper, results. Its box is a `Poll`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.choices.appraisals import AppraisalForm, SubjectKind
from congress.models.ballots import Poll
from congress.models.terms import Session
from members.models import Member
from union.common.models import VersionedModel


class Appraisal(VersionedModel):
    """一次民主评议. Frozen when its poll opens."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="appraisal", editable=False)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="appraisals", verbose_name="会议"
    )
    subject_kind = models.CharField("评议对象", max_length=16, choices=SubjectKind)
    form = models.CharField("测评表", max_length=8, choices=AppraisalForm)
    year = models.PositiveSmallIntegerField("年度")
    statement = models.TextField("说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "民主评议"
        ordering = ("-year", "-id")

    def __str__(self) -> str:
        return self.poll.title


class AppraisalSubject(models.Model):
    """Whom the raters judge: a person or a leading body."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="subjects")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="appraisals", verbose_name="会员"
    )
    name = models.CharField("姓名（名称）", max_length=60)
    post = models.CharField("部门及职务", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "评议对象"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("appraisal", "name", "post"), name="appraisal_subject_unique")
        ]

    def __str__(self) -> str:
        return self.name


class AppraisalItem(models.Model):
    """One line of the sheet: an item of a body, or of a score sheet with its highest score and weight."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="items")
    title = models.CharField("项目", max_length=60)
    note = models.CharField("评价要点", max_length=200, blank=True)
    top_score = models.PositiveSmallIntegerField("满分", default=100)
    weight = models.PositiveSmallIntegerField("权重（%）", default=100)
    position = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "测评项目"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("appraisal", "title"), name="appraisal_item_unique"),
            models.CheckConstraint(name="appraisal_item_score", condition=Q(top_score__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title


class RaterGroup(models.Model):
    """A group of raters (院领导、中层互评、职工代表) with the weight of its opinion."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="groups")
    name = models.CharField("名称", max_length=40)
    weight = models.PositiveSmallIntegerField("权重（%）", default=100)
    paper_codes = models.PositiveSmallIntegerField("测评码张数", default=0)  # for people without a login
    position = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "评议人分组"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("appraisal", "name"), name="rater_group_unique"),
            models.CheckConstraint(name="rater_group_weight", condition=Q(weight__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def box(self) -> str:
        """Name of the box its ballots are counted in."""
        return f"g{self.pk}"


class Rater(models.Model):
    """Somebody with a login who rates, in one group."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="raters")
    group = models.ForeignKey(RaterGroup, models.CASCADE, related_name="raters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "评议人"
        constraints = [models.UniqueConstraint(fields=("appraisal", "user"), name="rater_once")]

    def __str__(self) -> str:
        return self.user.display_name


class AppraisalResult(models.Model):
    """What came out for one subject: in all (``group`` None) or in one group, in all or for one item.

    Written once at the close. ``is_hidden``: fewer than the minimum sample, or a cell that would give such a
    one away; its numbers are not kept at all.
    """

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="results")
    subject = models.ForeignKey(AppraisalSubject, models.CASCADE, related_name="results")
    item = models.ForeignKey(AppraisalItem, models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey(RaterGroup, models.CASCADE, null=True, related_name="+")
    is_hidden = models.BooleanField("样本不足", default=False)
    valid = models.PositiveIntegerField("有效票", null=True)
    first = models.PositiveIntegerField("优秀（好）", null=True)
    second = models.PositiveIntegerField("称职（较好）", null=True)
    third = models.PositiveIntegerField("基本称职（一般）", null=True)
    fourth = models.PositiveIntegerField("不称职（差）", null=True)
    abstained = models.PositiveIntegerField("弃权", null=True)
    first_rate = models.DecimalField("优秀率（%）", max_digits=5, decimal_places=2, null=True)
    good_rate = models.DecimalField("优秀称职率（%）", max_digits=5, decimal_places=2, null=True)
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField("名次", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "评议结果"
        ordering = ("rank", "subject__position", "subject_id", "item__position", "group__position")
        indexes = [models.Index(fields=("appraisal", "group", "item"), name="appraisal_result_by_group")]

    def __str__(self) -> str:
        return f"{self.subject}"
