"""Closed lists of polls: the box, the roll and the tellers behind votes, elections and appraisals."""

from django.db.models import TextChoices


class PollState(TextChoices):
    """Where a poll stands. Written by services.polls alone."""

    DRAFT = "draft", "准备中"
    OPEN = "open", "投票中"
    COUNTING = "counting", "计票中"
    DECIDED = "decided", "已有结果"
    VOID = "void", "已作废"


class TellerRole(TextChoices):
    """Who watches the box, and who counts."""

    SUPERVISOR = "supervisor", "监票人"
    COUNTER = "counter", "计票人"
