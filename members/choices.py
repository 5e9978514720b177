"""Closed lists of the registry. Lists a hospital may extend are `CodeItem` rows instead."""

from django.db.models import TextChoices


class Sex(TextChoices):
    """As on the identity document (GB/T 2261.1)."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class IdKind(TextChoices):
    """Kinds of identity documents."""

    RESIDENT = "resident", "居民身份证"
    PASSPORT = "passport", "护照"
    HK_MACAO = "hk_macao", "港澳居民来往内地通行证"
    TAIWAN = "taiwan", "台湾居民来往大陆通行证"
    HMT_RESIDENCE = "hmt_residence", "港澳台居民居住证"
    FOREIGN_RESIDENCE = "foreign_residence", "外国人永久居留身份证"


class MembershipStatus(TextChoices):
    """会籍状态. Written by services.membership.change_membership alone."""

    APPLICANT = "applicant", "申请中"
    ACTIVE = "active", "在册"
    RETAINED = "retained", "保留会籍"
    TRANSFERRED_OUT = "transferred_out", "已转出"
    WITHDRAWN = "withdrawn", "已退会"
    LAPSED = "lapsed", "视为自动退会"
    EXPELLED = "expelled", "开除会籍"
    DECEASED = "deceased", "已故"


class RetainReason(TextChoices):
    """Why membership is kept without dues (《中国工会章程》第八条)."""

    RETIRED = "retired", "退休"
    VETERAN_RETIRED = "veteran_retired", "离休"
    UNEMPLOYED = "unemployed", "失业"
    OFF_POST = "off_post", "离岗创业"
    ABROAD = "abroad", "自费出国"
    OTHER = "other", "其他"


class JoinState(TextChoices):
    """The way of a join application: member → group → branch → committee."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待小组意见"
    GROUP_AGREED = "group_agreed", "待支会意见"
    BRANCH_AGREED = "branch_agreed", "待委员会审批"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class TransferKind(TextChoices):
    """Where a member goes."""

    BRANCH = "branch", "支会间调动"
    IN = "in", "外单位转入"
    OUT = "out", "转出外单位"


class TransferState(TextChoices):
    """The way of a transfer: proposed, accepted by the receiver, done."""

    PROPOSED = "proposed", "待接收方确认"
    ACCEPTED = "accepted", "待办理"
    DONE = "done", "已办结"
    REJECTED = "rejected", "未接收"
    WITHDRAWN = "withdrawn", "已撤回"


class CorrectionState(TextChoices):
    """A member's request to correct the own data (个人信息保护法 第四十六条)."""

    OPEN = "open", "待处理"
    APPROVED = "approved", "已采纳"
    REJECTED = "rejected", "未采纳"
    WITHDRAWN = "withdrawn", "已撤回"


class ProposalState(TextChoices):
    """What became of a retirement proposal."""

    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已办理"
    POSTPONED = "postponed", "延后"
    DISMISSED = "dismissed", "不适用"


class ExtraKind(TextChoices):
    """Types of fields that a hospital defines itself."""

    TEXT = "text", "文字"
    CHOICE = "choice", "选项"
    DATE = "date", "日期"
    BOOLEAN = "boolean", "是否"
    NUMBER = "number", "数字"


class ConsentChannel(TextChoices):
    """How consent was given or withdrawn."""

    ONLINE = "online", "本人在线"
    PAPER = "paper", "纸质签字"


class DuesKind(TextChoices):
    """What a line of a member's dues account says."""

    DUE = "due", "应缴"  # computed from base, rule and membership
    OPENING = "opening", "期初欠缴"  # owed before the system was used; counts as due
    PAID = "paid", "实缴"


class DuesMethod(TextChoices):
    """How dues came in, or went back."""

    NONE = "", "—"
    PAYROLL = "payroll", "工资代扣"
    CASH = "cash", "现金"
    TRANSFER = "transfer", "转账"
    CORRECTION = "correction", "差异更正"


class DuesBookingKind(TextChoices):
    """One act of booking; all its lines stand or fall together."""

    EXPECTED = "expected", "核算应缴"
    PAYROLL = "payroll", "工资代扣入账"
    PAYROLL_UNDONE = "payroll_undone", "撤销工资代扣"
    CORRECTION = "correction", "差异更正"
    COLLECTION = "collection", "收缴会费"
    REFUND = "refund", "退还会费"
    OPENING = "opening", "期初欠缴"
    OPENING_UNDONE = "opening_undone", "撤销期初欠缴"
    MERGE = "merge", "合并会员"


class DuesMonthState(TextChoices):
    """A month of dues: open, or closed for good."""

    OPEN = "open", "未结账"
    CLOSED = "closed", "已结账"


class PayrollRowState(TextChoices):
    """Where one row of a payroll file ends."""

    MATCHED = "matched", "已匹配"
    UNMATCHED = "unmatched", "未匹配"


class DuesDifferenceKind(TextChoices):
    """How file and registry differ for one member (or one unmatched row)."""

    UNMATCHED = "unmatched", "对不上会员"
    MISSING = "missing", "应缴未列入"
    NOT_DUE = "not_due", "不应缴却列入"
    ZERO = "zero", "未扣"
    SHORT = "short", "少扣"
    OVER = "over", "多扣"
    STATED = "stated", "文件应扣有误"


class DuesDecision(TextChoices):
    """What is done about a difference."""

    ARREARS = "arrears", "记为欠缴，由工会收缴"
    NEXT_PAYROLL = "next_payroll", "通知财务下月补扣"
    REGISTRY = "registry", "更正会员登记后重新核算"
    REFUND = "refund", "下月冲回多扣金额"
    KEEP = "keep", "多扣金额抵以后月份"
    ASSIGN = "assign", "归属到会员，下月入账"
    RETURN = "return", "退回财务，不入账"
    NOTED = "noted", "已告知财务更正"


class DuesRequestKind(TextChoices):
    """What is asked for: 短期免缴, 退费."""

    WAIVER = "waiver", "免缴"
    REFUND = "refund", "退费"


class DuesRequestState(TextChoices):
    """The way of a request: asked for, decided by somebody else."""

    ASKED = "asked", "待审批"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class DuesCollectionState(TextChoices):
    """A sheet of collected money: handed in, received by the office."""

    HANDED_IN = "handed_in", "待工会办公室点收"
    BOOKED = "booked", "已入账"
    RETURNED = "returned", "已退回"


class DuesAuthorisationState(TextChoices):
    """会费代扣授权: signed by the member, seen by branch or group, approved by the office."""

    SIGNED = "signed", "待支会（小组）审核"
    SEEN = "seen", "待工会办公室审批"
    APPROVED = "approved", "已生效"
    REJECTED = "rejected", "未批准"
    ENDED = "ended", "已终止"


class UnpaidCaseState(TextChoices):
    """The way of a case “连续六个月未缴”; a flag and a record, never an exit by itself."""

    OPEN = "open", "已提示"
    REMINDED = "reminded", "已催缴"
    TALKED = "talked", "已谈话"
    KEPT = "kept", "委员会决定保留会籍"
    LAPSED = "lapsed", "委员会决定视为自动退会"
    PAID = "paid", "已补缴"
