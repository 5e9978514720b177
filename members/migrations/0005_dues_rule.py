"""The dated rule of dues (rate, floor of the base, states that pay); repeatable."""

from django.db import migrations

from members import dues_shipped


def load(apps, schema_editor):
    dues_shipped.load(apps.get_model("common", "RuleSet"))


class Migration(migrations.Migration):
    dependencies = [("members", "0004_dues_protection"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
