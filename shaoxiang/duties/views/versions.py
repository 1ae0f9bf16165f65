"""Versions of the lists: open to everyone once published; drafting for the staffing office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.duties import access, actions
from shaoxiang.duties.actions import StaleDraft
from shaoxiang.duties.actions.publishing import Barred, Conflicts
from shaoxiang.duties.flows import AWAITED, AWAITED_IN
from shaoxiang.duties.forms import AskRetractionForm, ChangeForm, DescriptionForm, NewVersionForm, PublishForm, RefuseRetractionForm, SendBackForm
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import drafts, papers, reviewing, standing
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.deadline import deadline_of, publish_days
from shaoxiang.duties.queries.drafts import Undecided
from shaoxiang.duties.queries.hearing import concern_of
from shaoxiang.duties.queries.impact import answers_now, impact_of
from shaoxiang.duties.queries.retracting import retracted_version, retraction_page
from shaoxiang.duties.queries.wording import words_in
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.three_parts import Progress
from shaoxiang.duties.rules.versions import apply, fields_of
from shaoxiang.duties.views.lists import by_part, fields_shown, page_of
from shaoxiang.duties.vocabulary import ListForm, VersionKind, VersionStage, VersionStatus
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web.asked import said, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import initial
from shaoxiang.kernel.web.hearing import HEARD, hearing_of
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

ITEMS_SHOWN, LINES_SHOWN = 50, 50


def _kinds(request: HttpRequest) -> list[str]:
    """The lists this person may draft."""
    return [kind.value for kind in VersionKind if allowed(request.actor, access.drafting(kind.value))]  # type: ignore[attr-defined]


def find_version(request: HttpRequest, pk: int) -> ListVersion:
    return get_object_or_404(queries.versions_for(request.actor), pk=pk)  # type: ignore[attr-defined]


def _draft(request: HttpRequest, pk: int) -> ListVersion:
    version = find_version(request, pk)
    require(request.actor, access.drafting(version.kind))  # type: ignore[attr-defined]
    if version.status != VersionStatus.DRAFT:
        raise Http404(str(pk))
    return version


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """清单版本: what was published, when and by whom."""
    rows = list(queries.versions_for(request.actor).exclude(status=VersionStatus.WITHDRAWN.value))  # type: ignore[attr-defined]
    published = [row for row in rows if row.number]
    drafting = [row for row in rows if not row.number]
    days, who = publish_days(drafting), queries.drafters(drafting)
    return page_of(request, "duties/versions.html", {
        "published": queries.with_state(published, timezone.localdate()), "may_draft": bool(_kinds(request)),
        "drafts": [(row, AWAITED[AWAITED_IN[VersionStage(row.matter.status)]], days.get(row.matter_id), who.get(row.matter_id)) for row in drafting],
    })


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its items, what it changed, its digest. A draft: its changes and what it still needs."""
    found = find_version(request, pk)
    if found.status == VersionStatus.RETRACTED:
        return page_of(request, "duties/version_retracted.html", retracted_version(found) | {"in_post": request.actor.assignment_id is not None})  # type: ignore[attr-defined]
    return published_page(request, found) if found.status == VersionStatus.PUBLISHED else draft_page(request, found)


def published_page(request: HttpRequest, found: ListVersion, ask: forms.Form | None = None, refuse: forms.Form | None = None,
                   confirm: forms.Form | None = None) -> HttpResponse:
    """A published version. The forms: of taking it back, as they were refused."""
    rows = queries.published_rows(found)
    others = [row for row in queries.versions_for(request.actor).filter(kind=found.kind, status=found.status) if row.pk != found.pk]  # type: ignore[attr-defined]
    chosen = request.GET.get("with", "")
    other = next((row for row in others if str(row.pk) == chosen), None) or queries.predecessor(found)
    page = keyset(rows, order=("code",), cursor=request.GET.get("cursor"), size=ITEMS_SHOWN)
    in_post = request.actor.assignment_id is not None  # type: ignore[attr-defined]
    kept = initial(request)
    given = {"ask": ask or AskRetractionForm(initial=kept), "refuse": refuse or RefuseRetractionForm(initial=kept), "confirm": confirm}
    answer = page_of(request, "duties/version.html", {
        "retraction": retraction_page(found, request.actor, timezone.localdate()), **given,  # type: ignore[attr-defined]
        "version": found, "papers": papers.papers_of(found), "others": others, "in_post": in_post, "other": other, "total": rows.count(), "page": page,
        "fields": [field.label for field in fields_shown(request, found.kind, found.form)][:4], "items": _table(found, page.rows),
        "by_part": by_part(page.rows) if found.form == ListForm.THREE_PART else [], "deadline": deadline_of(found, now=timezone.now()),
        **_told(found, other, request.GET.get("basis", "").strip()[:40], whole=request.GET.get("lines") == "all"),
    })
    if request.method == "POST":
        answer.status_code = 422
    return answer


def _told(found: ListVersion, other: ListVersion | None, basis: str, *, whole: bool) -> dict[str, Any]:
    """The comparison, each line with the change that made it (when it is with the version just before), narrowed to what rests on `basis`."""
    if other is None:
        return {"lines": [], "changed": 0, "more": 0, "basis": basis, "bases": []}
    difference = queries.between(other, found)
    made = found.changes.all() if other.pk == found.base_id else found.changes.none()
    chosen = difference.changes
    if basis:
        resting = {row.code for row in made if basis.casefold() in row.basis.casefold()}
        chosen = [change for change in chosen if change.code in resting]
    shown = chosen if whole else chosen[:LINES_SHOWN]
    wishes = {row.code: row for row in made.filter(code__in=[change.code for change in shown])}
    return {
        "lines": [(line, wishes.get(line.code)) for line in difference.lines(shown)], "changed": len(chosen), "more": len(chosen) - len(shown), "basis": basis,
        "bases": list(made.exclude(basis="").order_by("basis").values_list("basis", flat=True).distinct()),
    }


@signed_in
@require_safe
def version_by_number(request: HttpRequest, number: str) -> HttpResponse:
    """From the desk, which knows the matter's number."""
    return redirect("duties:version", pk=get_object_or_404(queries.versions_for(request.actor), matter__number=number).pk)  # type: ignore[attr-defined]


def _table(found: ListVersion, rows: list[Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Code and the first fields of the items of a page, in words."""
    fields = fields_of(found.kind, found.form)[:4]
    return [(row.code, [(field.label, words_in(field, getattr(row, field.name))) for field in fields]) for row in rows]


# --- drafting ---------------------------------------------------------------------------------------------------------


def draft_page(request: HttpRequest, found: ListVersion, form: DescriptionForm | None = None, publish: PublishForm | None = None, **more: Any) -> HttpResponse:
    """The draft on one page: its decision, its changes, what changes for whom, and publishing."""
    impact, concern, heard, lines, shifts, refused = None, None, None, [], [], more.pop("refused", "")
    begins = max(found.effective_from or timezone.localdate(), timezone.localdate())
    changes = {row.code: row for row in found.changes.all()}
    try:
        items = queries.base_items(found.kind)
        lines = [(line, changes.get(line.code)) for line in queries.compared(found.kind, items, apply(items, queries.changes_of(found)))]
        listed, shifts = {line.code for line, _row in lines}, drafts.shifts_of(found)
        impact, concern = impact_of(found, begins), concern_of(found, begins)
        heard = hearing_of((queries.SUBJECT, found.pk), request.actor) if concern.codes else None  # type: ignore[attr-defined]
    except ChangeRefused:
        listed = set()
        refused = refused or gettext("起草以后清单已经变了，有的改动对不上：请先“改到最新一版上”。")
    page = {
        "version": found, "form": form or DescriptionForm(initial={name: getattr(found, name) for name in DescriptionForm.base_fields}), "lines": lines,
        "rest": [row for code, row in changes.items() if code not in listed], "impact": impact, "concern": concern,
        "refused": refused, "publish": publish or PublishForm(initial={HEARD: heard.number if heard else ""}), "hearing": heard,
        "open": found.status == VersionStatus.DRAFT, "progress": _progress(found), "shifts": shifts, "deadline": deadline_of(found, now=timezone.now()),
        "standings": standing.standings(found), "no_office": standing.without_office(found, begins), "bare": papers.bare_documents(found),
        **_review_of(request, found), **more,
    }
    bad = refused or (form is not None and form.errors) or page["publish"].errors or page["send_back"].errors
    return render(request, "duties/draft.html", page, status=422 if bad and request.method == "POST" else 200)


def _progress(found: ListVersion) -> Progress | None:
    """How many items are in one of the three lists; None in the other form, and where changes do not fit any more."""
    try:
        return drafts.progress_of(found) if found.form == ListForm.THREE_PART else None
    except ChangeRefused:
        return None


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def version_new(request: HttpRequest) -> HttpResponse:
    """起草新版."""
    kinds = _kinds(request)
    require(request.actor, access.GRANTS["draft_powers"])  # type: ignore[attr-defined]
    form = NewVersionForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        made = actions.draft_version(**form.cleaned_data, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return redirect("duties:version_items" if made.form == ListForm.THREE_PART else "duties:version", pk=made.pk)
    return render(request, "duties/version_new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@signed_in
@require_POST
def version_describe(request: HttpRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    form = DescriptionForm(request.POST)
    if not form.is_valid():
        return draft_page(request, found, form)
    try:
        actions.describe(pk, **form.cleaned_data, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    except StaleDraft as stale:
        found.refresh_from_db()
        data = request.POST.copy()
        data["revision"] = str(stale.revision)
        return draft_page(request, found, DescriptionForm(data), refused=_stale(stale))
    except ChangeRefused as refused:
        tell(form, refused)
        return draft_page(request, found, form)
    messages.success(request, gettext("已保存。"))
    return redirect("duties:version", pk=pk)


def _stale(stale: StaleDraft) -> str:
    changed = gettext("这期间改过的条目：%(codes)s。") % {"codes": "、".join(stale.changed)} if stale.changed else ""
    return f"{gettext(stale.reason)}{changed}"


def stale_act(stale: StaleDraft) -> str:
    """Somebody changed the draft after this editor had looked at it: nothing was done."""
    where = gettext("这期间改过的条目：%(codes)s。") % {"codes": "、".join(stale.changed)} if stale.changed else gettext("改的是名称、决定或删去的改动。")
    return gettext("您打开以后，别人改过这份草案，所以没有照办：请看过现在的样子，再按一次。") + where


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def version_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item of a draft: ?code= chooses an item of the list, without it a new one is written."""
    found = _draft(request, pk)
    code = request.GET.get("code", "")[:12]
    items = queries.base_items(found.kind)
    wished = found.changes.filter(code=code).first()
    now = {**items.get(code, {}), **(wished.values if wished else {})}
    answers = answers_now(found, code, timezone.localdate()) if wished is None or wished.answers is None else wished.answers
    start = {"code": code, "revision": found.revision, "act": wished.act if wished else "AMEND" if code in items else "ADD",
             "reason": wished.reason if wished else "", "change_basis": wished.basis if wished else "", "answers": "、".join(answers), **now}
    data, told = request.POST.copy() if request.method == "POST" else None, ""
    form = ChangeForm(data, kind=found.kind, form=found.form, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_item(pk, **form.wish(answers_now(found, form.cleaned_data["code"], timezone.localdate())), actor=request.actor,  # type: ignore[attr-defined]
                                at=timezone.now())
        except StaleDraft as stale:
            told = _stale(stale)
            assert data is not None  # noqa: S101
            data["revision"] = str(stale.revision)
            form = ChangeForm(data, kind=found.kind, form=found.form)
        except ChangeRefused as refused:
            tell(form, refused)
        else:
            return redirect("duties:version", pk=pk)
    codes = [(key, str(values.get("title") or values.get("name"))) for key, values in items.items()]
    status = 422 if request.method == "POST" else 200
    return render(request, "duties/version_item.html", {"version": found, "form": form, "code": code, "codes": codes, "told": told}, status=status)


@signed_in
@require_POST
@once
def version_act(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """send_for_review, publish, rebase, withdraw, drop."""
    found = _draft(request, pk)
    actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isdecimal() else -1  # a post that does not say what its editor saw is stale
    publish = PublishForm(request.POST) if move == "publish" else None
    try:
        if move == "publish":
            assert publish is not None  # noqa: S101
            if not publish.is_valid():
                return draft_page(request, found, publish=publish)
            actions.publish(pk, actor=actor, at=at, revision=revision, **publish.cleaned_data)
            messages.success(request, gettext("已公布，人人可查。"))
        elif move == "send_for_review":
            actions.send_for_review(pk, actor=actor, at=at, revision=revision)
            messages.success(request, gettext("已送复核：另一位同志复核通过以后就能公布。"))
        elif move == "rebase":
            actions.rebase(pk, actor=actor, at=at, revision=revision)
        elif move == "withdraw":
            actions.withdraw_draft(pk, actor=actor, at=at, revision=revision)
            return redirect("duties:versions")
        elif move == "drop":
            actions.drop_change(pk, request.POST.get("code", ""), revision=revision, actor=actor, at=at)
        else:
            raise Http404(move)
    except StaleDraft as stale:
        found.refresh_from_db()
        return draft_page(request, found, publish=publish, refused=stale_act(stale))
    except ChangeRefused as refused:
        found.refresh_from_db()
        if publish is not None and refused.field in publish.fields:
            tell(publish, refused)
            return draft_page(request, found, publish=publish)
        return draft_page(request, found, publish=publish, refused=why_not(refused))
    return redirect("duties:version", pk=pk)


def why_not(refused: ChangeRefused) -> str:
    codes = refused.codes if isinstance(refused, (Barred, Conflicts, Undecided)) else []
    return said(refused) + "、".join(codes[:30]) + ("…" if len(codes) > 30 else "")


def _review_of(request: HttpRequest, found: ListVersion) -> dict[str, Any]:
    """Who may look at the draft, whose hands were in it, and what this person may do."""
    actor = request.actor  # type: ignore[attr-defined]
    return {
        "may_draft": allowed(actor, access.drafting(found.kind)), "may_review": reviewing.may_review(actor, found), "keeps": reviewing.keeps(actor, found),
        "reviewers": [one for one in reviewing.reviewers_of(found) if one.signs_in], "stage": found.matter.status,
        "send_back": SendBackForm(initial={**initial(request), "revision": found.revision}),
    }
