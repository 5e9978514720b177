"""Closed lists of visits. What a hospital decides itself (occasions, amounts, schemes) are rows."""

from django.db.models import TextChoices


class Trigger(TextChoices):
    """What opens a visit of an occasion."""

    REPORT = "report", "有人上报"
    BIRTHDAY = "birthday", "生日"
    RETIREMENT = "retirement", "退休"
    FESTIVAL = "festival", "节日"
    ANNIVERSARY = "anniversary", "周年"
    LIST = "list", "集体发放"


class OpenAs(TextChoices):
    """What the daily task makes of a festival."""

    VISIT = "visit", "逐人走访"
    LIST = "list", "一份发放名单"


class CountingUnit(TextChoices):
    """What one visit of an occasion counts as."""

    PERSON_TIMES = "person_times", "人次"
    HOUSEHOLD = "household", "户"
    CASE = "case", "例"


class PersonCategory(TextChoices):
    """人员类别 of whoever is visited."""

    ACTIVE = "active", "在职会员"
    RETAINED = "retained", "保留会籍"
    RETIRED = "retired", "离退休"
    FAMILY = "family", "家属"
    OUTSIDE = "outside", "外部人员"


class Relation(TextChoices):
    """Whom the event met; empty = the member. Which of them a standard covers is data."""

    SPOUSE = "spouse", "配偶"
    PARENT = "parent", "父母"
    CHILD = "child", "子女"
    PARENT_IN_LAW = "parent_in_law", "岳父母、公婆"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"
    SIBLING = "sibling", "兄弟姐妹"
    OTHER = "other", "其他亲属"


class Frequency(TextChoices):
    """How often somebody may be visited for one occasion."""

    PER_EVENT = "per_event", "每次发生均可"
    YEARLY = "yearly", "每年一次"
    SAME_ILLNESS_YEARLY = "same_illness_yearly", "同一病种每年一次"
    ONCE = "once", "一生一次"


class PayForm(TextChoices):
    """慰问形式 (allowed per standard; a general shopping card is never one of them)."""

    GOODS = "goods", "慰问品"
    VOUCHER = "voucher", "指定商户提货券"
    CAKE_VOUCHER = "cake_voucher", "蛋糕券"
    CASH = "cash", "慰问金"


class Severity(TextChoices):
    """What a guard does when it finds something."""

    REFUSE = "refuse", "不予办理"
    WARN = "warn", "仅提示"
    IGNORE = "ignore", "不检查"


class Guard(TextChoices):
    """What is checked before a visit is approved."""

    STANDARD = "standard", "无适用标准"
    CATEGORY = "category", "人员类别"
    NOT_MEMBER = "not_member", "会籍"
    DECEASED = "deceased", "已故"
    RELATION = "relation", "亲属范围"
    CAP = "cap", "单次上限"
    YEAR_CAP = "year_cap", "年度上限"
    FREQUENCY = "frequency", "次数"
    DUPLICATE = "duplicate", "重复"
    FUND = "fund", "经费来源"
    FORM = "form", "慰问形式"
    SPOUSE = "spouse", "夫妻双方"


class VisitState(TextChoices):
    """The way of a visit. Written by services.visits alone."""

    REPORTED = "reported", "待核查"
    CHECKED = "checked", "待审批"
    APPROVED = "approved", "待安排"
    PLANNED = "planned", "待走访"
    VISITED = "visited", "待签收"
    SIGNED = "signed", "待入账"
    BOOKED = "booked", "已办结"
    REJECTED = "rejected", "不予慰问"
    MISSED = "missed", "未走访"
    WITHDRAWN = "withdrawn", "已撤回"


class Origin(TextChoices):
    """How a visit came about."""

    REPORTED = "reported", "上报"
    DAILY = "daily", "自动提醒"
    LIST = "list", "集体发放"
    IMPORTED = "imported", "历史导入"


class SignKind(TextChoices):
    """How the gift was signed for."""

    SCREEN = "screen", "屏幕签名"
    PAPER = "paper", "纸质签收单"


class ServiceKind(TextChoices):
    """Help beside money and gifts."""

    FAREWELL = "farewell", "退休欢送"
    WREATH = "wreath", "敬献花圈"
    FUNERAL = "funeral", "协助治丧"
    CARE = "care", "陪护照料"
    OTHER = "other", "其他服务"


class ListState(TextChoices):
    """The way of a group list (集体发放)."""

    DRAFT = "draft", "编制中"
    APPROVED = "approved", "发放中"
    CLOSED = "closed", "已结清"
    CANCELLED = "cancelled", "已作废"


class ItemKind(TextChoices):
    """What lies in stock."""

    GOODS = "goods", "慰问品"
    VOUCHER = "voucher", "提货券"
    CAKE_VOUCHER = "cake_voucher", "蛋糕券"
