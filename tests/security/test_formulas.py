"""No file of ours holds a formula, whatever people called things (CSV and Excel injection)."""

import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from members.choices import ExtraKind
from members.models import ExtraField
from tests.factories import BranchFactory, DepartmentFactory, MemberFactory, officer
from union.common.models import CodeItem
from union.organisation.choices import Office
from union.organisation.models import UnionProfile

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("http://x.invalid","点")'


@pytest.mark.parametrize(
    ("address", "method"),
    [
        (("imports:template", "roster"), "get"),
        (("imports:template", "organisation"), "get"),
        (("ledgers:export", "members"), "post"),
        (("ledgers:export", "organisation"), "post"),
        (("common:table_export", "codes"), "get"),
    ],
)
def test_names_that_begin_with_an_equals_sign_stay_text(address, method):
    client = Client()
    client.force_login(officer(Office.OFFICE_STAFF))
    branch = BranchFactory(name=EVIL[:30])
    department = DepartmentFactory(name=EVIL[:30], branch=branch)
    ExtraField.objects.create(key="evil", label=EVIL[:20], kind=ExtraKind.TEXT)
    CodeItem.objects.create(kind="education", label=EVIL[:20], position=1)
    MemberFactory(name=EVIL, note=EVIL, department=department, branch=branch, professional_title=EVIL[:20])
    UnionProfile.objects.update(hospital_name=EVIL)

    answer = getattr(client, method)(reverse(address[0], args=[address[1]]), {"query": "status=all"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/" in name)
        everything = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "HYPERLINK" in everything
    assert not re.search(r"<f[ >]", sheets)
