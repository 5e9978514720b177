"""Closed lists of plans, activities, sign-up and check-in."""

from django.db.models import TextChoices


class ActivityKind(TextChoices):
    """Kinds of activities; which papers a kind demands stands in the rule set `event_approval`."""

    CULTURE = "culture", "文体活动"
    CONTEST = "contest", "竞赛"
    OUTING = "outing", "春秋游"
    PARTY = "party", "联欢"
    PERFORMANCE = "performance", "文艺演出"
    LECTURE = "lecture", "讲座"
    READING = "reading", "学习读书"
    VOLUNTEER = "volunteer", "志愿服务"
    BLOOD = "blood", "无偿献血"
    TRAINING = "training", "培训"
    MEETING = "meeting", "会议"
    RECUPERATION = "recuperation", "疗休养"
    FESTIVAL = "festival", "节日活动"
    WOMEN = "women", "女职工活动"
    CARE = "care", "关爱服务"
    OTHER = "other", "其他"


class PlanState(TextChoices):
    """A yearly plan (年度工作计划)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "已批准"


class LineState(TextChoices):
    """What became of a line of the plan."""

    PLANNED = "planned", "计划中"
    CARRIED_OUT = "carried_out", "已开展"
    MOVED = "moved", "已调整月份"
    DROPPED = "dropped", "已取消"


class ActivityState(TextChoices):
    """The way of an activity; the arrows stand in rules/activities.py."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "已批准"
    OPEN = "open", "报名中"
    CLOSED = "closed", "报名截止"
    HELD = "held", "已举办"
    SETTLED = "settled", "已结算"
    ARCHIVED = "archived", "已归档"
    CANCELLED = "cancelled", "已取消"


class SignUpMode(TextChoices):
    """Who signs up."""

    NONE = "none", "不需报名"
    PERSON = "person", "个人报名"
    TEAM = "team", "组队报名"


class Allocation(TextChoices):
    """How places are given."""

    FIRST_COME = "first_come", "先到先得"
    APPROVAL = "approval", "审核确认"
    LOTTERY = "lottery", "抽签"


class SignUpState(TextChoices):
    """A sign-up. The first three are active: one per person and activity."""

    PENDING = "pending", "待确认"
    CONFIRMED = "confirmed", "已报上"
    WAITING = "waiting", "候补"
    WITHDRAWN = "withdrawn", "已退出"
    REJECTED = "rejected", "未通过"
    CANCELLED = "cancelled", "活动取消"


class SignUpChannel(TextChoices):
    """How the sign-up came."""

    OWN = "own", "本人"
    BEHALF = "behalf", "代报"
    TEAM = "team", "随队"
    DOOR = "door", "现场"


class QuestionKind(TextChoices):
    """Kinds of questions on the sign-up form."""

    TEXT = "text", "文字"
    CHOICE = "choice", "单选"
    YES_NO = "yes_no", "是否"


class CheckInMethod(TextChoices):
    """How somebody was checked in."""

    TICKET = "ticket", "个人二维码"
    SCREEN = "screen", "现场二维码"
    NUMBER = "number", "编号或工号"
    PAPER = "paper", "纸质签到补录"


class MatchFormat(TextChoices):
    """How a contest is played."""

    NONE = "", "不设对阵"
    KNOCK_OUT = "knock_out", "淘汰赛"
    ROUND_ROBIN = "round_robin", "循环赛"


class CostKind(TextChoices):
    """What money is spent on; each kind has its rule and its account."""

    MEAL = "meal", "误餐餐饮"
    CLOTHING = "clothing", "服装"
    PRIZE = "prize", "奖品"
    SOUVENIR = "souvenir", "纪念品"
    TRANSPORT = "transport", "交通"
    TICKET = "ticket", "门票"
    VENUE = "venue", "场地设备租赁"
    INSURANCE = "insurance", "保险"
    COACH = "coach", "教练裁判评委"
    MATERIAL = "material", "用品资料"
    OTHER = "other", "其他"


class PrizeFor(TextChoices):
    """Who gets a prize."""

    PERSON = "person", "个人"
    TEAM = "team", "团体"
    SOUVENIR = "souvenir", "纪念奖"


PHOTO = "照片"  # kind of the attachments that are pictures of an activity


class PictureAnswer(TextChoices):
    """What somebody on a picture says."""

    ASKED = "asked", "待答复"
    GIVEN = "given", "同意"
    REFUSED = "refused", "不同意"
