"""Closed lists of delegates, delegations and panels."""

from django.db.models import TextChoices


class DelegateCategory(TextChoices):
    """What the composition rules count a delegate as; everybody is exactly one."""

    LEADER = "leader", "中层以上管理人员"
    PROFESSIONAL = "professional", "一线专业技术人员"
    OTHER = "other", "其他职工"


class MandateOrigin(TextChoices):
    """How a delegate came into office."""

    ELECTED = "elected", "选举产生"
    BY_ELECTION = "by_election", "补选产生"
    IMPORTED = "imported", "名册导入"


class MandateEnd(TextChoices):
    """Why a mandate ended."""

    TERM_OVER = "term_over", "届满"
    RECALLED = "recalled", "撤免"
    TRANSFERRED = "transferred", "调离选区"
    RETIRED = "retired", "退休"
    LEFT = "left", "离职或退会"
    DECEASED = "deceased", "去世"
    RESIGNED = "resigned", "辞去代表"
    MISTAKE = "mistake", "登记有误"


class PanelKind(TextChoices):
    """Standing panels of the congress (专门委员会、专门小组)."""

    MOTIONS = "motions", "提案工作委员会"
    CREDENTIALS = "credentials", "代表资格审查委员会"
    RULES = "rules", "规章制度审查小组"
    WELFARE = "welfare", "生活福利委员会"
    DISTRIBUTION = "distribution", "分配监督小组"
    DISCLOSURE = "disclosure", "院务公开监督小组"
    OTHER = "other", "其他专门小组"


class PanelRole(TextChoices):
    """Posts of a panel, a delegation or a presidium."""

    HEAD = "head", "主任（组长）"
    DEPUTY = "deputy", "副主任（副组长）"
    MEMBER = "member", "成员"


class ElectionKind(TextChoices):
    """What a constituency's staff vote on."""

    GENERAL = "general", "换届选举"
    BY_ELECTION = "by_election", "补选"
    RECALL = "recall", "撤免"


class ElectionState(TextChoices):
    """Written by services.elections alone."""

    NOMINATING = "nominating", "提名中"
    HELD = "held", "已投票待确认"
    CONFIRMED = "confirmed", "有效"
    FAILED = "failed", "未通过"
    CANCELLED = "cancelled", "已取消"


class DelegationRole(TextChoices):
    """The same posts within a delegation, by their usual names."""

    HEAD = "head", "团长"
    DEPUTY = "deputy", "副团长"
    MEMBER = "member", "代表"
