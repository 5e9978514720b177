"""Free text of those who handle visits, aid and care is encrypted; what stands there in clear is rewritten.

``same_key`` of aid held the words of the application: its blind index is kept instead. A migration back leaves
these indexes: code of that day knows the same thing twice only among what it takes itself, so who goes back
for good restores the backup (docs/deploy.md). Titles of notices lose the occasion (“，住院慰问”) for ever.
"""

from django.db import migrations

from union.common.encryption import blind_index
from union.common.seal_columns import SealedField, sealing

_FIELDS = (
    SealedField("aid", "subject", "aid.subject", 60, "事项", blank=False),
    SealedField("enrolment", "left_reason", "enrolment.left_reason", 120, "退保原因"),
    SealedField("giftlist", "override_reason", "gift_list.override_reason", 300, "超标理由"),
    SealedField("hardshipfile", "category_words", "hardship.category_words", 300, "认定依据"),
    SealedField("paymentlist", "note", "aid_payment.note", 300, "退回原因"),
    SealedField("stay", "override_reason", "stay.override_reason", 300, "放行理由"),
    SealedField("stay", "reason", "stay.reason", 200, "申请理由"),
    SealedField("visit", "check_note", "visit.check_note", 300, "核查意见"),
    SealedField("visit", "decision_note", "visit.decision_note", 300, "审批意见"),
    SealedField("visit", "missed_reason", "visit.missed_reason", 300, "未走访原因"),
    SealedField("visit", "override_reason", "visit.override_reason", 300, "超标理由"),
    SealedField("visit", "place", "visit.place", 80, "慰问地点"),
    SealedField("visit", "remark", "visit.remark", 200, "备注"),
    SealedField("visitevent", "note", "visit_event.note", 300, "意见"),
    SealedField("visitservice", "note", "visit_service.note", 200, "说明"),
    SealedField("womenmeeting", "content", "women_meeting.content", 500, "内容"),
)
_KEY, _INDEX_LENGTH = "aid.same_key", 64
_TITLE = "新的慰问上报："


def index_keys(apps, schema_editor):
    for aid in apps.get_model("welfare", "Aid").objects.order_by("pk").only("same_key").iterator():
        if len(aid.same_key) != _INDEX_LENGTH or ":" in aid.same_key:
            aid.same_key = blind_index(aid.same_key, _KEY)
            aid.save(update_fields=["same_key"])


def shorten_titles(apps, schema_editor):
    """Titles are written anew from the visit: neither a name nor an occasion with a comma is cut wrongly."""
    notices = apps.get_model("reminders", "Notice").objects.filter(
        key__startswith="visit:", key__endswith=":reported", title__startswith=_TITLE
    )
    visits = apps.get_model("welfare", "Visit").objects
    for key in notices.filter(title__contains="，").order_by("key").values_list("key", flat=True).distinct():
        visit = visits.select_related("member").get(pk=key.split(":")[1])
        name = visit.member.name if visit.member else visit.outside_name
        notices.filter(key=key).update(title=f"{_TITLE}{name}")


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0001_tables"),
        ("welfare", "0004_shipped_retention"),
    ]

    operations = [
        *sealing("welfare", _FIELDS),
        migrations.RunPython(index_keys, migrations.RunPython.noop),
        migrations.RunPython(shorten_titles, migrations.RunPython.noop),
    ]
