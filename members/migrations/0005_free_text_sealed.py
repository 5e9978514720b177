"""Free text that may hold personal facts is encrypted; what stands there in clear is rewritten."""

from django.db import migrations

import union.common.encryption
from union.common.seal_columns import seal, unseal

_COLUMNS = (
    ("members_member", "note", "member.note"),
    ("members_correctionrequest", "reason", "correction.reason"),
    ("members_correctionrequest", "answer", "correction.answer"),
    ("members_joinapplication", "statement", "join.statement"),
    ("members_joinapplication", "resume", "join.resume"),
    ("members_joinstep", "note", "join_step.note"),
    ("members_transfer", "reason", "transfer.reason"),
    ("members_transfer", "decision_note", "transfer.decision_note"),
    ("members_retirementproposal", "note", "retirement.note"),
    ("members_membershipchange", "note", "membership_change.note"),
    ("members_membermerge", "reason", "merge.reason"),
    ("members_duesrequest", "reason", "dues_request.reason"),
    ("members_duesrequest", "decision_note", "dues_request.decision_note"),
    ("members_duesauthorisation", "note", "dues_authorisation.note"),
)
_EXTRA = (("members_member", "extra", "member.extra"),)


def seal_all(apps, schema_editor):
    seal(schema_editor.connection, _COLUMNS)
    seal(schema_editor.connection, _EXTRA, objects=True)


def unseal_all(apps, schema_editor):
    unseal(schema_editor.connection, _COLUMNS)
    unseal(schema_editor.connection, _EXTRA, empty="{}")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_dues_rule"),
    ]

    operations = [
        migrations.AlterField(
            model_name="correctionrequest",
            name="answer",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=300, purpose="correction.answer", verbose_name="答复"
            ),
        ),
        migrations.AlterField(
            model_name="correctionrequest",
            name="reason",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=300, purpose="correction.reason", verbose_name="说明"
            ),
        ),
        migrations.AlterField(
            model_name="duesauthorisation",
            name="note",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=200, purpose="dues_authorisation.note", verbose_name="说明"
            ),
        ),
        migrations.AlterField(
            model_name="duesrequest",
            name="decision_note",
            field=union.common.encryption.EncryptedTextField(
                blank=True,
                default="",
                max_length=200,
                purpose="dues_request.decision_note",
                verbose_name="审批意见",
            ),
        ),
        migrations.AlterField(
            model_name="duesrequest",
            name="reason",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=200, purpose="dues_request.reason", verbose_name="事由"
            ),
        ),
        migrations.AlterField(
            model_name="joinapplication",
            name="resume",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=2000, purpose="join.resume", verbose_name="个人工作简历"
            ),
        ),
        migrations.AlterField(
            model_name="joinapplication",
            name="statement",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=1000, purpose="join.statement", verbose_name="申请理由"
            ),
        ),
        migrations.AlterField(
            model_name="joinstep",
            name="note",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=300, purpose="join_step.note", verbose_name="意见"
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="extra",
            field=union.common.encryption.EncryptedJSONField(
                blank=True, default=dict, purpose="member.extra", verbose_name="自定义字段"
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="note",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=300, purpose="member.note", verbose_name="备注"
            ),
        ),
        migrations.AlterField(
            model_name="membermerge",
            name="reason",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=200, purpose="merge.reason", verbose_name="原因"
            ),
        ),
        migrations.AlterField(
            model_name="membershipchange",
            name="note",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=300, purpose="membership_change.note", verbose_name="说明"
            ),
        ),
        migrations.AlterField(
            model_name="retirementproposal",
            name="note",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=200, purpose="retirement.note", verbose_name="说明"
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="decision_note",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=200, purpose="transfer.decision_note", verbose_name="意见"
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="reason",
            field=union.common.encryption.EncryptedTextField(
                blank=True, default="", max_length=200, purpose="transfer.reason", verbose_name="原因"
            ),
        ),
        migrations.RunPython(seal_all, unseal_all),
    ]
