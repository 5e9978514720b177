"""Closed lists of elections of union bodies, reviews of officers and inspection tours."""

from django.db.models import TextChoices


class BodySeat(TextChoices):
    """What a change of office (换届) elects."""

    COMMITTEE = "committee", "工会委员会"
    CHAIR = "chair", "工会主席、副主席"
    AUDIT = "audit", "经费审查委员会"
    WOMEN = "women", "女职工委员会"
    BRANCH_CHAIR = "branch_chair", "支会主席"
    GROUP_LEADER = "group_leader", "工会小组长"


class BodyElectionState(TextChoices):
    """Written by services.bodies alone."""

    PLANNED = "planned", "筹备"
    CANDIDATES = "candidates", "候选人已报批"
    HELD = "held", "已选举待批复"
    APPROVED = "approved", "上级已批复"
    SUBMITTED = "submitted", "待安全管理员任命"
    IN_OFFICE = "in_office", "已到任"
    CANCELLED = "cancelled", "已取消"


class ReviewKind(TextChoices):
    """What stands in the officer archive (干部档案)."""

    APPRAISAL = "appraisal", "民主评议"
    ASSESSMENT = "assessment", "年度考核"
    REPORT = "report", "主席述职报告"


class Grade(TextChoices):
    """Grades of persons in use for appraisals."""

    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "称职"
    BASIC = "basic", "基本称职"
    INCOMPETENT = "incompetent", "不称职"


class TourState(TextChoices):
    """职代会代表巡视."""

    PLANNED = "planned", "已计划"
    DONE = "done", "已巡视"
    FOLLOWED_UP = "followed_up", "已办结"


class FindingState(TextChoices):
    """What became of a finding."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"
    SETTLED = "settled", "已整改"
