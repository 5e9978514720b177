"""Closed lists of trainings and meetings."""

from django.db.models import TextChoices


class TrainingKind(TextChoices):
    """Whom or what a training is for; safety trainings are counted in the chapter of safety."""

    OFFICERS = "officers", "工会干部培训"
    LEADERS = "leaders", "小组长培训"
    DELEGATES = "delegates", "职工代表培训"
    FIRE = "fire", "消防培训"
    SAFETY = "safety", "安全生产培训"
    SKILLS = "skills", "技能培训"
    OUTWARD = "outward", "拓展训练"
    OTHER = "other", "其他培训"


class TrainingState(TextChoices):
    """Where a training stands."""

    PLANNED = "planned", "待举办"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "已取消"


class TestResult(TextChoices):
    """Result of the test at the end of a training."""

    EXCELLENT = "excellent", "优秀"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class MeetingKind(TextChoices):
    """Who meets ([S002][S004] in the domain notes)."""

    COMMITTEE = "committee", "委员会会议"
    EXTENDED = "extended", "委员扩大会"
    LEADERS = "leaders", "小组长会"
    JOINT = "joint", "联席会议"
    AUDIT = "audit", "经审会"
    WOMEN = "women", "女职工委员会"
    BRANCH = "branch", "支会会议"
    OTHER = "other", "其他会议"


class MeetingState(TextChoices):
    """Where a meeting stands."""

    DRAFT = "draft", "筹备中"
    INVITED = "invited", "已通知"
    HELD = "held", "待定稿"
    CONFIRMED = "confirmed", "纪要已定稿"
    CANCELLED = "cancelled", "已取消"


class Presence(TextChoices):
    """Whether somebody came."""

    INVITED = "invited", "待登记"
    PRESENT = "present", "出席"
    EXCUSED = "excused", "请假"
    ABSENT = "absent", "缺席"
