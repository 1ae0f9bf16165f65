"""What work given to a street stands on, and whether its office is there: what keeps a draft from being published, item by item."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.models import ListChange, ListVersion, TypeDuty
from shaoxiang.duties.queries.book import duty_book
from shaoxiang.duties.queries.kept import is_kept
from shaoxiang.duties.queries.streets import keys_of, named_streets, street_keys
from shaoxiang.duties.queries.versions import base_items, running
from shaoxiang.duties.rules import standing as rules
from shaoxiang.duties.rules.standing import Offices
from shaoxiang.duties.vocabulary import ChangeAct, ListForm, NewWork, VersionKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _

NOTHING = _("没有写准入编号，也没有写文号")
NOT_KEPT = _("这里没有存“%(document)s”：请编办先把它登记在“制度文件”里，再写它的文号")


class Work(NamedTuple):
    """What a number is to carry: an item of a list, or, with no list named, work in one street (None: in every) on a day, of grid workers or not.

    `streets`: those an item is for, by name, None for all of its list; `held`: those that carry it already. `title`: what it is, in Chinese.
    """

    kind: str = ""
    code: str = ""
    street_id: int | None = None
    on: date | None = None
    grid: bool = False
    streets: frozenset[str] | None = None
    held: frozenset[str] = frozenset()
    title: str = ""


class Admitted(NamedTuple):
    """What the room that keeps a number says of it. `why`: a msgid, why the number does not carry this work; empty where it does.

    `until`: the first day on which it carries nothing any more.
    """

    number: str
    route: str = ""
    why: str = ""
    facts: dict[str, str] = {}
    until: date | None = None


Find = Callable[[str, Work], Admitted]
Decided = Callable[[str], list[str]]
_registers: dict[str, tuple[re.Pattern[str], Find]] = {}
_decided: list[tuple[Decided, Find]] = []


def register_admissions(label: str, numbers: str, find: Find, decided: Decided | None = None) -> None:
    """In `AppConfig.ready` of a room above. `numbers`: how its numbers look; `find(number, work)`; `decided(document)`: numbers decided by that document."""
    _registers[label] = re.compile(numbers), find
    if decided is not None:
        _decided.append((decided, find))


class Named(NamedTuple):
    """What was written names: a number kept here, or a document; nothing asked of the room that keeps it."""

    on: str
    kept: bool


def named(words: str) -> Named:
    number = next((found.group() for numbers, _find in _registers.values() if (found := numbers.search(words))), "")
    return Named(number or document_in(words), bool(number))


class Standing(NamedTuple):
    """New work and what it stands on: an admission, or a document this house does not keep. `why`: a msgid, why it may not be given so."""

    code: str
    title: str
    on: str = ""
    route: str = ""
    why: str = ""
    facts: dict[str, str] = {}
    until: date | None = None
    more: NewWork | None = None
    types: tuple[str, ...] = ()

    @property
    def lacks(self) -> str:
        """Why it may not be given so, in the reader's language; empty where it may."""
        return gettext(self.why) % self.facts if self.facts else gettext(self.why) if self.why else ""


def standing_of(work: Work, title: str, words: str, own: str = "", *, papered: bool = False) -> Standing:
    """What the words name, for one piece of work. A number of a register outweighs a document; a document is kept here, or its paper asked for (`papered`)."""
    for numbers, find in _registers.values():
        if number := numbers.search(words):
            found = find(number.group(), work)
            return Standing(work.code, title, found.number, found.route, found.why, found.facts, found.until)
    document = document_in(words, own)
    if document and (kept := _by_document(document, work)) is not None:
        return Standing(work.code, title, kept.number, kept.route, kept.why, kept.facts, kept.until)
    if document and not papered and not is_kept(document):
        return Standing(work.code, title, document, "", NOT_KEPT, {"document": document})
    return Standing(work.code, title, document, "", "" if document else NOTHING)


def _by_document(document: str, work: Work) -> Admitted | None:
    """The document decided admissions: then they answer, and nobody goes round them by citing the paper instead of the number."""
    answers = [find(number, work) for decided, find in _decided for number in decided(document)]
    return next((one for one in answers if not one.why), answers[0] if answers else None)


class Given(NamedTuple):
    """An item that is to be added or amended."""

    code: str
    values: Mapping[str, Any]
    basis: str
    split_from: str = ""
    answers: Sequence[str] | None = None


def standings(version: ListVersion) -> list[Standing]:
    """Everything in a draft that gives a street more than it carried, and what it stands on."""
    rows = version.changes.exclude(act=ChangeAct.REMOVE.value).order_by("code")
    return standings_of(version, [Given(row.code, row.values, row.basis, row.split_from, row.answers) for row in rows])


def standings_of(version: ListVersion, wished: Iterable[Given]) -> list[Standing]:
    """What those of these stand on that give a street more. The first version of a list founds it; what the three lists make two of is one duty."""
    if version.kind not in (*rules.DUTY_LISTS, VersionKind.SERVICE) or running(version.kind) is None:
        return []
    now, wished = base_items(version.kind), list(wished)
    if version.kind == VersionKind.SERVICE:
        return [
            standing_of(
                Work(version.kind, one.code, title=str(after.get("name") or "")), _title(after), one.basis, version.document, papered=True)._replace(more=more)
            for one in wished if (more := rules.service_grown(now.get(one.code), after := {**(now.get(one.code) or {}), **one.values})) is not None
        ]
    roles = _roles(version, {code for one in wished for code in one.answers or ()})
    found = []
    for one in wished:
        before = now.get(one.code)
        after = {**(before or {}), **one.values}
        source = now.get(one.split_from) if version.form == ListForm.THREE_PART else None
        types = rules.types_grown(str(after.get("role") or ""), roles.of(one.answers or (), after.get("streets") or ()))
        more = rules.grown(before, after, source) or (NewWork.TYPES if types else None)
        if more is not None:
            found.append(standing_of(_work(version.kind, one.code, more, before, after), _title(after), one.basis, version.document, papered=True)
                         ._replace(more=more, types=types))
    return found


def _work(kind: str, code: str, more: NewWork, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Work:
    """Where it is new: in every street the item is for; where it only comes to more streets, in those."""
    held = frozenset(before["streets"]) if more is NewWork.STREETS and before is not None else frozenset[str]()
    return Work(kind, code, streets=frozenset(after.get("streets") or ()) or None, held=held, title=str(after.get("title") or ""))


class Roles(NamedTuple):
    """How the items that answer for types now are answered: (type, street; None everywhere) -> role. `keys`: streets by name."""

    there: Mapping[tuple[str, int | None], str]
    keys: Mapping[str, int]

    def of(self, codes: Collection[str], streets: Collection[str] = ()) -> dict[str, str]:
        """By type; of several roles in the streets named the one that carries least; "" where nobody answers."""
        where: Iterable[int | None] = keys_of(streets, self.keys) or (None,)
        return {code: min((self.there.get((code, key), self.there.get((code, None), "")) for key in where), key=_least) for code in codes}


def _least(role: str) -> tuple[bool, int]:
    """Nobody answering is the least, then what was taken back."""
    return bool(role), int(rules.burden({"role": role}))


def _roles(version: ListVersion, codes: Collection[str]) -> Roles:
    """Of these types, on the day the draft begins."""
    if not codes:
        return Roles({}, {})
    latest, today = running(version.kind), timezone.localdate()
    days = (today, version.effective_from, latest.effective_from if latest is not None else None)
    on, scope = max(day for day in days if day is not None), version.kind.removesuffix("_DUTY")
    rows = TypeDuty.objects.filter(in_force(on), in_force(on, "item__"), unit_scope=scope, type__code__in=list(codes))
    return Roles({(code, street): role for code, street, role in rows.values_list("type__code", "street_id", "item__role")}, street_keys(on))


def _title(values: Mapping[str, Any]) -> str:
    return in_words(str(values.get("title") or ""), str(values.get("title_en") or ""))


# --- offices ----------------------------------------------------------------------------------------------------------


def offices_of(kind: str, on: date) -> Offices:
    """The offices a duty list may name: those every street has, those of the towns, or any institution. Empty for the other lists."""
    if kind not in rules.DUTY_LISTS:
        return Offices({})
    wanted = {VersionKind.STREET_DUTY.value: False, VersionKind.TOWN_DUTY.value: True}.get(kind)
    streets = duty_book(on).streets.values()
    return Offices({one.name: frozenset(one.offices) for one in streets if wanted is None or one.is_town == wanted}, some=wanted is None)


class NoOffice(NamedTuple):
    """An item given to an office that is not there; `units`: where it is not."""

    code: str
    title: str
    office: str
    units: tuple[str, ...]


def nowhere(version: ListVersion, on: date) -> list[str]:
    """Items a draft adds or amends that name a street which is none of this list's on that day."""
    rows = version.changes.exclude(act=ChangeAct.REMOVE.value).order_by("code").values_list("code", "values")
    return [code for code, values in rows if values.get("streets") and named_streets(values["streets"], version.kind, on)[1]]


def without_office(version: ListVersion, on: date) -> list[NoOffice]:
    offices, now = offices_of(version.kind, on), base_items(version.kind) if version.kind in rules.DUTY_LISTS else {}
    rows = version.changes.exclude(act=ChangeAct.REMOVE.value).order_by("code")
    return [
        NoOffice(row.code, _title(row.values), name, tuple(units)) for row, name, streets in _named(rows, now)
        if (units := offices.within(streets).without(name))
    ]


def _named(rows: Iterable[ListChange], now: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[ListChange, str, Collection[str]]]:
    """Every item that names an office anew, or is for other streets: its office, and the streets it is for."""
    for row in rows:
        after = {**now.get(row.code, {}), **row.values}
        if after.get("office_name") and {"office_name", "streets"} & set(row.values):
            yield row, str(after["office_name"]), after.get("streets") or ()
