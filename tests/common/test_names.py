import pytest

from union.common.names import clean_name, is_plausible_name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("熊 海 华", "熊海华"),
        ("熊\u3000海华\n", "熊海华"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("𬭼𡋤", "𬭼𡋤"),
        ("𬭼 𡋤", "𬭼𡋤"),
        ("㛃㛃", "㛃㛃"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("John   Smith", "John Smith"),
        ("\u200b张三\x07\ufeff", "张三"),
        ("王 Ann", "王Ann"),
        ("  ", ""),
    ],
)
def test_only_what_is_not_part_of_the_name_is_removed(typed, stored):
    assert clean_name(typed) == stored


def test_a_name_without_letters_is_not_plausible():
    assert is_plausible_name("阿·买")
    assert not is_plausible_name("12")
    assert not is_plausible_name("——")
