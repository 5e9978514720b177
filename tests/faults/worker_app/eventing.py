"""Activities for workers that are killed: hang where the notices are written and not yet committed."""

import os
import threading
import uuid
from pathlib import Path

RULE, HANGS = "events.coming", 2


def register():
    """Wrap the one place that writes; `FAULTS_TWIN=careless` tells first and takes note afterwards."""
    from union.reminders.services import telling

    real = telling._write

    def write(key, told):
        if key == RULE and told and os.environ.get("FAULTS_TWIN") == "careless":
            _tell_carelessly(told)
            _hang()
        real(key, told)
        if key == RULE and told:
            _hang()

    telling._write = write


def _tell_carelessly(told):
    """No key, and committed before it is noted that they were told."""
    from django.db import connection

    from union.reminders.models import Notice

    Notice.objects.bulk_create(
        Notice(user_id=pk, key=f"careless:{uuid.uuid4()}", title=each.due.title)
        for each in told
        for pk in each.people
    )
    connection.connection.commit()


def _hang():
    """Leave a mark for the test and wait to be killed; the last time go on."""
    folder = Path(os.environ["FAULTS_HANG"])
    turn = len(list(folder.iterdir()))
    if turn < HANGS:
        (folder / str(turn)).touch()
        threading.Event().wait(60)
