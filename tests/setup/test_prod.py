"""union.settings.prod in a process of its own: what it refuses, and that it is clean when it starts."""

import base64
import itertools
import os
import subprocess
import sys

import pytest
from django.conf import settings

from union.settings.generated import new_secrets


def good_environment() -> dict[str, str]:
    secrets = new_secrets(mark="")
    return {
        **{name: ",".join(v) if isinstance(v, list) else v for name, v in secrets.items()},
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "union.settings.prod",
        "DATABASE_URL": "postgres://union:x@db/union",
        "REDIS_URL": "redis://:x@redis:6379/0",
        "ALLOWED_HOSTS": "union.hospital.example",
        "LOG_LEVEL": "WARNING",
    }


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SECRET_KEY", "", "没有设置"),
        ("SECRET_KEY", "short", "太短"),
        ("SECRET_KEY", "a" * 80, "太简单"),
        ("SECRET_KEY", "django-insecure-" + new_secrets(mark="")["SECRET_KEY"], "演示"),
        ("SECRET_KEY", new_secrets()["SECRET_KEY"], "演示"),
        ("UNION_FIELD_KEYS", "", "没有设置"),
        ("UNION_FIELD_KEYS", "k1:" + base64.b64encode(b"x" * 16).decode(), "32 字节"),
        ("UNION_FIELD_KEYS", new_secrets()["UNION_FIELD_KEYS"][0], "演示"),
        ("UNION_FIELD_KEYS", "k1:" + base64.b64encode(os.urandom(32)).decode() + ",k1:x", "重复"),
        ("UNION_INDEX_KEY", "not base64!", "base64"),
        ("UNION_INDEX_KEY", base64.b64encode(b"x" * 32).decode(), "32 字节随机"),
        ("UNION_INDEX_KEY", new_secrets()["UNION_INDEX_KEY"], "演示"),
        ("UNION_AUDIT_KEY", "", "没有设置"),
        ("UNION_AUDIT_KEY", settings.UNION_AUDIT_KEY, "测试"),
        ("DATABASE_URL", "sqlite:///x.sqlite3", "PostgreSQL"),
        ("REDIS_URL", "", "没有设置"),
        ("ALLOWED_HOSTS", "*", "通配符"),
        ("ALLOWED_HOSTS", ".hospital.example", "通配符"),
        ("SECRET_KEY_FILE", "/nowhere/key", "读不到"),
        ("UNION_FONT_DIR", "/nowhere/fonts", "不存在"),
    ],
    ids=itertools.count(),  # the values are random, and ids must be equal in all xdist workers
)
def test_refuses_with_one_clear_sentence(name, value, word):
    done = manage({**good_environment(), name: value}, "check")

    assert done.returncode == 1
    assert done.stderr.startswith("拒绝启动：")
    assert word in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_refuses_one_key_for_two_purposes():
    environment = good_environment()
    environment["UNION_AUDIT_KEY"] = environment["UNION_INDEX_KEY"]

    assert "不得相同" in manage(environment, "check").stderr


def test_check_deploy_has_no_warning():
    done = manage(good_environment(), "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


def test_secrets_may_come_from_files(tmp_path):
    environment = good_environment()
    for name in ("SECRET_KEY", "UNION_FIELD_KEYS", "UNION_INDEX_KEY", "UNION_AUDIT_KEY", "DATABASE_URL"):
        file = tmp_path / name
        file.write_text(environment.pop(name) + "\n")
        environment[f"{name}_FILE"] = str(file)

    assert manage(environment, "check").returncode == 0


def test_the_wsgi_entry_point_uses_production_settings():
    """Importing the package must not choose the demonstration settings behind its back."""
    environment = good_environment()
    del environment["DJANGO_SETTINGS_MODULE"]
    code = "import union.wsgi; from django.conf import settings; print(settings.SESSION_COOKIE_NAME)"

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == "__Host-session"
