"""Words of notices."""

from django.db.models import TextChoices


class BulletinKind(TextChoices):
    """What kind of notice."""

    NOTICE = "notice", "通知"
    ANNOUNCEMENT = "announcement", "公告"
    PUBLICITY = "publicity", "公示"
    PUBLICATION = "publication", "宣传"


class BulletinState(TextChoices):
    """Where a notice stands."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"
