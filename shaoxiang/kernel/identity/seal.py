"""The cipher of the vault: AES-256-GCM, keys derived from the installation's secrets by version.

Another cipher (SM4-GCM) or another key is another version here; rows say which one sealed them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

PRESENT = 1
_NONCE = 12


class CannotOpen(RuntimeError):
    """A record this installation's keys do not open: wrong key file, or the row was changed by hand."""

    def __init__(self) -> None:
        super().__init__(_("个人信息打不开：保密柜密钥与数据不符。请把备份时的密钥放回 keys 目录后重试。"))


@sensitive_variables()
def seal(fields: Mapping[str, str], bound_to: str, version: int = PRESENT) -> bytes:
    """Nonce and ciphertext. `bound_to`: what else the row says; a ciphertext moved to another row does not open there."""
    nonce = os.urandom(_NONCE)
    plain = json.dumps(dict(fields), ensure_ascii=False, separators=(",", ":")).encode()
    return nonce + _cipher(version, settings.VAULT_KEY).encrypt(nonce, plain, bound_to.encode())


@sensitive_variables()
def unseal(sealed: bytes, bound_to: str, version: int) -> dict[str, str]:
    """Raises CannotOpen."""
    try:
        plain = _cipher(version, settings.VAULT_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
    except (InvalidTag, KeyError, ValueError):
        raise CannotOpen from None
    fields: dict[str, str] = json.loads(plain)
    return fields


@sensitive_variables()
def blind_index(kind: str, value: str) -> str:
    """Keyed digest by which an equal value is found without being stored; empty for an empty value."""
    if not value:
        return ""
    return hmac.new(settings.VAULT_INDEX_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=8)
def _cipher(version: int, secret: str) -> AESGCM:
    if version != PRESENT:
        raise KeyError(version)
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=f"shaoxiang vault {version}".encode()).derive(secret.encode()))
