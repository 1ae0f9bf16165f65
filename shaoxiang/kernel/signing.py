"""Signatures anyone can check: Ed25519 with a key drawn from the house's journal key, one per purpose, so that it is kept and backed up with it."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def sign(purpose: str, content: bytes) -> tuple[str, str]:
    """(signature, public key), both hexadecimal."""
    seed = HKDF(SHA256(), 32, None, f"shaoxiang signature: {purpose}".encode()).derive(settings.JOURNAL_KEY.encode())
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.sign(content).hex(), key.public_key().public_bytes_raw().hex()


def is_signed(content: bytes, signature: str, public_key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key_of(purpose: str) -> str:
    """The house's own public key: a stored one that differs was not ours."""
    return sign(purpose, b"")[1]
