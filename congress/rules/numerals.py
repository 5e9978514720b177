"""Small numbers as 届 and 次 are written."""

_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Return ``number`` (1 to 99) in Chinese: 6 → 六, 10 → 十, 12 → 十二, 20 → 二十, 21 → 二十一.

    Raises:
        ValueError: outside 1 to 99.
    """
    if not 1 <= number <= 99:  # noqa: PLR2004 - no congress has had a hundred terms
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
