"""Columns a roster (职工花名册) may have, and the heads they are recognised by.

Source: domain.md §2.2 (《工会会员登记表》, national 采集表) and §2.4 (heads seen in real files).
"""

from __future__ import annotations

from union.common.spreadsheets import Column

ROSTER_COLUMNS: tuple[Column, ...] = (
    Column(
        "staff_no",
        "工号",
        ("员工编号", "职工编号", "人员编码", "人员编号", "员工号", "职工号", "职工工号", "员工工号", "账号"),
        identifying=True,
    ),
    Column("name", "姓名", ("名字", "职工姓名", "员工姓名", "会员姓名")),
    Column("sex", "性别", contains=False),
    Column("ethnicity", "民族", contains=False),
    Column("born_on", "出生日期", ("出生年月", "出生年月日", "生日", "出生时间")),
    Column("id_kind", "证件类型", ("证件种类", "身份证件类型", "证件类别")),
    Column(
        "id_number",
        "身份证号",
        ("身份证号码", "证件号码", "证件号", "身份证", "身份证件号码", "居民身份证号码", "公民身份号码"),
        identifying=True,
    ),
    Column("political_status", "政治面貌", ("党派", "政治身份")),
    Column("education", "学历", ("文化程度", "最高学历", "学历层次")),
    Column("professional_title", "职称", ("专业技术职称", "技术职称", "专业技术职务", "技能等级")),
    Column("duty", "职务", ("行政职务", "现任职务"), contains=False),
    Column("post_category", "岗位类别", ("岗位类型", "岗位性质", "人员岗位", "岗位"), contains=False),
    Column("department", "科室", ("所在科室", "部门", "所在部门", "科室名称", "工作科室", "工作部门")),
    Column(
        "branch",
        "支会",
        ("所属支会", "分会", "所属分会", "分工会", "所属分工会", "所属工会", "部门工会", "工会支会"),
    ),
    Column("group", "工会小组", ("所属工会小组", "所属小组", "小组", "小组名称")),
    Column("started_work_on", "参加工作时间", ("参加工作日期", "工作时间", "参工时间")),
    Column(
        "joined_hospital_on",
        "入院时间",
        ("入职时间", "入职日期", "入司日期", "来院时间", "进院时间", "到院时间"),
    ),
    Column("joined_union_on", "入会时间", ("入会日期", "加入工会时间", "入工会时间")),
    Column("join_method", "入会方式"),
    Column("phone", "联系电话", ("手机", "手机号", "手机号码", "联系方式", "电话", "移动电话", "电话号码")),
    Column(
        "employment_kind", "用工形式", ("职工类型", "人员类别", "编制", "编制类型", "用工性质", "用工类型")
    ),
    Column(
        "dues_base",
        "岗位工资+薪级工资",
        (
            "岗位工资和薪级工资",
            "岗位薪级工资",
            "计费基数",
            "会费基数",
            "缴费基数",
            "会费计算基数",
            "月基本工资",
            "基本工资",
        ),
    ),
    Column("post_wage", "岗位工资", contains=False),
    Column("grade_wage", "薪级工资", contains=False),
    Column("marital_status", "婚姻状况", ("婚否", "婚姻", "婚姻状态")),
    Column("native_place", "籍贯", contains=False),
    Column(
        "member_no", "会员证号", ("会员编号", "会员证号码", "会员号", "会员卡号", "卡号"), identifying=True
    ),
    Column("is_model_worker", "是否劳模", ("劳模", "劳动模范"), contains=False),
    Column("is_migrant_worker", "是否农民工", ("农民工",), contains=False),
    Column("email", "邮箱", ("电子邮箱", "电子邮件", "e-mail", "email")),
    Column("address", "住址", ("家庭住址", "现住址", "居住地址", "通讯地址")),
    Column("bank_account", "银行账号", ("银行卡号", "工资卡号", "开户账号")),
    Column("interests", "爱好特长", ("兴趣爱好", "特长", "爱好")),
    Column("note", "备注", ("说明",), contains=False),
)

LABELS = {column.key: column.label for column in ROSTER_COLUMNS}
