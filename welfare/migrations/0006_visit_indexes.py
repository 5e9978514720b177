"""A visit keeps the indexes that are asked. They alone go and come: the table is neither copied nor locked long."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

from union.common.tables_migration import StateFields

_OPEN = {"blank": True, "null": True}
_FOREIGN = (  # field, of what, related name, label, what else
    ("branch", "organisation.branch", "+", "支会", _OPEN),
    ("checked_by", settings.AUTH_USER_MODEL, "+", "申请人", {"null": True}),
    ("decided_by", settings.AUTH_USER_MODEL, "+", "审批人", {"null": True}),
    ("department", "organisation.department", "+", "科室", _OPEN),
    ("gift_list", "welfare.giftlist", "visits", "发放名单", _OPEN),
    ("group", "organisation.group", "+", "工会小组", _OPEN),
    ("occasion", "welfare.occasion", "visits", "慰问类别", {}),
    ("signature", "common.attachment", "+", "签名", _OPEN),
    ("spouse", "members.member", "+", "配偶（本院会员）", _OPEN),
    ("standard", "welfare.visitstandard", "visits", "适用标准", _OPEN),
)
_FIELDS = (
    *(
        (name, models.ForeignKey(to, PROTECT, db_index=False, related_name=back, verbose_name=label, **more))
        for name, to, back, label, more in _FOREIGN
    ),
    ("import_batch", models.PositiveBigIntegerField("导入批次", **_OPEN)),
)
_KEPT = "visit_by_"


def _fields(apps):
    model = apps.get_model("welfare", "Visit")
    return model, [model._meta.get_field(name) for name, _field in _FIELDS]


def drop_indexes(apps, schema_editor):
    """The plain index of each column, whatever it is called; those of the model's own list stay."""
    model, fields = _fields(apps)
    connection, columns = schema_editor.connection, {field.column for field in fields}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    for name, it in found.items():
        is_plain = it["index"] and not (it["unique"] or it["primary_key"] or name.startswith(_KEPT))
        if is_plain and len(it["columns"]) == 1 and it["columns"][0] in columns:
            schema_editor.execute(schema_editor._delete_index_sql(model, name))  # noqa: SLF001 - as Django


def create_indexes(apps, schema_editor):
    """As `CreateModel` made them, under the same names."""
    model, fields = _fields(apps)
    for field in fields:
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))  # noqa: SLF001 - the name of old


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0003_shipped_data"),
        ("members", "0007_unpaid_note_sealed"),
        ("organisation", "0003_shipped_bodies"),
        ("welfare", "0005_free_text_sealed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        StateFields(
            state_operations=[migrations.AlterField("visit", name, field) for name, field in _FIELDS],
            database_operations=[migrations.RunPython(drop_indexes, create_indexes)],
        ),
        *(
            migrations.AddIndex(
                "visit",
                models.Index(
                    fields=[name], name=f"{_KEPT}{name}", condition=models.Q((f"{name}__isnull", False))
                ),
            )
            for name in ("spouse", "signature", "gift_list", "import_batch")
        ),
    ]
