"""/api/v1/duties/versions/{id}/parts: a draft on its way into the three lists: what is undecided, deciding items, taking a decision back."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.duties import actions
from shaoxiang.duties.api.versions import READ, WRITE, Key, Revision
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import drafts
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.drafts import Asked, DraftRow
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.three_parts import FORM_FIELDS
from shaoxiang.duties.vocabulary import DutyPart, DutyRole, ListForm, VersionStatus
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, Input, PageOut, Text, words
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import Vocabulary, _

router = Router(tags=["duties"])
MOST = 200
PartWord = words("ListPart", DutyPart)
RoleNow = words("ListItemRole", DutyRole)
ItemCode = Annotated[str, Path(max_length=12, pattern=r"^[A-Za-z0-9-]+$")]


class PartState(Vocabulary):
    """Where an item of a draft stands on its way into the three lists."""

    OPEN = "OPEN", _("没定的")
    DECIDED = "DECIDED", _("已定的")
    REMOVED = "REMOVED", _("取消的")


StateWord = words("ListPartState", PartState)


class PartProgress(Schema):
    total: int
    decided: int = Field(description="Items whose part says all it must")
    primary: int
    cooperative: int
    withdrawn: int
    revision: int = Field(description="Of the draft; every write says which one it saw")


class PartItemOut(Schema):
    code: str
    title: str
    office: str
    role: RoleNow = Field(description="Who answers, by the form of 2019")  # type: ignore[valid-type]
    departments: list[str]
    state: StateWord  # type: ignore[valid-type]
    part: PartWord | None  # type: ignore[valid-type]
    lacking: list[str] = Field(description="Fields still to be said; `part`: nobody has decided")
    said: dict[str, str] = Field(description="What is said of both sides so far")
    changed: bool = Field(description="The draft changes it: the change can be taken back")
    reason: str
    basis: str


class PartItemsOut(PageOut):
    progress: PartProgress
    items: list[PartItemOut]


class PartFilter(Schema):
    state: StateWord | None = None  # type: ignore[valid-type]
    part: PartWord | None = None  # type: ignore[valid-type]
    limit: int = Field(100, ge=1, le=500)
    cursor: Code = Field("", description="`next` of the page before")


class PartDecisionIn(Input):
    revision: Revision
    codes: list[Code] = Field(min_length=1, max_length=MOST)
    part: PartWord  # type: ignore[valid-type]
    lead_department: Text = Field("", max_length=40, description="COOPERATIVE; empty: the department named first on the item")
    department_duty: Text = Field("", max_length=400, description="COOPERATIVE: what the department does")
    street_duty: Text = Field("", max_length=400, description="COOPERATIVE: what the street does")
    taken_back_by: Text = Field("", max_length=40, description="WITHDRAWN; empty: the department named first on the item")
    carried_how: Text = Field("", max_length=400, description="WITHDRAWN: how it is carried from now on")
    reason: Text = Field("", max_length=200)
    basis: Text = Field("", max_length=160, description="Law, article or document the change rests on")


class UndoIn(Input):
    revision: Revision


@router.get(
    "/{pk}/parts", auth=READ, response={200: PartItemsOut, **documented(404, 409)}, operation_id="list_list_parts",
    summary="逐条归入三张清单 What is decided and what is not, by code",
)
def list_parts(request: HttpRequest, pk: Key, given: Query[PartFilter]) -> dict[str, Any]:
    version = _draft(request, pk)
    asked = Asked(state=str(given.state) if given.state else "", part=str(given.part) if given.part else "")
    rows = [row for row in drafts.narrowed(drafts.rows_of(version), asked) if row.code > given.cursor]
    shown = rows[: given.limit]
    return {"progress": _progress(version), "items": [_item(row) for row in shown], "next": shown[-1].code if len(rows) > len(shown) else None}


@router.post(
    "/{pk}/parts", auth=WRITE, response={200: PartProgress, **documented(404, 409)}, operation_id="decide_list_parts",
    summary="归入一张清单 Put items into one of the three lists",
)
def decide(request: HttpRequest, pk: Key, given: PartDecisionIn) -> dict[str, Any]:
    """All or none. An item may stay unfinished: `lacking` says what it still needs."""
    version = _draft(request, pk)
    said = {name: value for name in FORM_FIELDS if name != "part" and (value := str(getattr(given, name)).strip())}
    actions.decide_items(version.pk, [code.upper() for code in given.codes], str(given.part), said=said, reason=given.reason, basis=given.basis,
                         revision=given.revision, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    version.refresh_from_db()
    return _progress(version)


@router.post(
    "/{pk}/parts/{code}/undo", auth=WRITE, response={200: PartProgress, **documented(404, 409)}, operation_id="undo_list_part",
    summary="收回一条的改动 Take the change of an item back",
)
def undo(request: HttpRequest, pk: Key, code: ItemCode, given: UndoIn) -> dict[str, Any]:
    version = _draft(request, pk)
    return _progress(actions.undo_item(version.pk, code.upper(), revision=given.revision, actor=request.actor, at=timezone.now()))  # type: ignore[attr-defined]


def _draft(request: HttpRequest, pk: int) -> ListVersion:
    """Raises Http404; ChangeRefused (409) for a version that is no draft, or of the other form."""
    version = queries.versions_for(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if version is None:
        raise Http404
    if version.status != VersionStatus.DRAFT:
        raise ChangeRefused("version", _("这一版已经公布或撤销，里面的条目不能再改：请起草新的一版。"))
    if version.form != ListForm.THREE_PART:
        raise ChangeRefused("version", _("这份草案是 2019 年体例，不分三张清单：请另起一份三张清单体例的草案。"))
    return version


def _progress(version: ListVersion) -> dict[str, Any]:
    found = drafts.progress_of(version)
    return {"total": found.total, "decided": found.decided, **{name.lower(): number for name, number in found.parts.items()}, "revision": version.revision}


def _item(row: DraftRow) -> dict[str, Any]:
    values, change = row.values, row.change
    return {
        "code": row.code, "title": in_words(row.title, str(values.get("title_en") or "")), "office": values["office_name"], "role": values["role"],
        "departments": list(values.get("departments") or ()), "state": row.state, "part": values.get("part") or None, "lacking": list(row.lacking),
        "said": {name: str(values[name]) for name in FORM_FIELDS if name != "part" and values.get(name)}, "changed": change is not None,
        "reason": change.reason if change is not None else "", "basis": change.basis if change is not None else "",
    }
