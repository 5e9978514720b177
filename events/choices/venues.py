"""Closed lists of venues, clubs, the library and contests of skill."""

from django.db.models import TextChoices


class VenueKind(TextChoices):
    """Kinds of places the union keeps."""

    HOME = "home", "职工之家"
    ROOM = "room", "活动室"
    SPORT = "sport", "健身场地"
    LIBRARY = "library", "职工书屋"
    CARE = "care", "母婴室"
    OTHER = "other", "其他"


class BookingState(TextChoices):
    """Where a booking stands."""

    BOOKED = "booked", "已预约"
    CANCELLED = "cancelled", "已取消"


class Weekday(TextChoices):
    """Days of the week, Monday first, as Python counts them."""

    MONDAY = "0", "周一"
    TUESDAY = "1", "周二"
    WEDNESDAY = "2", "周三"
    THURSDAY = "3", "周四"
    FRIDAY = "4", "周五"
    SATURDAY = "5", "周六"
    SUNDAY = "6", "周日"


class NoteKind(TextChoices):
    """What somebody wrote about a book, or told others."""

    ESSAY = "essay", "读书心得"
    SHARE = "share", "读书分享"


class CompetitionKind(TextChoices):
    """Kinds of contests of work ([S004][S002] in the domain notes)."""

    LABOUR = "labour", "劳动竞赛"
    SKILL = "skill", "技能比武"
    DRILL = "drill", "岗位练兵"
    SAFETY = "safety", "安康杯竞赛"
    SERVICE = "service", "优质服务竞赛"
    OTHER = "other", "其他竞赛"


class CompetitionState(TextChoices):
    """Where a contest stands."""

    RUNNING = "running", "进行中"
    FINISHED = "finished", "已结束"
    CANCELLED = "cancelled", "已取消"
