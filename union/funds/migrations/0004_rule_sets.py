"""The rule sets of money: marks of a budget line; days, amounts and numbers of the audit."""

from django.db import migrations

from union.common import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("funds", "0003_chart_of_accounts"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
