"""Closed lists of votes and elections."""

from django.db.models import TextChoices


class VoteKind(TextChoices):
    """What is voted on."""

    ITEM = "item", "事项表决"
    EQUAL = "equal", "等额选举"
    SURPLUS = "surplus", "差额选举"


class Electorate(TextChoices):
    """Who votes."""

    DELEGATES = "delegates", "职工代表"
    MEMBERS = "members", "会员"


class Base(TextChoices):
    """The number of whom the threshold is a share."""

    ENTITLED = "entitled", "应到代表"
    PRESENT = "present", "实到代表"
    VALID = "valid", "有效票"


class Threshold(TextChoices):
    """How many of the base must say yes."""

    MORE_THAN_HALF = "more_than_half", "过半数（不含半数）"
    HALF = "half", "半数以上（含半数）"
    TWO_THIRDS = "two_thirds", "三分之二以上（含本数）"


class Choice(TextChoices):
    """What a voter may say to an item or a candidate."""

    YES = "yes", "赞成"
    NO = "no", "反对"
    ABSTAIN = "abstain", "弃权"


class Outcome(TextChoices):
    """What came of it."""

    PASSED = "passed", "通过"
    FAILED = "failed", "未通过"
    COMPLETE = "complete", "全部选出"
    SHORT = "short", "当选人数不足，须另行选举"
    TIED = "tied", "末位票数相等，须再次投票"
    NO_QUORUM = "no_quorum", "参加投票人数不足三分之二，结果无效"


class Standing(TextChoices):
    """What became of a candidate."""

    ELECTED = "elected", "当选"
    TIED = "tied", "票数相等"
    NOT_ELECTED = "not_elected", "未当选"
