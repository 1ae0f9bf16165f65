"""The case page, and the one address through which every move is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases import access, actions, queries
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.forms.moves import FORMS, MoveForm, NoForm, RevealForm
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.choices import cited_items
from shaoxiang.cases.queries.page import case_page
from shaoxiang.cases.queries.papers import case_file
from shaoxiang.cases.queries.proposal import proposal_for
from shaoxiang.cases.queries.rating import link_of
from shaoxiang.cases.queries.slip import slip_context
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.rules import ReportRefused, Unlisted
from shaoxiang.cases.views.asked import find_case, go, is_htmx
from shaoxiang.dispatch.rules import ObjectionRefused
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.kernel.access import require
from shaoxiang.kernel.clocks.rules import ExtensionRefused, SuspensionRefused
from shaoxiang.kernel.documents.actions import MEDIA_TYPES, Format
from shaoxiang.kernel.documents.actions import render as render_paper
from shaoxiang.kernel.documents.registry import CASE_SLIP
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flow import Move, MoveRefused
from shaoxiang.kernel.identity.actions import ReasonMissing, reveal
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, said
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.preferences import safe_next
from shaoxiang.places.queries import place_book

REFUSALS = (ReportRefused, ObjectionRefused, ExtensionRefused, SuspensionRefused, Refused)
# At which step the files of a move's form belong; of any other move they are OTHER.
PHOTO_ROLES = {"finish": AttachmentRole.HANDLE, "settle": AttachmentRole.HANDLE, "progress": AttachmentRole.HANDLE, "verify_pass": AttachmentRole.VERIFY}
INPUTS = {"lead": "lead_body", "cooperating": "helper_1"}  # what an action names, as the form names it
REPORTER_FIELDS = ("name", "phone", "address", "note")


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    """事件: where it is, whose it is and why, its clocks, its record, and the buttons this reader may press."""
    case = find_case(request, number)
    page = case_page(case, request.actor, now=timezone.now())
    street = place_book().streets.get(case.matter.street_id) if case.matter.street_id is not None else None
    context = {"case": case, "matter": case.matter, "page": page, "within": street.code if street else ""}
    return render(request, "cases/staff/case.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
@keeps_draft("cases:act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move: its small form (GET), and the act (POST). Refused with a mistake in it: 422, the text kept; too late: 409."""
    case = find_case(request, number)
    found = _move(move)
    form_class = FORMS[move]
    require(request.actor, access.GRANTS.get(move, ()), case)
    if request.method != "POST":
        form = form_class(case=case, actor=request.actor, initial={**_prefilled(request, move), **drafts.initial(request)})
        return _form_page(request, case, found, form)
    form = form_class(request.POST, request.FILES, case=case, actor=request.actor)
    if found.name not in queries.moves_for(case, request.actor):  # someone was faster: the action says who and when
        form.is_bound, form.cleaned_data = True, {}
        _take_too_late(request, case, found)
    if not form.is_valid() or not _done(request, case, found, form):
        return _form_page(request, case, found, form, status=422)
    messages.success(request, gettext("%(number)s：%(move)s，已办。") % {"number": number, "move": gettext(found.label)})
    return go(request, safe_next(request, request.POST.get("next"), reverse("cases:case", args=[number])))


def _move(name: str) -> Move:
    if name not in FORMS:
        raise Http404
    return CASE_FLOW.by_name[name]


def _prefilled(request: ActorRequest, move: str) -> dict[str, Any]:
    """What a link may bring along: the suggested type, the item found by the search."""
    return {name: request.GET[name] for name in ("type_code", "cited_list", "cited_item", "kind") if name in request.GET}


def _take_too_late(request: ActorRequest, case: Case, move: Move) -> None:
    """Raises MoveRefused with who did what, when."""
    from shaoxiang.cases.actions.steps import take

    with transaction.atomic():
        take(case.number, move.name, actor=request.actor, at=timezone.now())
    raise MoveRefused(move.name, case.matter.status)


def _done(request: ActorRequest, case: Case, move: Move, form: MoveForm) -> bool:
    """Act, with the form's files in the same transaction. What the room refuses goes back to the field it names."""
    at = timezone.now()
    try:
        with transaction.atomic():
            role = PHOTO_ROLES.get(move.name, AttachmentRole.OTHER)
            if move.name != "attach":
                _act(move.name)(case.number, actor=request.actor, at=at, **form.arguments())
            for photo in form.uploads:
                actions.attach(case.number, actor=request.actor, at=at, upload=photo, role=role)
    except REFUSALS as refused:
        field = INPUTS.get(getattr(refused, "field", None) or "", getattr(refused, "field", None))
        form.unlisted = isinstance(refused, Unlisted)
        form.add_error(field if field in form.fields else "photos" if isinstance(refused, Refused) and "photos" in form.fields else None, _sentence(refused))
        return False
    return True


def _act(name: str) -> Callable[..., Any]:
    act: Callable[..., Any] = getattr(actions, name)
    return act


def _sentence(refused: Exception) -> str:
    return said(refused) if isinstance(refused, Refusal) else gettext(str(getattr(refused, "reason", refused)))


def _form_page(request: ActorRequest, case: Case, move: Move, form: MoveForm, status: int = 200) -> HttpResponse:
    context = {
        "case": case, "matter": case.matter, "move": move, "form": form, "plain": isinstance(form, NoForm),
        "next": request.GET.get("next") or request.POST.get("next") or "",
        "rating_link": link_of(case, settings.ADDRESS or request.build_absolute_uri("/")) if move.name == "call_back" else "",
        "proposal": proposal_for(case, now=timezone.now()) if move.name == "dispatch" else None,
        "type_name": type_words(case.matter.subject_code) if form.unlisted else "",
    }
    template = "cases/staff/act.html#act" if is_htmx(request) else "cases/staff/act.html"
    return render(request, template, context, status=status)


@require_POST
@signed_in
@once
def step_done(request: ActorRequest, number: str, code: str) -> HttpResponse:
    """环节完成: one step of the type's limits."""
    find_case(request, number)
    actions.step_done(number, actor=request.actor, at=timezone.now(), code=code)
    messages.success(request, gettext("这个环节已报完成，时限停了。"))
    return go(request, reverse("cases:case", args=[number]))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def reveal_reporter(request: ActorRequest, number: str) -> HttpResponse:
    """查看反映人: for a reason, on the record."""
    case = find_case(request, number)
    require(request.actor, access.GRANTS["reveal_reporter"], case)
    form = RevealForm(request.POST or None)
    shown: dict[str, str] = {}
    if request.method == "POST" and form.is_valid() and case.reporter_id is not None:
        try:
            shown = reveal(
                case.reporter_id, REPORTER_FIELDS, actor=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"], matter=case.matter,
            )
        except ReasonMissing as missing:
            form.add_error("reason", str(missing))
    context = {"case": case, "matter": case.matter, "form": form, "shown": shown, "description": case.description if shown else ""}
    status = 422 if request.method == "POST" and not shown else 200
    return render(request, "cases/staff/reveal.html#reveal" if is_htmx(request) else "cases/staff/reveal.html", context, status=status)


@never_cache
@require_safe
@signed_in
def slip(request: ActorRequest, number: str, form: str) -> HttpResponse:
    """交办单 to print: DOCX to edit, PDF as it stands. A copy, without a document number."""
    case = find_case(request, number)
    if form not in MEDIA_TYPES:
        raise Http404
    content = render_paper(CASE_SLIP, case.matter, slip_context(case.matter), fmt=cast("Format", form), at=timezone.now())
    return HttpResponse(content, content_type=MEDIA_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{number}.{form}"'})


@never_cache
@require_safe
@signed_in
def file(request: ActorRequest, number: str, form: str) -> HttpResponse:
    """案卷 to print: facts, clocks explained, orders, record, list of files; masked, without the reporter."""
    case = find_case(request, number)
    if form not in MEDIA_TYPES:
        raise Http404
    content = case_file(case, actor=request.actor, fmt=cast("Format", form), at=timezone.now())
    return HttpResponse(content, content_type=MEDIA_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{number}-file.{form}"'})


@require_safe
@signed_in
def cited(request: ActorRequest, number: str) -> HttpResponse:
    """援引条目: what a search in the chosen list finds, for the hand-back form."""
    case = find_case(request, number)
    require(request.actor, access.GRANTS["hand_back"], case)
    cited_list = request.GET.get("cited_list", CitedList.DUTY_LIST.value)
    items = cited_items(cited_list, request.GET.get("words_sought", "")[:40], type_code=case.matter.subject_code)
    return render(request, "cases/staff/cited.html", {"items": items})
