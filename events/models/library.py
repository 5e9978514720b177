"""The 职工书屋: books, copies, loans; reading lists with essays and shares."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from events.choices.venues import NoteKind
from members.models import Member
from union.common.models.versioned import VersionedModel


class Book(VersionedModel):
    """A title."""

    title = models.CharField("书名", max_length=120)
    author = models.CharField("作者", max_length=80, blank=True)
    publisher = models.CharField("出版社", max_length=60, blank=True)
    isbn = models.CharField("ISBN", max_length=17, blank=True)
    category = models.CharField("分类", max_length=30, blank=True)
    shelf = models.CharField("书架", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "图书"
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:book_detail", args=[self.pk])


class BookCopy(models.Model):
    """One copy with its number on the label; its row is the lock of its loans."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="copies", verbose_name="图书")
    number = models.CharField("馆藏号", max_length=20, unique=True)
    removed_on = models.DateField("下架日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "馆藏"
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number


class Loan(models.Model):
    """A copy lent to somebody until ``due_on``; one running loan per copy."""

    copy = models.ForeignKey(BookCopy, models.PROTECT, related_name="loans", verbose_name="馆藏")
    member = models.ForeignKey(Member, models.PROTECT, related_name="loans", verbose_name="借阅人")
    lent_on = models.DateField("借出日期")
    due_on = models.DateField("应还日期")
    renewals = models.PositiveSmallIntegerField("续借次数", default=0)
    returned_on = models.DateField("归还日期", null=True, blank=True)
    lent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "图书借阅"
        ordering = ("-lent_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("copy",), condition=Q(returned_on=None), name="events_loan_once"),
            models.CheckConstraint(name="events_loan_due", condition=Q(due_on__gte=F("lent_on"))),
            models.CheckConstraint(
                name="events_loan_back", condition=Q(returned_on=None) | Q(returned_on__gte=F("lent_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.lent_on}"


class ReadingItem(VersionedModel):
    """A book recommended to everybody (阅读书目)."""

    title = models.CharField("书名", max_length=120)
    author = models.CharField("作者", max_length=80, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    reason = models.TextField("推荐理由", max_length=1000)
    book = models.ForeignKey(
        Book, models.PROTECT, null=True, blank=True, related_name="recommended", verbose_name="书屋藏书"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "阅读书目"
        ordering = ("-year", "title")

    def __str__(self) -> str:
        return f"《{self.title}》"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:reading_detail", args=[self.pk])


class ReadingNote(models.Model):
    """An essay or a share about a recommended book."""

    item = models.ForeignKey(ReadingItem, models.PROTECT, related_name="notes", verbose_name="书目")
    member = models.ForeignKey(Member, models.PROTECT, related_name="reading_notes", verbose_name="作者")
    kind = models.CharField("形式", max_length=8, choices=NoteKind, default=NoteKind.ESSAY)
    title = models.CharField("题目", max_length=80)
    text = models.TextField("正文", max_length=8000)
    written_on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "读书心得与分享"
        ordering = ("-written_on", "-pk")

    def __str__(self) -> str:
        return self.title
