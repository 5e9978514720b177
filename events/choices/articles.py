"""Words of articles."""

from django.db.models import TextChoices


class ArticleKind(TextChoices):
    """What kind of article."""

    NEWS = "news", "工作动态"
    ACTIVITY = "activity", "活动报道"
    PORTRAIT = "portrait", "人物风采"
    ESSAY = "essay", "心得随笔"
    OTHER = "other", "其他"


class ArticleState(TextChoices):
    """Where an article stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    PUBLISHED = "published", "已刊发"
    REJECTED = "rejected", "未采用"
    WITHDRAWN = "withdrawn", "已撤下"


class OutletLevel(TextChoices):
    """Level of a medium outside this system."""

    HOSPITAL = "hospital", "院级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATION = "nation", "国家级"
