import logging

from union.common.logs import OneLine


def test_input_cannot_forge_a_second_line():
    record = logging.makeLogRecord({"msg": "login of %s failed", "args": ("a\r\n2026 INFO admin logged in",)})

    assert OneLine().filter(record) is True
    assert record.getMessage() == "login of a\\r\\n2026 INFO admin logged in failed"
