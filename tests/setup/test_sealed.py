import importlib.util
import io
import os
import sys

import pytest
from django.conf import settings

spec = importlib.util.spec_from_file_location("sealed", settings.BASE_DIR / "scripts" / "sealed.py")
sealed = sys.modules.setdefault("sealed", importlib.util.module_from_spec(spec))
spec.loader.exec_module(sealed)

KEY = bytes(range(32))
SIZES = [0, 1, sealed.CHUNK - 1, sealed.CHUNK, sealed.CHUNK + 1, 2 * sealed.CHUNK, 2 * sealed.CHUNK + 5]


def sealed_bytes(plain, label="a/database"):
    target = io.BytesIO()
    sealed.seal([plain[i : i + 70_000] for i in range(0, len(plain), 70_000)], target, key=KEY, label=label)
    return target.getvalue()


def opened(data, key=KEY, label="a/database"):
    return b"".join(sealed.unseal(io.BytesIO(data), key=key, label=label))


@pytest.mark.parametrize("size", SIZES)
def test_comes_back_as_it_was(size):
    plain = os.urandom(size)
    data = sealed_bytes(plain)

    assert opened(data) == plain
    assert size < 16 or plain[:16] not in data


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_cut_anywhere_does_not_open(size):
    data = sealed_bytes(os.urandom(size))
    chunk = sealed.CHUNK + sealed.TAG
    head = len(sealed.MAGIC) + sealed.PREFIX
    cuts = {len(data) - 1, len(data) // 2, head, head + chunk, head - 1, 0}

    for cut in (cut for cut in cuts if cut < len(data)):
        with pytest.raises(sealed.SealError):
            opened(data[:cut])


def test_wrong_key_wrong_label_or_one_bit_do_not_open():
    data = sealed_bytes(b"x" * 100)
    flipped = data[:40] + bytes([data[40] ^ 1]) + data[41:]

    for attempt in (lambda: opened(data, key=bytes(32)), lambda: opened(data, label="b/database")):
        with pytest.raises(sealed.SealError):
            attempt()
    with pytest.raises(sealed.SealError):
        opened(flipped)


def test_chunks_cannot_change_places():
    data = sealed_bytes(os.urandom(3 * sealed.CHUNK))
    head, chunk = len(sealed.MAGIC) + sealed.PREFIX, sealed.CHUNK + sealed.TAG
    first, second = data[head : head + chunk], data[head + chunk : head + 2 * chunk]

    with pytest.raises(sealed.SealError):
        opened(data[:head] + second + first + data[head + 2 * chunk :])
