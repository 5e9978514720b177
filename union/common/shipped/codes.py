"""Code lists that ship with the product. One line per entry: label, then other spellings found in files."""

# ruff: noqa: E501 - lines of Chinese text

from union.common.shipped import motions

ETHNICITY = """
汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族
傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族
仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族
鄂伦春族 赫哲族 门巴族 珞巴族 基诺族
"""  # GB/T 3304-1991, in the order of the standard

LISTS: dict[str, str] = {
    # GB/T 4762-1984
    "political_status": """
        中共党员|党员|共产党员|中国共产党党员|中共正式党员|正式党员
        中共预备党员|预备党员|中国共产党预备党员
        共青团员|团员|中国共产主义青年团团员|共青团
        民革党员|民革|民革会员|中国国民党革命委员会会员
        民盟盟员|民盟|民盟会员|中国民主同盟盟员
        民建会员|民建|中国民主建国会会员
        民进会员|民进|中国民主促进会会员
        农工党党员|农工|农工党|农工民主党|中国农工民主党党员
        致公党党员|致公|致公党|中国致公党党员
        九三学社社员|九三|九三学社
        台盟盟员|台盟|台湾民主自治同盟盟员
        无党派人士|无党派|无党派民主人士
        群众|普通公民|无
    """,
    # GB/T 4658-2006, the words of hospital rosters
    "education": """
        博士研究生|博士|博士学位|研究生（博士）|博士后
        硕士研究生|硕士|硕士学位|研究生（硕士）|研究生
        大学本科|本科|大本|大学|学士|在职本科|全日制本科
        大学专科|专科|大专|大学专科和专科学校|在职大专
        中专|中等专科|中等专业学校|中等专业|中技|职高|职业高中
        技工学校|技校
        高中|普通高中
        初中及以下|初中|小学|初中以下|文盲或半文盲
    """,
    # GB/T 2261.2-2003
    "marital_status": """
        未婚|单身
        已婚|初婚|再婚|复婚|有配偶
        丧偶
        离婚|离异
    """,
    "employment_kind": """
        在编|编内|正式|事业编|事业编制|在职在编|正式在编|编制内
        备案制|人员控制数|员额制|员额
        人事代理|代理
        合同制|合同|合同工|聘用制|编外|院聘|自聘|聘用|编外合同
        劳务派遣|派遣|劳务
        返聘|退休返聘
        规培|规范化培训|住培
        其他
    """,
    "post_category": """
        医师|医生|临床|临床医师|医疗
        护理|护士|护理人员
        药学|药剂|药师
        医技|技术|医疗技术|检验|影像
        其他专业技术|其他专技|卫生其他|工程技术
        管理|行政|行政管理|党政管理
        工勤|后勤|工勤技能|工人|工勤岗
    """,
    # 职称 by 系列; then 工人技术等级 and the 职务 that rosters write into this column
    "professional_title": """
        主任医师|正主任医师
        副主任医师|副高医师
        主治医师|主治
        住院医师|医师
        医士
        主任护师
        副主任护师
        主管护师
        护师
        护士
        主任药师
        副主任药师
        主管药师
        药师
        药士
        主任技师
        副主任技师
        主管技师
        技师
        技士
        教授
        副教授
        讲师
        助教
        研究员
        副研究员
        助理研究员
        研究实习员
        正高级工程师
        高级工程师|高工
        工程师
        助理工程师|助工
        技术员
        正高级会计师
        高级会计师
        会计师|中级会计师
        助理会计师|初级会计师
        会计员
        正高级经济师
        高级经济师
        经济师|中级经济师
        助理经济师|初级经济师
        高级统计师
        统计师
        助理统计师
        高级政工师
        政工师
        助理政工师
        研究馆员
        副研究馆员
        馆员
        助理馆员
        心理治疗师
        高级技师
        高级工
        中级工
        初级工
        普通工
        院长
        副院长
        科主任
        科副主任|副主任
        科长
        副科长
        科员
        护士长
        副护士长
        无职称|无|未评
    """,
    "family_relation": """
        配偶|妻子|丈夫|妻|夫|爱人
        子|儿子|独生子|长子|次子
        女|女儿|独生女|长女|次女
        父亲|父|爸爸
        母亲|母|妈妈
        配偶之父|岳父|公公
        配偶之母|岳母|婆婆
        兄弟|兄|弟|哥哥|弟弟
        姐妹|姐|妹|姐姐|妹妹
        祖父母|祖父|祖母|爷爷|奶奶
        外祖父母|外祖父|外祖母|外公|外婆
        孙子女|孙子|孙女
        外孙子女|外孙|外孙女
        其他亲属|其他
    """,
    # 《工会会员会籍管理办法》: written, online or batch application; 接转
    "join_method": """
        书面申请|申请入会|个人申请|填表入会
        网上申请|网络入会|扫码入会|手机入会
        集体登记|集体入会|批量登记
        会籍接转|转入|接转|转会
        重新入会|再次入会|恢复会籍
        历史登记|历史数据|花名册导入
    """,
    **motions.CODES,
}

KIND_LABELS: dict[str, str] = {
    "ethnicity": "民族",
    "political_status": "政治面貌",
    "education": "学历",
    "marital_status": "婚姻状况",
    "employment_kind": "用工形式",
    "post_category": "岗位类别",
    "professional_title": "职称",
    "family_relation": "家庭关系",
    "join_method": "入会方式",
    **motions.LABELS,
}


def shipped_codes() -> list[tuple[str, str, int, list[str]]]:
    """(kind, label, position, aliases) of every entry."""
    rows = [
        ("ethnicity", label, position, [label.removesuffix("族")])
        for position, label in enumerate(ETHNICITY.split(), 1)
    ]
    for kind, text in LISTS.items():
        lines = [line.strip().split("|") for line in text.strip().splitlines()]
        rows += [(kind, label, position, aliases) for position, (label, *aliases) in enumerate(lines, 1)]
    return rows
