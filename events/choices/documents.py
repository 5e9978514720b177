"""Words of rules and documents."""

from django.db.models import TextChoices


class DocumentKind(TextChoices):
    """What kind of document."""

    CHARTER = "charter", "章程"
    RULES = "rules", "制度"
    MEASURES = "measures", "办法"
    DETAILS = "details", "实施细则"
    DUTIES = "duties", "职责"
    UPPER = "upper", "上级文件"


class DocumentState(TextChoices):
    """Where a document stands."""

    DRAFT = "draft", "草稿"
    IN_FORCE = "in_force", "已发布"
    REPEALED = "repealed", "已废止"
