"""The text of a published version that is digested and signed. One scheme after another: what was signed under an old one stays checkable. Pure.

Scheme 1: the items. Scheme 2: also who decided, when and under which number, the form of the list, what each side does where it is in three parts,
which types each item answers for, and the amounts of the powers. Scheme 3: also what an authority answers for, how it is held to it, and who
watches over it. Scheme 4: also the streets an item is for, where it is not for all. A field added to the lists later needs a new scheme, not a change
of an old one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from shaoxiang.duties.vocabulary import VersionKind

LATEST = 4
quoted = encode_basestring  # a text as JSON writes it, whatever its letters
Answers = Mapping[str, list[str]]
_DUTY = ("office_name", "title", "title_en", "role", "departments", "basis")
_POWER = (
    "name", "name_en", "power_type", "original_department", "applies_to", "law", "article", "amount_rule", "other_measures", "includes_compulsion", "note",
)
_SERVICE = (
    "name", "name_en", "category", "item_type", "served", "handled_at", "final_decider", "materials", "statutory_limit", "statutory_unit",
    "committed_limit_wd", "basis", "note",
)
_THREE_PARTS = ("part", "lead_department", "department_duty", "street_duty", "taken_back_by", "carried_how")
_FIRST = {VersionKind.POWER.value: _POWER, VersionKind.SERVICE.value: _SERVICE}
_SECOND = _FIRST | {VersionKind.POWER.value: (*_POWER, "amounts")}
_THIRD = _FIRST | {VersionKind.POWER.value: (*_POWER, "amounts", "responsibility", "liability", "supervision")}
SIGNED: dict[int, dict[str, tuple[str, ...]]] = {1: _FIRST, 2: _SECOND, 3: _THIRD, 4: _THIRD}
_DUTIES = {1: _DUTY, 2: (*_DUTY, *_THREE_PARTS), 3: (*_DUTY, *_THREE_PARTS), 4: (*_DUTY, *_THREE_PARTS, "streets")}


def signed_fields(kind: str, scheme: int) -> tuple[str, ...]:
    """The fields of an item that the signature covers. Raises KeyError (no such scheme)."""
    return SIGNED[scheme].get(kind, _DUTIES[scheme])


@dataclass(frozen=True, slots=True)
class Head:
    """What is signed beside the items. `answers`: item -> the types it answers for, as on the day of publication."""

    kind: str
    number: int
    effective_from: date
    form: str = ""
    decided_by: str = ""
    document: str = ""
    decided_on: date | None = None
    answers: Answers = field(default_factory=dict)


def canonical(head: Head, items: Mapping[str, Mapping[str, Any]], scheme: int = LATEST) -> bytes:
    """UTF-8 JSON, keys sorted, no blanks. The same list always gives the same bytes."""
    return _whole(head, as_json({code: dict(items[code]) for code in items}), scheme)


def canonical_of(head: Head, names: Sequence[str], rows: Iterable[tuple[str, ...]], scheme: int = LATEST) -> bytes:
    """The same bytes as `canonical`, where every item is its code and then each of `names` as JSON already: half the work for 5,000 items."""
    order = sorted(range(len(names)), key=names.__getitem__)
    form = "%s:{" + ",".join(f"{quoted(names[place])}:%s" for place in order) + "}"
    picked = itemgetter(*(place + 1 for place in order))
    return _whole(head, "{" + ",".join([form % (quoted(row[0]), *picked(row)) for row in sorted(rows)]) + "}", scheme)


def as_json(value: Any) -> str:
    """In the one way of writing that is signed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _whole(head: Head, items: str, scheme: int) -> bytes:
    """The head around the items, which are JSON already."""
    beside: dict[str, Any] = {"kind": head.kind, "number": head.number, "effective_from": head.effective_from.isoformat()}
    if scheme > 1:
        decision = {"by": head.decided_by, "document": head.document, "on": head.decided_on.isoformat() if head.decided_on else ""}
        beside |= {"scheme": scheme, "form": head.form, "decision": decision, "answers": {code: sorted(types) for code, types in head.answers.items()}}
    parts = {name: as_json(value) for name, value in beside.items()} | {"items": items}
    return ("{" + ",".join(f"{quoted(name)}:{parts[name]}" for name in sorted(parts)) + "}").encode()
