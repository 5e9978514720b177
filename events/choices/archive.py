"""Words of the work record."""

from django.db.models import TextChoices


class ArchiveGroup(TextChoices):
    """The parts of the archive list."""

    BOOKS = "books", "七簿"
    FILES = "files", "三档"
    ROSTERS = "rosters", "三册"
    OFFICE = "office", "综合档案"
    BRANCH = "branch", "支会台账"


class Retention(TextChoices):
    """How long it is kept ([W116], [W117], [W118])."""

    PERMANENT = "permanent", "永久"
    LONG = "long", "长期（30 年）"
    MIDDLE = "middle", "10 年"
    SHORT = "short", "短期（5 年）"
