"""What a caller asked for, read strictly: whatever cannot be meant is a 400 that says how to cure it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any

from shaoxiang.kernel.vocabulary import _
from shaoxiang.open311.vocabulary import RequestStatus

ROWS_MAX = 1000  # "a span of 90 days or first 1000 requests returned" (GeoReport v2, GET Service Requests)
SPAN = timedelta(days=90)
SKIPPED_MAX = 10_000  # rows `page` may pass by; a cursor goes on for ever
RADIUS_MAX_M = 50_000.0
IDS_MAX = 200
_YEARS = range(1970, 2200)
_ZONE_LOST = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")  # a "+" that was not escaped in the address arrives as a blank
_WORD = re.compile(r"[^\x00-\x20\x7f,/]{1,64}")


class Refused(Exception):
    """HTTP `status` with one sentence (a Chinese msgid with %(name)s) that says what is wrong and how to cure it."""

    def __init__(self, status: int, sentence: str, *, retry_after_s: int = 0, **params: Any) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.params, self.retry_after_s = status, sentence, params, retry_after_s


@dataclass(frozen=True, slots=True)
class Circle:
    """Within `radius_m` metres of a point (WGS-84 degrees)."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of a list. `numbers` given: they alone count, as the standard says."""

    numbers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset(status.value for status in RequestStatus)
    start: datetime | None = None
    end: datetime | None = None
    circle: Circle | None = None
    page: int = 1
    page_size: int = ROWS_MAX
    cursor: str = ""
    given: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def skipped(self) -> int:
        return (self.page - 1) * self.page_size


def wanted(given: Mapping[str, str], *, now: datetime, zone: tzinfo) -> Wanted:
    """The filters of GET requests and GET servicerequestupdates. Raises Refused (400)."""
    numbers = words(given, "service_request_id")
    start, end = span(given, now=now, zone=zone)
    page = whole(given, "page", 1, most=10_000)
    page_size = whole(given, "page_size", ROWS_MAX, most=ROWS_MAX)
    if (page - 1) * page_size > SKIPPED_MAX:
        raise Refused(400, _("page 翻得太远：最多翻过 %(most)s 条。请缩短 start_date 和 end_date，或沿着 Link 头里 rel=next 的地址读。"), most=SKIPPED_MAX)
    return Wanted(
        numbers=numbers, services=words(given, "service_code"), statuses=statuses(given), start=None if numbers else start, end=None if numbers else end,
        circle=circle(given), page=page, page_size=page_size, cursor=given.get("cursor", "")[:400], given=given,
    )


def words(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    """A list, comma delimited; empty counts as not given. Raises Refused."""
    parts = [part.strip() for part in given.get(name, "").split(",") if part.strip()]
    if len(parts) > IDS_MAX:
        raise Refused(400, _("%(name)s 一次最多 %(most)s 个，请分几次读。"), name=name, most=IDS_MAX)
    if not all(_WORD.fullmatch(part) for part in parts):
        raise Refused(400, _("%(name)s 写得不对：用逗号分开，不要有空格和控制字符。"), name=name)
    return tuple(dict.fromkeys(parts))


def statuses(given: Mapping[str, str]) -> frozenset[str]:
    """open, closed, or both. Raises Refused."""
    found = frozenset(words(given, "status"))
    known = {status.value for status in RequestStatus}
    if not found <= known:
        raise Refused(400, _("status 只能是 open 或 closed。"))
    return found or frozenset(known)


def span(given: Mapping[str, str], *, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """From start_date until end_date, both inside. One alone reaches 90 days; none: the last 90 days. Raises Refused."""
    start, end = instant(given, "start_date", zone), instant(given, "end_date", zone)
    if start is None:
        end = end or now
        return end - SPAN, end
    if end is None:
        return start, start + SPAN
    if end < start:
        raise Refused(400, _("end_date 早于 start_date，请对调。"))
    if end - start > SPAN:
        raise Refused(400, _("start_date 到 end_date 不能超过 90 天，请分段读。"))
    return start, end


def instant(given: Mapping[str, str], name: str, zone: tzinfo) -> datetime | None:
    """A W3C date-time; without a zone the district's own clock is meant. Raises Refused."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(_ZONE_LOST.sub("+", text))
        found = found if found.tzinfo is not None else found.replace(tzinfo=zone)
        if found.year in _YEARS and found.utcoffset() is not None:
            return found
    except (ValueError, OverflowError):
        pass
    raise Refused(400, _("%(name)s 请写成 2026-07-01T09:00:00+08:00 的样子（年份 1970 到 2199），地址里的 + 写作 %%2B。"), name=name)


def whole(given: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    """A whole number from 1. Raises Refused."""
    text = given.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= most):
        raise Refused(400, _("%(name)s 应是 1 到 %(most)s 之间的整数。"), name=name, most=most)
    return int(text)


def number(given: Mapping[str, str], name: str, low: float, high: float) -> float | None:
    """A plain number inside its bounds. Raises Refused."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = float(text) if len(text) <= 40 else math.nan
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and low <= found <= high):
        raise Refused(400, _("%(name)s 应是 %(low)g 到 %(high)g 之间的数。"), name=name, low=low, high=high)
    return found


def point(given: Mapping[str, str]) -> tuple[float, float] | None:
    """(longitude, latitude), WGS-84; `lon` is understood too. Raises Refused for half a point."""
    lon, lat = number(given, "long", -180, 180), number(given, "lat", -90, 90)
    lon = number(given, "lon", -180, 180) if lon is None else lon
    if (lon is None) != (lat is None):
        raise Refused(400, _("lat 和 long 要成对填写。"))
    return (lon, lat) if lon is not None and lat is not None else None


def circle(given: Mapping[str, str]) -> Circle | None:
    """lat, long and radius in metres (1,000 where none is given). Raises Refused."""
    found, radius = point(given), number(given, "radius", 0, RADIUS_MAX_M)
    if found is None:
        if radius is not None:
            raise Refused(400, _("radius 要和 lat、long 一起用。"))
        return None
    return Circle(found[0], found[1], 1000.0 if radius is None else radius)


def full_name(first: str, last: str) -> str:
    """孙 + 阿姨 → 孙阿姨; Ada + Lovelace → Ada Lovelace."""
    first, last = first.strip(), last.strip()
    if any("\u3400" <= letter <= "\u9fff" for letter in first + last):
        return last + first
    return f"{first} {last}".strip()
