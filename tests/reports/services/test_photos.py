import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from tests.common.test_pdf import poppler
from tests.factories import AppointmentFactory
from tests.reports.figures import only, plain
from union.common.attachments import attachments_of
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Office
from union.reports.choices import Layout, ReportState
from union.reports.models import Report
from union.reports.rules.periods import year_period
from union.reports.selectors.reports import may_open_photo
from union.reports.services.building import count, write_report
from union.reports.services.files import report_pdf
from union.reports.services.photos import MOST, add_photo, remove_photo

pytestmark = pytest.mark.django_db


def photo(size=(1800, 1200), name="IMG_1.jpg"):
    """What a phone makes: big, lying on its side, with the place it was taken at."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "SECRET-OWNER"
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, "JPEG", exif=exif)
    return ContentFile(target.getvalue(), name=name)


@pytest.fixture
def office():
    return AppointmentFactory(office=Office.OFFICE_STAFF).user


def built(actor):
    with only(welfare__visit_times=plain(150)):
        period = year_period(2026)
        return write_report(Layout.FULL, period, count(Layout.FULL, period), actor=actor)


def test_a_photo_is_small_upright_nameless_and_stands_in_the_pdf(office, tmp_path):
    report = built(office)
    chapter = report.chapters.get(key="cases")

    kept = add_photo(chapter, photo(), "5月12日 护士节表彰会", actor=office)

    with kept.file.open("rb") as stored:
        content = stored.read()
    assert b"SECRET-OWNER" not in content
    assert Image.open(io.BytesIO(content)).size == (933, 1400)
    pdf = report_pdf(report)
    assert "5月12日 护士节表彰会" in poppler("pdftotext", pdf, tmp_path)
    assert "jpeg" in poppler("pdfimages", pdf, tmp_path, "-list")
    second = built(office)
    copied = attachments_of(second.chapters.get(key="cases")).get()
    assert copied.kind == kept.kind
    assert copied.pk != kept.pk
    remove_photo(chapter, kept.pk, actor=office)
    assert not attachments_of(chapter).exists()
    assert attachments_of(second.chapters.get(key="cases")).exists()


def test_only_writers_of_a_draft_add_photos_and_readers_of_the_report_see_them(office):
    report = built(office)
    chapter = report.chapters.get(key="cases")
    leader = AppointmentFactory(office=Office.LEADERSHIP).user
    with pytest.raises(NotPermittedError):
        add_photo(chapter, photo(), "x", actor=leader)
    with pytest.raises(DomainError, match="照片说明"):
        add_photo(chapter, photo(), " ", actor=office)
    with pytest.raises(DomainError, match="不是"):
        add_photo(chapter, ContentFile(b"\xff\xd8\xff\xe0 no picture", name="a.jpg"), "x", actor=office)
    kept = [add_photo(chapter, photo((40, 30)), f"第{n}张", actor=office) for n in range(MOST)]
    with pytest.raises(DomainError, match="最多"):
        add_photo(chapter, photo((40, 30)), "x", actor=office)
    assert not may_open_photo(leader, kept[0])
    Report.objects.filter(pk=report.pk).update(state=ReportState.FINAL)
    assert may_open_photo(leader, kept[0])
    with pytest.raises(TransitionError):
        remove_photo(chapter, kept[0].pk, actor=office)
