"""What production must be given, and what it refuses: secrets that are missing, short or not secret."""

import base64
import binascii
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from union.settings.generated import DEMO_MARK, KEY_BYTES

SECRET_KEY_LENGTH = 50
KNOWN_MARKS = (DEMO_MARK, "test", "django-insecure", "change", "example", "secret")
NEW_SECRETS = "可用 `python3 union/settings/generated.py` 生成新的密钥"


def required(name: str) -> str:
    """Value of the variable, or of the file `<name>_FILE` points to (container secrets).

    Raises:
        ImproperlyConfigured: neither is given, or both are empty.
    """
    path = os.environ.get(f"{name}_FILE", "")
    value = _read(name, path) if path else os.environ.get(name, "")
    if not value.strip():
        raise ImproperlyConfigured(f"拒绝启动：没有设置 {name}（或 {name}_FILE）。")
    return value.strip()


def secret_key(name: str = "SECRET_KEY") -> str:
    """Django's signing key: long, varied, not one of ours."""
    value = required(name)
    if len(value) < SECRET_KEY_LENGTH or len(set(value)) < SECRET_KEY_LENGTH // 5:
        raise ImproperlyConfigured(
            f"拒绝启动：{name} 太短或太简单，至少 {SECRET_KEY_LENGTH} 个随机字符。{NEW_SECRETS}。"
        )
    _refuse_known(name, value)
    return value


def data_key(name: str) -> str:
    """A base64 key of 32 bytes."""
    value = required(name)
    _check_key(name, value)
    return value


def field_keys(name: str = "UNION_FIELD_KEYS") -> list[str]:
    """The key ring `id:base64,id:base64`, newest first; ids must be unique, old keys may stay."""
    entries = [entry.strip() for entry in required(name).split(",") if entry.strip()]
    ids = [entry.partition(":")[0] for entry in entries]
    if len(set(ids)) != len(ids) or not all(ids):
        raise ImproperlyConfigured(f"拒绝启动：{name} 中的密钥编号缺失或重复。")
    for entry in entries:
        _refuse_known(name, entry)
        _check_key(name, entry.partition(":")[2])
    return entries


def all_different(*values: str) -> None:
    """One key per purpose: a leaked one must not open the others."""
    if len(set(values)) != len(values):
        raise ImproperlyConfigured(f"拒绝启动：各密钥不得相同。{NEW_SECRETS}。")


def exact_hosts(name: str = "ALLOWED_HOSTS") -> list[str]:
    """Host names under which users reach the site, without wildcards."""
    hosts = [host.strip() for host in required(name).split(",") if host.strip()]
    if any(host.startswith((".", "*")) for host in hosts):
        raise ImproperlyConfigured(f"拒绝启动：{name} 必须逐个写出完整主机名，不能用通配符。")
    return hosts


def postgres_url(name: str = "DATABASE_URL") -> str:
    """Address of the PostgreSQL database; several processes on SQLite are for demonstrations only."""
    url = required(name)
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"拒绝启动：{name} 必须是 PostgreSQL 地址（postgres://…）。")
    return url


def existing_folder(name: str) -> str:
    """A folder that may be unset, but not missing: nobody would notice before the first paper is printed."""
    path = os.environ.get(name, "")
    if path and not Path(path).is_dir():
        raise ImproperlyConfigured(f"拒绝启动：{name} 指向的文件夹 {path} 不存在。")
    return path


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ImproperlyConfigured(
            f"拒绝启动：读不到 {name}_FILE 指向的文件 {path}（{error.strerror}）。"
        ) from error


def _check_key(name: str, encoded: str) -> None:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES or len(set(key)) < KEY_BYTES // 4:
        raise ImproperlyConfigured(
            f"拒绝启动：{name} 必须是 base64 编码的 {KEY_BYTES} 字节随机密钥。{NEW_SECRETS}。"
        )
    _refuse_known(name, key[:8].decode("ascii", "ignore"))


def _refuse_known(name: str, value: str) -> None:
    if value.lower().startswith(KNOWN_MARKS):
        raise ImproperlyConfigured(f"拒绝启动：{name} 是演示、测试或示例用的密钥。{NEW_SECRETS}。")
