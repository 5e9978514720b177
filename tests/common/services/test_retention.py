import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import UserFactory
from union.common.models import FormDraft, SubmittedForm
from union.common.tasks import purge

pytestmark = pytest.mark.django_db


def test_old_drafts_and_tokens_go_and_young_ones_stay():
    user, now = UserFactory(), timezone.now()
    for days in (29, 31):
        FormDraft.objects.create(user=user, form_key=f"draft {days}", content="{}")
        saved = FormDraft.objects.filter(form_key=f"draft {days}")
        saved.update(saved_at=now - dt.timedelta(days=days))
    for days in (1, 3):
        SubmittedForm.objects.create(token=f"token {days}", session_hash="x")
        used = SubmittedForm.objects.filter(token=f"token {days}")
        used.update(created_at=now - dt.timedelta(days=days))

    assert purge() == 2
    assert purge() == 0

    assert FormDraft.objects.get().form_key == "draft 29"
    assert SubmittedForm.objects.get().token == "token 1"
