"""The Celery application and the whole beat schedule.

Celery is the engine, never the truth: a job is a row (`union.jobs`), its message only a nudge. With
`REDIS_URL` the broker is Redis; without it messages are files under var/broker (one machine only).
Results are rows too, so there is no result backend. This module is imported with the package, so it must
not choose the settings: `manage.py up` and the containers set DJANGO_SETTINGS_MODULE.
"""

from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.schedules import crontab
from django.conf import settings
from kombu.connection import Connection

from union.file_broker import remove_unfinished

# name: {"task": …, "schedule": seconds or crontab (Asia/Shanghai), "options": {"expires": seconds}}
# `expires` is the period: what was not run before the next tick is dropped, not piled up.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "jobs-sweep": {"task": "union.jobs.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "audit-head": {"task": "union.common.tasks.export_audit_head", "schedule": crontab(hour=0, minute=10)},
    "forms-purge": {"task": "union.common.tasks.purge", "schedule": crontab(hour=3, minute=30)},
    "jobs-purge-results": {"task": "union.jobs.tasks.purge_results", "schedule": crontab(hour=3, minute=20)},
    "accounts-purge": {"task": "union.accounts.tasks.purge", "schedule": crontab(hour=3, minute=40)},
    "imports-purge": {"task": "union.imports.tasks.purge", "schedule": crontab(hour=3, minute=50)},
    "reminders-tick": {"task": "union.reminders.tasks.tick", "schedule": 60.0, "options": {"expires": 60}},
    "reminders-purge": {"task": "union.reminders.tasks.purge", "schedule": crontab(hour=4, minute=0)},
    "welfare-open-visits": {"task": "welfare.tasks.open_visits", "schedule": crontab(hour=5, minute=20)},
    "welfare-forget-counselling": {
        "task": "welfare.tasks.forget_counselling",
        "schedule": crontab(hour=5, minute=25),
    },
    "welfare-propose-erasure": {
        "task": "welfare.tasks.propose_erasure",
        "schedule": crontab(hour=5, minute=30),
    },
    "members-daily": {"task": "members.tasks.daily", "schedule": crontab(hour=5, minute=10)},
    "congress-daily": {"task": "congress.tasks.daily", "schedule": crontab(hour=5, minute=20)},
}

BROKER_AGAIN_SECONDS = 3
REDIS_TRANSPORT = {
    # The sweeper brings a lost job back in seconds; Redis' own late redelivery finds the row taken.
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry_on_timeout": False,
    "global_keyprefix": "union:",
}


def broker_settings() -> dict[str, Any]:
    """Broker address and options of this environment; makes the folders of the embedded broker."""
    if settings.REDIS_URL:
        return {"broker_url": settings.REDIS_URL, "broker_transport_options": REDIS_TRANSPORT}
    folder, control = settings.BROKER_DIR / "messages", settings.BROKER_DIR / "control"
    for path in (folder, control):
        path.mkdir(parents=True, exist_ok=True)
    remove_unfinished(folder)
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport": "union.file_broker:Transport",
        "broker_transport_options": options,
    }


class PromptConnection(Connection):  # type: ignore[misc]  # kombu ships no types
    """Tries a broker that is away again every few seconds.

    Kombu waits 2, 4, 6 … 30 s between two tries and offers no setting for it: after two minutes' outage
    workers and scheduler slept up to half a minute beside a broker long back.
    """

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Any:
        """Connect, however long it takes; at most BROKER_AGAIN_SECONDS between two tries."""
        waits = {"interval_start": 1, "interval_step": 1, "interval_max": BROKER_AGAIN_SECONDS}
        return super().ensure_connection(*args, **(waits | kwargs))  # type: ignore[no-untyped-call]


class PromptAMQP(AMQP):  # type: ignore[misc]  # celery ships no types
    """Opens every connection of workers, scheduler and web as a PromptConnection."""

    Connection = PromptConnection


class UnionCelery(Celery):  # type: ignore[misc]  # celery ships no types
    """Reads Django's settings when it is first used, not when `union` is imported."""

    amqp_cls = PromptAMQP

    def on_configure(self) -> None:
        self.conf.update(broker_settings())


app = UnionCelery("union")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_max_tasks_per_child=500,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # however long the broker is away, nobody gives up and ends
    timezone="Asia/Shanghai",
    beat_schedule=BEAT_SCHEDULE,
    beat_scheduler="union.jobs.beat:HeartbeatScheduler",
)
app.autodiscover_tasks()
