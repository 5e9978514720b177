"""Passwords that are tried first in China, and words of a hospital and its union.

Put together from what published leak studies of Chinese sites agree on (digit runs, 520/1314 love
numbers, keyboard walks, pinyin phrases, years) and from the place this program stands in. Django's
own list of 20,000 is asked as well (services.passwords). Lower case.
"""

PASSWORDS: frozenset[str] = frozenset(
    """
    123456 1234567 12345678 123456789 1234567890 0123456789 01234567890 9876543210 987654321 87654321
    111111 11111111 1111111111 000000 00000000 0000000000 222222 333333 555555 666666 6666666666 66666666
    777777 888888 88888888 8888888888 999999 99999999 112233 11223344 1122334455 123123 123123123 123321
    1234554321 123456654321 147258369 159357 159753 741852963 789456123 321321 654321 7654321 102030
    5201314 52013140 520131400 5201314520 1314520 13145200 13145201314 520520 520520520 5211314 1314521
    7758521 7758258 584520 5845201314 201314 20131400 110110 110120 119119 120120 10086 100861 12306 12345
    a123456 a12345678 a123456789 a1234567890 aa123456 aa123456789 aaa123456 aaaa1111 abc123 abc123456
    abc12345678 abcd1234 abcd123456 abcd12345678 abcdefg123 asd123456 asdf1234 asdfghjkl asdfasdf asdasd
    q123456 q123456789 q1w2e3r4 q1w2e3r4t5 qq123456 qq123456789 qq1234567890 qqqqqq qaz123456 qazwsx
    qazwsxedc qazwsx123 qwe123 qwe123456 qweasd qweasdzxc qwerty qwerty123 qwerty123456 qwertyuiop zxc123
    zxcvbnm zxcvbn zxcvbnm123 zxc123456 z123456 z123456789 w123456 w123456789 1q2w3e 1q2w3e4r 1q2w3e4r5t
    1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx 3edc4rfv p@ssw0rd p@ssword passw0rd password
    password1 password123 password123456 admin admin123 admin1234 admin123456 administrator root root123
    root123456 test test123 test1234 test123456 guest guest123 user user123 welcome welcome1 welcome123
    letmein iloveyou iloveu iloveyou1314 sunshine princess monkey dragon football superman batman master
    woaini woaini123 woaini520 woaini521 woaini1314 woaini5201314 woaiwojia woaiwo woaibaobao woaizhongguo
    wodemima wodemima123 mima mima123 mima1234 mima123456 shezhimima xiugaimima chushimima morenmima
    buzhidao wangjile zaijian nihao nihao123 nihao123456 nihaoma haoma caonima woshishui wobuzhidao
    zhongguo zhongguo123 zhonghua beijing shanghai guangzhou shenzhen nanjing wuhan chengdu chongqing
    xiaoming xiaohong zhangsan lisi wangwu zhangwei wangwei wangfang liwei lina zhangmin lijing wangjing
    baobao baobei laopo laogong mama baba erzi nver xiaobao dabao tiantian lele xiaoxiao kaixin kuaile
    gongxifacai facai facaile dajidali shunli shunfeng pingan jiankang yiqiefengshun wanshiruyi
    xingfu meili woshitiancai tianxia qwer1234 qwer123456 asd123 as123456 aptx4869 dearbook love love1314
    loveyou love520 baby angel happy lucky taobao alipay weixin weixin123 wechat wechat123 baidu tencent
    huawei huawei123 huawei@123 xiaomi lenovo lenovo123 changeme default secret qwert12345 code123
    p@ssw0rd123 admin@123 admin@1234 admin@123456 root@123 test@123 user@123 abc@123 abc@123456 aa@123456
    qwe@123 qaz@123 1qaz@wsx 1qaz!qaz 1qaz@2wsx !qaz2wsx 1qaz!@#$ 123qwe 123qwe!@# 123qweasd 123qwe123
    123456a 123456aa 123456abc 123456qq 123456q 1234qwer 12345qwert 123abc 123456789a 1234567a 12345678a
    """.split()  # noqa: SIM905 - a word list reads as words
)

HOSPITAL_WORDS: tuple[str, ...] = (
    "renminyiyuan", "zhongyiyuan", "zhongyiyiyuan", "fuyouyiyuan", "zhongxinyiyuan", "yiyuan", "hospital",
    "gonghui", "gonghuiban", "gonghuibangongshi", "zhigongzhijia", "zhigong", "zhigongdaibiao", "zhidaihui",
    "jiaodaihui", "huiyuan", "tuanjie", "union", "laodong", "wuyi", "wuyilaodongjie", "yisheng", "hushi",
    "hushizhang", "yaoshi", "zhuren", "yuanzhang", "shuji", "keshi", "neike", "waike", "erke", "fuke",
    "jizhen", "menzhen", "zhuyuan", "yaofang", "jianyan", "fangshe", "caiwu", "renshi", "xinxike", "yiwuke",
    "hulibu", "houqin", "baoweike", "medical", "doctor", "nurse", "医院", "工会", "职工之家", "职代会",
    "会员", "护士", "医生", "主任", "院长", "科室",
)  # fmt: skip
