"""吹哨: one form, from a case or from nothing, for a draft or for the summons; what the lists suggest while one writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.forces.rules import ForceEngaged
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.geo import BadPoint
from shaoxiang.kernel.geo.pin import read_pin
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.once import once
from shaoxiang.places.queries import place_book
from shaoxiang.whistles import access, actions, queries, rules
from shaoxiang.whistles.forms.call import CallForm, chosen_units, listed
from shaoxiang.whistles.forms.fields import urgent_subjects
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries import calling
from shaoxiang.whistles.queries.calling import Chosen, Held, TypeChoice
from shaoxiang.whistles.queries.items import cited_items, ground_words
from shaoxiang.whistles.views.asked import REFUSALS, find_whistle, show_refusal
from shaoxiang.whistles.vocabulary import POWERS, WhistleCode, WhistleStatus

LIFE_NUMBERS = ("110", "119", "120")


@dataclass
class Desk:
    """One opening of the form: who writes, from which case, on which draft; whom a refusal says is held."""

    actor: Actor
    types: list[TypeChoice]
    case: Case | None = None
    whistle: Whistle | None = None
    held: list[Held] = field(default_factory=list)
    instead: list[tuple[int, str]] = field(default_factory=list)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("whistles:new")
def new(request: ActorRequest) -> HttpResponse:
    """吹哨, from a case (`?case=`) or from nothing. `act`: draft, suggest (without script), else the summons."""
    number = request.POST.get("case") or request.GET.get("case") or ""
    case = get_object_or_404(cases_for(request.actor), matter__number=number) if number else None
    desk = Desk(request.actor, _types(request.actor), case)
    if request.method != "POST":
        kept = drafts.initial(request)
        given = {**_prefilled(desk, request.GET.get("type", "")), **(kept if kept.get("case", "") in ("", number) else {})}
        return _page(request, desk, CallForm(types=desk.types, initial=given), given)
    return _posted(request, desk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("whistles:edit:{number}")
def edit(request: ActorRequest, number: str) -> HttpResponse:
    """修改草稿, and blow it from here."""
    whistle = find_whistle(request, number)
    require(request.actor, access.GRANTS["edit"], whistle)
    if whistle.matter.status != WhistleStatus.DRAFT:
        return HttpResponseRedirect(reverse("whistles:whistle", args=[number]))
    case = cases_for(request.actor).filter(pk=whistle.case_id).first() if whistle.case_id else None
    desk = Desk(request.actor, _types(request.actor), case, whistle)
    if request.method != "POST":
        given = {**_written(whistle), **drafts.initial(request)}
        return _page(request, desk, CallForm(types=desk.types, initial=given), given)
    return _posted(request, desk)


def _types(actor: Actor) -> list[TypeChoice]:
    """Raises PermissionDenied where this post blows nothing."""
    found = calling.types_for(actor)
    if not found:
        raise PermissionDenied(gettext("您现在的岗位不能吹哨：请换到镇街或社区的岗位，或者请街道调度吹。"))
    return found


def _posted(request: ActorRequest, desk: Desk) -> HttpResponse:
    form = CallForm(request.POST, types=desk.types)
    act = request.POST.get("act", "blow")
    if act == "suggest":
        return _page(request, desk, CallForm(types=desk.types, initial=_typed(request)), _typed(request))
    if form.is_valid():
        made = _done(request, desk, form, act)
        if made is not None:
            messages.success(request, _told(made))
            return HttpResponseRedirect(reverse("whistles:whistle", args=[made.number]))
    return _page(request, desk, form, request.POST, status=422)


def _typed(request: ActorRequest) -> dict[str, Any]:
    return {name: values[0] if len(values) == 1 else values for name, values in request.POST.lists()}


def _done(request: ActorRequest, desk: Desk, form: CallForm, act: str) -> Whistle | None:
    """The draft or the whistle; None when something has to be put right, which the form then says."""
    at, actor = timezone.now(), request.actor
    call = form.call(desk.whistle.case_id if desk.whistle is not None else desk.case.pk if desk.case is not None else None)
    try:
        if desk.whistle is None:
            return actions.draft(call, actor=actor, at=at) if act == "draft" else actions.blow(call, actor=actor, at=at)
        if act == "draft":
            return actions.edit(desk.whistle.number, call, actor=actor, at=at)
        return actions.edit_and_blow(desk.whistle.number, call, actor=actor, at=at)
    except REFUSALS as refused:
        faults = list(rules.faults(call, queries.terms_of(queries.type_in_force(call.type_code)), at=at)) if act != "draft" and call.type_code else []
        shown: list[Exception] = [*faults] or [refused]
        for each in shown:
            show_refusal(form, each)
        if isinstance(refused, ForceEngaged):
            desk.held = calling.held_by(refused.must_release, actor)
            desk.instead = calling.instead_of(refused.must_release, actor.street_id or 0, at=at)
        return None


def _told(made: Whistle) -> str:
    """What has happened now, and what comes next."""
    words = {
        WhistleStatus.DRAFT: gettext("已存草稿 %(number)s，还没有吹出去。"), WhistleStatus.PENDING: gettext("%(number)s 已报批，批准后马上吹出去。"),
    }.get(made.status, gettext("%(number)s 哨已吹出，正在通知各单位。"))
    if made.awaits_confirmation:
        words = gettext("%(number)s 哨已吹出；街道会在十分钟内确认。")
    return words % {"number": made.number}


# --- what the page shows ----------------------------------------------------------------------------------------------


def _prefilled(desk: Desk, wanted: str) -> dict[str, Any]:
    """From the case what is needed to find and understand the matter; nothing of who reported it."""
    codes = [one.code for one in desk.types]
    given: dict[str, Any] = {"type_code": wanted if wanted in codes else _usual(desk, codes)}
    if desk.case is None:
        if desk.actor.community_id is not None:
            given["address"] = name_of("community", desk.actor.community_id)
        return given
    matter = desk.case.matter
    return {
        **given, "subject_code": matter.subject_code, "address": desk.case.address, "known": mask_text(desk.case.description), "lon": matter.lon,
        "lat": matter.lat, "life": bool(desk.case.danger), "case": matter.number,
    }


def _usual(desk: Desk, codes: list[str]) -> str:
    urgent = calling.is_community(desk.actor) or (desk.case is not None and bool(desk.case.danger))
    wanted = WhistleCode.EMERGENCY.value if urgent else WhistleCode.ROUTINE.value
    return wanted if wanted in codes else codes[0]


def _written(whistle: Whistle) -> dict[str, Any]:
    """A draft as the form takes it."""
    call = actions.call_of(whistle)
    given = {name: getattr(call, name) for name in (
        "type_code", "subject_code", "address", "known", "power_needed", "cited_list", "cited_item", "life", "going_on", "agreed_at", "lon", "lat",
    )}
    given |= {"unit": [str(unit.body_id) for unit in call.units], "lead": next((str(unit.body_id) for unit in call.units if unit.lead), "")}
    return {**given, **{f"task_{unit.body_id}": unit.task for unit in call.units}}


def _page(request: ActorRequest, desk: Desk, form: CallForm, given: Mapping[str, Any], status: int = 200) -> HttpResponse:
    street = place_book().streets.get(request.actor.street_id or 0)
    context = {
        "form": form, "types": desk.types, "case": desk.case, "whistle": desk.whistle, "pin": given, "within": street.code if street else "",
        "powers": [gettext(power) for power in POWERS], "urgent": urgent_subjects(), "numbers": LIFE_NUMBERS, "held": desk.held, "instead": desk.instead,
        **_guided(request.actor, given, desk.whistle, fresh=not form.is_bound),
    }
    return render(request, "whistles/new.html", context, status=status)


def _guided(actor: Actor, given: Mapping[str, Any], whistle: Whistle | None, *, fresh: bool) -> dict[str, Any]:
    """Units, ground and earlier whistles for what stands on the form. What the writer chose stays; what was only suggested follows the suggestion.

    `fresh`: on an opening the suggestion may be taken over; a refused post is shown as it was sent.
    """
    at, street_id = timezone.now(), actor.street_id or 0
    lon, lat = _point(given)
    subject = str(given.get("subject_code") or "")
    found = calling.suggestion(subject, street_id, type_code=str(given.get("type_code") or ""), at=at, lon=lon, lat=lat)
    chosen = chosen_units(given)
    if fresh and _only_suggested(chosen, listed(given, "suggested")):
        chosen = Chosen(found.bodies, found.bodies[0] if found.bodies else None, chosen.tasks)
    ground = str(given.get("cited_list") or ""), str(given.get("cited_item") or "")
    if fresh and found.cited_item and (not ground[1] or ":".join(ground) == given.get("ground_suggested")):
        ground = found.cited_list, found.cited_item
    earlier = calling.earlier_for(
        whistle.matter if whistle is not None else None, subject_code=subject, street_id=actor.street_id, lon=lon, lat=lat,
        address=str(given.get("address") or ""), at=at,
    )
    return {
        "groups": calling.unit_groups(street_id, chosen, found.bodies, at=at), "suggestion": found, "ground": ground, "ground_words": ground_words(*ground),
        "earlier": earlier, "seen": _seen(earlier.rows, actor), "subject_numbers": found.numbers,
    }


def _point(given: Mapping[str, Any]) -> tuple[float | None, float | None]:
    try:
        pin = read_pin({name: None if given.get(name) is None else str(given[name]) for name in ("lon", "lat", "point", "point_crs", "point_read", "crs")})
    except BadPoint:
        return None, None  # half typed: nothing is known of it yet
    return (pin.lon, pin.lat) if pin else (None, None)


def _only_suggested(chosen: Chosen, suggested: Collection[str]) -> bool:
    return {str(body) for body in chosen.bodies} == set(suggested)


def _seen(rows: list[Whistle], actor: Actor) -> set[int]:
    """Which of these the reader may open."""
    return set(queries.whistles_for(actor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)) if rows else set()


@never_cache
@require_POST
@signed_in
def hints(request: ActorRequest) -> HttpResponse:
    """What the lists say to what has been written so far (htmx): units, ground, earlier whistles, types of event."""
    desk = Desk(request.actor, _types(request.actor))
    number = request.POST.get("whistle", "")
    whistle = queries.find(number, request.actor) if number else None
    given = _typed(request)
    form = CallForm(types=desk.types, initial=given)
    said = calling.subjects_said(str(given.get("known") or ""))[:3] if not given.get("subject_code") else []
    context = {"form": form, "said": said, "live": True, **_guided(request.actor, given, whistle, fresh=True)}
    return render(request, "whistles/_guided.html", context)


@signed_in
def cited(request: ActorRequest) -> HttpResponse:
    """条目: what a search in the chosen list finds, for the call and for an objection."""
    found = cited_items(request.GET.get("cited_list", ""), request.GET.get("words_sought", "")[:40], type_code=request.GET.get("subject_code", "")[:16])
    return render(request, "whistles/_cited.html", {"items": found})


