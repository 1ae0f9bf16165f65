"""制度文件: open to everyone once issued; written and decided by the staffing office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.duties import access
from shaoxiang.duties.actions import documents as actions
from shaoxiang.duties.actions.documents import StaleRule
from shaoxiang.duties.flows import ISSUES, RULE_FLOW
from shaoxiang.duties.forms import DecideRuleForm, IssueRuleForm, NewRuleForm, RuleEnglishForm, RuleForm, RuleTextForm
from shaoxiang.duties.models import InstitutionDocument, RuleReview, RuleText
from shaoxiang.duties.queries import documents as queries
from shaoxiang.duties.queries.figures import figure_page, life_of
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules import documents as rules
from shaoxiang.duties.rules.documents import Issue
from shaoxiang.duties.rules.periods import DAYS, months, period_of, years
from shaoxiang.duties.views.lists import SHOWN, page_of
from shaoxiang.duties.vocabulary import RuleStatus
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.documents.actions import MEDIA_TYPES
from shaoxiang.kernel.language import reads_english
from shaoxiang.kernel.web import drafts, navigation
from shaoxiang.kernel.web.asked import ActorRequest, said
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset


def _find(request: ActorRequest, code: str) -> InstitutionDocument:
    return get_object_or_404(queries.documents_for(request.actor), code=code)


def _text(request: ActorRequest, code: str, version: int) -> tuple[InstitutionDocument, RuleText]:
    document = _find(request, code)
    return document, get_object_or_404(RuleText, document=document, number=version)


# --- reading ----------------------------------------------------------------------------------------------------------


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """Every rule: what it is about, since when, whether on trial; ?q= and ?status= narrow."""
    words, status = request.GET.get("q", "").strip()[:40], request.GET.get("status", "")
    today = timezone.localdate()
    chosen = queries.chosen(queries.documents_for(request.actor), words=words, status=status)
    page = keyset(chosen, order=("id",), cursor=request.GET.get("cursor"), size=SHOWN)
    rows = [
        (row, day, day is not None and day < today) for row in page.rows
        for day in [rules.due_on(RuleStatus(row.status), row.trial_until, row.review_on)]
    ]
    states = [status for status in RuleStatus if status is not RuleStatus.DRAFT or queries.reads_drafts(request.actor)]
    return page_of(request, "duties/documents.html", {
        "page": page, "rows": rows, "q": words, "status": status, "states": states, "may_write": allowed(request.actor, access.GRANTS["write_rules"]),
    })


@require_safe
def show(request: ActorRequest, code: str) -> HttpResponse:
    """One rule: its text in force, its standing, its versions, the page that carries it out, and what was done under it; ?period= cuts these figures."""
    document, today = _find(request, code), timezone.localdate()
    period = period_of(request.GET.get("period", ""), today)
    life = life_of(document.code, period) if _shows_life(request, document) else None
    page = queries.page_of(document, request.actor, today)
    return page_of(request, "duties/document.html", {
        "document": document, "page": page, "life": life, "today": today, "stands_on": min(period.last, today),
        "days": DAYS, "years": years(document.valid_from, today),
        "months": months(document.valid_from, today), "entries": [(EntryKind.label_of(entry.kind), entry) for entry in page.entries],
        "english": reads_english(),
    })


def _shows_life(request: ActorRequest, document: InstitutionDocument) -> bool:
    """Figures are for those who work with the rule."""
    return request.actor.assignment_id is not None and document.status != RuleStatus.DRAFT


@never_cache
@require_safe
@signed_in
def figure(request: ActorRequest, code: str, figure: str) -> HttpResponse:
    """The records a figure counts in its period: those this reader may open, and how many more there are."""
    document = _find(request, code)
    period = period_of(request.GET.get("period", ""), timezone.localdate())
    found = figure_page(document.code, figure, period, request.actor) if _shows_life(request, document) else None
    if found is None:
        raise Http404
    rows = keyset(found.seen, order=("-pk",), cursor=request.GET.get("cursor"), size=50)
    return render(request, "duties/document_figure.html", {
        "document": document, "period": period, "found": found, "figure": found.counted.figure, "page": rows,
        "lines": [found.counted.figure.line(row) for row in rows.rows],
    })


@require_safe
def version(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """One text, and what changed in it; ?with= chooses against which, ?all=1 shows the rest too."""
    document, text = _text(request, code, version)
    others = list(document.texts.filter(number__isnull=False).exclude(pk=text.pk).order_by("-number"))
    given = request.GET.get("with", "")
    other = next((one for one in others if str(one.number) == given), None) or next((one for one in others if (one.number or 0) < version), None)
    everything = request.GET.get("all") == "1"
    lines = queries.difference(other, text, everything=everything) if other is not None else []
    return page_of(request, "duties/document_version.html", {
        "document": document, "text": text, "others": others, "other": other, "lines": lines, "everything": everything,
        "paragraphs": rules.paragraphs(text.text), "english": reads_english(), "may_write": "describe" in queries.moves_for(document, request.actor),
    })


@require_safe
def paper(request: ActorRequest, code: str, version: int, form: str) -> HttpResponse:
    """The text as DOCX or PDF."""
    document, text = _text(request, code, version)
    if form not in MEDIA_TYPES:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{document.code}-{version}.{form}"'}
    return HttpResponse(queries.paper(document, text, form), content_type=MEDIA_TYPES[form], headers=headers)


@never_cache
@require_safe
@signed_in
def review(request: ActorRequest, number: str) -> HttpResponse:
    """From the desk to the rule that is to be reviewed."""
    found = get_object_or_404(RuleReview.objects.filter(document__in=queries.documents_for(request.actor)).select_related("document"), matter__number=number)
    return redirect("duties:document", code=found.document.code)


# --- writing ----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("duties:document_new")
def new(request: ActorRequest) -> HttpResponse:
    """登记制度文件."""
    require(request.actor, access.GRANTS["write_rules"])
    form = NewRuleForm(request.POST or None, initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_rule(**form.cleaned_data, actor=request.actor, at=timezone.now())
        except ChangeRefused as refused:
            _add(form, refused)
        else:
            return redirect("duties:document_describe", code=made.code)
    return render(request, "duties/document_new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@keeps_draft("duties:document_describe:{code}")
def describe(request: ActorRequest, code: str) -> HttpResponse:
    """改说明."""
    document = _held(request, code, "describe")
    start = {name: getattr(document, name) for name in (*actions.DESCRIBED, "revision")} | drafts.initial(request)
    form = RuleForm(request.POST or None, pages=_pages(), initial=start)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        revision = given.pop("revision")
        try:
            actions.describe_rule(code, given, revision=revision, actor=request.actor, at=timezone.now())
        except ChangeRefused as refused:
            form = _refused(form, refused, lambda data: RuleForm(data, pages=_pages()), request.POST)
        else:
            messages.success(request, gettext("已保存。"))
            return redirect("duties:document", code=code)
    return render(request, "duties/document_describe.html", {"document": document, "form": form}, status=_status(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@keeps_draft("duties:document_text:{code}")
def text(request: ActorRequest, code: str) -> HttpResponse:
    """写文本: the draft of the next version, begun from the text issued last."""
    document = _held(request, code, "write")
    there, last = queries.draft_text(document), queries.last_text(document)
    start = {"text": there.text if there else last.text if last else "", "english": there.english if there else "", "revision": document.revision}
    start |= drafts.initial(request)
    form, theirs = RuleTextForm(request.POST or None, initial=start), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.write_rule(code, given["text"], english=given["english"], revision=given["revision"], actor=request.actor, at=timezone.now())
        except ChangeRefused as refused:
            theirs = rules.compare(rules.paragraphs(given["text"]), rules.paragraphs(refused.now)) if isinstance(refused, StaleRule) else None
            form = _refused(form, refused, RuleTextForm, request.POST)
        else:
            messages.success(request, gettext("已保存草稿，还没有印发。"))
            return redirect("duties:document", code=code)
    page = {"document": document, "form": form, "theirs": [row for row in theirs or [] if row.state != "SAME"], "stale": theirs is not None}
    return render(request, "duties/document_text.html", page, status=409 if theirs is not None else _status(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@keeps_draft("duties:document_english:{code}:{version}")
def english(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """写英文摘要 of an issued text, beside its Chinese."""
    document = _held(request, code, "describe")
    text = get_object_or_404(RuleText, document=document, number=version)
    form = RuleEnglishForm(request.POST or None, initial={"english": text.english, "revision": document.revision} | drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.put_english(code, version, given["english"], revision=given["revision"], actor=request.actor, at=timezone.now())
        except ChangeRefused as refused:
            form = _refused(form, refused, RuleEnglishForm, request.POST)
        else:
            messages.success(request, gettext("已保存。"))
            return redirect("duties:document_version", code=code, version=version)
    page = {"document": document, "text": text, "form": form, "paragraphs": rules.paragraphs(text.text)}
    return render(request, "duties/document_english.html", page, status=_status(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("duties:document_act:{code}:{move}")
def act(request: ActorRequest, code: str, move: str) -> HttpResponse:
    """印发试行、印发施行、修订、延长、转正、继续施行、废止: the form (GET), and the act (POST)."""
    if move not in RULE_FLOW.by_name or move in ("describe", "write"):
        raise Http404
    document = _held(request, code, move)
    form = _act_form(document, move, request.POST if request.method == "POST" else None, drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            if move in ISSUES:
                actions.issue_rule(code, move, Issue(**form.cleaned_data), actor=request.actor, at=timezone.now())
            else:
                actions.decide_rule(code, move, **form.cleaned_data, actor=request.actor, at=timezone.now())
        except ChangeRefused as refused:
            _add(form, refused)
        else:
            messages.success(request, gettext("%(move)s，已办。") % {"move": gettext(RULE_FLOW.by_name[move].label)})
            return redirect("duties:document", code=code)
    last, drafted = queries.last_text(document), queries.draft_text(document)
    lines = queries.difference(last, drafted) if move == "amend" and last is not None and drafted is not None else []
    page = {"document": document, "form": form, "move": RULE_FLOW.by_name[move], "lines": lines}
    return render(request, "duties/document_act.html", page, status=_status(request))


def _held(request: ActorRequest, code: str, move: str) -> InstitutionDocument:
    """Raises Http404, PermissionDenied, MoveRefused."""
    document = _find(request, code)
    require(request.actor, access.GRANTS["write_rules"])
    RULE_FLOW.take(move, document.status)
    return document


def _act_form(document: InstitutionDocument, move: str, data: Any, kept: Mapping[str, Any]) -> forms.Form:
    if move not in ISSUES:
        return DecideRuleForm(data, move=move, initial=kept)
    today = timezone.localdate()
    start = {"issued_on": today, "effective_from": today, "trial_until": document.trial_until, "review_on": document.review_on} | dict(kept)
    return IssueRuleForm(data, trial=move == "try_out" or (move == "amend" and document.status == RuleStatus.TRIAL), initial=start)


def _pages() -> list[tuple[str, str]]:
    return [(item.route, gettext(item.label)) for item in navigation.items()]


def _refused(form: forms.Form, refused: ChangeRefused, again: Any, posted: Any) -> Any:
    """The form as it was filled in; after a colleague's saving it begins from where the colleague left off."""
    if isinstance(refused, StaleRule):
        data = posted.copy()
        data["revision"] = str(refused.revision)
        form = again(data)
        form.is_valid()
    _add(form, refused)
    return form


def _add(form: forms.Form, refused: ChangeRefused) -> None:
    form.add_error(refused.field if refused.field in form.fields and refused.field != "revision" else None, said(refused))


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
