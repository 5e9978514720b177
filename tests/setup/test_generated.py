import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from union.settings.generated import generated_secrets, new_secrets


def test_the_file_is_private_and_kept(tmp_path):
    path = tmp_path / "var" / "secrets.json"

    first = generated_secrets(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert generated_secrets(path) == first == json.loads(path.read_text())
    assert list(path.parent.iterdir()) == [path]


def test_many_starts_at_once_agree_on_one_file(tmp_path):
    path = tmp_path / "secrets.json"

    with ThreadPoolExecutor(16) as pool:
        seen = list(pool.map(lambda _: generated_secrets(path), range(64)))

    assert all(one == seen[0] for one in seen)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["SECRET_KEY", "UNION_FIELD_KEYS", "UNION_INDEX_KEY", "UNION_AUDIT_KEY"])
def test_no_two_machines_share_a_secret(name):
    assert new_secrets()[name] != new_secrets()[name]


def test_a_bare_python_prints_fresh_keys():
    """The administrator has no packages yet: -S leaves the virtual environment's out."""
    command = [sys.executable, "-S", "union/settings/generated.py"]

    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)

    assert [line.partition("=")[0] for line in done.stdout.splitlines()] == list(new_secrets())
