import hashlib
import io
import socket
import threading
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DataError
from django.urls import reverse

from tests.factories import BranchFactory, UserFactory
from union.common import attachments
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.models import Attachment, AuditEvent
from union.common.models.files import ScanState
from union.common.registries import attachment_access
from union.common.tasks import purge

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x01" * 80 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 80
PDF = b"%PDF-1.7\n" + b"x" * 80 + b"\n%%EOF\n"
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 80
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512


def packed(*names, content=b"<x/>"):
    """A zip with these names inside."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def ole(*streams):
    return OLE + b"".join(name.encode("utf-16-le") for name in streams)


DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
OFD = packed("OFD.xml", "Doc_0/Document.xml")


def upload(content, name="证明.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PDF, "a.PDF", "application/pdf"),
        (JPEG, "a.jpg", "image/jpeg"),
        (JPEG, "a.jpeg", "image/jpeg"),
        (PNG, "a.png", "image/png"),
        (HEIC, "a.heic", "image/heic"),
        (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (XLSX, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (OFD, "a.ofd", "application/ofd"),
        (ole("WordDocument"), "a.doc", "application/msword"),
        (ole("Workbook"), "a.xls", "application/vnd.ms-excel"),
    ],
)
def test_allowed_kinds(content, name, content_type):
    assert attachments.check_file(upload(content, name)).content_type == content_type


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "空的"),
        (b"<html><script>alert(1)</script></html>", "a.html", "不支持"),
        (b"<html><script>alert(1)</script></html>", "a.pdf", "不支持"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "a.png", "不支持"),
        (b"MZ\x90\x00" + b"\x00" * 80, "a.jpg", "不支持"),
        (b"\x7fELF" + b"\x00" * 80, "a.pdf", "不支持"),
        (b"\n\n" + PDF, "a.pdf", "不支持"),
        (b"#!/bin/sh\n", "a.doc", "不支持"),
        (packed("a.txt"), "a.zip", "不支持"),
        (packed("a.txt"), "a.docx", "不支持"),
        (packed("META-INF/MANIFEST.MF", "A.class"), "a.xlsx", "不支持"),
        (ole("Msi"), "a.doc", "不支持"),
        (JPEG, "a.pdf", "改为 .jpg"),
        (PDF, "a.jpg", "改为 .pdf"),
        (DOCX, "a.xlsx", "改为 .docx"),
        (PDF, "a", "（无）"),
        (JPEG, "a.jpg.exe", "改为 .jpg"),
        (JPEG + packed("evil.class"), "a.jpg", "夹带"),
        (PNG + packed("evil.class"), "a.png", "夹带"),
        (PDF + packed("evil.class"), "a.pdf", "夹带"),
        (DOCX[:-30], "a.docx", "损坏"),
        (packed("word/document.xml", "word/vbaProject.bin"), "a.docx", "宏"),
        (packed("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "a.xlsx", "宏"),
        (ole("WordDocument", "_VBA_PROJECT"), "a.doc", "宏"),
        (ole("EncryptedPackage"), "a.xlsx", "密码"),
    ],
)
def test_refused_files(content, name, words):
    with pytest.raises(DomainError, match=words) as refused:
        attachments.check_file(upload(content, name))
    assert refused.value.field == "file"


def test_encrypted_zip_is_refused():
    content = bytearray(DOCX)
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(DomainError, match="加密"):
        attachments.check_file(upload(bytes(content), "a.docx"))


def test_too_big_is_refused(settings):
    settings.UNION_ATTACHMENT_MAX_BYTES = 1024**2
    with pytest.raises(DomainError, match="1 MB"):
        attachments.check_file(upload(PDF + b"x" * 1024**2))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("证明.pdf", "证明.pdf"),
        ("C:\\scan\\证明.pdf", "证明.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("证明\u202egpj.exe", "证明gpj.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("王𡋤的证明.pdf", "王𡋤的证明.pdf"),
        ("护" * 300 + ".pdf", "护" * 116 + ".pdf"),
        (None, "附件"),
        ("..", "附件"),
    ],
)
def test_shown_name(name, shown):
    assert attachments.shown_name(name) == shown


@pytest.fixture
def owner(db):
    return BranchFactory()


@pytest.fixture
def actor(db):
    return UserFactory()


@pytest.fixture
def opened_for():
    """The users for whom attachments of a branch open."""
    users = []
    usual = attachment_access._entries.pop("organisation.branch", None)
    attachment_access.register("organisation.branch", lambda user, attachment: user in users)
    yield users
    del attachment_access._entries["organisation.branch"]
    if usual is not None:
        attachment_access.register("organisation.branch", usual)


def test_save_keeps_the_bytes_under_a_generated_name(owner, actor, settings):
    saved = attachments.save_attachment(
        upload(PDF, "C:\\证明.pdf"), owner=owner, actor=actor, kind="证明材料"
    )

    saved.refresh_from_db()
    assert (saved.name, saved.size, saved.kind, saved.uploaded_by) == (
        "证明.pdf",
        len(PDF),
        "证明材料",
        actor,
    )
    assert saved.sha256 == hashlib.sha256(PDF).hexdigest()
    assert "证明" not in saved.file.name
    with saved.file.open() as kept:
        assert kept.read() == PDF
    assert PDF not in (settings.MEDIA_ROOT / saved.file.name).read_bytes()  # sealed on the disk
    assert saved.scan_state == ScanState.NOT_SCANNED
    assert AuditEvent.objects.filter(object_id=str(saved.pk), actor_id=actor.pk).count() == 1


def test_big_upload_on_disk_is_kept_too(owner, actor, settings):
    file = TemporaryUploadedFile("证明.pdf", "application/pdf", len(PDF), None)
    file.write(PDF)
    file.seek(0)

    saved = attachments.save_attachment(file, owner=owner, actor=actor)
    file.close()

    with saved.file.open() as kept:
        assert kept.read() == PDF
    assert PDF not in (settings.MEDIA_ROOT / saved.file.name).read_bytes()  # sealed on the disk


def test_failed_save_leaves_no_file(owner, settings):
    """PostgreSQL refuses the row after the file was written: the file goes too."""
    with pytest.raises(DataError):
        attachments.save_attachment(upload(PDF), owner=owner, actor=None, kind="x" * 41)

    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_attachments_of_and_remove(owner, actor):
    first = attachments.save_attachment(upload(PDF, "1.pdf"), owner=owner, actor=actor)
    second = attachments.save_attachment(upload(PDF, "2.pdf"), owner=owner, actor=actor)
    attachments.save_attachment(upload(PDF, "3.pdf"), owner=BranchFactory(), actor=actor)
    assert list(attachments.attachments_of(owner)) == [first, second]

    attachments.remove_attachment(first.pk, actor=actor)
    attachments.remove_attachment(first.pk, actor=actor)

    assert list(attachments.attachments_of(owner)) == [second]
    assert AuditEvent.objects.filter(action=AuditAction.DELETE, object_id=str(first.pk)).count() == 1


def test_erased_bytes_go_after_the_commit_and_what_a_crash_left_goes_at_night(
    owner, actor, django_capture_on_commit_callbacks
):
    saved = [attachments.save_attachment(upload(PDF), owner=owner, actor=actor) for _ in range(3)]
    kept = attachments.save_attachment(upload(PDF), owner=owner, actor=actor, kind="收据")
    attachments.remove_attachment(saved[0].pk, actor=actor)  # taken off before: its bytes go as well
    storage, paths = kept.file.storage, [each.file.name for each in saved]

    with django_capture_on_commit_callbacks() as crashed:
        assert attachments.erase_attachments(owner, actor=actor, kinds=("",)) == 3
    assert len(crashed) == 1
    assert all(storage.exists(path) for path in paths)
    assert list(attachments.attachments_of(owner)) == [kept]
    assert set(Attachment.objects.exclude(pk=kept.pk).values_list("name", "size", "sha256")) == {("", 0, "")}

    assert purge() == 3
    assert purge() == 0
    assert not [path for path in paths if storage.exists(path)]
    assert attachments.erase_attachments(owner, actor=actor, kinds=("",)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert attachments.erase_attachments(owner, actor=actor) == 1
    assert not storage.exists(kept.file.name)


def get(client, attachment):
    return client.get(reverse("common:attachment", args=[attachment.pk]))


def test_download_is_an_attachment_that_runs_nowhere(client, owner, actor, opened_for):
    opened_for.append(actor)
    saved = attachments.save_attachment(upload(PDF), owner=owner, actor=None)
    client.force_login(actor)

    response = get(client, saved)

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E8%AF%81%E6%98%8E.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert AuditEvent.objects.filter(action=AuditAction.DOWNLOAD, object_id=str(saved.pk)).count() == 1


def test_stranger_finds_nothing(client, owner, actor, opened_for):
    saved = attachments.save_attachment(upload(PDF), owner=owner, actor=actor)
    client.force_login(actor)

    assert get(client, saved).status_code == 404


def test_model_without_a_rule_opens_for_nobody(client, actor):
    saved = attachments.save_attachment(upload(PDF), owner=actor, actor=actor)
    client.force_login(actor)

    assert get(client, saved).status_code == 404


@pytest.mark.parametrize("removed", [True, False])
def test_removed_or_lost_file_is_404(client, owner, actor, opened_for, removed):
    opened_for.append(actor)
    saved = attachments.save_attachment(upload(PDF), owner=owner, actor=actor)
    if removed:
        attachments.remove_attachment(saved.pk, actor=actor)
    else:
        saved.file.storage.delete(saved.file.name)
    client.force_login(actor)

    assert get(client, saved).status_code == 404


@pytest.fixture
def clamd(settings):
    """A scanner that answers once with the given line and keeps what it was sent."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.UNION_CLAMD = f"tcp:127.0.0.1:{server.getsockname()[1]}"
        seen, threads = [], []

        def answer(line):
            def serve():
                connection, _ = server.accept()
                with connection, connection.makefile("rb") as stream:
                    stream.read(len(b"zINSTREAM\0"))
                    while size := int.from_bytes(stream.read(4), "big"):
                        seen.append(stream.read(size))
                    connection.sendall(line)

            threads.append(threading.Thread(target=serve))
            threads[-1].start()
            return seen

        yield answer
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    ("line", "state"),
    [(b"stream: OK\0", ScanState.CLEAN), (b"INSTREAM size limit exceeded. ERROR\0", ScanState.NOT_SCANNED)],
)
def test_scanner_is_asked(owner, clamd, line, state):
    seen = clamd(line)

    saved = attachments.save_attachment(upload(PDF), owner=owner, actor=None)

    assert (saved.scan_state, b"".join(seen)) == (state, PDF)


def test_virus_is_refused(owner, clamd):
    clamd(b"stream: Eicar-Test-Signature FOUND\0")

    with pytest.raises(DomainError, match="病毒"):
        attachments.save_attachment(upload(PDF), owner=owner, actor=None)

    assert not Attachment.objects.exists()


@pytest.mark.parametrize("address", ["tcp:127.0.0.1:1", "unix:/nowhere/clamd.ctl", "tcp:nonsense"])
def test_scanner_that_is_away_is_told_not_hidden(owner, settings, address):
    settings.UNION_CLAMD = address

    assert (
        attachments.save_attachment(upload(PDF), owner=owner, actor=None).scan_state == ScanState.NOT_SCANNED
    )
