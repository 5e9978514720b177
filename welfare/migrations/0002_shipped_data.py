"""Occasions, standards, schemes and bands of visits; lines of hardship; plans, standards, women's rule; repeatable."""

from django.db import migrations

from welfare.shipped import hardship, mutual, recuperation, visits, women


def load(apps, schema_editor):
    for subject in (visits, hardship, mutual, recuperation, women):
        subject.load(apps.get_model)


class Migration(migrations.Migration):
    replaces = [
        ("welfare", "0002_shipped_visits"),
        ("welfare", "0004_shipped_hardship"),
        ("welfare", "0006_shipped_mutual"),
        ("welfare", "0009_shipped_recuperation"),
        ("welfare", "0011_shipped_women"),
    ]
    dependencies = [("welfare", "0001_tables"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
