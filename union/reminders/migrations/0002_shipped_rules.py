"""The versions of the rules that ship; the office's own are never touched."""

from django.db import migrations


def load(apps, schema_editor):
    from union.reminders.services.rules import ship

    ship(apps.get_model("reminders", "RuleVersion"))


class Migration(migrations.Migration):
    replaces = [("reminders", "0003_shipped_rules")]
    dependencies = [("reminders", "0001_tables")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
