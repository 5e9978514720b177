"""Pinyin of people's names, for sorting and searching.

pypinyin knows words, not surnames: it reads 单雄信 as dan, 仇英 as chou, 区志明 as qu. The surname is
therefore looked up here first (readings after 《现代汉语词典》 and 《通用规范汉字字典》, entries marked
姓), the given name is left to pypinyin. ``lü`` is written ``lv``, as people type it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_COMPOUND = {
    "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge", "东方": "dong fang",
    "皇甫": "huang fu", "尉迟": "yu chi", "公孙": "gong sun", "慕容": "mu rong", "令狐": "ling hu",
    "长孙": "zhang sun", "宇文": "yu wen", "司徒": "si tu", "夏侯": "xia hou", "轩辕": "xuan yuan",
    "端木": "duan mu", "百里": "bai li", "南宫": "nan gong", "呼延": "hu yan", "完颜": "wan yan",
    "独孤": "du gu", "拓跋": "tuo ba", "澹台": "tan tai", "万俟": "mo qi", "濮阳": "pu yang",
    "淳于": "chun yu", "太史": "tai shi", "申屠": "shen tu", "钟离": "zhong li", "宗政": "zong zheng",
    "闻人": "wen ren", "赫连": "he lian", "鲜于": "xian yu", "司空": "si kong", "闾丘": "lv qiu",
    "公冶": "gong ye", "乐正": "yue zheng", "漆雕": "qi diao", "东郭": "dong guo", "南门": "nan men",
    "西门": "xi men", "左丘": "zuo qiu", "第五": "di wu", "呼和": "hu he", "纳兰": "na lan",
}  # fmt: skip
_SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "盖": "ge", "曾": "zeng", "任": "ren",
    "乐": "yue", "朴": "piao", "翟": "zhai", "缪": "miao", "冼": "xian", "洗": "xian", "覃": "qin",
    "尉": "wei",
    "员": "yun", "贠": "yun", "繁": "po", "种": "chong", "秘": "bi", "折": "she", "黑": "he", "逄": "pang",
    "逯": "lu", "郇": "xun", "郗": "xi", "郄": "qie", "隗": "wei", "晁": "chao", "牟": "mu", "臧": "zang",
    "佘": "she", "召": "shao", "阚": "kan", "应": "ying", "宁": "ning", "那": "na", "哈": "ha", "华": "hua",
    "纪": "ji", "燕": "yan", "葛": "ge", "费": "fei", "过": "guo", "訾": "zi", "车": "che", "石": "shi",
    "谌": "chen", "殷": "yin", "於": "yu", "句": "gou", "俞": "yu", "强": "qiang", "沈": "shen",
    "盛": "sheng",
    "眭": "sui", "褚": "chu", "祭": "zhai", "粘": "nian", "钭": "tou", "能": "nai", "乜": "nie", "亓": "qi",
    "缑": "gou", "都": "du", "薄": "bo", "柏": "bai", "卜": "bu", "炅": "gui", "贾": "jia", "夏": "xia",
    "叶": "ye", "仉": "zhang", "谷": "gu", "呙": "guo", "隽": "juan", "宓": "mi", "曲": "qu", "占": "zhan",
    "相": "xiang", "幺": "yao", "恽": "yun", "重": "chong", "干": "gan", "万": "wan",
    "长": "chang", "行": "xing", "藏": "zang", "参": "shen", "六": "lu", "大": "da", "会": "gui",
}  # fmt: skip
_LATIN = re.compile(r"[a-z]+")
_IDEOGRAPHS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_MAX_SEARCH_TEXT = 590  # the column holds 600
_MAX_SUFFIXES = 10


def pinyin_of(name: str) -> tuple[str, str]:
    """Return ``(full, initials)``, lower case, without spaces or tones.

    ``"单雄信"`` → ``("shanxiongxin", "sxx")``, ``"尉迟恭"`` → ``("yuchigong", "ycg")``, ``"John Smith"`` →
    ``("johnsmith", "js")``. A character without a known reading stands for itself.
    """
    syllables = _syllables(name)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def search_terms(name: str, staff_no: str = "") -> str:
    """Return the words by whose beginnings a person is found, separated by spaces.

    ``("王丽敏", "10002")`` → ``"王丽敏 丽敏 敏 wanglimin limin min wlm lm m 10002"``: each suffix is a
    word, so a search for word beginnings finds any part of the name. At most 590 characters.
    """
    syllables = _syllables(name)
    plain = name.lower().replace("·", "")
    starts = range(min(len(syllables), _MAX_SUFFIXES))
    own = _own_suffixes(plain)
    full = ["".join(syllables[at:]) for at in starts]
    initials = ["".join(syllable[0] for syllable in syllables[at:]) for at in starts]
    dotted = [name.lower()] if "·" in name else []
    words = dict.fromkeys([staff_no.lower(), *dotted, *own, *full, *initials])
    words.pop("", None)
    ordered = [word for word in words if word != staff_no.lower()] + [staff_no.lower()] * bool(staff_no)
    return _fitting(ordered, bool(staff_no))


def _fitting(words: list[str], keep_last: bool) -> str:
    """Drop words from the end until the text fits; the staff number, the last one, stays."""
    while len(" ".join(words)) > _MAX_SEARCH_TEXT:
        words.pop(-2 if keep_last else -1)
    return " ".join(words)


def _own_suffixes(plain: str) -> list[str]:
    """Suffixes of the name as written: by character for Chinese, by word for Latin names."""
    if _IDEOGRAPHS.search(plain):
        bare = plain.replace(" ", "")
        return [bare[at:] for at in range(min(len(bare), _MAX_SUFFIXES))]
    return plain.split()


@lru_cache(maxsize=20_000)
def _syllables(name: str) -> tuple[str, ...]:
    if not _IDEOGRAPHS.search(name):
        plain = (
            unicodedata.normalize("NFKD", name.lower().replace("'", "")).encode("ascii", "ignore").decode()
        )
        return tuple(_LATIN.findall(plain)) or ((name.lower(),) if name else ())
    surname, given = _split(name)
    reading = _COMPOUND.get(surname) or _SURNAMES.get(surname)
    head = tuple(reading.split()) if reading else _read(surname)
    return head + _read(given)


def _split(name: str) -> tuple[str, str]:
    """Cut off the surname; names with a middle dot have none."""
    if "·" in name:
        return "", name
    if name[:2] in _COMPOUND and len(name) > 2:  # noqa: PLR2004
        return name[:2], name[2:]
    return name[:1], name[1:]


@lru_cache(maxsize=20_000)
def _read(text: str) -> tuple[str, ...]:
    """Syllables as pypinyin reads them (imported late: its dictionary takes half a second to load)."""
    if not text:
        return ()
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(text, errors=list, v_to_u=False)  # type: ignore[arg-type]  # the stub is too narrow
    return tuple(part for part in (syllable.strip("· ").lower() for syllable in syllables) if part)
