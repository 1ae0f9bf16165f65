"""开放接口（示例）: three requests of a composed city, as another Open311 server would have given them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.open311.actions import import_requests

CITY = "sample.example"
_REQUESTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("1001", "open", "pothole", "Pothole", "示例 Sample: a hole in the road before the library."),
    ("1002", "closed", "lamp", "Street lamp", "示例 Sample: the lamp at the bridge was dark."),
    ("1003", "closed", "graffiti", "Graffiti", "示例 Sample: the underpass was painted over."),
)


def import_sample_city(at: datetime) -> None:
    """Safe to repeat: the same requests change nothing."""
    rows: list[dict[str, Any]] = []
    for turn, (number, status, code, name, words) in enumerate(_REQUESTS):
        asked = (at - timedelta(days=9 - turn)).isoformat(timespec="seconds")
        rows.append({
            "service_request_id": number, "status": status, "service_code": code, "service_name": name, "description": words, "requested_datetime": asked,
            "updated_datetime": asked if status == "closed" else None, "address": "Sample Street", "lat": 0.01 * turn, "long": 0.01 * turn,
        })
    import_requests(json.dumps(rows).encode(), CITY, actor=SYSTEM, at=at)
