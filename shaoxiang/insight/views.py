"""The board as a page, its parts as a poll asks for them, and the records behind the figures that no other room lists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shaoxiang.cases.queries.picture import frame_of
from shaoxiang.insight import access, rules
from shaoxiang.insight.queries import decide, forces, links, marks
from shaoxiang.insight.queries.board import Board, board_of
from shaoxiang.insight.queries.whistles import whistle_lines
from shaoxiang.insight.vocabulary import Duty, Part, ScopeKind, Whose
from shaoxiang.kernel.language import reads_english
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.names import name_of

SHOWN = {Part.WHISTLES: 20, Part.LATE: 30, Part.FORCES: 24}  # on a wall fewer fit, and what does not is counted (board.js)


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """一盘棋. `?wall=1`: for a screen on the wall, larger, nothing that needs a mouse."""
    board, wall = board_of(request.actor), _is_wall(request)
    frame = frame_of(board.scope.id) if board.scope.kind is ScopeKind.STREET else None
    context = {
        "base": "insight/wall.html" if wall else "web/base.html", "stamp": rules.stamp(_frame(wall), board.digests), "now": timezone.now(), "wall": wall,
        "poll_url": reverse("insight:parts") + ("?wall=1" if wall else ""), "scope_name": _scope_name(board), "scope": board.scope,
        "cases_url": f"{reverse('cases:points')}?light=OPEN", "marks_url": reverse("insight:marks"), "box": frame.words if frame else "",
        "map_url": links.address("cases:map", **links.narrowed(board.scope), light="OPEN"), **{part.value: _written(board, part, wall) for part in Part},
    }
    return render(request, "insight/board.html", context)


@require_safe
@signed_in
def parts(request: ActorRequest) -> HttpResponse:
    """The parts that are not as the asker has them (`If-None-Match`); 304 without a body where all are."""
    board, wall = board_of(request.actor), _is_wall(request)
    frame = _frame(wall)
    changed = rules.missing(request.headers.get("If-None-Match", ""), frame, board.digests)
    if changed:
        response = HttpResponse("".join(_written(board, part, wall) for part in changed))
    else:
        response = HttpResponse(status=304)
    response.headers["ETag"] = rules.stamp(frame, board.digests)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Board-At"] = str(int(timezone.now().timestamp()))
    return response


@require_safe
@signed_in
def decisions(request: ActorRequest) -> HttpResponse:
    """Everything that waits for a decision, or for somebody else's that is late: the records behind the figure."""
    scope, now = access.scope_of(request.actor), timezone.now()
    whose = Whose.OTHERS if request.GET.get("whose") == Whose.OTHERS.value else Whose.OURS
    lines = decide.all_of(request.actor, scope, whose, whistle_lines(scope, now), now)
    return render(request, "insight/decisions.html", {"lines": lines, "whose": whose, "choices": list(Whose)})


@require_safe
@signed_in
def forces_list(request: ActorRequest) -> HttpResponse:
    """力量, all of them or those of one state: the records behind the figure."""
    part = forces.forces_part(access.scope_of(request.actor), timezone.now())
    chosen = next((duty for duty in Duty if duty.value == request.GET.get("duty")), None)
    lines = [line for line in part.lines if chosen is None or line.duty is chosen]
    return render(request, "insight/forces.html", {"lines": lines, "counts": part.counts, "chosen": chosen, "all_url": reverse("insight:forces")})


@require_safe
@signed_in
def map_marks(request: ActorRequest) -> HttpResponse:
    """GeoJSON of running whistles and of the bases of teams, for the map of the board."""
    board = board_of(request.actor)
    data = marks.geojson(board.data(Part.WHISTLES).lines, board.data(Part.FORCES).lines)
    response = JsonResponse(data, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(board: Board, part: Part, wall: bool) -> SafeString:
    """A part in HTML: written once for all who see the same."""
    kept = board.parts[part]
    key = (wall, timezone.localdate())  # "today" is among the words
    if key not in kept.html:
        lines, most = kept.data.lines, SHOWN.get(part, len(kept.data.lines))
        context = {
            part.value: kept.data, "scope": board.scope, "wall": wall, "most": most, "beyond": max(0, len(lines) - most),
            "whistles_url": links.whistles(board.scope), "forces_url": reverse("insight:forces"),
        }
        kept.html[key] = render_to_string(f"insight/part_{part.value}.html", context)
    return mark_safe(kept.html[key])  # written by our own template


def _is_wall(request: HttpRequest) -> bool:
    return request.GET.get("wall") == "1"


def _frame(wall: bool) -> str:
    """What else an answer depends on: the language, the day (tomorrow is then called today) and the layout."""
    return f"{'en' if reads_english() else 'zh'}{timezone.localdate():%Y%m%d}{'w' if wall else ''}"


def _scope_name(board: Board) -> str:
    scope = board.scope
    if scope.kind is ScopeKind.DISTRICT:
        return ""
    return name_of("street" if scope.kind is ScopeKind.STREET else "body", scope.id)
