"""What lies on the disk gives nothing away: results of jobs (one-time passwords, ID numbers), attachments."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from members.services.account_slips import request_logins
from tests.factories import MemberFactory, officer
from union.common import sealed_files
from union.common.encryption import DecryptionError
from union.jobs.services import run_now
from union.organisation.choices import Office

SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_001]


def stored_path(name):
    return Path(settings.MEDIA_ROOT) / name


@pytest.mark.django_db
def test_one_time_passwords_do_not_lie_on_the_disk():
    clerk, member = officer(Office.OFFICE_STAFF), MemberFactory(name="赵金丝雀")
    job = run_now(request_logins([member.pk], actor=clerk))

    assert job.state == "done", job.error
    raw = stored_path(job.result_file.name).read_bytes()
    assert not raw.startswith(b"PK")
    with job.result_file.open() as stored, zipfile.ZipFile(stored) as book:
        inside = b"".join(book.read(name) for name in book.namelist()).decode()
    assert "赵金丝雀" in inside


@pytest.mark.parametrize("size", SIZES)
def test_stored_file_is_sealed_and_comes_back_whole(size):
    content = bytes(i % 251 for i in range(size))
    name = default_storage.save("probe.bin", ContentFile(content))

    with default_storage.open(name) as stored:
        assert stored.read() == content
    assert default_storage.size(name) == size
    raw = stored_path(name).read_bytes()
    assert content[:200] not in raw or size < 2


def test_any_place_of_a_stored_file_can_be_read():
    content = bytes(i % 253 for i in range(200_000))
    name = default_storage.save("probe.bin", ContentFile(content))
    with default_storage.open(name) as stored:
        for place in (0, 65_530, 65_536, 131_071, 199_999):
            stored.seek(place)
            assert stored.read(10) == content[place : place + 10]
        stored.seek(-5, io.SEEK_END)
        assert stored.read() == content[-5:]


@pytest.mark.parametrize("size", [10, 100_000])
@pytest.mark.parametrize("harm", ["flip", "cut", "swap", "plain"])
def test_altered_file_does_not_open(size, harm):
    name = default_storage.save("probe.bin", ContentFile(b"x" * size))
    path = stored_path(name)
    raw = bytearray(path.read_bytes())
    if harm == "flip":
        raw[-1] ^= 1
    elif harm == "cut":
        keep = sealed_files.HEADER + sealed_files.CHUNK + sealed_files.TAG if size > 65_536 else len(raw) - 3
        raw = raw[:keep]
    elif harm == "swap":
        raw[sealed_files.HEADER - 1] ^= 1  # the salt of another file
    else:
        raw = bytearray(b"PK\x03\x04 a file somebody put there" * 10)
    path.chmod(0o600)
    path.write_bytes(bytes(raw))
    with pytest.raises(DecryptionError), default_storage.open(name) as stored:
        stored.read()
