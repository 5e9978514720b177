"""Sensitive text at rest: AES-256-GCM with key id and rotation, and a blind index for search.

Stored form: ``1:<key id>:<base64(nonce + ciphertext + tag)>``. The leading ``1`` is the algorithm
(AES-256-GCM), so that SM4-GCM can be added without touching old rows. The associated data is the
field's purpose ("member.id_number"), which keeps a ciphertext from being moved to another column.

Keys come from settings: ``UNION_FIELD_KEYS`` = ["id:base64 of 32 bytes", …] newest first (older ones
still decrypt; `manage.py rotate_field_keys` rewrites rows) and ``UNION_INDEX_KEY`` for the index,
which is a key of its own because the space of ID numbers is small.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import os
import re
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.signals import setting_changed
from django.db import models
from django.dispatch import receiver

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField

ALGORITHM = "1"
_NONCE_BYTES, _TAG_BYTES = 12, 16
_SHORTEST = -(-(_NONCE_BYTES + _TAG_BYTES) // 3) * 4  # digits of base64 with its filling
_STORED_FORM = re.compile(rf"{ALGORITHM}:[^:\s]+:(?=.{{{_SHORTEST}}})[A-Za-z0-9+/]+={{0,2}}", re.ASCII)


class DecryptionError(Exception):
    """A stored value cannot be read: its key is not in the keyring, or the text was altered."""


@functools.cache
def _keyring() -> dict[str, AESGCM]:
    ring = {}
    for entry in settings.UNION_FIELD_KEYS:
        key_id, _, encoded = entry.partition(":")
        ring[key_id] = AESGCM(base64.b64decode(encoded))
    return ring


@functools.cache
def _index_key() -> bytes:
    return base64.b64decode(settings.UNION_INDEX_KEY)


@receiver(setting_changed)
def _forget_keys(*, setting: str, **_: object) -> None:
    """Tests override the key settings; the caches above must follow."""
    if setting in {"UNION_FIELD_KEYS", "UNION_INDEX_KEY"}:
        _keyring.cache_clear()
        _index_key.cache_clear()


def current_key_id() -> str:
    """Id of the key that new values are encrypted with."""
    return next(iter(_keyring()))


def key_bytes(key_id: str) -> bytes:
    """Return the key of that id, to derive the keys of stored files from.

    Raises:
        DecryptionError: it is not in the keyring.
    """
    for entry in settings.UNION_FIELD_KEYS:
        name, _, encoded = entry.partition(":")
        if name == key_id:
            return base64.b64decode(encoded)
    raise DecryptionError(f"no key {key_id!r} in the keyring")


def encrypt_text(text: str, purpose: str) -> str:
    """Return the stored form of ``text``; the empty string stays empty."""
    if not text:
        return ""
    key_id = current_key_id()
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _keyring()[key_id].encrypt(nonce, text.encode(), purpose.encode())
    return f"{ALGORITHM}:{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt_text(stored: str, purpose: str) -> str:
    """Return the text behind ``stored``.

    Raises:
        DecryptionError: unknown key or algorithm, or the value was altered or moved.
    """
    if not stored:
        return ""
    algorithm, _, rest = stored.partition(":")
    key_id, _, encoded = rest.partition(":")
    cipher = _keyring().get(key_id)
    if algorithm != ALGORITHM or cipher is None:
        raise DecryptionError(f"no key {key_id!r} in the keyring")
    blob = base64.b64decode(encoded)
    try:
        return cipher.decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], purpose.encode()).decode()
    except InvalidTag as error:
        raise DecryptionError("value was altered or belongs to another field") from error


def is_stored_form(text: str) -> bool:
    """Whether ``text`` has the whole form of what `encrypt_text` returns; what people write has not.

    Neither the key nor the tag is asked: what a missing key closed must not be encrypted a second time.
    """
    return _STORED_FORM.fullmatch(text) is not None


def blind_index(value: str, purpose: str) -> str | None:
    """Return the 64-digit HMAC by which equal values find each other; None for an empty value.

    ``value`` must be normalised by the caller (upper-case, no spaces). None, not "": a unique
    column may hold many NULLs.
    """
    if not value:
        return None
    return hmac.new(_index_key(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(_TextField):
    """Text that is encrypted in the database and plain in Python.

    ``purpose`` is bound into the ciphertext and must never change. The column cannot be searched:
    keep a `blind_index` beside it. Lookups other than isnull/exact "" are refused.
    """

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Keep ``purpose`` in migrations, and ``blank``, whose default here is not Django's."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["purpose"], kwargs["blank"] = self.purpose, self.blank
        return name, path, list(args), kwargs

    def get_prep_value(self, value: Any) -> Any:
        """Python → database."""
        value = super().get_prep_value(value)
        return encrypt_text(value, self.purpose) if value else value

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """Database → Python."""
        return decrypt_text(value, self.purpose) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only ``isnull``: comparing ciphertext would silently find nothing."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted; search by its blind index")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedTextField):
    """A dict that is encrypted whole; an empty one is stored as an empty text."""

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, purpose=purpose, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Leave a dict a dict: the text of the base class is only how it is stored."""
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Python → database."""
        return encrypt_text(json.dumps(value, ensure_ascii=False), self.purpose) if value else ""

    def from_db_value(self, value: str | None, *_: object) -> Any:
        """Database → Python."""
        return json.loads(decrypt_text(value, self.purpose)) if value else {}
