"""What the case routes take and give. Names are lower case, codes are those of the lists, coordinates longitude first."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from pydantic import BaseModel, Field

from shaoxiang.cases.rules import DESCRIPTION_MAX
from shaoxiang.cases.vocabulary import AppealKind, CaseStatus, DeclineReason
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind
from shaoxiang.kernel.clocks.vocabulary import SuspensionReason
from shaoxiang.kernel.geo import CoordinateSystem
from shaoxiang.kernel.interface.schemas import Code, Input, Latitude, Longitude, PageOut, Text, words
from shaoxiang.kernel.matter.vocabulary import Light

WORDS_MAX = 2000


Kind: TypeAlias = words("Kind", AppealKind)  # type: ignore[valid-type]
Status: TypeAlias = words("Status", CaseStatus)  # type: ignore[valid-type]
Crs: TypeAlias = words("Crs", CoordinateSystem)  # type: ignore[valid-type]
LightWord: TypeAlias = words("LightWord", Light)  # type: ignore[valid-type]
DeclineWord: TypeAlias = words("DeclineWord", DeclineReason)  # type: ignore[valid-type]
SuspendWord: TypeAlias = words("SuspendWord", SuspensionReason)  # type: ignore[valid-type]
CitedWord: TypeAlias = words("CitedWord", CitedList)  # type: ignore[valid-type]
NoteWord: TypeAlias = words("NoteWord", NoteKind)  # type: ignore[valid-type]


class SourceWord(StrEnum):
    """SYSTEM another system; HOTLINE 12345; SUPERIOR handed down from above"""

    SYSTEM = "SYSTEM"
    HOTLINE = "HOTLINE"
    SUPERIOR = "SUPERIOR"


class ReporterIn(Input):
    """Kept sealed in the vault, never given back by this interface."""

    name: Text = Field("", max_length=40)
    phone: Text = Field("", max_length=30)
    address: Text = Field("", max_length=120)


class CaseIn(Input):
    """A report. Only `description` is needed: what is not known stays away, a desk completes it."""

    description: Text = Field(min_length=1, max_length=DESCRIPTION_MAX, examples=["小区东门外井盖破损，晚上容易绊倒人。"])
    kind: Kind = Field(AppealKind.HELP.value, validate_default=True)
    type: Code = Field("", description="Code of /duties/types; leave it out when not known", examples=["0111"])
    lon: Longitude | None = None
    lat: Latitude | None = None
    crs: Crs = Field(CoordinateSystem.WGS84.value, validate_default=True, description="Of lon and lat")
    accuracy_m: float | None = Field(None, ge=0, le=100_000, allow_inf_nan=False, description="Metres")
    grid: Code = Field("", description="Code of /places/grids, where there is no point")
    address: Text = Field("", max_length=200, examples=["中山东路 88 号门前"])
    reporter: ReporterIn | None = None
    anonymous: bool = False
    private: bool = Field(True, description="Not for publication")
    wants_call_back: bool = True
    source: SourceWord = SourceWord.SYSTEM
    client_id: Text = Field("", max_length=48, description="Your own number of this report; a second report with it is refused (409)")


class NamesOut(BaseModel):
    """The same in words, in the caller's language."""

    type: str = ""
    street: str = ""
    community: str = ""
    grid: str = ""
    status: str = ""


class TargetOut(BaseModel):
    """Who: codes of bodies, the post in words."""

    unit: str
    office: str | None = None
    post: str | None = None
    name: str = Field(description="In words")


class GroundOut(BaseModel):
    """One step of the reason (为什么派给我)."""

    code: str
    text: str
    params: dict[str, Any] = Field(default_factory=dict)


class AssignmentOut(BaseModel):
    lead: TargetOut | None = None
    cooperating: list[TargetOut] = Field(default_factory=list)
    mode: str = ""
    gap: bool = Field(False, description="On no list (职责空白): the district desk coordinates")
    ground: list[GroundOut] = Field(default_factory=list)


class ClockOut(BaseModel):
    code: str
    label: str
    due_at: datetime = Field(description="A clock counted in days ends at 24:00 of its last day, given as the next midnight")
    provisional: bool = Field(description="True while the holidays of a year it crosses are not announced")


class CaseRow(BaseModel):
    """A line of the list. Telephone and id numbers in the title are masked."""

    number: str
    title: str
    status: Status
    kind: Kind
    source: str
    type: str = ""
    street: str | None = None
    community: str | None = None
    grid: str | None = None
    lon: float | None = Field(None, description="WGS-84")
    lat: float | None = Field(None, description="WGS-84")
    opened_at: datetime
    due_at: datetime | None = None
    closed_at: datetime | None = None
    light: LightWord
    uncounted: bool = Field(False, description="A street refused this work as on no list: it counts in no assessment")
    names: NamesOut


class CaseOut(CaseRow):
    description: str
    address: str = ""
    outside: bool = Field(False, description="The point lies outside the district: kept, and routed to the district desk")
    border: list[str] = Field(default_factory=list, description="Grids within 30 m of the point")
    danger: list[str] = Field(default_factory=list, description="Emergency numbers the words or the type call for")
    assignment: AssignmentOut
    clocks: list[ClockOut]


class CaseMade(CaseOut):
    tracking_code: str = Field(description="With the number it opens the resident's page; given this once")


class EntryOut(BaseModel):
    at: datetime
    kind: str
    label: str
    rule: str = ""
    unit: str | None = None


class WordsOut(BaseModel):
    at: datetime
    text: str = Field(description="Telephone and id numbers masked")
    for_resident: bool


class CaseWhole(CaseOut):
    timeline: list[EntryOut]
    words: list[WordsOut]
    moves: list[str] = Field(description="The moves this key may take now")


class CasesOut(PageOut):
    items: list[CaseRow]


class TargetIn(Input):
    unit: Code = Field(min_length=1, description="Code of a street or department")
    office: Code = Field("", description="Code of an office of it")


class MoveIn(Input):
    """What a move needs depends on the move; see its description."""

    words: Text = Field("", max_length=WORDS_MAX)
    outcome: Text = Field("", max_length=WORDS_MAX)
    answer: Text = Field("", max_length=WORDS_MAX)
    type: Code = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    address: Text = Field("", max_length=200)
    lead: TargetIn | None = None
    decline_reason: DeclineWord | None = None
    suspend_reason: SuspendWord | None = None
    note_kind: NoteWord | None = None
    cited_list: CitedWord | None = None
    cited_item: Text = Field("", max_length=24)
    days: int | None = Field(None, ge=1, le=365, description="extend: by how much, in the clock's own unit")
    arrived: bool = False


class FollowerIn(Input):
    """Somebody who has met the same. Kept sealed, never given back."""

    reporter: ReporterIn | None = None
    anonymous: bool = False
    words: Text = Field("", max_length=DESCRIPTION_MAX, description="For those who work on it; the other reporters never see it")
    source: SourceWord = SourceWord.SYSTEM
    client_id: Text = Field("", max_length=48, description="Your own number; the same again gives the same follower")


class FollowerMade(BaseModel):
    number: str = Field(description="The case joined: the main one where the case asked for is merged")
    tracking_code: str = Field(description="Eight digits; with the number it opens this person's own page")
    joined_at: datetime


class MergeIn(Input):
    numbers: list[Code] = Field(min_length=1, max_length=20, description="Cases that go on inside this one")
    words: Text = Field("", max_length=WORDS_MAX)


class WordsIn(Input):
    words: Text = Field("", max_length=WORDS_MAX)


class ChildIn(Input):
    number: Code = Field(min_length=1, description="An existing case")


class PartIn(Input):
    """One matter of a report that held several. Without a point, the parent's place holds."""

    description: Text = Field(min_length=1, max_length=DESCRIPTION_MAX)
    type: Code = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    address: Text = Field("", max_length=200)


class SplitIn(Input):
    parts: list[PartIn] = Field(min_length=1, max_length=20)


class RelativeOut(BaseModel):
    number: str | None = Field(description="null: outside this key's rows")
    status: str
    at: datetime
    kind: str = Field("", description="SPLIT or LINKED, of children")
    reasons: list[str] = Field(default_factory=list, description="Why they were one, of merged cases")


class RelationsOut(BaseModel):
    main: RelativeOut | None = Field(None, description="The case this one was merged into")
    merged: list[RelativeOut] = Field(default_factory=list)
    followers: int = Field(0, description="How many joined this case and those merged into it")
    people: int = Field(0, description="People besides the first reporter; one telephone counts once")
    parent: RelativeOut | None = None
    children: list[RelativeOut] = Field(default_factory=list)
    losses: list[str] = Field(default_factory=list, description="After unmerge: what could not be put back")
