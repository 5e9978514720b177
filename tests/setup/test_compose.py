"""docker-compose.yml by the real Compose command line (it needs no engine to read a file)."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
COMPOSE = Path(sys.executable).parent / "docker-compose"
APPLICATION = {"web", "worker", "scheduler", "migrate", "backup"}
VALUE = "a1b2c3"


def example_names():
    lines = (ROOT / ".env.example").read_text().splitlines()
    return [line.partition("=")[0] for line in lines if re.match(r"[A-Z]", line)]


def optional_names():
    return re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)


def compose(folder, *arguments, environment=None):
    base = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    command = [COMPOSE, "--project-directory", folder, "-f", ROOT / "docker-compose.yml", *arguments]
    return subprocess.run(
        command, env=base | (environment or {}), capture_output=True, text=True, check=False
    )


@pytest.fixture
def services(tmp_path):
    done = compose(tmp_path, "config", "--format", "json", environment=dict.fromkeys(example_names(), VALUE))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


@pytest.mark.parametrize("name", example_names())
def test_every_value_of_the_example_is_required(tmp_path, name):
    environment = dict.fromkeys(example_names(), VALUE)
    del environment[name]

    done = compose(tmp_path, "config", "--quiet", environment=environment)

    assert done.returncode != 0
    assert f"{name} is missing a value" in done.stderr


@pytest.mark.parametrize("name", optional_names())
def test_every_optional_value_of_the_example_is_passed_on(name):
    assert f"${{{name}:" in (ROOT / "docker-compose.yml").read_text()


@pytest.mark.parametrize(("given", "seen"), [({}, ""), ({"UNION_FONT_DIR": "/opt/fonts"}, "/srv/fonts")])
def test_the_fonts_of_the_hospital_are_mounted(tmp_path, given, seen):
    environment = dict.fromkeys(example_names(), VALUE) | given
    done = compose(tmp_path, "config", "--format", "json", environment=environment)
    web = json.loads(done.stdout)["services"]["web"]
    (mount,) = [volume for volume in web["volumes"] if volume["target"] == "/srv/fonts"]

    assert web["environment"]["UNION_FONT_DIR"] == seen
    assert mount["source"] == given.get("UNION_FONT_DIR", f"{tmp_path}/static/fonts")
    assert mount["read_only"] is True
    assert mount["bind"].get("create_host_path", False) is False


def test_all_parts_are_there_and_the_scheduler_is_one(services):
    assert set(services) == APPLICATION | {"proxy", "db", "redis"}
    assert services["scheduler"]["deploy"]["replicas"] == 1
    assert services["web"]["deploy"]["replicas"] == services["worker"]["deploy"]["replicas"] == 2
    assert "--appendonly yes" in " ".join(services["redis"]["command"])
    assert "--data-checksums" in services["db"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_only_the_proxy_is_reachable(services):
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    assert {name for name, service in services.items() if "outside" in service["networks"]} == {"proxy"}


@pytest.mark.parametrize("name", sorted(APPLICATION))
def test_application_containers_are_locked_down(services, name):
    service = services[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["environment"]["DJANGO_SETTINGS_MODULE"] == "union.settings.prod"


def test_only_the_backup_knows_its_key(services):
    holders = {
        name for name, service in services.items() if "UNION_BACKUP_KEY" in (service.get("environment") or {})
    }

    assert holders == {"backup"}


def test_entry_commands_exist(services):
    """Files and programs the commands name are in the image's sources or its virtual environment."""
    for name in APPLICATION:
        for word in services[name]["command"]:
            if "/" in word and not word.startswith("/"):
                assert (ROOT / word).exists(), word
        program = services[name]["command"][0]
        assert shutil.which(program, path=f"{COMPOSE.parent}:{os.environ['PATH']}"), program


def test_shell_scripts_parse():
    for script in sorted((ROOT / "scripts").glob("*.sh")):
        assert subprocess.run(["sh", "-n", script], check=False).returncode == 0, script


def test_every_make_target_has_a_help_text():
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", text, flags=re.MULTILINE))
    environment = {"PATH": os.environ["PATH"]}  # `make test` passes its own flags on
    helped = subprocess.run(
        ["make", "help"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout

    assert {line.split()[1] for line in helped.splitlines()} == targets
