import pytest

from union.common.pinyin import pinyin_of, search_terms


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("单雄信", "shanxiongxin", "sxx"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("区志明", "ouzhiming", "ozm"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("曾国藩", "zengguofan", "zgf"),
        ("任正非", "renzhengfei", "rzf"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("朴树", "piaoshu", "ps"),
        ("翟天临", "zhaitianlin", "ztl"),
        ("缪荃孙", "miaoquansun", "mqs"),
        ("冼星海", "xianxinghai", "xxh"),
        ("覃辉", "qinhui", "qh"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("长孙皇后", "zhangsunhuanghou", "zshh"),
        ("吕布", "lvbu", "lb"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("John Smith", "johnsmith", "js"),
        ("Zoë", "zoe", "z"),
        ("", "", ""),
    ],
)
def test_surnames_are_read_as_surnames(name, full, initials):
    assert pinyin_of(name) == (full, initials)


def test_a_character_without_reading_stands_for_itself():
    full, initials = pinyin_of("王𡋤")
    assert full == "wang𡋤"
    assert initials == "w𡋤"


def test_search_terms_hold_every_suffix():
    assert search_terms("王丽敏", "10002") == "王丽敏 丽敏 敏 wanglimin limin min wlm lm m 10002"


def test_a_dotted_name_is_found_with_and_without_the_dot():
    words = search_terms("阿依古丽·买买提", "1").split()
    assert {"阿依古丽·买买提", "阿依古丽买买提", "买买提", "maimaiti", "mmt"} <= set(words)


def test_search_terms_stay_within_the_column():
    text = search_terms("阿卜杜热依木阿卜杜克热木阿卜杜热依木阿卜杜克热木" * 2, "A10002")
    assert len(text) <= 590
    assert text.endswith(" a10002")


def test_a_part_of_a_latin_name_is_found():
    assert {"john", "smith", "johnsmith"} <= set(search_terms("John Smith").split())
