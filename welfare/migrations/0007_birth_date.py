"""The day of birth of the infant stands where the day of an expected birth does; a label, no change of the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("welfare", "0006_visit_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="protectionperiod",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="预产期或出生日期"),
        ),
    ]
