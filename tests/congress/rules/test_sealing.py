import secrets

import pytest

from congress.rules import sealing
from union.settings import base

POLL, OTHER = b"poll 1", b"poll 2"


def test_sealed_to_one_key_for_one_poll():
    pair, stranger = sealing.new_key_pair(), sealing.new_key_pair()
    sealed = sealing.seal(pair.public, b"yes", context=POLL, size=256)
    assert sealing.open_sealed(pair.private, sealed, context=POLL) == b"yes"
    for private, context, text in (
        (stranger.private, POLL, sealed),
        (pair.private, OTHER, sealed),
        (pair.private, POLL, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (pair.private, POLL, b"\x02" + sealed[1:]),
        (pair.private, POLL, sealed[:20]),
        (pair.private, POLL, sealed[:1] + bytes(32) + sealed[33:]),
    ):
        with pytest.raises(sealing.SealBroken):
            sealing.open_sealed(private, text, context=context)


def test_length_says_nothing_and_equal_ballots_look_different():
    pair = sealing.new_key_pair()
    texts = [b"", b"yes", b"abstain", b"x" * 254]
    sealed = [sealing.seal(pair.public, text, context=POLL, size=256) for text in texts]
    assert {len(each) for each in sealed} == {1 + 32 + 256 + 16}  # algorithm, key, text, tag
    twice = {sealing.seal(pair.public, b"yes", context=POLL, size=256) for _ in range(2)}
    assert len(twice) == 2
    with pytest.raises(ValueError, match="do not fit"):
        sealing.seal(pair.public, b"x" * 255, context=POLL, size=256)


def test_the_cost_of_a_passphrase_stands_with_its_salt():
    salt = sealing.new_salt(5)
    assert (salt[0], len(salt)) == (5, 17)
    assert sealing.teller_key_pair("口令", salt) != sealing.teller_key_pair("口令", b"\x06" + salt[1:])
    first = sealing.teller_key_pair("口令", salt[1:])  # of a poll from before
    assert first == sealing.teller_key_pair("口令", b"\x0f" + salt[1:])
    assert base.UNION_PASSPHRASE_COST >= 15


def test_both_tellers_are_needed():
    poll = sealing.new_key_pair()
    salts = [sealing.new_salt(15), secrets.token_bytes(16)]  # the second as they were at first
    keys = [
        sealing.teller_key_pair(words, salt)
        for words, salt in zip(("甲的口令", "乙的口令"), salts, strict=True)
    ]
    assert (
        sealing.teller_key_pair("甲的口令", salts[0])
        == keys[0]
        != sealing.teller_key_pair("甲的口令", salts[1])
    )
    wrapped = sealing.wrap(poll.private, [key.public for key in keys], context=POLL)
    assert sealing.unwrap(wrapped, [key.private for key in keys], context=POLL) == poll.private
    for wrong in ([keys[0].private] * 2, [keys[1].private] * 2, [keys[1].private, keys[0].private]):
        with pytest.raises(sealing.SealBroken):
            sealing.unwrap(wrapped, wrong, context=POLL)
    assert poll.private.hex() not in repr(poll)
