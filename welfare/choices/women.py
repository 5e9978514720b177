"""Closed lists of women's work (女职工工作)."""

from django.db.models import TextChoices


class ProtectionKind(TextChoices):
    """Periods of special protection (《女职工劳动保护特别规定》第六至九条)."""

    PREGNANCY = "pregnancy", "孕期"
    LEAVE = "leave", "产假"
    NURSING = "nursing", "哺乳期"


class ServiceKind(TextChoices):
    """What is done for one woman or family."""

    BIRTH = "birth", "生育服务"
    FAMILY = "family", "家庭走访、谈心"
    SINGLE = "single", "单亲家庭关爱"
    RIGHTS = "rights", "维权咨询"


class MeetingKind(TextChoices):
    """What women come together for."""

    LIFE = "life", "女职工生活会"
    MARCH = "march", "三八节活动"
    FAMILY = "family", "单亲与家庭座谈会"
    LECTURE = "lecture", "讲座培训"
    OTHER = "other", "其他"
