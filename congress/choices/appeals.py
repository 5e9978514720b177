"""Closed lists of what staff tell the union (职工意见和诉求)."""

from django.db.models import TextChoices


class AppealSource(TextChoices):
    """How it reached the union ([S002], 职工来信来访登记簿 [W109b])."""

    GROUP = "group", "小组长反映"
    RECEPTION = "reception", "接待来访"
    LETTER = "letter", "来信来电"
    MEETING = "meeting", "座谈会"
    ONLINE = "online", "网上提交"


class AppealTopic(TextChoices):
    """What it is about."""

    PAY = "pay", "薪酬绩效"
    SHIFTS = "shifts", "排班休假"
    CONDITIONS = "conditions", "工作条件"
    SAFETY = "safety", "劳动安全"
    LOGISTICS = "logistics", "后勤生活"
    MANAGEMENT = "management", "医院管理"
    RIGHTS = "rights", "权益诉求"
    OTHER = "other", "其他"


class AppealState(TextChoices):
    """Where it stands; written by services.registers alone."""

    RECEIVED = "received", "已登记待受理"
    ASSIGNED = "assigned", "已转办"
    ANSWERED = "answered", "已答复待评价"
    CLOSED = "closed", "已办结"
    MOVED = "moved", "已转为提案"
    LISTED = "listed", "已列入议程"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


class AppealAction(TextChoices):
    """What can be done with it."""

    ASSIGN = "assign", "转办"
    RETURN = "return", "申请退回"
    ANSWER = "answer", "答复"
    RATE = "rate", "评价"
    CLOSE = "close", "办结"
    DECLINE = "decline", "不予受理"
    WITHDRAW = "withdraw", "撤回"
    MOVE = "move", "转为提案"
    LIST = "list", "列入会议议程"
