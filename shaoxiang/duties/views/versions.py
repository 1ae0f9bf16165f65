"""Versions of the lists: open to everyone once published; drafting for the staffing office."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.duties import access, actions
from shaoxiang.duties.actions import StaleDraft
from shaoxiang.duties.actions.publishing import Conflicts
from shaoxiang.duties.forms import ChangeForm, DescriptionForm, NewVersionForm, PublishForm
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import drafts
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.drafts import Undecided
from shaoxiang.duties.queries.impact import answers_now, impact_of
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.three_parts import Progress
from shaoxiang.duties.rules.versions import apply, fields_of
from shaoxiang.duties.views.lists import by_part, page_of
from shaoxiang.duties.vocabulary import FieldKind, ListForm, VersionKind, VersionStatus
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.exchange.export import Column, export
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once


def _kinds(request: HttpRequest) -> list[str]:
    """The lists this person may draft."""
    return [kind.value for kind in VersionKind if allowed(request.actor, access.drafting(kind.value))]  # type: ignore[attr-defined]


def _find(request: HttpRequest, pk: int) -> ListVersion:
    return get_object_or_404(queries.versions_for(request.actor), pk=pk)  # type: ignore[attr-defined]


def _draft(request: HttpRequest, pk: int) -> ListVersion:
    version = _find(request, pk)
    require(request.actor, access.drafting(version.kind))  # type: ignore[attr-defined]
    if version.status != VersionStatus.DRAFT:
        raise Http404(str(pk))
    return version


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """清单版本: what was published, when and by whom."""
    rows = list(queries.versions_for(request.actor).exclude(status=VersionStatus.WITHDRAWN.value))  # type: ignore[attr-defined]
    published = [row for row in rows if row.number]
    return page_of(request, "duties/versions.html", {
        "published": published, "drafts": [row for row in rows if not row.number], "may_draft": bool(_kinds(request)), "today": timezone.localdate(),
    })


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its items, what it changed, its digest. A draft: its changes and what it still needs."""
    found = _find(request, pk)
    if found.status != VersionStatus.PUBLISHED:
        return _draft_page(request, found)
    items = queries.items_of(found)
    others = [row for row in queries.versions_for(request.actor).filter(kind=found.kind, number__isnull=False) if row.pk != found.pk]  # type: ignore[attr-defined]
    chosen = request.GET.get("with", "")
    other = next((row for row in others if str(row.pk) == chosen), None) or queries.predecessor(found)
    return page_of(request, "duties/version.html", {
        "version": found, "others": others, "other": other, "untouched": queries.is_untouched(found, items), "total": len(items),
        "fields": [field.label for field in fields_of(found.kind, found.form)][:4], "items": _table(found, items),
        "by_part": by_part({"code": code, **values} for code, values in items.items()) if found.form == ListForm.THREE_PART else [],
        **_told(found, other, items, request.GET.get("basis", "").strip()[:40]),
    })


def _told(found: ListVersion, other: ListVersion | None, items: queries.Items, basis: str) -> dict[str, Any]:
    """The comparison, each line with the change that made it (when it is with the version just before), narrowed to what rests on `basis`."""
    lines = queries.compared(found.kind, queries.items_of(other), items) if other else []
    changes = {row.code: row for row in found.changes.all()} if other and other.pk == found.base_id else {}
    told = [(line, changes.get(line.code)) for line in lines]
    if basis:
        told = [(line, row) for line, row in told if row is not None and basis.casefold() in row.basis.casefold()]
    return {"lines": told, "basis": basis, "bases": sorted({row.basis for row in changes.values() if row.basis})}


def _table(found: ListVersion, items: queries.Items) -> list[tuple[str, list[tuple[str, str]]]]:
    """Code and the first fields of every item, in words."""
    fields = fields_of(found.kind, found.form)[:4]
    return [(code, [(field.label, _words(field, values[field.name])) for field in fields]) for code, values in items.items()]


def _words(field: Any, value: Any) -> str:
    if field.kind is FieldKind.LIST:
        return "、".join(value or [])
    if field.kind is FieldKind.YES_NO:
        return gettext("是") if value else gettext("否")
    return gettext(field.words.label_of(value)) if field.words is not None and value else "" if value is None else str(value)


def _cell(field: Any, row: tuple[str, dict[str, Any]]) -> str:
    """One field of an item, in words, as a downloaded table wants it."""
    return _words(field, row[1][field.name])


@require_safe
def version_download(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The items as CSV or XLSX; JSON is the canonical text that was digested and signed."""
    found = _find(request, pk)
    if found.status != VersionStatus.PUBLISHED or form not in ("csv", "xlsx", "json"):
        raise Http404(form)
    items = queries.items_of(found)
    if form == "json":
        whole = {"digest": found.digest, "signature": found.signature, "public_key": found.public_key, "signed": json.loads(queries.text_of(found, items))}
        answer = HttpResponse(json.dumps(whole, ensure_ascii=False), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.number}.json"'
        return answer
    columns = [Column(gettext("编号"), lambda row: row[0])]
    columns += [Column(gettext(field.label), partial(_cell, field)) for field in fields_of(found.kind, found.form)]
    return export(columns, items.items(), "csv" if form == "csv" else "xlsx", str(found))


# --- drafting ---------------------------------------------------------------------------------------------------------


def _draft_page(request: HttpRequest, found: ListVersion, form: DescriptionForm | None = None, publish: PublishForm | None = None, **more: Any) -> HttpResponse:
    """The draft on one page: its decision, its changes, what changes for whom, and publishing."""
    impact, lines, shifts, refused = None, [], [], more.pop("refused", "")
    changes = {row.code: row for row in found.changes.all()}
    try:
        items = queries.base_items(found.kind)
        lines = [(line, changes.get(line.code)) for line in queries.compared(found.kind, items, apply(items, queries.changes_of(found)))]
        listed, shifts = {line.code for line, _row in lines}, drafts.shifts_of(found)
        impact = impact_of(found, max(found.effective_from or timezone.localdate(), timezone.localdate()))
    except ChangeRefused:
        listed = set()
        refused = refused or gettext("起草以后清单已经变了，有的改动对不上：请先“改到最新一版上”。")
    page = {
        "version": found, "form": form or DescriptionForm(initial={name: getattr(found, name) for name in DescriptionForm.base_fields}), "lines": lines,
        "rest": [row for code, row in changes.items() if code not in listed], "impact": impact, "refused": refused, "publish": publish or PublishForm(),
        "open": found.status == VersionStatus.DRAFT, "progress": _progress(found), "shifts": shifts, **more,
    }
    bad = refused or (form is not None and form.errors)
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
        return _draft_page(request, found, form)
    try:
        actions.describe(pk, **form.cleaned_data, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    except StaleDraft as stale:
        found.refresh_from_db()
        data = request.POST.copy()
        data["revision"] = str(stale.revision)
        return _draft_page(request, found, DescriptionForm(data), refused=_stale(stale))
    messages.success(request, gettext("已保存。"))
    return redirect("duties:version", pk=pk)


def _stale(stale: StaleDraft) -> str:
    changed = gettext("这期间改过的条目：%(codes)s。") % {"codes": "、".join(stale.changed)} if stale.changed else ""
    return f"{gettext(stale.sentence)}{changed}"


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
            form.add_error(refused.field if refused.field in form.fields else None, gettext(refused.sentence))
        else:
            return redirect("duties:version", pk=pk)
    codes = [(key, str(values.get("title") or values.get("name"))) for key, values in items.items()]
    status = 422 if request.method == "POST" else 200
    return render(request, "duties/version_item.html", {"version": found, "form": form, "code": code, "codes": codes, "told": told}, status=status)


@signed_in
@require_POST
@once
def version_act(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """publish, rebase, withdraw, drop."""
    found = _draft(request, pk)
    actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
    try:
        if move == "publish":
            actions.publish(pk, actor=actor, at=at, accept_gaps=request.POST.get("accept_gaps") == "on")
            messages.success(request, gettext("已公布，人人可查。"))
        elif move == "rebase":
            actions.rebase(pk, actor=actor, at=at)
        elif move == "withdraw":
            actions.withdraw_draft(pk, actor=actor, at=at)
            return redirect("duties:versions")
        elif move == "drop":
            revision = request.POST.get("revision", "")
            actions.drop_change(pk, request.POST.get("code", ""), revision=int(revision) if revision.isdecimal() else -1, actor=actor, at=at)
        else:
            raise Http404(move)
    except ChangeRefused as refused:
        found.refresh_from_db()
        codes = refused.codes if isinstance(refused, (Conflicts, Undecided)) else []
        told = gettext(refused.sentence) + "、".join(codes[:30]) + ("…" if len(codes) > 30 else "")
        return _draft_page(request, found, refused=told, stale=bool(codes))
    return redirect("duties:version", pk=pk)
