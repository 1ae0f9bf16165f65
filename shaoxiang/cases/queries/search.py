"""One question, every kind of answer: matters the asker may see, places, institutions, duties, types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.seen import FEW_FOR_SEARCH
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.search.queries import newest
from shaoxiang.places.queries import place_book

NUMBER = re.compile(r"[A-Z]{2}\d{8}-\d{4,}", re.IGNORECASE)
MATTERS_SHOWN = 30
OTHERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer that is no matter. `kind` names the list it stands in; `key` its row."""

    kind: str
    key: int | str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    matters: list[Case]
    places: list[Hit]
    bodies: list[Hit]
    duties: list[Hit]

    @property
    def nothing(self) -> bool:
        return not (self.matters or self.places or self.bodies or self.duties)


def number_in(question: str) -> str:
    """The number of a matter, if that is what was asked for."""
    found = NUMBER.fullmatch(question.strip())
    return found.group().upper() if found else ""


def answers(question: str, actor: Actor, *, before: tuple[datetime, int] | None = None) -> Answers:
    """Newest matters of the asker's scope first; places, bodies and duties from the books in memory."""
    words = question.strip()
    matters = newest(words, cases_for(actor, FEW_FOR_SEARCH), limit=MATTERS_SHOWN, before=before, key="matter_id", opened="matter__opened_at")
    return Answers(matters, _places(words), _bodies(words), _duties(words))


def _first(hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit, _turn in zip(hits, range(OTHERS_SHOWN), strict=False)]


def _in(words: str, *texts: str) -> bool:
    return any(words.lower() in text.lower() for text in texts if text)


def _places(words: str) -> list[Hit]:
    if len(words) < 2:
        return []
    places = place_book()
    every: list[tuple[str, Any, str]] = [
        *(("street", one, "") for one in places.streets.values()),
        *(("community", one, places.streets[one.street_id].name) for one in places.communities.values()),
        *(("grid", one, f"{places.streets[one.street_id].name} · {places.communities[one.community_id].name}") for one in places.grids.values()),
    ]
    return _first(Hit(kind, one.id, _name(one), note) for kind, one, note in every if _in(words, one.name, one.name_en, one.code, *getattr(one, "aliases", ())))


def _name(place: Any) -> str:
    return in_words(str(place.name), str(place.name_en))


def _bodies(words: str) -> list[Hit]:
    if len(words) < 2:
        return []
    bodies = book().bodies
    return _first(
        Hit("body", line.code, _name(line), _name(bodies[line.unit_id]) if line.unit_id != line.id and line.unit_id in bodies else "")
        for line in bodies.values() if _in(words, line.name, line.name_en, line.short_name)
    )


def _duties(words: str) -> list[Hit]:
    if len(words) < 2:
        return []
    lists, seen = duty_book(), {}
    for line in lists.duties.values():
        if line.code not in seen and _in(words, line.title, line.title_en, line.code):
            seen[line.code] = Hit("duty", line.code, in_words(line.title, line.title_en), line.office_name)
    types = (Hit("type", one.code, _name(one), one.class_name) for one in lists.types.values() if _in(words, one.name, one.name_en, one.code))
    return _first([*seen.values(), *types])
