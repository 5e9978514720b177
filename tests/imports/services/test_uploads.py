"""Uploads at rest: sealed once; those encrypted twice by an earlier version still open and are rewritten."""

import base64
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from union.common.encryption import encrypt_text
from union.common.key_rotation import rotate_keys
from union.imports.models import ImportBatch
from union.imports.services import files

pytestmark = pytest.mark.django_db
NEW = "new1:bmV3LWZpZWxkLWtleS0wMDAwMDAwMDAwMDAwMDAwMDE="
CONTENT = b"PK\x03\x04 rows"


@pytest.fixture
def batch():
    found = ImportBatch(kind="roster", file_name="a.xlsx")
    files.keep(found, CONTENT)
    found.save()
    return found


def twice(batch):
    """As it was stored until 2026-11."""
    inside = encrypt_text(base64.b64encode(CONTENT).decode(), files.PURPOSE)
    batch.file.save("upload", ContentFile(inside.encode()))


def stored(batch):
    with default_storage.open(batch.file.name) as found:
        return found.read()


def test_an_upload_is_sealed_once(batch):
    assert stored(batch) == CONTENT == files.content_of(batch)
    assert CONTENT not in Path(batch.file.path).read_bytes()


def test_one_that_was_encrypted_twice_still_opens_is_rewritten_and_survives_the_old_key(batch, settings):
    twice(batch)
    assert files.content_of(batch) == CONTENT

    migration = import_module("union.imports.migrations.0003_uploads_sealed_once")
    migration.unseal_inside(apps, None)
    migration.unseal_inside(apps, None)

    assert stored(batch) == CONTENT
    settings.UNION_FIELD_KEYS = [NEW, *settings.UNION_FIELD_KEYS]
    rotate_keys()
    settings.UNION_FIELD_KEYS = [NEW]
    batch = ImportBatch.objects.get()
    assert files.content_of(batch) == CONTENT
