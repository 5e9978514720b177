"""Closed lists of hardship files. Lines, terms and what a publicity may show are dated rule sets."""

from django.db.models import TextChoices


class HardshipState(TextChoices):
    """Where a file stands."""

    DRAFT = "draft", "填写中"
    APPLIED = "applied", "待初审"
    REVIEWED = "reviewed", "待入户"
    VISITED = "visited", "待收入核对"
    CHECKED = "checked", "待公示"
    PUBLIC = "public", "公示中"
    PUBLISHED = "published", "待审批"
    TEMPORARY = "temporary", "临时建档"
    ON_FILE = "on_file", "在档"
    EXITED = "exited", "已脱困"
    REMOVED = "removed", "已撤档"
    REJECTED = "rejected", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class Level(TextChoices):
    """Whose file it is (级别)."""

    HOSPITAL = "hospital", "院级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATIONAL = "national", "全国级"


class Category(TextChoices):
    """困难类别, computed from the household's figures."""

    DEEP = "deep", "深度困难"
    RELATIVE = "relative", "相对困难"
    ACCIDENTAL = "accidental", "意外致困"
    HOSPITAL = "hospital", "院级困难"
    NONE = "none", "不符合标准"


class Cause(TextChoices):
    """致困主要原因."""

    OWN_ILLNESS = "own_illness", "本人大病"
    FAMILY_ILLNESS = "family_illness", "供养直系亲属大病"
    DISASTER = "disaster", "意外灾害"
    DISABILITY = "disability", "残疾"
    LOW_INCOME = "low_income", "收入低"
    UNEMPLOYED = "unemployed", "下岗失业"
    SCHOOL = "school", "子女上学"
    OTHER = "other", "其他"


class Identity(TextChoices):
    """身份 of the main person."""

    ACTIVE = "active", "在职"
    RETIRED = "retired", "退休"
    VETERAN = "veteran", "离休"
    SICK_LEAVE = "sick_leave", "病休"
    TEMPORARY = "temporary", "临时聘用"


class Housing(TextChoices):
    """住房类型."""

    PUBLIC = "public", "承租单位公房"
    LOW_RENT = "low_rent", "廉租房"
    OWNED = "owned", "自购房"
    OTHER = "other", "其他"


class Residence(TextChoices):
    """户口类型."""

    URBAN = "urban", "非农业"
    RURAL = "rural", "农业"


class Marriage(TextChoices):
    """婚姻状况."""

    SINGLE = "single", "未婚"
    MARRIED = "married", "已婚"
    DIVORCED = "divorced", "离异"
    WIDOWED = "widowed", "丧偶"


class Insurance(TextChoices):
    """医保."""

    EMPLOYEE = "employee", "职工医保"
    RESIDENT = "resident", "居民医保"
    NONE = "none", "未参保"


class Kinship(TextChoices):
    """Who somebody of the household is to the main person."""

    SELF = "self", "本人"
    HUSBAND = "husband", "夫"
    WIFE = "wife", "妻"
    SON = "son", "子"
    DAUGHTER = "daughter", "女"
    FATHER = "father", "父"
    MOTHER = "mother", "母"
    OTHER = "other", "其他"


class Occupation(TextChoices):
    """身份 of somebody of the household."""

    WORKING = "working", "在岗"
    LAID_OFF = "laid_off", "下岗"
    UNEMPLOYED = "unemployed", "失业"
    RETIRED = "retired", "退休"
    EARLY_RETIRED = "early_retired", "内退"
    MIGRANT = "migrant", "农民工"
    GRADUATE = "graduate", "研究生"
    UNIVERSITY = "university", "大学"
    VOCATIONAL = "vocational", "中职"
    SENIOR = "senior", "高中"
    JUNIOR = "junior", "初中"
    PRIMARY = "primary", "小学"
    PRESCHOOL = "preschool", "学龄前"
    OTHER = "other", "其他"


class ReviewOutcome(TextChoices):
    """What a yearly review came to."""

    KEEP = "keep", "继续帮扶"
    EXIT = "exit", "建议脱困"
    REMOVE = "remove", "建议撤档"


class SpellEnd(TextChoices):
    """How a time on file ended."""

    EXITED = "exited", "脱困"
    REMOVED = "removed", "撤档"


class ExtraAction(TextChoices):
    """Kinds of history rows beside the steps of the flow."""

    OPENED = "opened", "建立档案"
    EDITED = "edited", "修改资料"
    PERSON = "person", "修改家庭成员"
    OBJECTION = "objection", "登记异议"
    SETTLED = "settled", "处理异议"
    CONSENT = "consent", "登记授权"
    CONSENT_ENDED = "consent_ended", "撤回授权"
    ERASED = "erased", "保存期满清除"
