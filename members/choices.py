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
