"""日历订阅: made and ended by its holder, read by a calendar program that holds the secret address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.forces import actions
from shaoxiang.forces.models import Feed
from shaoxiang.forces.queries.feeds import calendar_of, feed_of, still_holds
from shaoxiang.forces.queries.roster import rosters_for
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in

CALENDAR = "text/calendar; charset=utf-8"


@never_cache
@require_POST
@signed_in
def feed_new(request: ActorRequest) -> HttpResponse:
    """开通 of one's own shifts, or (code in the form) of a roster. The address is shown this once."""
    code = request.POST.get("body", "")
    body = get_object_or_404(rosters_for(request.actor), code=code) if code else None
    _feed, token = actions.make_feed(actor=request.actor, at=timezone.now(), body_id=body.pk if body else None)
    address = request.build_absolute_uri(reverse("forces:calendar", args=[token]))
    return render(request, "forces/feed.html", {"address": address, "body": body})


@never_cache
@require_POST
@signed_in
def feed_end(request: ActorRequest, pk: int) -> HttpResponse:
    """停用."""
    try:
        actions.end_feed(pk, actor=request.actor, at=timezone.now())
    except Feed.DoesNotExist:
        raise Http404 from None
    return HttpResponseRedirect(reverse("forces:my_shifts"))


@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """iCalendar. A wrong or ended address is not there."""
    now, feed = timezone.now(), feed_of(token)
    if feed is None or not still_holds(feed, now):
        raise Http404
    answer = HttpResponse(calendar_of(feed, now=now), content_type=CALENDAR)
    answer["Content-Disposition"] = 'inline; filename="duty.ics"'
    return answer
