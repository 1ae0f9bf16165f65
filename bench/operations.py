"""The operations of the load harness (create, list, filter, map, deep_page, desk, search) against our server, each with raw SQL of the same rows."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.core import signing
from django.db import connection
from django.utils import timezone

from bench.load import Call
from bench.server import busiest, district_key, session_of
from bench.whistles import blow
from shaoxiang.cases.api import NEWEST_FIRST
from shaoxiang.cases.queries.lists import ORDER
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.paging import SALT

ROWS = "SELECT m.*, c.source, c.kind, c.danger FROM matter_matter m JOIN cases_case c ON c.matter_id = m.id"
NEWEST = "ORDER BY m.opened_at DESC, m.id DESC LIMIT 51"
WINDOW = 0.02  # degrees
DISTRICT = "111.45,40.6,112.2,41.1"
CSRF = "b" * 32
FREQUENT, RARE = "漏水", "救护"
JOURNALS_END = "SELECT id FROM journal_entry ORDER BY id DESC LIMIT 128"
Make = Callable[[int], Call]


@dataclass(frozen=True)
class Operation:
    """`raw`: the same rows as plain SQL; none where the request writes."""

    name: str
    make: Make
    expect: tuple[int, ...] = (200,)
    raw: str = ""
    requests: int = 60


def operations(*, at: datetime, luck: random.Random) -> list[Operation]:
    """Against the data now in the database. Makes a key and two sessions."""
    token, spots = district_key(at), _spots()
    blow(at=at)
    key = (("Authorization", f"Bearer {token}"), ("Content-Type", "application/json"))
    seat, center = busiest(Role.STREET_DESK), busiest(Role.DISTRICT_DESK)
    street_id = seat.post.body.street_id or (seat.post.body.unit.street_id if seat.post.body.unit else None)
    unit_id = seat.post.body.unit_id or seat.post.body_id
    street, district = (("Cookie", session_of(seat, at)),), (("Cookie", session_of(center, at)),)
    code, deep = _frequent_type(), _deep()
    since = (at - timedelta(days=200)).date()
    old = f"AND (m.opened_at, m.id) < ('{deep[0]:%Y-%m-%d %H:%M:%S.%f}+00', {deep[1]})"
    chosen = urlencode({"type": code, "status": "CLOSED", "opened_from": f"{since}T00:00:00+08:00"})
    page_chosen = urlencode({"type": code, "status": "CLOSED", "opened_from": since})
    filtered = f"{ROWS} WHERE m.subject_code = '{code}' AND m.status = 'CLOSED' AND m.opened_at >= '{since}' {NEWEST}"

    def create(turn: int) -> Call:
        lon, lat = luck.choice(spots)
        body = {
            "description": f"路口的污水井盖裂了一道缝，晚上看不清，请尽快处理。{turn}", "type": code, "lon": lon, "lat": lat,
            "reporter": {"name": "示例", "phone": "13900000000"},
        }
        return Call("POST", "/api/v1/cases", json.dumps(body).encode(), (*key, ("Idempotency-Key", str(uuid.uuid4()))))

    def window(_turn: int) -> Call:
        lon, lat = luck.choice(spots)
        box = f"{lon - WINDOW / 2:.6f},{lat - WINDOW / 2:.6f},{lon + WINDOW / 2:.6f},{lat + WINDOW / 2:.6f}"
        return Call("GET", f"/cases/map/points.geojson?light=OPEN&zoom=14.5&bbox={box}", None, district)

    worker = busiest(Role.GRID_WORKER)
    plain = next(line.code for line in duty_book().types.values() if line.grid_settles and not line.needs_photo)  # nobody waits for its photo
    on_the_spot = (("Cookie", f"{session_of(worker, at)}; csrftoken={CSRF}"), ("X-CSRFToken", CSRF), ("Content-Type", "application/json"))

    def sync(_turn: int) -> Call:
        """What a telephone brings back from a day without a network."""
        items = [_item(*luck.choice(spots), plain) for _each in range(50)]
        return Call("POST", "/field/sync/", json.dumps({"post": worker.post_id, "items": items}).encode(), on_the_spot)

    lon, lat = spots[0]
    inside = f"m.lon BETWEEN {lon - WINDOW / 2} AND {lon + WINDOW / 2} AND m.lat BETWEEN {lat - WINDOW / 2} AND {lat + WINDOW / 2}"
    desk_raw = f"SELECT * FROM desk_row d JOIN matter_matter m ON m.id = d.matter_id WHERE d.done_at IS NULL AND d.post_id IS NULL AND d.office_id IS NULL AND d.unit_id = {unit_id} AND d.role = 'STREET_DESK' ORDER BY d.due_at LIMIT 100"  # noqa: E501
    found = f"WITH newest AS MATERIALIZED (SELECT matter_id FROM search_text WHERE tsv @@ '''%s'''::tsquery) {ROWS} WHERE m.id IN (TABLE newest) {NEWEST}"
    return [
        Operation("create", create, (201,)),
        Operation("list", _get("/api/v1/cases?limit=50", key), raw=f"{ROWS} {NEWEST}"),
        Operation("list (street's page)", _get("/cases/", street), raw=f"{ROWS} WHERE m.street_id = {street_id} {NEWEST}"),
        Operation("filter", _get(f"/api/v1/cases?limit=50&{chosen}", key), raw=filtered),
        Operation("filter (page)", _get(f"/cases/?{page_chosen}", district), raw=filtered),
        Operation("map", window, raw=f"SELECT m.lon, m.lat, m.number, m.title, m.due_at FROM matter_matter m WHERE m.closed_at IS NULL AND {inside} LIMIT 301"),
        Operation("map (district)", _get(f"/cases/map/points.geojson?zoom=9.5&bbox={DISTRICT}", district)),
        Operation("map (a street's desk)", _get(f"/cases/map/points.geojson?zoom=12&bbox={DISTRICT}", street)),
        Operation("heat (a week)", _get(f"/cases/map/heat.geojson?period=week&zoom=11&bbox={DISTRICT}", district)),
        Operation("deep_page", _get(f"/api/v1/cases?limit=50&cursor={_cursor(deep, NEWEST_FIRST)}", key), raw=f"{ROWS} WHERE true {old} {NEWEST}"),
        Operation("deep_page (page)", _get(f"/cases/?cursor={_cursor(deep, ORDER)}", district), raw=f"{ROWS} WHERE true {old} {NEWEST}"),
        Operation("desk", _get("/desk/", street), raw=desk_raw),
        Operation("board poll", _poll(district), (200, 304), raw=JOURNALS_END, requests=200),
        Operation("board poll (street)", _poll(street), (200, 304), raw=JOURNALS_END, requests=200),
        Operation("board (page)", _get("/board/", district), requests=30),
        Operation("sync of 50", sync, requests=6),
        Operation("open311 list", _get("/open311/v2/requests.json?page_size=1000", ()), requests=20),
        Operation("open311 list (key)", _get("/open311/v2/requests.json?page_size=1000", key[:1]), requests=20),
        Operation("search", _get(f"/search/?q={quote(FREQUENT)}", district), raw=found % FREQUENT, requests=40),
        Operation("search (rare)", _get(f"/search/?q={quote(_rare())}", district), raw=found % _rare(), requests=40),
        Operation("search (street)", _get(f"/search/?q={quote(FREQUENT)}", street), requests=40),
        Operation("search (API)", _get(f"/api/v1/cases?limit=50&q={quote(FREQUENT)}", key), raw=found % FREQUENT, requests=20),
    ]


def _item(lon: float, lat: float, code: str) -> dict[str, Any]:
    fields = {"type_code": code, "description": "示例：路边有垃圾。", "lon": lon, "lat": lat, "raw_lon": lon, "raw_lat": lat, "accuracy": 30, "crs": "wgs84"}
    return {"id": str(uuid.uuid4()), "kind": "report", "made_at": timezone.now().isoformat(), "fields": fields, "files": []}


def _poll(headers: tuple[tuple[str, str], ...]) -> Make:
    """What a board asks every four seconds: with the tag of what it has."""
    tags: dict[str, str] = {}
    return lambda _turn: Call("GET", "/board/parts/", None, headers, tags)


def _get(path: str, headers: tuple[tuple[str, str], ...]) -> Make:
    return lambda _turn: Call("GET", path, None, headers)


def _spots() -> list[tuple[float, float]]:
    return list(Matter.objects.filter(lon__isnull=False).order_by("-pk").values_list("lon", "lat")[:400])


def _frequent_type() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mode() WITHIN GROUP (ORDER BY subject_code) FROM (SELECT subject_code FROM matter_matter ORDER BY id DESC LIMIT 5000) newest")
        return str(cursor.fetchone()[0])


def _rare() -> str:
    """Two characters that few texts hold: of the words of one old case, the last pair."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT right(description, 2) FROM cases_case ORDER BY matter_id LIMIT 1")
        return str(cursor.fetchone()[0])


def _deep() -> tuple[datetime, int]:
    """Where page 5,000 of 50 begins, or the middle where there are fewer rows."""
    place = min(250_000, Matter.objects.count() // 2)
    opened_at, pk = Matter.objects.order_by("-opened_at", "-id").values_list("opened_at", "pk")[place]
    return opened_at, pk


def _cursor(place: tuple[datetime, int], order: tuple[str, ...]) -> str:
    return signing.dumps([0, list(order), [{"t": place[0].isoformat()}, place[1]]], salt=SALT)
