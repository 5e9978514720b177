"""Closed lists of the cash book."""

from django.db.models import TextChoices


class FundSource(TextChoices):
    """Where the money comes from (经费来源); every income and expense line names one."""

    DUES = "dues", "会费"
    ALLOCATION = "allocation", "拨缴经费"
    UPPER_GRANT = "upper_grant", "上级补助"
    ADMIN_GRANT = "admin_grant", "行政补助"
    DONATION = "donation", "捐款"
    OTHER = "other", "其他"


class AccountKind(TextChoices):
    """Class of an account in the chart of accounts (科目类别)."""

    ASSET = "asset", "资产"
    NET_ASSET = "net_asset", "净资产"
    INCOME = "income", "收入"
    EXPENSE = "expense", "支出"


class Journal(TextChoices):
    """Accounts that keep a journal of their own (日记账)."""

    CASH = "cash", "现金"
    BANK = "bank", "银行存款"


class Purpose(TextChoices):
    """What an account is for, whatever code it has in the chart of a year.

    Code that books names the purpose; `selectors.account_for(purpose, on)` gives the code in force.
    """

    CASH = "cash", "库存现金"
    BANK = "bank", "银行存款"
    FUND_BALANCE = "fund_balance", "工会资金结余"
    DUES = "dues", "会费收入"
    ALLOCATION = "allocation", "拨缴经费收入"
    UPPER_GRANT = "upper_grant", "上级补助收入"
    GOVERNMENT_GRANT = "government_grant", "政府补助收入"
    ADMIN_GRANT = "admin_grant", "行政补助收入"
    OTHER_INCOME = "other_income", "其他收入（含捐款、利息）"
    EDUCATION = "education", "职工教育"
    RECREATION = "recreation", "文体活动"
    PUBLICITY = "publicity", "宣传活动"
    COLLECTIVE_WELFARE = "collective_welfare", "职工集体福利（含节日、生日慰问品）"
    OTHER_ACTIVITY = "other_activity", "其他活动"
    CONTEST = "contest", "劳动和技能竞赛"
    HOME_BUILDING = "home_building", "建家活动"
    MUTUAL_PROTECTION = "mutual_protection", "互助保障"
    RECUPERATION = "recuperation", "劳模职工疗休养"
    LABOUR_RELATIONS = "labour_relations", "劳动关系协调"
    LABOUR_PROTECTION = "labour_protection", "劳动保护"
    LEGAL_AID = "legal_aid", "法律援助"
    HARDSHIP = "hardship", "困难职工帮扶"
    CONDOLENCE = "condolence", "送温暖"
    OTHER_RIGHTS = "other_rights", "其他维权"
    TRAINING = "training", "培训"
    MEETING = "meeting", "会议"
    SPECIAL_BUSINESS = "special_business", "专项业务"
    OTHER_BUSINESS = "other_business", "其他业务"
    CAPITAL = "capital", "资本性支出"
    OTHER_EXPENSE = "other_expense", "其他支出"


class EntryKind(TextChoices):
    """Kind of a voucher (凭证)."""

    NORMAL = "normal", "记账"
    REVERSAL = "reversal", "红字冲销"
    OPENING = "opening", "期初余额"


class BudgetState(TextChoices):
    """Where a budget stands."""

    DRAFT = "draft", "编制中"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "已批准"


class Revision(TextChoices):
    """A year has one budget and at most one change of it."""

    ORIGINAL = "original", "年初预算"
    CHANGE = "change", "调整预算"


class SampleResult(TextChoices):
    """What the auditors found at a sampled voucher."""

    FINE = "fine", "无异常"
    DOUBT = "doubt", "有疑问"


class QuestionState(TextChoices):
    """Where a question of the auditors stands."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "待认定"
    CLOSED = "closed", "已了结"


class QuestionAction(TextChoices):
    """What is said under a question; the words of the thread."""

    ASK = "ask", "提问"
    ANSWER = "answer", "答复"
    ASK_AGAIN = "ask_again", "追问"
    CLOSE = "close", "了结"


class OpinionSubject(TextChoices):
    """What an opinion of the audit committee is about (经审会职责, domain.md §1.7)."""

    BUDGET = "budget", "预算"
    FINAL = "final", "预算执行和决算"
    DUES = "dues", "会费收支"
    SPECIAL = "special", "专项资金"


class OpinionState(TextChoices):
    """Where an opinion stands."""

    DRAFT = "draft", "起草中"
    ISSUED = "issued", "已出具"


class Conclusion(TextChoices):
    """How the audit committee judges."""

    AGREED = "agreed", "同意"
    RESERVED = "reserved", "基本同意，须整改"
    REFUSED = "refused", "不同意"


class HandoverState(TextChoices):
    """Where a supervised handover stands."""

    DRAFT = "draft", "待监交"
    DONE = "done", "已交接"


class MatchWay(TextChoices):
    """How lines of the statement and of the book came together."""

    REFERENCE = "reference", "按凭证号"
    AMOUNT = "amount", "按金额和日期"
    REVERSAL = "reversal", "红字冲销相抵"
    MANUAL = "manual", "人工勾对"


class PublicationKind(TextChoices):
    """Which accounts are laid before the members."""

    FUNDS = "funds", "工会经费收支"
    DUES = "dues", "会费收支"
