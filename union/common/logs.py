"""Log lines of production: one event is one line, so that input cannot forge a second one."""

import logging


class OneLine(logging.Filter):
    """Escapes line breaks in the message; a traceback keeps its own lines below it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drops one."""
        message = record.getMessage()
        record.msg = message.replace("\r", "\\r").replace("\n", "\\n")
        record.args = ()
        return True
