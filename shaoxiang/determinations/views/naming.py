"""Who answers: the matrix of one office, the question 谁负责这件事, and what is nobody's. For people in a post: it names people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.determinations import access, actions
from shaoxiang.determinations.forms import typed_ticks
from shaoxiang.determinations.queries import naming, versions
from shaoxiang.determinations.queries.gaps import gap_counts
from shaoxiang.determinations.queries.who import who_answers
from shaoxiang.determinations.rules import DeterminationRefused, Naming
from shaoxiang.determinations.views.versions import find_unit
from shaoxiang.determinations.vocabulary import Share
from shaoxiang.duties.queries.finding import lists_of
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft

GAPS_SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@keeps_draft("determinations:office:{code}")
def office(request: ActorRequest, code: str) -> HttpResponse:
    """One office: duties down, posts across; a tick says who leads and who assists."""
    today = timezone.localdate()
    found = get_object_or_404(Body.objects.filter(in_force(today), kind__in=naming.OFFICE_KINDS, parent__kind__in=UNITS).select_related("unit"), code=code)
    unit = found.unit or found
    page = naming.office_duties(found, unit, today)
    may = allowed(request.actor, access.GRANTS["name_duties"], found)
    if request.method != "POST":
        kept = request.draft.data if getattr(request, "draft", None) else None
        revision = str(drafts.initial(request).get("revision", ""))
        return _office_page(request, unit, page, _ticked(page) if kept is None else _posted(kept), may=may, revision=revision)
    require(request.actor, access.GRANTS["name_duties"], found)
    asked = typed_ticks(request.POST, [post.pk for post in page.posts], [(row.item.list_kind, row.item.code) for row in page.rows])
    revision = request.POST.get("revision", "")[:16]
    try:
        changed = actions.name_duties(found.pk, asked, revision=revision, actor=request.actor, at=timezone.now())
    except actions.NamingChanged as theirs:
        page = naming.office_duties(found, unit, today)
        return _office_page(request, unit, page, _posted(request.POST), may=may, status=409, theirs=_differing(page, frozenset(asked), theirs.now))
    except DeterminationRefused as refused:
        return _office_page(request, unit, page, _posted(request.POST), may=may, refusal=(refused.field, gettext(refused.reason)), status=422,
                            revision=revision)
    messages.success(request, gettext("已保存。") if changed else gettext("没有改动。"))
    return redirect("determinations:office", code=code)


def _ticked(page: naming.OfficeDuties) -> set[str]:
    return {f"{share}:{list_kind}:{item}:{post_id}" for (post_id, list_kind, item), share in page.shares.items()}


def _posted(posted: object) -> set[str]:
    return {str(key) for key in posted if str(key).startswith(("LEAD:", "ASSIST:"))}  # type: ignore[attr-defined]


def _differing(page: naming.OfficeDuties, mine: frozenset[Naming], now: frozenset[Naming]) -> list[tuple[Naming, str, bool]]:
    """What is typed and what is saved do not have in common: the line, its post, and whether it is the typed side that has it."""
    titles = {post.pk: post.shown_title for post in page.posts}
    return [(one, titles.get(one.post_id, ""), one in mine) for one in sorted(mine ^ now, key=lambda one: (one.item, one.post_id, one.share))]


def _office_page(
    request: ActorRequest, unit: Body, page: naming.OfficeDuties, ticked: set[str], *, may: bool, refusal: tuple[str, str] = ("", ""), status: int = 200,
    revision: str = "", theirs: list[tuple[Naming, str, bool]] | None = None,
) -> HttpResponse:
    rows = [
        (row, [
            (post, [(share, name := f"{share.value}:{row.item.list_kind}:{row.item.code}:{post.pk}", name in ticked) for share in Share])
            for post in page.posts
        ])
        for row in page.rows
    ]
    posts = [(post, page.people.get(post.pk, ())) for post in page.posts]
    return render(request, "determinations/office.html", {
        "office": page.office, "unit": unit, "rows": rows, "posts": posts, "unnamed": len(page.unnamed), "idle": page.idle, "may": may,
        "wrong_item": refusal[0], "refusal": refusal[1], "revision": revision or page.revision, "theirs": theirs,
    }, status=status)


@require_safe
@signed_in
def who(request: ActorRequest) -> HttpResponse:
    """谁负责这件事？ Words, a duty's code or a type's; then the street."""
    today = timezone.localdate()
    units = list(versions.units(today))
    words = request.GET.get("q", "").strip()[:40].replace("\x00", "")
    asked = request.GET.get("unit", "")
    unit = next((one for one in units if one.code == asked), None)
    unit = unit or next((one for one in units if one.pk == request.actor.unit_id), units[0] if units else None)
    given = request.GET.get("from", "")
    start = int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0
    found = who_answers(words, unit, today, start=start) if words and unit is not None else None
    return render(request, "determinations/who.html", {
        "q": words, "unit": unit, "units": units, "answers": found.rows if found else [], "found": found, "start": start,
        "own": lists_of(unit.pk)[0] if unit is not None else "",
    })


@require_safe
@signed_in
def gaps(request: ActorRequest, code: str) -> HttpResponse:
    """没有人负责的职责, 没有职责的人: of one unit, each line with its cure."""
    found = find_unit(code)
    page = naming.unit_gaps(found, timezone.localdate())
    may = any(allowed(request.actor, access.GRANTS["name_duties"], office) for office in naming.offices_of(found, timezone.localdate()))
    given = request.GET.get("from", "")
    start = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
    lines, after = page.gaps[start:start + GAPS_SHOWN], start + GAPS_SHOWN
    return render(request, "determinations/gaps.html", {
        "unit": found, "page": page, "lines": lines, "may_import": may, "start": start, "next": after, "more": max(len(page.gaps) - after, 0),
    })


@require_safe
@signed_in
def all_gaps(request: ActorRequest) -> HttpResponse:
    """The same, of the whole district in numbers. In the order of codes: nobody is ranked."""
    today = timezone.localdate()
    return render(request, "determinations/all_gaps.html", {"rows": gap_counts(versions.units(today), today)})
