"""Closed lists of the search for hazards (查身边隐患、保职工安全、促企业发展)."""

from django.db.models import TextChoices


class HazardState(TextChoices):
    """Where a hazard stands."""

    REPORTED = "reported", "待交办"
    ASSIGNED = "assigned", "整改中"
    RECTIFIED = "rectified", "待复查"
    CLOSED = "closed", "已销号"
    REJECTED = "rejected", "不属隐患"


class HazardLevel(TextChoices):
    """How grave it is (《安全生产事故隐患排查治理暂行规定》 knows 一般 and 重大)."""

    GENERAL = "general", "一般隐患"
    MAJOR = "major", "重大隐患"


class HazardKind(TextChoices):
    """What it is about."""

    FIRE = "fire", "消防"
    ELECTRIC = "electric", "用电"
    EQUIPMENT = "equipment", "设备设施"
    BUILDING = "building", "建筑与地面"
    CHEMICAL = "chemical", "危化品与气瓶"
    INFECTION = "infection", "职业暴露与院感"
    TRAFFIC = "traffic", "交通"
    OTHER = "other", "其他"
