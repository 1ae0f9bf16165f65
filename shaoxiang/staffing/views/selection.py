"""干部选配: the list, one selection with its candidates side by side, its moves, who has seen what, and the channel for institutional staff."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, moved, said, tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.staffing import access, queries
from shaoxiang.staffing.actions import deciding, selecting
from shaoxiang.staffing.flows import SELECTION_FLOW
from shaoxiang.staffing.forms.selection import FORMS, MotionForm, MoveForm, NoForm
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.queries import notices as public
from shaoxiang.staffing.queries import selection as reads
from shaoxiang.staffing.rules.selection import SORTS, Sieve, Vote
from shaoxiang.staffing.views.quotas import NEWEST_FIRST
from shaoxiang.staffing.vocabulary import AgeBand, Education, QuotaType, YearsBand

ACTS: dict[str, Any] = {
    "nominate": selecting.nominate, "drop_candidate": selecting.drop_candidate, "recommend": selecting.recommend, "inspect": selecting.inspect,
    "submit": selecting.submit, "admit": deciding.admit, "decide": deciding.decide, "publish": deciding.publish, "object": deciding.object_to,
    "answer": deciding.answer, "take_post": deciding.take_post, "reconsider": deciding.reconsider, "end": deciding.end,
}


def _find(request: ActorRequest, number: str) -> CadreSelection:
    """For everybody but the organisation department and those asked to this step there is no such selection."""
    return get_object_or_404(reads.selections_for(request.actor), matter__number=number)


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    if not allowed(request.actor, access.GRANTS["view_selection"]):
        raise Http404
    rows = reads.selections_for(request.actor)
    if only_open := request.GET.get("all") != "1":
        rows = rows.filter(matter__closed_at__isnull=True)
    page = keyset(rows, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    context = {"page": page, "only_open": only_open, "may_new": allowed(request.actor, access.GRANTS["motion"])}
    return render(request, "staffing/cadres.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:motion")
def motion(request: ActorRequest) -> HttpResponse:
    """动议."""
    if not allowed(request.actor, access.GRANTS["motion"]):
        raise Http404
    form = MotionForm(request.POST) if request.method == "POST" else MotionForm(initial={**request.GET.dict(), **drafts.initial(request)})
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: selecting.open_motion(actor=request.actor, at=timezone.now(), **form.arguments()))
        if made is not None:
            messages.success(request, gettext("%(number)s 已动议。下一步：提名人选，开始民主推荐。") % {"number": made.number})
            return HttpResponseRedirect(reverse("staffing:selection", args=[made.number]))
    return render(request, "staffing/motion.html", {"form": form}, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    """One selection; the candidates come through `see_candidates`, so that this reading is written down."""
    selection, now = _find(request, number), timezone.now()
    by, sieve = request.GET.get("by", "name"), Sieve.of(request.GET.dict())
    rows = deciding.see_candidates(number, actor=request.actor, at=now, by=by, sieve=sieve)
    page = reads.page_of(selection, request.actor, timezone.localdate())
    bars = [said(one) for one in queries.obstacles(selection, now)] if "submit" in page.moves or "take_post" in page.moves else []
    context = {
        "selection": selection, "page": page, "rows": rows, "by": by if by in SORTS else "name", "words": sieve.words, "bars": bars,
        "sieve": sieve, "sieves": _sieves(sieve), "named": selection.candidates.filter(erased_at__isnull=True).count(), "now": now,
        "first": _first(selection, page.moves), "objections": deciding.see_objections(number, actor=request.actor, at=now), "elapsed": _elapsed(page, now),
        "members": [row.post_id for row in selection.members.filter(step=selection.matter.status)],
        "may_log": allowed(request.actor, access.GRANTS["view_sights"]), "flagged": any(row.flags for row in rows),
        "chosen": next((row for row in rows if row.candidate.pk == selection.chosen_id), None),
        "quorum": _vote(selection), "ways": queries.ways(selection, request.actor, now),
    }
    return render(request, "staffing/selection.html", context)


def _sieves(sieve: Sieve) -> list[tuple[str, str, list[Vocabulary], str]]:
    """(name, label, words, chosen) of each factor one may look by."""
    return [("age", _("年龄"), list(AgeBand), sieve.age), ("education", _("学历"), list(Education), sieve.education),
            ("years", _("基层工作"), list(YearsBand), sieve.years), ("quota_type", _("编制"), list(QuotaType), sieve.quota_type)]


def _vote(selection: CadreSelection) -> Vote | None:
    kept = [getattr(selection, name) for name in deciding.VOTE]
    return None if None in kept else Vote(*kept)


def _elapsed(page: reads.SelectionPage, now: Any) -> bool:
    return page.due_at is not None and now >= page.due_at


def _first(selection: CadreSelection, moves: dict[str, Any]) -> str:
    """The move that goes on, drawn as the first button."""
    wanted = ("publish",) if selection.chosen_id is not None and "publish" in moves else ("recommend", "inspect", "submit", "decide", "take_post")
    return next((name for name in wanted if name in moves), "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:cadre:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    return _act(request, number, move)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def nominate(request: ActorRequest, number: str) -> HttpResponse:
    """提名人选. No draft is kept: a kept draft would hold in plain what the candidate's row holds sealed. A refused form still shows what was typed."""
    return _act(request, number, "nominate")


def _act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move: its form (GET), and the act (POST)."""
    selection = _find(request, number)
    if move not in FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], selection)
    kind, now = FORMS[move], timezone.now()
    rows = deciding.see_candidates(number, actor=request.actor, at=now) if kind.needs_candidates else []
    words = request.GET.get("q", "")
    objections = deciding.see_objections(number, actor=request.actor, at=now) if kind.needs_objections else []
    found = reads.people_named(words, timezone.localdate()) if move == "nominate" else []
    given: dict[str, Any] = {"selection": selection, "rows": rows, "objections": objections, "found": found}
    if request.method != "POST":
        return _act_page(request, selection, move, kind(initial=drafts.initial(request), **given), words)
    form = kind(request.POST, **given)
    if form.is_valid() and went(form, lambda: ACTS[move](number, actor=request.actor, at=now, **form.arguments())):
        return moved(request, number, SELECTION_FLOW.by_name[move].label, reverse("staffing:selection", args=[number]))
    return _act_page(request, selection, move, form, words, status=422)


def _act_page(request: ActorRequest, selection: CadreSelection, move: str, form: MoveForm, words: str, status: int = 200) -> HttpResponse:
    context = {
        "selection": selection, "move": SELECTION_FLOW.by_name[move], "form": form, "plain": isinstance(form, NoForm), "words": words,
        "searches": move == "nominate",
    }
    return render(request, "staffing/selection_act.html", context, status=status)


@never_cache
@require_safe
@signed_in
def sights(request: ActorRequest) -> HttpResponse:
    """谁看过人选的信息: everybody his own; the organisation department and the security administrator every reading (the latter without names)."""
    page = keyset(reads.sights_for(request.actor), order=("-at", "-pk"), cursor=request.GET.get("cursor"), size=50)
    everything = allowed(request.actor, access.GRANTS["view_sights"])
    named = allowed(request.actor, access.GRANTS["motion"])
    lines = [
        {"row": row, "names": sorted(one.person.shown_name for one in row.candidates.all() if one.person is not None) if named else [],
         "count": len(row.candidates.all())}
        for row in page.rows
    ]
    return render(request, "staffing/sights.html", {"page": page, "lines": lines, "everything": everything, "named": named})


@never_cache
@require_safe
def notices(request: ActorRequest) -> HttpResponse:
    """任前公示: what stands in public at this moment, for anybody."""
    return _public(request, "staffing/notices.html", {"rows": public.running(timezone.now())})


@never_cache
@require_safe
def notice(request: ActorRequest, number: str) -> HttpResponse:
    """One of them; before and after its days there is no such page."""
    found = public.running(timezone.now(), number)
    if not found:
        raise Http404(gettext("没有这一件公示，或者公示期已满、已经撤下。"))
    return _public(request, "staffing/notice.html", {"one": found[0]})


def _public(request: ActorRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    layout = "web/base.html" if request.actor.assignment_id else "web/public.html"
    answer = render(request, template, {"layout": layout, **page})
    answer["X-Robots-Tag"] = "noindex, noarchive"  # what is taken down is not to be found elsewhere
    return answer


@never_cache
@require_safe
@signed_in
def channel(request: ActorRequest) -> HttpResponse:
    """事业编制人员的晋升通道: which posts, and in counts how many were filled from institutional staff."""
    rows = reads.channels(timezone.localdate())
    total = {"posts": len(rows), "vacant": sum(row.vacant for row in rows), "selected": sum(row.selected for row in rows),
             "institutional": sum(row.from_institutional for row in rows)}
    return render(request, "staffing/channel.html", {
        "rows": rows, "total": total, "may_set": allowed(request.actor, access.GRANTS["set_channel"]),
    })
