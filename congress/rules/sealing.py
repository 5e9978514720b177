"""Sealed ballots: nobody opens one before the close, nobody links one to a voter after it.

Source: the design of docs/adr/0010-sealed-ballots.md. A ballot is sealed to the public half of a key made for
one poll (X25519, HKDF-SHA256, AES-256-GCM), padded so that its length says nothing, and bound to its poll.
The private half is kept only sealed to the keys of two tellers, which are drawn from their passphrases
(scrypt) and stored nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

ALGORITHM = b"\x01"  # stands first in every sealed text, so that another one can follow (ASVS 11.2.2)
SALT_BYTES = 16
_KEY = 32
_NONCE = 12
_LENGTH = 2  # bytes of the length before the padding
_FIRST_COST = 15  # of salts from before the cost was kept with them


class SealBroken(Exception):  # noqa: N818 - a fact about a box, not a programming error
    """A sealed text was changed, is of another poll, or the key is not the one it was sealed to."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyPair:
    """Raw halves of an X25519 key, 32 bytes each. Never printed."""

    private: bytes
    public: bytes


def new_key_pair() -> KeyPair:
    """Make the key of one poll."""
    return _pair(X25519PrivateKey.generate())


def teller_key_pair(passphrase: str, salt: bytes) -> KeyPair:
    """Draw a teller's key from the passphrase; the same words and salt give the same key."""
    cost, salt = (salt[0], salt[1:]) if len(salt) > SALT_BYTES else (_FIRST_COST, salt)
    drawn = Scrypt(salt=salt, length=_KEY, n=1 << cost, r=8, p=1).derive(passphrase.encode())
    return _pair(X25519PrivateKey.from_private_bytes(drawn))


def new_salt(cost: int) -> bytes:
    """Random salt of a passphrase behind the cost at which its key is drawn: 15 is 2**15, 32 MiB, 0.1 s."""
    return bytes([cost]) + secrets.token_bytes(SALT_BYTES)


def seal(public: bytes, content: bytes, *, context: bytes, size: int) -> bytes:
    """Seal ``content`` to ``public``, padded to ``size`` bytes whatever it says; 0.1 ms.

    ``context`` (the poll) is bound in: the text opens in no other poll.

    Raises:
        ValueError: the content does not fit; rules.ballots.padded_bytes must have been wrong.
    """
    room = size - _LENGTH - len(content)
    if room < 0:
        raise ValueError(f"{len(content)} bytes do not fit into {size}")
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    key, nonce = _derive(shared, mine, public)
    padded = len(content).to_bytes(_LENGTH) + content + bytes(room)
    return ALGORITHM + mine + AESGCM(key).encrypt(nonce, padded, context)


def open_sealed(private: bytes, sealed: bytes, *, context: bytes) -> bytes:
    """Open what `seal` made.

    Raises:
        SealBroken: changed, of another poll, or sealed to another key.
    """
    mine, body = sealed[len(ALGORITHM) : len(ALGORITHM) + _KEY], sealed[len(ALGORITHM) + _KEY :]
    if sealed[: len(ALGORITHM)] != ALGORITHM or len(mine) != _KEY:
        raise SealBroken
    owner = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = owner.exchange(X25519PublicKey.from_public_bytes(mine))
        key, nonce = _derive(shared, mine, owner.public_key().public_bytes_raw())
        padded = AESGCM(key).decrypt(nonce, body, context)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
    return padded[_LENGTH : _LENGTH + int.from_bytes(padded[:_LENGTH])]


def wrap(private: bytes, publics: Sequence[bytes], *, context: bytes) -> bytes:
    """Seal a poll's private half to every one of ``publics``, one around the other: all are needed."""
    wrapped = private
    for public in publics:
        wrapped = seal(public, wrapped, context=context, size=len(wrapped) + _LENGTH)
    return wrapped


def unwrap(wrapped: bytes, privates: Sequence[bytes], *, context: bytes) -> bytes:
    """Undo `wrap`; ``privates`` in the same order.

    Raises:
        SealBroken: one of the keys is not the one.
    """
    for private in reversed(privates):
        wrapped = open_sealed(private, wrapped, context=context)
    return wrapped


def _pair(key: X25519PrivateKey) -> KeyPair:
    return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def _derive(shared: bytes, mine: bytes, public: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of one sealed text; both are used once, since ``mine`` is new each time."""
    info = b"union sealed ballot" + ALGORITHM + mine + public
    drawn = HKDF(algorithm=SHA256(), length=_KEY + _NONCE, salt=None, info=info).derive(shared)
    return drawn[:_KEY], drawn[_KEY:]
