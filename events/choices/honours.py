"""Words of honours."""

from django.db.models import TextChoices


class HonourLevel(TextChoices):
    """Who gives it ([G22], [W78] of the domain notes)."""

    HOSPITAL = "hospital", "院级"
    DISTRICT = "district", "区县级"
    CITY = "city", "地市级"
    PROVINCE = "province", "省部级"
    NATION = "nation", "国家级"


class AwardTo(TextChoices):
    """Who gets it."""

    MEMBER = "member", "个人"
    UNIT = "unit", "集体"


class Voters(TextChoices):
    """Who votes on a programme."""

    NOBODY = "nobody", "不投票，评审确定"
    COMMITTEE = "committee", "工会委员会委员投票"
    MEMBERS = "members", "全体会员投票"


class ProgrammeState(TextChoices):
    """Where a programme stands."""

    DRAFT = "draft", "筹备"
    OPEN = "open", "推荐中"
    REVIEW = "review", "评审中"
    VOTING = "voting", "投票中"
    PUBLICITY = "publicity", "公示中"
    GRANTED = "granted", "已表彰"
    CANCELLED = "cancelled", "已取消"


class NominationState(TextChoices):
    """Where a nomination stands."""

    NOMINATED = "nominated", "已推荐"
    SHORTLISTED = "shortlisted", "入围"
    REJECTED = "rejected", "未入围"
    ELECTED = "elected", "拟表彰"
    GRANTED = "granted", "已表彰"
    WITHDRAWN = "withdrawn", "已撤回"
