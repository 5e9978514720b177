"""Free text of those who handle visits, aid and care is encrypted; what stands there in clear is rewritten.

The fields change in the state, the columns by one ALTER each on PostgreSQL; see `seal_columns.widen`.
``same_key`` of aid held the words of the application: its blind index is kept instead.
"""

from django.db import migrations

from union.common.encryption import EncryptedTextField, blind_index
from union.common.seal_columns import seal, unseal, widen

_FIELDS = (  # model, field, purpose, length, label
    ("aid", "subject", "aid.subject", 60, "事项"),
    ("enrolment", "left_reason", "enrolment.left_reason", 120, "退保原因"),
    ("giftlist", "override_reason", "gift_list.override_reason", 300, "超标理由"),
    ("hardshipfile", "category_words", "hardship.category_words", 300, "认定依据"),
    ("paymentlist", "note", "aid_payment.note", 300, "退回原因"),
    ("stay", "override_reason", "stay.override_reason", 300, "放行理由"),
    ("stay", "reason", "stay.reason", 200, "申请理由"),
    ("visit", "check_note", "visit.check_note", 300, "核查意见"),
    ("visit", "decision_note", "visit.decision_note", 300, "审批意见"),
    ("visit", "missed_reason", "visit.missed_reason", 300, "未走访原因"),
    ("visit", "override_reason", "visit.override_reason", 300, "超标理由"),
    ("visit", "place", "visit.place", 80, "慰问地点"),
    ("visit", "remark", "visit.remark", 200, "备注"),
    ("visitevent", "note", "visit_event.note", 300, "意见"),
    ("visitservice", "note", "visit_service.note", 200, "说明"),
    ("womenmeeting", "content", "women_meeting.content", 500, "内容"),
)
_COLUMNS = tuple((f"welfare_{model}", field, purpose) for model, field, purpose, _length, _label in _FIELDS)
_KEY, _INDEX_LENGTH = "aid.same_key", 64


def seal_all(apps, schema_editor):
    widen(schema_editor.connection, _COLUMNS)
    seal(schema_editor.connection, _COLUMNS)
    for aid in apps.get_model("welfare", "Aid").objects.order_by("pk").only("same_key").iterator():
        if len(aid.same_key) != _INDEX_LENGTH or ":" in aid.same_key:
            aid.same_key = blind_index(aid.same_key, _KEY)
            aid.save(update_fields=["same_key"])


def unseal_all(apps, schema_editor):
    """Columns keep their greater length; keys of aid stay what they are, an index cannot be read back."""
    unseal(schema_editor.connection, _COLUMNS)


class Migration(migrations.Migration):
    dependencies = [
        ("welfare", "0004_shipped_retention"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name=field,
                    field=EncryptedTextField(
                        blank=True, default="", max_length=length, purpose=purpose, verbose_name=label
                    ),
                )
                for model, field, purpose, length, label in _FIELDS
            ],
        ),
        migrations.RunPython(seal_all, unseal_all),
    ]
