"""Closed lists of democratic appraisal (民主评议、民主测评)."""

from django.db.models import TextChoices


class AppraisalForm(TextChoices):
    """What stands on the sheet."""

    PERSON = "person", "人员测评（优秀、称职、基本称职、不称职）"
    BODY = "body", "班子测评（逐项：好、较好、一般、差）"
    SCORE = "score", "打分测评（逐项打分、按权重合计）"


class SubjectKind(TextChoices):
    """Whom it is about."""

    MANAGERS = "managers", "中层干部"
    LEADERSHIP = "leadership", "领导班子"
    CHAIR = "chair", "工会主席"
    UNION_OFFICERS = "union_officers", "工会干部"
    OTHER = "other", "其他"


class Grade(TextChoices):
    """Grades of a person; the order is from best to worst."""

    EXCELLENT = "first", "优秀"
    COMPETENT = "second", "称职"
    BASIC = "third", "基本称职"
    INCOMPETENT = "fourth", "不称职"


class BodyGrade(TextChoices):
    """Grades of one item of a leading body; same keys, so that they are counted alike."""

    GOOD = "first", "好"
    FAIRLY_GOOD = "second", "较好"
    FAIR = "third", "一般"
    POOR = "fourth", "差"
