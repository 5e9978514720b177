"""Closed lists of collective contracts and wage negotiation (集体合同与工资集体协商)."""

from django.db.models import TextChoices


class ContractKind(TextChoices):
    """What is negotiated."""

    COLLECTIVE = "collective", "集体合同"
    WAGES = "wages", "工资专项集体合同"
    WOMEN = "women", "女职工权益保护专项集体合同"
    SAFETY = "safety", "劳动安全卫生专项集体合同"


class Side(TextChoices):
    """The two sides."""

    STAFF = "staff", "职工方"
    EMPLOYER = "employer", "院方"


class ContractState(TextChoices):
    """Where a negotiation stands; written by services.registers alone."""

    PROPOSED = "proposed", "已提出协商要求"
    NEGOTIATING = "negotiating", "协商中"
    DRAFTED = "drafted", "草案待职代会审议"
    PASSED = "passed", "职代会已通过"
    SIGNED = "signed", "已签订待报送"
    FILED = "filed", "已报送待生效"
    IN_FORCE = "in_force", "已生效"
    ENDED = "ended", "已终止"
    ABANDONED = "abandoned", "终止协商"


class ContractAction(TextChoices):
    """What can be done."""

    ANSWER = "answer", "登记对方答复"
    DRAFT = "draft", "形成草案"
    REWORK = "rework", "退回再协商"
    PASS = "pass", "登记职代会通过"
    SIGN = "sign", "登记签订"
    FILE = "file", "登记报送"
    EFFECT = "effect", "登记生效"
    END = "end", "登记终止"
    ABANDON = "abandon", "终止协商"
