"""Relatives as the papers name them (2018: 配偶、父母、子女; 2025: 近亲属), where the shipped row is unchanged.

Rows of the office, and shipped rows whose relatives or paper were changed, stay as they are.
"""

from django.db import migrations, models

_SHIPPED = ["spouse", "parent", "child", "parent_in_law"]
_FAMILY = ["spouse", "parent", "child"]
_OF_PAPER = {
    "安徽省基层工会经费收支管理实施细则（试行，2018）": _FAMILY,
    "皖工发〔2025〕18号": [*_FAMILY, "sibling", "grandparent", "grandchild"],
}
_LABELS = (
    ("spouse", "配偶"), ("parent", "父母"), ("child", "子女"), ("parent_in_law", "岳父母、公婆"),
    ("grandparent", "祖父母、外祖父母"), ("grandchild", "孙子女、外孙子女"), ("sibling", "兄弟姐妹"),
    ("other", "其他亲属"),
)  # fmt: skip


def mend(apps, schema_editor):
    rows = apps.get_model("welfare", "VisitStandard").objects.filter(
        occasion__code="relative_death", source="shipped", tier="", source_document__in=_OF_PAPER
    )
    for row in rows:
        if row.relations == _SHIPPED:
            row.relations = _OF_PAPER[row.source_document]
            row.save(update_fields=["relations"])


class Migration(migrations.Migration):
    dependencies = [("welfare", "0007_birth_date")]
    operations = [
        migrations.AlterField(
            "visit", "relation",
            models.CharField("与职工关系", max_length=16, choices=_LABELS, blank=True),
        ),
        migrations.RunPython(mend, migrations.RunPython.noop),
    ]  # fmt: skip
