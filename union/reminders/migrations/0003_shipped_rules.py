"""The versions of the rules that ship; the office's own are never touched."""

from django.db import migrations


def load(apps, schema_editor):
    from union.reminders.services.rules import ship

    ship(apps.get_model("reminders", "RuleVersion"))


class Migration(migrations.Migration):
    dependencies = [("reminders", "0002_rules_and_digests")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
