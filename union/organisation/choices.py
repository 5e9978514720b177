"""Closed lists of the organisation: offices, scopes, rights."""

from django.db.models import TextChoices


class Office(TextChoices):
    """The posts (任职) that give rights. What each may do stands in rules/offices.py."""

    CHAIR = "chair", "工会主席"
    VICE_CHAIR = "vice_chair", "工会副主席"
    OFFICE_STAFF = "office_staff", "工会专干"
    COMMITTEE_MEMBER = "committee_member", "工会委员"
    AUDITOR = "auditor", "经审委员"
    WOMEN_MEMBER = "women_member", "女职工委员"
    BRANCH_CHAIR = "branch_chair", "支会主席"
    GROUP_LEADER = "group_leader", "小组长"
    LEADERSHIP = "leadership", "院领导"
    DEPARTMENT_CONTACT = "department_contact", "承办部门联系人"
    DELEGATE = "delegate", "职工代表"
    MOTION_REVIEWER = "motion_reviewer", "提案委委员"
    MEMBER = "member", "会员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class ScopeKind(TextChoices):
    """Where an appointment holds."""

    HOSPITAL = "hospital", "全院"
    BRANCH = "branch", "支会"
    GROUP = "group", "小组"
    DEPARTMENT = "department", "科室"
    SELF = "self", "本人"


class UnitKind(TextChoices):
    """Kinds of units; the values stand in addresses and in `registries.unit_moves`."""

    BRANCH = "branch", "支会"
    DEPARTMENT = "department", "科室"
    GROUP = "group", "工会小组"


class BodyKind(TextChoices):
    """Bodies that offices belong to."""

    COMMITTEE = "committee", "工会委员会"
    OFFICE = "office", "工会办公室"
    AUDIT = "audit_committee", "经费审查委员会"
    WOMEN = "women_committee", "女职工委员会"
    BRANCH = "branch_committee", "支会委员会"
    LEADERSHIP = "leadership", "院领导班子"
    CONGRESS = "congress", "职工代表大会"
    ADMINISTRATION = "administration", "系统管理"


class Right(TextChoices):
    """What may be done. An office gives rights, its appointment says where."""

    VIEW_MEMBERS = "view_members", "查看会员"
    EDIT_MEMBERS = "edit_members", "维护会员"
    VIEW_CONTACT = "view_contact", "查看联系方式"
    VIEW_IDENTITY = "view_identity", "查看证件号码"
    VIEW_BANK = "view_bank", "查看银行账户"
    VIEW_FAMILY = "view_family", "查看家庭与健康信息"
    VIEW_DUES_BASE = "view_dues_base", "查看会费基数"
    IMPORT_ROSTER = "import_roster", "导入花名册"
    EXPORT_LEDGERS = "export_ledgers", "导出台账"
    EXPORT_SENSITIVE = "export_sensitive", "导出敏感列"
    PROPOSE_AS_GROUP = "propose_as_group", "小组意见"
    PROPOSE_AS_BRANCH = "propose_as_branch", "支会意见"
    DECIDE_MEMBERSHIP = "decide_membership", "会籍审批"
    VIEW_ORGANISATION = "view_organisation", "查看组织"
    EDIT_ORGANISATION = "edit_organisation", "维护组织"
    GRANT_UNION_OFFICES = "grant_union_offices", "任免工会职务"
    GRANT_ALL_OFFICES = "grant_all_offices", "授权管理"
    MANAGE_ACCOUNTS = "manage_accounts", "账号管理"
    END_SESSIONS = "end_sessions", "结束他人会话"
    RESET_SECOND_FACTOR = "reset_second_factor", "重置双因素认证"
    EDIT_SETTINGS = "edit_settings", "维护基础数据"
    VIEW_AUDIT = "view_audit", "查看操作日志"
    VIEW_ALL_JOBS = "view_all_jobs", "查看全部任务"
    VIEW_MONEY = "view_money", "查看经费"
    # money and dues
    POST_MONEY = "post_money", "经费记账"
    APPROVE_BUDGET = "approve_budget", "审批预算"
    OVERRIDE_BUDGET = "override_budget", "超预算放行"
    AUDIT_MONEY = "audit_money", "经费审查"
    VIEW_DUES = "view_dues", "查看会费"
    COLLECT_DUES = "collect_dues", "收缴会费"
    CLOSE_DUES = "close_dues", "会费结账"
    DECIDE_DUES = "decide_dues", "会费减免审批"
    # the workers' congress
    MANAGE_CONGRESS = "manage_congress", "组织职代会"
    VIEW_APPRAISALS = "view_appraisals", "查看民主评议结果"
    VIEW_CONGRESS = "view_congress", "查看职代会"
    VIEW_MOTIONS = "view_motions", "查看提案"
    REVIEW_MOTIONS = "review_motions", "审查提案"
    FILE_MOTIONS = "file_motions", "提案立案交办"
    SIGN_REPLIES = "sign_replies", "提案批示与签发"
    ANSWER_MOTIONS = "answer_motions", "答复提案"
    MEDIATE = "mediate", "调解"
    VIEW_APPEALS = "view_appeals", "查看职工意见"
    # welfare
    VIEW_VISITS = "view_visits", "查看慰问"
    REPORT_VISITS = "report_visits", "上报慰问"
    HANDLE_VISITS = "handle_visits", "办理慰问"
    APPROVE_VISITS = "approve_visits", "审批慰问"
    OVERRIDE_WELFARE = "override_welfare", "慰问超标放行"
    VIEW_HARDSHIP = "view_hardship", "查看困难档案"
    HANDLE_HARDSHIP = "handle_hardship", "办理困难帮扶"
    APPROVE_HARDSHIP = "approve_hardship", "审批困难帮扶"
    PAY_AID = "pay_aid", "发放帮扶款"
    VIEW_WELFARE = "view_welfare", "查看职工服务"
    MANAGE_WELFARE = "manage_welfare", "组织职工服务"
    APPROVE_WELFARE = "approve_welfare", "审批职工服务"
    WOMENS_WORK = "womens_work", "女职工工作"
    # events
    MANAGE_EVENTS = "manage_events", "组织活动"
    APPROVE_EVENTS = "approve_events", "审批活动"
    WRITE_NEWS = "write_news", "投稿"
    PUBLISH_NEWS = "publish_news", "发布信息"
    HANDLE_HAZARDS = "handle_hazards", "隐患整改"
    MANAGE_HONOURS = "manage_honours", "评优评先"
    # the year-end report
    VIEW_REPORTS = "view_reports", "查看年度报告"
    BUILD_REPORTS = "build_reports", "编制年度报告"
    APPROVE_REPORTS = "approve_reports", "审核年度报告"
    ISSUE_REPORTS = "issue_reports", "签发年度报告"


class UnitEvent(TextChoices):
    """What happened to a branch, group or department."""

    OPENED = "opened", "成立"
    RENAMED = "renamed", "更名"
    MOVED = "moved", "调整隶属"
    MERGED = "merged", "合并"
    CLOSED = "closed", "撤销"
    REOPENED = "reopened", "恢复"
