"""Closed lists of aid and its payment."""

from django.db.models import TextChoices


class AidKind(TextChoices):
    """Kinds of aid."""

    LIVING = "living", "生活救助"
    MEDICAL = "medical", "医疗救助"
    SCHOOL = "school", "子女助学"
    AUTUMN = "autumn", "金秋助学"
    FESTIVAL = "festival", "节日慰问救助"
    LEGAL = "legal", "法律援助"
    JOB = "job", "就业帮扶"


class AidState(TextChoices):
    """Where an application stands; the states of payment are those of its list."""

    APPLIED = "applied", "待审核"
    REVIEWED = "reviewed", "待审批"
    APPROVED = "approved", "待发放"
    LISTED = "listed", "发放中"
    PAID = "paid", "已发放"
    SIGNED = "signed", "已签收"
    REJECTED = "rejected", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class PaymentState(TextChoices):
    """Where a payment list stands."""

    OPEN = "open", "编制中"
    LOCKED = "locked", "待审批"
    APPROVED = "approved", "待发放"
    PAID = "paid", "待签收"
    SIGNED = "signed", "已签收"
    CANCELLED = "cancelled", "已作废"


class Sameness(TextChoices):
    """What makes two aids of a kind the same thing (data of the rule set “aid”)."""

    YEAR = "year", "每户每年一次"
    SUBJECT = "subject", "每户每年同一事项一次"
    PERSON = "person", "每人每年一次"
    PERSON_SUBJECT = "person_subject", "每人每年同一事项一次"
