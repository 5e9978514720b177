"""The dated rule of dues (rate, floor of the base, states that pay); repeatable."""

from django.db import migrations

from members import dues_shipped


def load(apps, schema_editor):
    dues_shipped.load(apps.get_model("common", "RuleSet"))


class Migration(migrations.Migration):
    replaces = [("members", "0005_dues_rule")]
    dependencies = [("members", "0003_dues_protection"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
