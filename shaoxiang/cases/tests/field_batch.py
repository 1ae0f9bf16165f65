"""A batch of what telephones send, for tests and for measuring: `batch(50)`, `send(client, actor, items)`."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.kernel.access import Actor
from tests import people

TYPE = "0103"


def item(*, made_at: datetime | None = None, files: list[dict[str, str]] | None = None, key: str = "", **fields: Any) -> dict[str, Any]:
    """One report as the telephone packs it."""
    made = (made_at or timezone.now()).isoformat()
    return {"id": key or str(uuid.uuid4()), "kind": "report", "made_at": made, "fields": {"type_code": TYPE, **fields}, "files": files or []}


def act(number: str, move: str, *, seen: str = "", files: list[dict[str, str]] | None = None, key: str = "", **fields: Any) -> dict[str, Any]:
    """One move on a case."""
    return {"id": key or str(uuid.uuid4()), "kind": move, "number": number, "seen": seen, "made_at": timezone.now().isoformat(), "fields": fields,
            "files": files or []}


def batch(size: int = 50, *, street: str = people.HOME) -> list[dict[str, Any]]:
    """So many offline reports, each at a place of its own in the street."""
    found = [(turn, *people.point_in(street, turn)[:2]) for turn in range(size)]
    return [
        item(description=f"示例：第 {turn} 件，路边有垃圾。", lon=lon, lat=lat, raw_lon=lon, raw_lat=lat, accuracy=30, crs="wgs84") for turn, lon, lat in found
    ]


def send(client: Client, actor: Actor, items: list[dict[str, Any]]) -> HttpResponse:
    """Post a batch as the telephone does; `client` is signed in as `actor` (seats.seated)."""
    return client.post(reverse("field:sync"), json.dumps({"post": actor.post_id, "items": items}), content_type="application/json")


def upload(client: Client, content: bytes, *, name: str = "现场.jpg", key: str = "", part: int = 1 << 18) -> HttpResponse:
    """A whole file, part by part; the last answer."""
    key = key or str(uuid.uuid4())
    begun = {"key": key, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "name": name}
    answer = client.post(reverse("files:upload_begin"), json.dumps(begun), content_type="application/json")
    for offset in range(0, len(content), part):
        answer = client.patch(reverse("files:upload", args=[key]), content[offset : offset + part], content_type="application/octet-stream",
                              headers={"Upload-Offset": str(offset)})
    answer.key = key
    return answer
