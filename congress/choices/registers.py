"""What the four smaller registers share: who acts."""

from django.db.models import TextChoices


class Party(TextChoices):
    """Who may take an arrow of a register; a user may be several."""

    OFFICE = "office", "工会办公室"
    APPROVER = "approver", "审核人"
    DEPARTMENT = "department", "承办部门"
    SPEAKER = "speaker", "反映人"
    REGISTRAR = "registrar", "代为登记的人"
    MEDIATOR = "mediator", "调解人"


class RegisterKind(TextChoices):
    """The registers; the values stand in the history of steps."""

    APPEAL = "appeal", "职工意见"
    CONTRACT = "contract", "集体合同"
    DISCLOSURE = "disclosure", "院务公开"
    MEDIATION = "mediation", "调解"
