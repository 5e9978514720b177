"""Closed lists of 院务公开."""

from django.db.models import TextChoices


class DisclosureTopic(TextChoices):
    """What is to be disclosed ([W110], [S001], [S002])."""

    PLANS = "plans", "发展规划与年度工作"
    SPENDING = "spending", "大额支出"
    HOSPITALITY = "hospitality", "业务招待费"
    BUILDING = "building", "基建与修缮"
    PROCUREMENT = "procurement", "药品设备招标采购"
    DISTRIBUTION = "distribution", "内部分配与绩效"
    TITLES = "titles", "职称评聘"
    HONOURS = "honours", "评先评优"
    SANCTIONS = "sanctions", "处分处理"
    STAFFING = "staffing", "招聘与干部任免"
    SERVICE = "service", "服务与收费"
    OTHER = "other", "其他"


class DisclosureAudience(TextChoices):
    """Whom it is for."""

    STAFF = "staff", "职工"
    PATIENTS = "patients", "患者和社会"
    BOTH = "both", "职工和社会"


class DisclosureForm(TextChoices):
    """How it is told."""

    MEETING = "meeting", "院周会"
    BOARD = "board", "公开栏"
    CONGRESS = "congress", "职代会"
    NETWORK = "network", "院内网"
    WEBSITE = "website", "医院网站"


class DisclosureState(TextChoices):
    """Where one publication stands; written by services.registers alone."""

    DUE = "due", "待拟稿"
    DRAFTED = "drafted", "待审核"
    APPROVED = "approved", "已审核待公开"
    PUBLISHED = "published", "已公开"
    SKIPPED = "skipped", "本期不公开"
    WITHDRAWN = "withdrawn", "已撤下"


class DisclosureAction(TextChoices):
    """What can be done."""

    DRAFT = "draft", "拟稿送审"
    RETURN = "return", "退回修改"
    APPROVE = "approve", "审核通过"
    PUBLISH = "publish", "登记公开"
    SKIP = "skip", "本期不公开"
    WITHDRAW = "withdraw", "撤下"
