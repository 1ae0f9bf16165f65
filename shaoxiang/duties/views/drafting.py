"""逐条看: the items of a draft on one page, many changed at once, each put into one of the three lists, split or merged."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.duties import actions
from shaoxiang.duties.actions import StaleDraft
from shaoxiang.duties.forms import ManyForm, MergeForm, SidesForm, SplitForm
from shaoxiang.duties.models import EventType, ListVersion
from shaoxiang.duties.queries import department_names, drafts
from shaoxiang.duties.queries.drafts import Asked, DraftRow
from shaoxiang.duties.queries.impact import answers_now
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.views.versions import _draft, _stale
from shaoxiang.duties.vocabulary import ListForm
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web.asked import tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import initial, keeps_draft
from shaoxiang.kernel.web.once import once

ASKED = tuple(Asked.__dataclass_fields__)
CODES_MOST = 4000  # characters
SHOWN = 200  # items of a draft on a page


def _asked(query: QueryDict) -> Asked:
    return Asked(**{name: query.get(name, "").strip()[: CODES_MOST if name == "codes" else 60] for name in ASKED})


def _choices(rows: list[DraftRow]) -> dict[str, list[str]]:
    """What the filters and the bulk form offer: the offices and departments the draft names."""
    return {
        "offices": list(dict.fromkeys(str(row.values["office_name"]) for row in rows if row.values.get("office_name"))),
        "departments": sorted({name for row in rows for name in row.values.get("departments") or ()}),
    }


@signed_in
@require_safe
@keeps_draft("duties:many:{pk}")
def version_items(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item as it would stand, narrowed by the address."""
    found = _draft(request, pk)
    return _items_page(request, found, _asked(request.GET))


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What was typed before and could not be saved; the state of the draft is read anew."""
    return {name: value for name, value in initial(request).items() if name != "revision"}


def _items_page(request: HttpRequest, found: ListVersion, asked: Asked, form: ManyForm | None = None, told: str = "") -> HttpResponse:
    query = urlencode({name: value for name in ASKED if (value := getattr(asked, name))})
    try:
        rows = drafts.rows_of(found)
    except ChangeRefused as refused:
        messages.warning(request, gettext(refused.reason))
        return redirect("duties:version", pk=found.pk)
    choices = _choices(rows)
    picked = set(request.POST.getlist("pick")) if request.method == "POST" else set()
    parts = found.form == ListForm.THREE_PART
    narrowed, after = drafts.narrowed(rows, asked), request.GET.get("after", "")[:12]
    rest = [row for row in narrowed if row.code > after]
    page = {
        "version": found, "rows": [(row, row.code in picked) for row in rest[:SHOWN]], "found": len(narrowed), "after": after,
        "following": rest[SHOWN - 1].code if len(rest) > SHOWN else "", "asked": asked, "query": query, "choices": choices,
        "parts": parts, "progress": drafts.progress_of(found) if parts else None, "told": told, "total": len(rows), "next": drafts.next_open(rows, ""),
        "form": form or ManyForm(offices=choices["offices"], initial={"part": "", **_kept(request), "revision": found.revision}),
        "departments": sorted(department_names(timezone.localdate())), "duty": found.kind.endswith("_DUTY"),
    }
    return render(request, "duties/draft_items.html", page, status=422 if request.method == "POST" else 200)


@signed_in
@require_POST
@keeps_draft("duties:many:{pk}")
@once
def version_many(request: HttpRequest, pk: int) -> HttpResponse:
    """一起改: `what` is part, office, basis, cite or remove; `pick` the items, or `all` of what `query` narrows to."""
    found = _draft(request, pk)
    asked = _asked(QueryDict(request.POST.get("query", "")[: CODES_MOST * 2]))
    rows = drafts.rows_of(found)
    chosen = [row.code for row in drafts.narrowed(rows, asked) if not row.gone] if request.POST.get("all") else request.POST.getlist("pick")
    data = request.POST.copy()
    form = ManyForm(data, offices=_choices(rows)["offices"])
    if not form.is_valid():
        return _items_page(request, found, asked, form)
    try:
        number = _do(request.POST.get("what", ""), found.pk, chosen, form, {"actor": request.actor, "at": timezone.now()})  # type: ignore[attr-defined]
    except StaleDraft as stale:
        found.refresh_from_db()
        data["revision"] = str(stale.revision)
        return _items_page(request, found, asked, ManyForm(data, offices=_choices(rows)["offices"]), told=_stale(stale))
    except ChangeRefused as refused:
        tell(form, refused)
        return _items_page(request, found, asked, form)
    messages.success(request, ngettext("改了 %(n)d 条，还没有公布，随时可以再改。", "改了 %(n)d 条，还没有公布，随时可以再改。", number) % {"n": number})
    address = reverse("duties:version_items", args=[pk])
    return redirect(f"{address}?{request.POST.get('query', '')}" if request.POST.get("query") else address)


def _do(what: str, pk: int, chosen: list[str], form: ManyForm, who: dict[str, Any]) -> int:
    """The one act the pressed button stands for."""
    data = form.cleaned_data
    why = {"reason": data["reason"], "basis": data["change_basis"], "revision": data["revision"], **who}
    if what == "part":
        if not data["part"]:
            raise ChangeRefused("part", gettext("请先选归入哪一张清单。"))
        return actions.decide_items(pk, chosen, data["part"], said=form.said(), **why)
    if what == "remove":
        return actions.remove_items(pk, chosen, **why)
    if what == "cite":
        if not data["change_basis"].strip():
            raise ChangeRefused("change_basis", gettext("请写明改动依据。"))
        return actions.change_items(pk, chosen, values={}, **why)
    name = {"office": "office_name", "basis": "basis"}.get(what)
    if name is None:
        raise Http404(what)
    if not data[name]:
        raise ChangeRefused(name, gettext("没有填写。"))
    return actions.change_items(pk, chosen, values={name: data[name]}, **why)


# --- one item ---------------------------------------------------------------------------------------------------------


def _row(found: ListVersion, code: str) -> tuple[DraftRow, list[DraftRow]]:
    rows = drafts.rows_of(found)
    row = next((one for one in rows if one.code == code and not one.gone), None)
    if row is None:
        raise Http404(code)
    return row, rows


def _answering(found: ListVersion, row: DraftRow) -> list[tuple[str, str]]:
    """The types the item answers for after the draft, with their names."""
    codes = row.change.answers if row.change is not None and row.change.answers is not None else answers_now(found, row.code, timezone.localdate())
    names = dict(EventType.objects.filter(in_force(timezone.localdate()), code__in=codes).values_list("code", "name"))
    return [(code, f"{code} {names.get(code, '')}".strip()) for code in codes]


def _item_page(request: HttpRequest, found: ListVersion, code: str, told: str = "", **forms: Form) -> HttpResponse:
    row, rows = _row(found, code)
    types = _answering(found, row)
    change = row.change
    why = {"revision": found.revision, "reason": change.reason if change else "", "change_basis": change.basis if change else ""}
    values, leader = row.values, (row.values.get("departments") or [""])[0]
    start = {name: values.get(name, "") for name in ("part", *SidesForm.SAID)}
    if not start["part"]:  # to look over, not decided: what the old form says
        start |= {"part": values.get("role", ""), "lead_department": leader, "taken_back_by": leader}
    others = [(one.code, f"{one.code} {one.title}") for one in rows if one.code != code and not one.gone]
    codes = [one.code for one in rows if not one.gone]
    place = codes.index(code)
    page = {
        "version": found, "row": row, "types": types, "told": told, "progress": drafts.progress_of(found),
        "departments": sorted(department_names(timezone.localdate())), "form": forms.get("form") or SidesForm(initial={**why, **start, **_kept(request)}),
        "split": forms.get("split") or SplitForm(types=types, initial={"revision": found.revision, "title": row.title}, prefix="split"),
        "merge": forms.get("merge") or MergeForm(items=others, initial={"revision": found.revision}, prefix="merge"),
        "previous": codes[place - 1] if place else "", "following": codes[place + 1] if place + 1 < len(codes) else "", "place": place + 1, "total": len(codes),
        "next_open": drafts.next_open([one for one in rows if one.code != code], code),
        "history": reverse("duties:item", args=[found.kind, code]) if found.base_id else "",
    }
    return render(request, "duties/draft_item.html", page, status=422 if request.method == "POST" else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft("duties:decide:{pk}:{code}")
@once
def version_decide(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """归入一张清单: one item, then on to the next that is open."""
    found = _draft(request, pk)
    if found.form != ListForm.THREE_PART:
        return redirect(f"{reverse('duties:version_item', args=[pk])}?{urlencode({'code': code})}")
    if request.method != "POST":
        return _item_page(request, found, code)
    _row(found, code)
    data = request.POST.copy()
    form = SidesForm(data)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.decide_items(pk, [code], said["part"], said=form.said(), reason=said["reason"], basis=said["change_basis"], revision=said["revision"],
                                 actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except StaleDraft as stale:
            found.refresh_from_db()
            data["revision"] = str(stale.revision)
            return _item_page(request, found, code, told=_stale(stale), form=SidesForm(data))
        except ChangeRefused as refused:
            tell(form, refused)
        else:
            return _onward(request, found, code)
    return _item_page(request, found, code, form=form)


def _onward(request: HttpRequest, found: ListVersion, code: str) -> HttpResponse:
    """What the saved item still lacks is said at once; else the next open item, or the whole list when all is done."""
    row, rows = _row(found, code)
    if row.lacking:
        messages.warning(request, gettext("已存下，但还没写全：下面标出的栏目填好，这一条才算定了。"))
        return redirect("duties:version_decide", pk=found.pk, code=code)
    following = drafts.next_open(rows, code)
    if following and request.POST.get("then") != "list":
        return redirect("duties:version_decide", pk=found.pk, code=following)
    messages.success(request, gettext("已存下。") if following else gettext("已存下：每一条都归好了，可以看“改了以后对谁有影响”，再公布。"))
    return redirect("duties:version_items", pk=found.pk)


@signed_in
@require_POST
@once
def version_split(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """拆成两条."""
    found = _draft(request, pk)
    row, _rows = _row(found, code)
    form = SplitForm(request.POST, types=_answering(found, row), prefix="split")
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.split_item(pk, code, new_code=said["new_code"], title=said["title"], new_title=said["new_title"], moves=tuple(said.get("moves", ())),
                               reason=said["reason"], basis=said["change_basis"], revision=said["revision"], actor=request.actor,  # type: ignore[attr-defined]
                               at=timezone.now())
        except ChangeRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已拆成两条：原来的一条和新的一条都要归入清单。"))
            return redirect("duties:version_decide", pk=pk, code=said["new_code"].strip().upper())
    return _item_page(request, found, code, split=form)


@signed_in
@require_POST
@once
def version_merge(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """并入另一条."""
    found = _draft(request, pk)
    _row(found, code)
    others = [(one.code, one.code) for one in drafts.rows_of(found) if one.code != code and not one.gone]
    form = MergeForm(request.POST, items=others, prefix="merge")
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.merge_items(pk, code, said["into"], reason=said["reason"], basis=said["change_basis"], revision=said["revision"],
                                actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except ChangeRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已并入，原来的分类、部门和依据都跟过去了。"))
            return redirect("duties:version_decide", pk=pk, code=said["into"])
    return _item_page(request, found, code, merge=form)
