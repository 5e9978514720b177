"""Rule sets of activities, honours, suggestions, loans; the archive list (七簿三档三册 and more); repeatable."""

from django.db import migrations

from events import shipped_archive
from union.common import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)
    shipped_archive.load(apps.get_model)


class Migration(migrations.Migration):
    replaces = [
        ("events", "0002_rule_sets"),
        ("events", "0006_news_rules"),
        ("events", "0008_archive_classes"),
    ]
    dependencies = [("events", "0002_bookings_exclude"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
