"""The asking unit's files, the street's requests on one screen, the list of what was asked and what came of it; what must be asked (`scopes`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.institutions.queries.desks import street_shown
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.documents.actions import MEDIA_TYPES, Format
from shaoxiang.kernel.documents.actions import render as printed
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.exchange import Column, export
from shaoxiang.kernel.exchange.export import MEDIA_TYPES as TABLES
from shaoxiang.kernel.exchange.export import Format as TableFormat
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.hearing import page_of_subject, topic_of
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, moved, tell, tried
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.kernel.web.templatetags.shaoxiang import due_words
from shaoxiang.opinions import access, actions, queries
from shaoxiang.opinions.flows import FILE_FLOW
from shaoxiang.opinions.forms import FORMS, AnswerForm, AttachForm, FeedbackForm, FileForm, MoveForm, NoForm, SelectionForm, street_choices
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.queries.files import PAPER
from shaoxiang.opinions.queries.selections import units_to_ask
from shaoxiang.opinions.rules import TITLE_MAX, WORDS_MAX, OpinionRefused
from shaoxiang.opinions.vocabulary import ASKABLE, Power
from shaoxiang.staffing.queries.selection import selections_for

NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
ACTS = {"ask": actions.send_out}
CHOSEN = ("power", "state", "uptake", "unit")


def _file(request: ActorRequest, number: str) -> OpinionFile:
    return get_object_or_404(queries.files_for(request.actor), matter__number=number)


def _one(request: ActorRequest, number: str) -> OpinionRequest:
    """Another street's request is not there."""
    return get_object_or_404(queries.requests_for(request.actor), matter__number=number)


def _add(form: Any, refused: OpinionRefused) -> None:
    if isinstance(refused, actions.NotYet):
        for sentence in queries.bar_words(refused.obstacles):
            form.add_error(None, sentence)
        return
    tell(form, refused)


# --- the asking unit ----------------------------------------------------------------------------------------------------


@never_cache
@require_safe
@signed_in
def files(request: ActorRequest) -> HttpResponse:
    """征求街道意见: files of my unit (supervision: all; justice: those sent to it), newest first."""
    rows = queries.files_for(request.actor)
    power = request.GET.get("power", "")
    if power:
        rows = rows.filter(power=power)
    if only_open := request.GET.get("all") != "1":
        rows = rows.filter(matter__closed_at__isnull=True)
    page = keyset(rows, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    context = {"page": page, "only_open": only_open, "may_new": queries.may_open(request.actor)}
    return render(request, "opinions/files.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("opinions:new")
def new(request: ActorRequest) -> HttpResponse:
    if not queries.may_open(request.actor):
        raise PermissionDenied
    form = FileForm(request.POST) if request.method == "POST" else FileForm(initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.open_file(form.question(), actor=request.actor, at=timezone.now()), _add)
        if made is not None:
            messages.success(request, gettext("已立卷 %(number)s。下一步：附材料，发出征求意见。") % {"number": made.number})
            return HttpResponseRedirect(reverse("opinions:file", args=[made.number]))
    return render(request, "opinions/new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("opinions:about:{kind}:{key}")
def about(request: ActorRequest, kind: str, key: int) -> HttpResponse:
    """征求街道意见 on a row of another room, before it is decided there: its words and streets are filled in. No such row for this reader: not there."""
    topic = topic_of((kind, key), request.actor)
    if topic is None:
        raise Http404
    if not queries.may_ask_about(kind, request.actor):
        raise PermissionDenied
    words = {"power": Power.INTEGRATED_COORDINATION.value, "title": topic.title[:TITLE_MAX], "text": topic.text[:WORDS_MAX],
             "units": queries.units_of(topic.streets)}
    form = FileForm(request.POST) if request.method == "POST" else FileForm(initial={**words, **drafts.initial(request)})
    if request.method == "POST" and form.is_valid():
        question = replace(form.question(), subject=(kind, key))
        made = tried(form, lambda: actions.open_file(question, actor=request.actor, at=timezone.now()), _add)
        if made is not None:
            messages.success(request, gettext("已立卷 %(number)s。下一步：附材料，发出征求意见。") % {"number": made.number})
            return HttpResponseRedirect(reverse("opinions:file", args=[made.number]))
    return render(request, "opinions/new.html", {"form": form, "topic": topic}, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("opinions:about:{number}")
def about_selection(request: ActorRequest, number: str) -> HttpResponse:
    """征求镇街意见 on the head of a dispatched body, from the selection; where the actor sees no such selection there is none."""
    selection = get_object_or_404(selections_for(request.actor), matter__number=number)
    require(request.actor, access.GRANTS["new"])
    post = f"{selection.post.body.shown_name} {selection.post.shown_title}"
    asked = gettext("拟选任%(post)s。请就派驻工作的需要、对这个岗位的要求和对人选的意见答复。") % {"post": post}
    form = SelectionForm(request.POST) if request.method == "POST" else SelectionForm(initial={"text": asked, **drafts.initial(request)})
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.ask_about_selection(number, actor=request.actor, at=timezone.now(), **form.cleaned_data))
        if made is not None:
            messages.success(request, gettext("已向镇街征求意见：%(number)s。") % {"number": made.number})
            return HttpResponseRedirect(reverse("staffing:selection", args=[number]))
    units = units_to_ask(selection, timezone.localdate())
    page = {"form": form, "selection": selection, "post": post, "units": units}
    return render(request, "opinions/about_selection.html", page, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    page = queries.page_of(_file(request, number), request.actor, now=timezone.now())
    first = [page.moves[name] for name in ("find_legal", "ask", "send_to_meeting", "close_file") if name in page.moves]
    if first and first[0].name == "ask" and not any(line.request is None for line in page.standing.lines):
        first = first[1:]  # everybody was asked
    rest = [move for name, move in page.moves.items() if move not in first and name != "ask"]
    about = topic_of((page.file.subject_kind, page.file.subject_id), request.actor) if page.file.subject_id is not None else None
    return render(request, "opinions/file.html", {"file": page.file, "page": page, "first": first, "rest": rest, "topic": about})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("opinions:act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move of a file: its form (GET), and the act (POST)."""
    file = _file(request, number)
    if move not in FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], file)
    if request.method != "POST":
        return _act_page(request, file, move, FORMS[move](file=file, initial=drafts.initial(request)))
    form = FORMS[move](request.POST, request.FILES, file=file)
    if form.is_valid():
        try:
            ACTS.get(move, getattr(actions, move, None))(number, actor=request.actor, at=timezone.now(), **form.arguments())  # type: ignore[misc]
        except OpinionRefused as refused:
            if isinstance(refused, actions.NotYet):
                actions.note_refusal(number, refused.obstacles, actor=request.actor, at=timezone.now())
            _add(form, refused)
        except Refused as refused:
            form.add_error("upload", str(refused))
        else:
            return moved(request, number, FILE_FLOW.by_name[move].label, reverse("opinions:file", args=[number]))
    return _act_page(request, file, move, form, status=422)


def _act_page(request: ActorRequest, file: OpinionFile, move: str, form: MoveForm, status: int = 200) -> HttpResponse:
    bars = queries.bar_words(queries.standing(file, now=timezone.now()).obstacles) if move == "send_to_meeting" and not form.errors else []
    context = {"file": file, "move": FILE_FLOW.by_name[move], "form": form, "plain": isinstance(form, NoForm), "multipart": isinstance(form, AttachForm)}
    return render(request, "opinions/act.html", context | {"bars": bars}, status=status)


@never_cache
@require_safe
@signed_in
def summary(request: ActorRequest, number: str, form: str) -> HttpResponse:
    """街道意见汇总 as it stands now: a page to print, DOCX or PDF."""
    file, now = _file(request, number), timezone.now()
    words = queries.summary(file, now=now)
    if form == "page":
        return render(request, "opinions/summary.html", {"file": file, "summary": words})
    if form not in MEDIA_TYPES:
        raise Http404
    content = printed(kind_of(PAPER), file.matter, words, fmt=cast("Format", form), at=now)
    return HttpResponse(content, content_type=MEDIA_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{number}.{form}"'})


@never_cache
@require_safe
@signed_in
def notice(request: ActorRequest, number: str) -> HttpResponse:
    """公开征求意见的公告, to print: for how long, and why where it is shorter than usual. Not there before it was published."""
    file = _file(request, number)
    if file.comment_began_at is None:
        raise Http404
    return render(request, "opinions/notice.html", {"file": file, "comment_ends": queries.comment_ends(file)})


# --- the street ---------------------------------------------------------------------------------------------------------


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """问过我们什么、我们怎么说、结果怎样: a street's own; an asking unit's those it asked; supervision all, by street."""
    chosen = {name: request.GET[name] for name in CHOSEN if request.GET.get(name)}
    page = keyset(queries.filtered(queries.requests_for(request.actor), chosen), order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    ours = request.actor.has_role(*map(str, access.STREET))
    context = {
        "page": page, "chosen": chosen, "powers": ASKABLE, "ours": ours, "streets": [] if ours else street_choices(), "query": urlencode(chosen),
        "street_shown": street_shown(chosen.get("unit", ""), request.actor.street_id),
    }
    return render(request, "opinions/list.html", context)


@never_cache
@require_safe
@signed_in
def table(request: ActorRequest, form: str) -> HttpResponse:
    """The same rows as the list, as a table to take along."""
    if form not in TABLES:
        raise Http404
    chosen = {name: request.GET[name] for name in CHOSEN if request.GET.get(name)}
    rows = queries.filtered(queries.requests_for(request.actor), chosen).order_by(*NEWEST_FIRST)
    columns = [
        Column(gettext("编号"), "number"), Column(gettext("什么事"), "matter.title"),
        Column(gettext("哪项权力"), lambda row: gettext(row.file.get_power_display())),
        Column(gettext("谁来问"), lambda row: name_of("body", row.file.matter.unit_id)), Column(gettext("街道"), lambda row: name_of("body", row.unit_id)),
        Column(gettext("发出时间"), "asked_at"), Column(gettext("答复期限"), lambda row: due_words(row.due_at)),
        Column(gettext("状态"), lambda row: gettext(row.status.label)),
        Column(gettext("意见"), lambda row: gettext(row.get_view_display()) if row.view else ""), Column(gettext("原话"), "words"),
        Column(gettext("答复时间"), "answered_at"), Column(gettext("过期补答"), "late"),
        Column(gettext("采纳情况"), lambda row: gettext(row.get_uptake_display()) if row.uptake else ""), Column(gettext("反馈"), "feedback"),
        Column(gettext("示例"), "sample"),
    ]
    return cast("HttpResponse", export(columns, rows, cast("TableFormat", form), gettext("征求意见")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("opinions:request:{number}")
def request_page(request: ActorRequest, number: str) -> HttpResponse:
    """One request: what is asked, and the answer (street) or the feedback (asking unit) on the same screen."""
    row = _one(request, number)
    page = queries.request_page(row, request.actor)
    may_answer = "answer" in page.moves or "answer_late" in page.moves
    kind: Any = AnswerForm if may_answer else FeedbackForm if "feedback" in page.moves else None
    if request.method != "POST":
        said = {"view": page.earlier[-1].said, "words": page.earlier[-1].words} if may_answer and page.earlier else {}
        form = kind(initial={**said, **drafts.initial(request)}) if kind is not None else None
        return _request_page(request, row, page, form, may_answer)
    street = allowed(request.actor, access.GRANTS["answer"], row)
    if not street and not allowed(request.actor, access.GRANTS["feedback"], row):
        raise PermissionDenied(gettext("您现在的岗位没有这项权限。"))
    form = AnswerForm(request.POST) if street else FeedbackForm(request.POST)
    if form.is_valid():
        try:
            do = actions.answer if street else actions.give_feedback
            do(number, actor=request.actor, at=timezone.now(), **form.arguments())
        except OpinionRefused as refused:
            _add(form, refused)
        else:
            messages.success(request, gettext("已答复，对方要书面反馈采纳情况。") if street else gettext("已反馈，街道看得到。"))
            return HttpResponseRedirect(reverse("opinions:request", args=[number]))
    return _request_page(request, row, page, form, street, status=422)


def _request_page(request: ActorRequest, row: OpinionRequest, page: Any, form: Any, may_answer: bool, status: int = 200) -> HttpResponse:
    """With the way to the row it is about, for the street that was asked and whoever sees that row."""
    subject = (row.file.subject_kind, row.file.subject_id or 0)
    seen = row.unit_id == request.actor.unit_id or topic_of(subject, request.actor) is not None
    context = {"row": row, "page": page, "form": form, "may_answer": may_answer, "about": page_of_subject(*subject) if seen and subject[1] else ""}
    return render(request, "opinions/request.html", context, status=status)


@never_cache
@require_POST
@signed_in
@once
def request_move(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """签收、知道了: moves without a form."""
    _one(request, number)
    act_of = {"open": actions.open_request, "close": actions.close}.get(move)
    if act_of is None:
        raise Http404
    act_of(number, actor=request.actor, at=timezone.now())
    return HttpResponseRedirect(reverse("opinions:request", args=[number]))
