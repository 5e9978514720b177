"""Reminders for workers that are killed: many small rules, a mail server that writes before it answers."""

import datetime as dt
import os
import threading
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend

RULES, PEOPLE, PAUSE = 30, 10, 0.1  # 300 reminders: 30 rules of 10 people, each rule takes a moment


class SlowMail(BaseEmailBackend):
    """A server that has the mail at once and says so a moment later: a kill in between is a doubt."""

    def open(self):
        return True

    def send_messages(self, messages):
        for message in messages:
            with Path(os.environ["FAULTS_MAILS"]).open("a", encoding="ascii") as sink:
                sink.write(message.extra_headers["Message-ID"] + "\n")
            threading.Event().wait(PAUSE / 4)
        return len(messages)


def source(number):
    """The dues of one rule: one for each of its people, slowly."""
    from union.accounts.models import User
    from union.common.dates import today
    from union.reminders.declare import Due

    def dues(_today, _horizon):
        users = User.objects.filter(username__startswith=f"faults{number:02d}-").order_by("pk")
        for pk in users.values_list("pk", flat=True):
            threading.Event().wait(PAUSE / PEOPLE)
            yield Due(f"faults:{pk}", today(), "事项", "/notices/", user_ids=(pk,))

    return dues


def register():
    """Declare the rules and hurry the clock: rules each second, digests at any hour, doubts soon."""
    from union.reminders.declare import ReminderRule, Step, rules
    from union.reminders.rules import quiet
    from union.reminders.services import clock, sending

    for number in range(RULES):
        if f"faults.{number:02d}" not in rules:
            rules.register(f"faults.{number:02d}", ReminderRule(f"测试{number}", source(number), (Step(0),)))
    clock.FIRST_HOUR, clock.LAST_HOUR, clock.EVERY = 0, 24, dt.timedelta(seconds=2)
    quiet.DIGEST_FROM = dt.time(0)
    sending.LOST_AFTER = dt.timedelta(seconds=3)
    if os.environ.get("FAULTS_TWIN") == "resend":  # the careless way: a doubt is sent again
        sending.settle_lost = _send_again


def _send_again(now):
    from union.reminders.choices import DeliveryState
    from union.reminders.models import Delivery

    lost = Delivery.objects.filter(state=DeliveryState.SENDING, sending_at__lt=now - dt.timedelta(seconds=3))
    return lost.update(state=DeliveryState.WAITING)
