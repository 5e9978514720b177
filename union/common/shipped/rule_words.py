"""What the items of the rule sets are called on the form; a key without a word shows as it stands.

Looked up as “kind.path.to.item” first, then by the item's own key.
"""

from __future__ import annotations

from collections.abc import Sequence

_WORDS: dict[str, str] = {
    "accept": "受理（工作日）", "accept_working": "受理（工作日）",
    "accident_share": "意外支出占家庭收入的比例", "add": "增加名额", "ahead_days": "提前公开（天）",
    "anchor": "起算点", "answer_days": "答复（天）", "answer_working": "答复（工作日）",
    "appeals": "意见征集和答复", "archive": "归档（天）", "assign": "交办（工作日）",
    "autumn": "金秋助学", "award_max": "每人最高奖励（元）", "award_to": "授予", "bands": "分段",
    "banned_spots": "不得前往的风景名胜区", "base": "计票基数", "base_unit": "计费基数取整（元）",
    "basis": "依据", "brief": "汇总呈报（工作日）", "budget": "须有预算的活动类型",
    "by_election_days": "补选期限（天）", "cap": "最高金额（元）", "check_months": "检查间隔（月）",
    "close": "办结（工作日）", "clothing_per_person": "服装每人（元）", "clothing_years": "服装间隔（年）",
    "composition": "代表构成", "contracts": "集体合同", "correct": "补正（工作日）",
    "countersign": "会签（天）", "criteria": "评选条件", "days": "天数",
    "days_inside": "省内最多（天）", "days_outside": "省外最多（天）", "deliver": "送达（工作日）",
    "disclosures": "院务公开", "document": "须有会议记录", "effect_days": "生效（天）", "election": "选举",
    "exclusions": "不予建档的情形", "extension_days": "每次延期（天）",
    "extension_months": "最多延期（月）", "extensions": "最多延期（次）", "fee_to": "会费取到",
    "festival": "节日慰问", "figure": "指标", "file_days": "报送（天）", "first_month": "从出生年月起",
    "flexible_months": "弹性提前或延后（月）", "from": "起（人）", "frontline_first": "一线优先",
    "frontline_least": "一线人员至少", "frontline_posts": "一线岗位类别", "full": "停止支出（%）",
    "group": "类别", "handle": "办理（天）", "hardship_years": "困难档案（年）",
    "hospital_line": "院级困难线（元/月）", "institutions": "企业事业单位", "instruct": "批示（工作日）",
    "insurance": "须有保险的活动类型", "items": "项目", "job": "就业帮扶", "key": "代码",
    "kinds": "帮扶项目", "label": "名称", "labour_days": "劳动争议调解（天）",
    "large_from": "大额起点（元）", "leaders_most": "中高层管理人员最多", "least": "至少",
    "leave_days": "产假（天）", "legal": "法律援助", "level": "级别", "living": "生活救助",
    "longest": "最多延迟（月）", "lost_on_transfer": "调离选区即失去资格", "match_days": "勾对（天）",
    "meal_per_day": "误餐每人每天（元）", "mediations": "劳动争议调解", "medical": "医疗救助",
    "men": "男职工", "min_words": "事迹材料最少字数", "minimum": "最少人数", "mode": "方式",
    "months": "月数", "most": "同时最多（册）", "negotiators": "每方协商代表至少（人）",
    "night_free_week": "免夜班孕周", "notice": "提醒（%）", "nursing_hours": "每日哺乳（小时）",
    "nursing_months": "哺乳期（月）", "offices": "审批职务", "old_age": "原退休年龄（岁）",
    "outing_sources": "春秋游和门票的经费来源", "pass_points": "合格分", "paying_states": "交纳会费的会籍",
    "per": "每满（人）", "per_day": "每人每天（元）", "per_mille": "费率（‰）",
    "personal_max": "个人奖最高（元）", "places": "名额", "points": "分值", "presidium": "主席团人数",
    "presidium_basis": "主席团依据", "programmes": "评优项目", "publicity_days": "公示（工作日）",
    "publicity_shows": "公示内容", "quorum": "出席人数", "rate": "评价（天）",
    "rate_days": "评价（天）", "recall": "撤免", "redo": "重新办理（天）",
    "relative_times": "相对困难线倍数", "renew_days": "续签提前（天）", "renewals": "最多续借（次）",
    "repeat": "重复限制", "repeat_years": "重复间隔（年）", "required": "必备项",
    "review": "审查（工作日）", "review_months": "复核间隔（月）", "rounds": "办理轮次", "rows": "表样",
    "safety_plan": "须有安全预案的活动类型", "same": "同一事项的范围", "sample_size": "抽查张数",
    "school": "子女助学", "seconders": "附议人（名）", "shanghai": "上海", "sign": "签收（工作日）",
    "souvenir_max": "纪念奖最高（元）", "souvenir_per_person": "纪念品每人（元）", "sources": "经费来源",
    "step": "每几个月延迟一个月", "subsistence_line": "低保线（元/月）", "tables": "名额表",
    "team_max": "团体奖每人最高（元）", "temporary_months": "临时帮扶（月）",
    "term_years": "任期（年，最短、最长）", "threshold": "通过条件", "times": "次数", "title": "名称",
    "turnout_least": "参加人数至少", "up_to": "不超过（元）", "use": "采用",
    "visit_years": "慰问详情（年）", "voters": "投票人", "votes_above": "赞成票超过",
    "wage_years": "工资协议期限（年，最短、最长）", "winners_share": "获奖比例（分子、分母）",
    "women": "女干部", "women_below_share": "女职工比例差最多", "women_workers": "女工人", "words": "说明",
    "worker_posts": "按工人计算的岗位类别", "working": "工作日数", "years": "期限（年，最短、最长）",
    "zhejiang": "浙江", "motions.days": "各环节期限", "library_loans.days": "借期（天）",
    "event_no_show.days": "统计天数", "mediations.days": "期限（天）",
    "contracts.answer_days": "回应要约（天）", "money_audit.answer_days": "答复（工作日）",
}  # fmt: skip


def word_of(kind: str, path: Sequence[str]) -> str:
    """Return what the item at ``path`` of a rule is called.

    >>> word_of("dues", ["per_mille"])
    '费率（‰）'
    """
    if not path:
        return "内容"
    own = path[-1]
    return _WORDS.get(".".join((kind, *path))) or _WORDS.get(".".join(path[-2:])) or _WORDS.get(own, own)


def words_of(kind: str, path: Sequence[str]) -> str:
    """Return the whole way to an item in words: “男职工 · 原退休年龄（岁）”."""
    return " · ".join(word_of(kind, path[: depth + 1]) for depth in range(len(path))) or word_of(kind, path)
