"""Which notices go which way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from shaoxiang.kernel.notices.vocabulary import Wants, Wish


def wanted(wants: str, chosen: Collection[str], code: str, *, urgent: bool) -> bool:
    """Does a channel take this notice? `chosen`: codes ("cases.dispatched"), or a room with its dot ("cases.")."""
    if wants == Wants.ALL:
        return True
    if wants == Wants.URGENT:
        return urgent
    return code in chosen or f"{code.partition('.')[0]}." in chosen


def wished(wish: str, *, urgent: bool) -> bool:
    """Does the person want it this way?"""
    return wish == Wish.AS_SET or (wish == Wish.URGENT and urgent)


def once_key(channel_id: int, to: str, code: str, matter_id: int | None, params: Mapping[str, Any], at: datetime) -> str:
    """The same news to the same reader by the same channel has one key: told to three posts of an office, its group hears it once."""
    news = [channel_id, to, code, matter_id, dict(params), at.astimezone(UTC).isoformat()]
    return hashlib.sha256(json.dumps(news, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:40]
