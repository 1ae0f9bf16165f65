"""Which papers there are, and which room fills them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

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


CASE_SLIP = DocumentKind("CASE_SLIP", _("交办单"), "交办", tuple(CaseSlip.__annotations__))

_kinds: dict[str, DocumentKind] = {CASE_SLIP.code: CASE_SLIP}
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
