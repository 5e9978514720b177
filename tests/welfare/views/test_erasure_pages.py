"""The page of an erasure list: marks are set and taken back there, and never pretended."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories_hardship import HardshipCast, quick_file
from tests.flows.test_rights import text_of
from union.common.dates import today
from welfare.models import ErasureItem, ErasureList

pytestmark = pytest.mark.django_db


def test_marks_are_set_and_taken_back_and_nothing_ticked_is_told():
    cast = HardshipCast()
    row = ErasureList.objects.create(
        kind="hardship", ended_by=today(), rule="办结满 5 年", proposed_on=today()
    )
    item = ErasureItem.objects.create(list=row, file=quick_file(cast), ended_on=today())
    client = Client()
    client.force_login(cast.office)
    page, keep = (reverse(f"welfare:{name}", args=[row.pk]) for name in ("erasure", "erasure_keep"))

    def send(**data):
        text = text_of(client.post(keep, data, follow=True).content)
        item.refresh_from_db()
        return text

    text = send(reason="诉讼")
    assert "还没有勾选记录" in text
    assert "已标为暂不清除" not in text
    assert "取消暂不清除" not in text
    assert "已标为暂不清除" in send(reason="诉讼", selected=item.pk)
    assert item.kept_why == "诉讼"
    shown = client.get(page).content.decode()
    assert 'name="undo"' in shown
    assert "请勿写病情和家庭情况" in shown  # kept_why is kept in clear
    assert "formnovalidate" in shown
    assert "还没有勾选" in send(undo="1")
    assert "已取消暂不清除的标记" in send(undo="1", selected=item.pk)
    assert item.kept_why == ""
