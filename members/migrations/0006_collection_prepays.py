"""Collection sheets may take dues of coming months (预缴)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0005_free_text_sealed")]
    operations = [
        migrations.AddField(
            model_name="duescollection",
            name="prepays",
            field=models.BooleanField(default=False, verbose_name="含预缴"),
        )
    ]
