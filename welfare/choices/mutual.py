"""Closed lists of mutual protection (互助保障)."""

from django.db.models import TextChoices


class PlanKind(TextChoices):
    """What a plan covers; the kinds of the national association and of the source documents [S003][W81]."""

    ACCIDENT = "accident", "意外伤害"
    CHILD_ACCIDENT = "child_accident", "子女意外伤害"
    ILLNESS = "illness", "重大疾病"
    WOMEN = "women", "女职工特殊疾病"
    HOSPITAL = "hospital", "住院津贴"
    OTHER = "other", "其他"


class PeriodState(TextChoices):
    """Where an enrolment list stands."""

    OPEN = "open", "编制中"
    SUBMITTED = "submitted", "已报送"
    IN_FORCE = "in_force", "已生效"
    CANCELLED = "cancelled", "已作废"


class PeriodAction(TextChoices):
    """What can be done with a list; the value stands in addresses, the label on buttons."""

    SUBMIT = "submit", "报送协会"
    RETURN = "return", "退回修改"
    CONFIRM = "confirm", "登记生效"
    CANCEL = "cancel", "作废"


class ListColumn(TextChoices):
    """Columns an association may want in the list."""

    NUMBER = "number", "序号"
    NAME = "name", "姓名"
    ID_NUMBER = "id_number", "身份证号"
    SEX = "sex", "性别"
    BORN_ON = "born_on", "出生日期"
    AGE = "age", "年龄"
    STAFF_NO = "staff_no", "工号"
    DEPARTMENT = "department", "科室"
    FEE = "fee", "保费（元）"


class ClaimState(TextChoices):
    """The way of a claim (理赔)."""

    ENTERED = "entered", "已登记"
    CHECKED = "checked", "材料齐全"
    SUBMITTED = "submitted", "已报协会"
    RETURNED = "returned", "退回补正"
    DECIDED = "decided", "已核定"
    PAID = "paid", "已赔付"
    REJECTED = "rejected", "不予赔付"
    WITHDRAWN = "withdrawn", "已撤回"


class ClaimAction(TextChoices):
    """What can be done with a claim."""

    CHECK = "check", "核对材料"
    SUBMIT = "submit", "报送协会"
    RETURN = "return", "登记退回"
    DECIDE = "decide", "登记核定"
    ADJUST = "adjust", "登记复核调整"
    PAY = "pay", "登记赔付"
    REJECT = "reject", "登记不予赔付"
    WITHDRAW = "withdraw", "撤回"


class ClaimPaper(TextChoices):
    """Papers of a claim [W81]."""

    FORM = "form", "给付申请书"
    IDENTITY = "identity", "身份证复印件"
    HOSPITAL = "hospital", "出院小结、诊断证明"
    INVOICE = "invoice", "费用单据"
    ACCIDENT = "accident", "单位意外事故证明"
    DISABILITY = "disability", "伤残鉴定"
    DEATH = "death", "死亡证明、户口注销证明"
    RELATION = "relation", "受益人关系证明"
