"""The chain: what is signed, how, and what may stand in facts."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

Fact = str | int | bool | None | list[str] | list[int]
Facts = Mapping[str, Fact]
GENESIS = "0" * 64


def digest(text: str) -> str:
    """SHA-256 of a text, for facts: proves what was written without holding it."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(*, subject_kind: str, subject_id: int, seq: int, kind: str, at: datetime, actor: Mapping[str, object], rule: str, facts: Facts) -> bytes:
    """The signed bytes of an entry: the same on both databases, whatever order JSON keys come back in."""
    body = [subject_kind, subject_id, seq, kind, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, rule, facts]
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(key: bytes, previous: str, body: bytes) -> str:
    """HMAC-SHA256 over the previous link and this body, hex."""
    return hmac.new(key, previous.encode() + b"\n" + body, hashlib.sha256).hexdigest()
