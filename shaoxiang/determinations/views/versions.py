"""Reading: the units, the versions of one, one version, two side by side, the paper. Issued versions are open to everyone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shaoxiang.determinations import access
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.queries import naming, versions
from shaoxiang.determinations.queries.gaps import gap_counts
from shaoxiang.determinations.queries.missing import missing_duties
from shaoxiang.determinations.queries.retracting import retraction_of
from shaoxiang.determinations.queries.words import duty_words, office_words
from shaoxiang.determinations.vocabulary import OPEN, PUBLIC, LineState
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import allowed
from shaoxiang.kernel.documents.actions import MEDIA_TYPES
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in


def page_of(request: ActorRequest, template: str, page: dict[str, Any], status: int = 200) -> HttpResponse:
    """Inside the staff's shell for people in a post, inside the public one for everybody else."""
    layout = "web/base.html" if request.actor.assignment_id else "web/public.html"
    return render(request, template, {"layout": layout, **page}, status=status)


def find_unit(code: str) -> Body:
    return get_object_or_404(versions.units(timezone.localdate()), code=code)


def find_version(request: ActorRequest, pk: int) -> ThreeDeterminationVersion:
    """The version if it is among the reader's rows, else 404."""
    return get_object_or_404(versions.versions_for(request.actor), pk=pk)


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """三定规定 of every unit: what holds today, what is under way; ?q= the unit or a document number, ?state= none or open."""
    today = timezone.localdate()
    holding: dict[int, ThreeDeterminationVersion] = {}
    under_way: dict[int, ThreeDeterminationVersion] = {}
    for version in versions.versions_for(request.actor).order_by("unit__code", "number"):
        if version.status not in PUBLIC:
            under_way[version.unit_id] = version
        elif version.effective_from and version.effective_from <= today and (version.effective_to is None or version.effective_to > today):
            holding[version.unit_id] = version
    rows = [
        (unit, holding.get(unit.pk), draft if (draft := under_way.get(unit.pk)) is not None and draft.status in ("DRAFT", "ADOPTED") else None)
        for unit in versions.units(today)
    ]
    chosen = {"q": request.GET.get("q", "").strip()[:40], "state": request.GET.get("state", "")}
    if words := chosen["q"].casefold():
        rows = [(unit, now, draft) for unit, now, draft in rows
                if any(words in text.casefold() for text in (unit.name, unit.name_en, now.document_number if now else ""))]
    if chosen["state"] in ("none", "open"):
        rows = [row for row in rows if (row[1] is None if chosen["state"] == "none" else row[2] is not None)]
    return page_of(request, "determinations/index.html", {"rows": rows, "chosen": chosen, "narrowed": any(chosen.values())})


@require_safe
def unit(request: ActorRequest, code: str) -> HttpResponse:
    """One unit: its versions, newest first; its offices and how many of their duties are named."""
    found, today = find_unit(code), timezone.localdate()
    rows = list(versions.versions_for(request.actor).filter(unit=found).order_by("-number"))
    holding = versions.in_force_version(found.pk, today)
    return page_of(request, "determinations/unit.html", {
        "unit": found, "rows": rows, "holding": holding, "offices": _offices(found, today) if request.actor.assignment_id else [],
        "may_draft": allowed(request.actor, access.GRANTS["draft"]) and not any(row.status in ("DRAFT", "ADOPTED") for row in rows),
    })


def _offices(unit: Body, on: date) -> list[tuple[Body, int, int]]:
    """Its offices, the duties of each, and how many no post leads."""
    counted = gap_counts([unit], on)[0].offices
    return [(office, *counted.get(office.pk, (0, 0))) for office in naming.offices_of(unit, on)]


@require_safe
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """One version, its seven parts and what was done to it; of a draft also what the lists have and it has not."""
    version, today = find_version(request, pk), timezone.localdate()
    others = versions.versions_for(request.actor).filter(unit_id=version.unit_id).exclude(pk=pk).order_by("-number")
    office, duty = office_words(version.unit), duty_words(version.unit)
    parts = versions.shown_parts(version, today)
    return page_of(request, "determinations/show.html", {
        "version": version, "unit": version.unit, "others": list(others), "moves": versions.moves_for(version, request.actor),
        "parts": [(part, [(office(name), [(line, duty(line.text)) for line in lines]) for name, lines in part.groups]) for part in parts],
        "ledger_on": versions.ledger_day(version, today), "retraction": retraction_of(version),
        "missing": missing_duties(version.unit, [line for part in parts for line in part.lines], today) if version.status in OPEN else [],
        "entries": versions.record_of(version) if request.actor.assignment_id else [],
    })


@require_safe
@signed_in
def matter(request: ActorRequest, number: str) -> HttpResponse:
    """From the desk to the version that waits."""
    found = get_object_or_404(versions.versions_for(request.actor), matter__number=number)
    return redirect("determinations:show", pk=found.pk)


@require_safe
def compare(request: ActorRequest, pk: int, other: int) -> HttpResponse:
    """This version beside an older one: what changed, word by word; ?all=1 shows the rest too."""
    new, old = find_version(request, pk), find_version(request, other)
    if new.unit_id != old.unit_id:
        raise Http404
    parts = versions.difference(old, new)
    everything = request.GET.get("all") == "1"
    office = office_words(new.unit)
    shown = [
        (
            part.kind, part.changed, [(office(row.line.office), row) for row in part.rows if everything or row.state != LineState.SAME],
            any(row.line.office for row in part.rows),
        )
        for part in parts
    ]
    return page_of(request, "determinations/compare.html", {
        "new": new, "old": old, "unit": new.unit, "parts": shown, "changed": sum(part.changed for part in parts), "everything": everything,
    })


@require_safe
def paper(request: ActorRequest, pk: int, form: str) -> HttpResponse:
    """The document as DOCX or PDF."""
    version = find_version(request, pk)
    if form not in MEDIA_TYPES:
        raise Http404
    name = f"{version.unit.code}-{version.number}.{form}"
    return HttpResponse(versions.paper(version, form), content_type=MEDIA_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})
