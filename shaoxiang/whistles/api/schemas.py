"""Shapes of the interface."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from shaoxiang.dispatch.vocabulary import CitedList, NoteKind, OrderState, Part
from shaoxiang.kernel.interface.schemas import Code, Input, Latitude, Longitude, Moment, PageOut, Text, words
from shaoxiang.whistles.rules import KNOWN_MAX, TASK_MAX, UNITS_MAX, WORDS_MAX
from shaoxiang.whistles.vocabulary import ArrivedHow, CancelReason, SuspendReason, WhistleCode, WhistleStatus

TypeCode = words("WhistleTypeCode", WhistleCode)
StatusWord = words("WhistleStatusWord", WhistleStatus)
StateWord = words("ReportInState", OrderState)
PartWord = words("UnitPart", Part)
ListWord = words("CitedListWord", CitedList)
HowWord = words("ArrivedHowWord", ArrivedHow)
SuspendWord = words("WhistleSuspendReason", SuspendReason)
CancelWord = words("WhistleCancelReason", CancelReason)
NoteWord = words("WhistleNoteKind", NoteKind)


class WhistleUnitIn(Input):
    body: Code = Field(min_length=1, description="Code of the body that is to come: a team, a stationed institution, a department")
    lead: bool = Field(False, description="Exactly one leads")
    task: Text = Field("", max_length=TASK_MAX)


class WhistleIn(Input):
    """One problem, one summons. Everything a unit needs to know before it sets out."""

    type: TypeCode  # type: ignore[valid-type]
    subject: Code = Field("", description="Type of event, from /duties/types")
    address: Text = Field("", max_length=200)
    lon: Longitude | None = Field(None, description="WGS-84")
    lat: Latitude | None = None
    known: Text = Field("", max_length=KNOWN_MAX, description="What is known. No names or telephone numbers of residents")
    power_needed: Text = Field("", max_length=200)
    cited_list: ListWord = Field(CitedList.DUTY_LIST.value, validate_default=True)  # type: ignore[valid-type]
    cited_item: Text = Field("", max_length=24)
    units: list[WhistleUnitIn] = Field(default_factory=list, max_length=UNITS_MAX)
    life: bool = False
    going_on: bool = False
    agreed_at: Moment | None = None
    case: Code = Field("", description="Number of the case it comes from")


class WhistleClockOut(BaseModel):
    label: str
    due_at: datetime
    suspended: bool


class WhistleUnitOut(BaseModel):
    order: int = Field(description="Key of this unit's report-in, for its moves")
    body: str
    name: str
    part: PartWord  # type: ignore[valid-type]
    state: StateWord  # type: ignore[valid-type]
    task: str = ""
    ordered_at: datetime
    acknowledged_at: datetime | None = None
    arrived_at: datetime | None = None
    done_at: datetime | None = None
    released_at: datetime | None = None
    can_decide: bool | None = None
    level: str = Field("", description="How high its silence went, in words")
    objected: bool = False
    clocks: list[WhistleClockOut] = Field(default_factory=list)
    moves: list[str] = Field(default_factory=list, description="The moves this key may take for it now")


class WhistleRow(BaseModel):
    number: str
    type: TypeCode  # type: ignore[valid-type]
    title: str
    status: StatusWord  # type: ignore[valid-type]
    street: str | None = None
    subject: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    life: bool = False
    by_community: bool = False
    opened_at: datetime
    blown_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    uncounted: bool = Field(False, description="A street refused this work, or the case it came from, as on no list: it counts in no assessment")


class WhistleEntryOut(BaseModel):
    at: datetime
    kind: str
    label: str
    unit: str = Field("", description="Short name of the unit it is about")
    words: list[str] = Field(default_factory=list)


class WhistleOut(WhistleRow):
    known: str
    power_needed: str
    cited_list: str
    cited_item: str
    agreed_at: datetime | None = None
    units: list[WhistleUnitOut]
    moves: list[str] = Field(description="The moves of the whole this key may take now")
    timeline: list[WhistleEntryOut]


class WhistlesOut(PageOut):
    items: list[WhistleRow]


class WhistleTypeOut(BaseModel):
    """A type in force, in words."""

    code: TypeCode  # type: ignore[valid-type]
    version: int
    name: str
    blown_by: list[str]
    approved_by: list[str]
    acknowledge: str
    arrive: str
    finish: str
    ladder: list[str]


class WhistleTypesOut(BaseModel):
    items: list[WhistleTypeOut]


class WhistleUnitMoveIn(Input):
    """acknowledge: nothing; arrive: how (can_decide, words); begin_work: (words); claim_done: words; object: cited_list, cited_item, words (proposed)."""

    words: Text = Field("", max_length=WORDS_MAX)
    how: HowWord | None = None  # type: ignore[valid-type]
    can_decide: bool | None = None
    cited_list: ListWord | None = None  # type: ignore[valid-type]
    cited_item: Text = Field("", max_length=24)
    proposed: Code = Field("", description="Code of the body that should come instead")


class WhistleMoveIn(Input):
    """note: words; suspend: suspend_reason, until, words; resume: nothing; cancel: cancel_reason, words; supervise: note_kind, words; close: (words)."""

    words: Text = Field("", max_length=WORDS_MAX)
    suspend_reason: SuspendWord | None = None  # type: ignore[valid-type]
    cancel_reason: CancelWord | None = None  # type: ignore[valid-type]
    note_kind: NoteWord | None = None  # type: ignore[valid-type]
    until: Moment | None = None


Found = dict[str, Any]
