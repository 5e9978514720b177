"""Uploads were encrypted twice (as a text inside the sealed file); once is enough, and keys can then go."""

import base64
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import migrations

PURPOSE = "import.file"


def unseal_inside(apps, schema_editor):
    from union.common.encryption import DecryptionError, decrypt_text
    from union.common.sealed_files import reseal

    batches = apps.get_model("imports", "ImportBatch").objects.exclude(file="")
    for name in batches.values_list("file", flat=True).iterator():
        try:
            with default_storage.open(name) as stored:
                content = stored.read()
            plain = base64.b64decode(decrypt_text(content.decode(), PURPOSE))
        except (FileNotFoundError, DecryptionError, ValueError):
            continue  # gone, or not encrypted twice
        reseal(Path(default_storage.path(name)), plain)


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_tables")]
    operations = [migrations.RunPython(unseal_inside, migrations.RunPython.noop)]
