"""Which papers there are, and which room fills them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from shaoxiang.kernel.documents import rules
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _

Context = Mapping[str, Any]
ContextBuilder = Callable[[Matter], Context]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of paper. `forms/<code>.docx` and `forms/<code>.typ` are its templates; `fields` what a context must hold."""

    code: str
    title: str
    mark: str  # 文号代字: the word in the number, 交办〔2026〕1号
    fields: tuple[str, ...]
    text_length: int = rules.TEXT_LENGTH  # characters printed of one field
    lines: int = rules.LINES  # of one list
    line_length: int = rules.LINE_LENGTH  # characters of one text in a list

    def printed(self, context: Context) -> Context:
        """The context as it stands on this paper: masked, cut to what the paper holds."""
        ready: Context = rules.printed(context, self.text_length, lines=self.lines, line_length=self.line_length)
        return ready


class ClockLine(TypedDict):
    """One clock of the slip. `due`: a date is printed as a day, a time as day and minute, a text as it is."""

    label: str
    due: date | datetime | str
    law: str


class CaseSlip(TypedDict):
    """What the case slip says. Texts are masked when printed; empty texts print as a dash."""

    number: str
    title: str
    opened_at: datetime
    place: str
    type: str
    kind: str
    source: str
    description: str
    lead: str
    cooperating: list[str]
    ground: list[str]
    clocks: list[ClockLine]
    issued_by: str
    issued_at: datetime
    district: str


class CaseFile(TypedDict):
    """案卷: everything on record about one case but its reporter. Texts are masked when printed."""

    number: str
    title: str
    status: str
    type: str
    kind: str
    source: str
    place: str
    opened_at: datetime
    closed_at: datetime | str
    description: str
    owner: str
    ground: list[str]
    outcome: str
    answer: str
    clocks: list[dict[str, Any]]  # label, due, state, law, lines (how it was counted)
    orders: list[dict[str, Any]]  # body, part, state, ordered_at
    timeline: list[dict[str, Any]]  # at, what, who, words; oldest first
    files: list[dict[str, Any]]  # role, name, at
    related: list[str]
    printed_by: str
    printed_at: datetime
    district: str


CASE_SLIP = DocumentKind("CASE_SLIP", _("交办单"), "交办", tuple(CaseSlip.__annotations__))
CASE_FILE = DocumentKind("CASE_FILE", _("案卷"), "案卷", tuple(CaseFile.__annotations__), text_length=6000, lines=300, line_length=1200)

_kinds: dict[str, DocumentKind] = {CASE_SLIP.code: CASE_SLIP, CASE_FILE.code: CASE_FILE}
_builders: dict[str, ContextBuilder] = {}


def register(kind: DocumentKind, builder: ContextBuilder | None = None) -> None:
    """Call in `AppConfig.ready` of the room that owns the paper's matter."""
    _kinds[kind.code] = kind
    if builder is not None:
        _builders[kind.code] = builder


def kind_of(code: str) -> DocumentKind:
    """Raises KeyError for a paper nobody registered."""
    return _kinds[code]


def context_of(kind: DocumentKind, matter: Matter) -> Context:
    """What the owning room says of this matter. Raises KeyError where no room fills the paper."""
    return _builders[kind.code](matter)
