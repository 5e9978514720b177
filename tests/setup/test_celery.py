import os
import resource
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import current_app
from kombu import Connection

from union.celery import BEAT_SCHEDULE, app, broker_settings


@pytest.fixture
def tasks():
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_the_project_s_application_is_the_current_one():
    assert current_app.main == "union"


def test_every_scheduled_task_exists(tasks):
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} - tasks == set()


def test_every_task_is_scheduled_or_nudged(tasks):
    """A task nobody calls is work that silently does not happen."""
    assert tasks - {entry["task"] for entry in BEAT_SCHEDULE.values()} == {"union.jobs.tasks.run_job"}


@pytest.mark.parametrize("name", [name for name, entry in BEAT_SCHEDULE.items() if entry["schedule"] == 5.0])
def test_frequent_ticks_expire_before_the_next(name):
    assert BEAT_SCHEDULE[name]["options"]["expires"] <= BEAT_SCHEDULE[name]["schedule"]


def test_messages_are_json_and_survive_a_lost_worker():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert not app.conf.task_publish_retry


def test_without_redis_messages_are_files(settings, tmp_path):
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path / "broker"

    found = broker_settings()

    assert found["broker_url"].startswith("filesystem://")
    assert found["broker_transport"] == "union.file_broker:Transport"
    assert found["broker_transport_options"]["data_folder_in"] == str(tmp_path / "broker" / "messages")
    assert (tmp_path / "broker" / "messages").is_dir()


def test_no_message_is_taken_before_it_is_written_out(tmp_path):
    """With kombu's own transport some of these are found empty: the worker ended with a JSONDecodeError."""
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "polling_interval": 0.001,
               "control_folder": tmp_path / "control"}  # fmt: skip
    sent, found = list(range(300)), []

    def opened():
        return Connection("filesystem://", transport="union.file_broker:Transport", transport_options=options)

    def take():
        with opened() as connection:
            queue = connection.SimpleQueue("jobs")
            while len(found) < len(sent):
                found.append(queue.get(timeout=5).payload["n"])

    with ThreadPoolExecutor() as pool, opened() as connection:
        queue = connection.SimpleQueue("jobs")
        taker = pool.submit(take)
        for number in sent:
            queue.put({"n": number})
        taker.result()
    assert sorted(found) == sent
    assert not list(tmp_path.glob(".*.msg"))


def test_a_message_that_finds_no_room_leaves_nothing_and_old_halves_go(settings, tmp_path):
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path
    found, folder = broker_settings(), tmp_path / "messages"
    transport, options = found["broker_transport"], found["broker_transport_options"]
    with Connection("filesystem://", transport=transport, transport_options=options) as opened:
        queue = opened.SimpleQueue("jobs")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))  # as a full disk: the first bytes still fit
        try:
            with pytest.raises(OSError, match="too large"):
                queue.channel._put("jobs", {"n": "x" * 100})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(folder.iterdir())

    now = time.time()
    for name, age in ((".old.msg", 25), (".new.msg", 1), ("waiting.msg", 25)):
        (folder / name).write_text("{")
        os.utime(folder / name, (now - age * 3600,) * 2)
    broker_settings()
    assert {path.name for path in folder.iterdir()} == {".new.msg", "waiting.msg"}


def test_with_redis_a_dead_broker_is_noticed_in_a_second(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    options = broker_settings()["broker_transport_options"]

    assert options["socket_timeout"] == options["socket_connect_timeout"] == 1
    assert options["visibility_timeout"] == 3600
