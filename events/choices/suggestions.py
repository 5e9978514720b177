"""Closed lists of suggestions (合理化建议, 金点子)."""

from django.db.models import TextChoices


class SuggestionState(TextChoices):
    """Where a suggestion stands."""

    SUBMITTED = "submitted", "待评审"
    ADOPTED = "adopted", "已采纳"
    DECLINED = "declined", "未采纳"
    CARRIED_OUT = "carried_out", "已实施"
    WITHDRAWN = "withdrawn", "已撤回"


class SuggestionKind(TextChoices):
    """What it is about."""

    CARE = "care", "医疗护理"
    SERVICE = "service", "服务流程"
    SAFETY = "safety", "安全生产"
    SAVING = "saving", "节能降耗"
    TECHNIQUE = "technique", "技术革新"
    MANAGEMENT = "management", "管理"
    STAFF = "staff", "职工生活"
    OTHER = "other", "其他"


class SuggestionAward(TextChoices):
    """Award of a suggestion ([S000][S002] in the domain notes)."""

    GOLDEN = "golden", "金点子奖"
    GOOD = "good", "好建议奖"
