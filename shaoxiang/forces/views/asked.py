"""What the pages of this room ask of a request."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.places.queries import place_book


def asked_street(request: ActorRequest) -> int | None:
    """?street= by code. Staff of a street see their own, whatever is asked: a neighbour's is not there. Others may ask for any, or for the whole district."""
    own, code = request.actor.street_id, request.GET.get("street", "").strip()
    if not code:
        return own
    found = next((street.id for street in place_book().streets.values() if street.code == code), None)
    if found is None or (own is not None and found != own):
        raise Http404
    return found


def asked_moment(request: HttpRequest, now: datetime) -> tuple[datetime, str]:
    """?at= as a local time; now without it, and a notice where it cannot be read."""
    text = request.GET.get("at", "").strip()
    if not text:
        return now, ""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return now, gettext("时间读不懂，请写成 2026-03-02T20:00 这样；先按现在显示。")
    return (found if timezone.is_aware(found) else timezone.make_aware(found)), ""


def asked_month(request: HttpRequest) -> date:
    """?month=2026-03; this month without it or where it cannot be read."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
