"""Closed lists of terms, sessions and their agenda."""

from django.db.models import TextChoices


class SessionKind(TextChoices):
    """How a session comes about (《企业民主管理规定》第十八条)."""

    ORDINARY = "ordinary", "例会"
    EXTRAORDINARY = "extraordinary", "临时会议"


class SessionState(TextChoices):
    """Where a session stands. Written by services.sessions.advance_session alone."""

    PREPARING = "preparing", "筹备中"
    PRELIMINARY = "preliminary", "预备会议"
    OPEN = "open", "正式会议"
    CLOSED = "closed", "已闭幕"
    ARCHIVED = "archived", "已归档"
    CANCELLED = "cancelled", "已取消"


class Stage(TextChoices):
    """The two meetings of a session."""

    PRELIMINARY = "preliminary", "预备会议"
    FORMAL = "formal", "正式会议"


class Power(TextChoices):
    """The five powers of the congress, and what is none of them."""

    ADVISE = "advise", "审议建议"
    PASS = "pass", "审议通过"
    SUPERVISE = "supervise", "审查监督"
    ELECT = "elect", "民主选举"
    APPRAISE = "appraise", "民主评议"
    PROCEDURE = "procedure", "会议程序"


class VotingBody(TextChoices):
    """Who votes on an item when both congresses meet together (双代会)."""

    CONGRESS = "congress", "职工代表大会"
    MEMBERS = "members", "工会会员代表大会"
    BOTH = "both", "双代会"


class VoteMode(TextChoices):
    """How an item is voted on."""

    NONE = "none", "不表决"
    HANDS = "hands", "举手表决"
    NAMED = "named", "记名表决"
    SECRET = "secret", "无记名投票"


class ItemState(TextChoices):
    """Where an agenda item stands."""

    PLANNED = "planned", "待审议"
    UNDER_WAY = "under_way", "审议中"
    DONE = "done", "已审议"
    POSTPONED = "postponed", "暂缓"
