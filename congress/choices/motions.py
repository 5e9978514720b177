"""Closed lists of motions (提案). Filing result and handling state are two axes (domain.md §4.3, trap 18)."""

from django.db.models import TextChoices


class Filing(TextChoices):
    """The filing result: what the committee made of a paper."""

    UNDECIDED = "undecided", "未审定"
    FILED = "filed", "立案"
    MERGED = "merged", "并案"
    CONVERTED = "converted", "转为意见建议"
    NOT_FILED = "not_filed", "不立案"


class MotionState(TextChoices):
    """Where a motion stands on its way. Written by services.motions_flow alone."""

    DRAFT = "draft", "草稿"
    SECONDING = "seconding", "征集附议"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回修改"
    REVIEWING = "reviewing", "审查中"
    REGISTERED = "registered", "已登记待呈批"
    MERGED = "merged", "已并案"
    NOT_FILED = "not_filed", "不立案"
    WITHDRAWN = "withdrawn", "已撤回"
    INSTRUCTING = "instructing", "待领导批示"
    INSTRUCTED = "instructed", "已批示待交办"
    ASSIGNED = "assigned", "已交办待签收"
    DECLINED = "declined", "承办单位申退"
    HANDLING = "handling", "办理中"
    COUNTERSIGNING = "countersigning", "会办单位会签"
    DRAFTED = "drafted", "答复待签发"
    SIGNED = "signed", "已签发待送达"
    DELIVERED = "delivered", "已答复待评价"
    RATED = "rated", "已评价"
    REDO = "redo", "二次办理"
    TRACKED = "tracked", "跟踪落实"
    CLOSED = "closed", "已结案"
    ARCHIVED = "archived", "已归档"


class Party(TextChoices):
    """Who must act: the stamp on each motion."""

    MOVER = "mover", "提案人"
    SECONDER = "seconder", "附议代表"
    COMMITTEE = "committee", "提案工作委员会"
    OFFICE = "office", "工会办公室"
    LEADER = "leader", "分管院领导"
    LEAD = "lead", "主办部门"
    ASSIST = "assist", "协办部门"
    RATER = "rater", "提案人及并案提案人"
    NOBODY = "nobody", "无待办"


class MotionAction(TextChoices):
    """Everything that can be done with a motion: the value stands in addresses, the label on buttons."""

    SEEK = "seek", "征集附议"
    RECALL = "recall", "收回修改"
    SUBMIT = "submit", "正式提交"
    WITHDRAW = "withdraw", "撤回提案"
    RECEIVE = "receive", "受理审查"
    RETURN = "return", "退回修改"
    RECOMMEND = "recommend", "提出审查意见"
    FILE = "file", "立案"
    CONVERT = "convert", "转为意见建议"
    MERGE = "merge", "并案"
    REFUSE = "refuse", "不立案"
    SPLIT = "split", "拆分并案"
    BRIEF = "brief", "呈领导批示"
    INSTRUCT = "instruct", "批示"
    ASSIGN = "assign", "交办"
    DECLINE = "decline", "申请退回"
    REASSIGN = "reassign", "改派"
    INSIST = "insist", "不同意退回"
    ACCEPT = "accept", "签收办理"
    ASK_EXTENSION = "ask-extension", "申请延期"
    EXTEND = "extend", "批准延期"
    ANSWER = "answer", "提交答复"
    COUNTERSIGN = "countersign", "会签同意"
    OBJECT = "object", "会签退回"
    SIGN = "sign", "签发答复"
    SEND_BACK = "send-back", "退回重拟"
    DELIVER = "deliver", "送达提案人"
    RATE = "rate", "评价答复"
    REDO = "redo", "交二次办理"
    CLOSE = "close", "结案"
    POSTPONE = "postpone", "调整承诺期限"
    FULFIL = "fulfil", "已落实（转 A）"
    EXPLAIN = "explain", "说明不能落实（转 C）"
    SUPERVISE = "supervise", "督办"
    MARK_KEY = "mark-key", "列为重点提案"
    ARCHIVE = "archive", "归档"


class SecondState(TextChoices):
    """What became of an invitation to second."""

    INVITED = "invited", "待答复"
    ACCEPTED = "accepted", "已附议"
    REFUSED = "refused", "不附议"
    WITHDRAWN = "withdrawn", "撤回附议"


class Arrangement(TextChoices):
    """How departments share a case (独办/分办/会办)."""

    SINGLE = "single", "独办"
    SEPARATE = "separate", "分办"
    JOINT = "joint", "会办"


class UnitRole(TextChoices):
    """A department's part in a case."""

    LEAD = "lead", "主办"
    ASSIST = "assist", "协办"


class Grade(TextChoices):
    """What became of the matter itself (办理结果)."""

    DONE = "A", "A 已解决或基本解决"
    PLANNED = "B", "B 正在解决或列入计划"
    NOT_NOW = "C", "C 条件限制或留作参考"


class Satisfaction(TextChoices):
    """The mover's word on the answer."""

    SATISFIED = "satisfied", "满意"
    PARTLY = "partly", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"


class ContactMethod(TextChoices):
    """How the department spoke with the mover."""

    VISIT = "visit", "面谈"
    MEETING = "meeting", "座谈会"
    SITE = "site", "现场查看"
    PHONE = "phone", "电话"
    MESSAGE = "message", "网络沟通"
    LETTER = "letter", "书面"


class Series(TextChoices):
    """Numbers run apart: filed cases, suggestions, replies."""

    MOTION = "motion", "提案"
    SUGGESTION = "suggestion", "意见建议"
    REPLY = "reply", "答复"
