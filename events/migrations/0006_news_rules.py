"""Rule sets of honours and the 职工之家 check, for installations older than they are; repeatable."""

from django.db import migrations

from union.common import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("events", "0005_news"), ("common", "0004_shipped_again")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
