"""Closed lists of what happens in a session."""

from django.db.models import TextChoices


class GuestKind(TextChoices):
    """People at the session without a vote (《上海市职工代表大会条例》第二十一条)."""

    OBSERVER = "observer", "列席代表"
    INVITED = "invited", "特邀代表"


class CheckInMeans(TextChoices):
    """How somebody was checked in."""

    QR = "qr", "扫码"
    NUMBER = "number", "代表证号"
    STAFF = "staff", "工作人员代签"


class Audience(TextChoices):
    """Who may open a paper of the session. The union office always may."""

    DELEGATES = "delegates", "正式代表"
    PRESIDIUM = "presidium", "主席团"
    EVERYBODY = "everybody", "全体会员"


class OpinionOutcome(TextChoices):
    """What became of an opinion of a delegation."""

    OPEN = "open", "待答复"
    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    DECLINED = "declined", "未采纳"
