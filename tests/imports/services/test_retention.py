import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.imports.files import person, workbook
from tests.imports.steps import check, load
from union.common.errors import DomainError
from union.imports.choices import BatchState
from union.imports.models import ImportBatch, ImportRow
from union.imports.services import batches
from union.imports.tasks import purge

pytestmark = pytest.mark.django_db


def aged(batch, days):
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - dt.timedelta(days=days))


def test_old_uploads_go_and_young_ones_stay(units, clerk, client, django_capture_on_commit_callbacks):
    applied, young = load(workbook([person(1), person(9, 姓名="")])), load(workbook([person(2)]))
    waiting = check(workbook([person(3)]))
    storage, name = applied.file.storage, applied.file.name
    aged(applied, 181)
    aged(waiting, 31)
    aged(young, 179)

    with django_capture_on_commit_callbacks(execute=True):
        assert purge() == 2
    assert purge() == 0

    assert not storage.exists(name)
    assert set(ImportRow.objects.values_list("batch_id", flat=True)) == {young.pk}
    assert ImportBatch.objects.get(pk=waiting.pk).state == BatchState.DISCARDED
    applied.refresh_from_db()
    assert (applied.state, applied.new_count) == (BatchState.APPLIED, 1)
    with pytest.raises(DomainError, match="180 天"):
        batches.undo(applied.pk, actor=None)
    client.force_login(clerk)
    shown = client.get(reverse("imports:batch_detail", args=[applied.pk])).content.decode()
    assert "撤销导入" not in shown
    assert client.get(reverse("imports:batch_errors", args=[applied.pk])).status_code == 404


def test_a_check_that_never_ended_is_given_up_too(units, django_capture_on_commit_callbacks):
    stuck = check(workbook([person(1)]))
    ImportBatch.objects.filter(pk=stuck.pk).update(state=BatchState.CHECKING)
    aged(stuck, 31)

    with django_capture_on_commit_callbacks(execute=True):
        assert purge() == 1

    assert not ImportRow.objects.exists()
