"""One question, every kind of answer: matters the asker may see, places, institutions, what stands on the lists, types, papers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.seen import FEW_FOR_SEARCH
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.finding import Listed, find, types_named
from shaoxiang.duties.queries.wording import body_words
from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.search.papers import Paper, papers
from shaoxiang.kernel.search.queries import newest
from shaoxiang.kernel.search.rules import normalised
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date
from shaoxiang.places.models import Community, Grid, StreetUnit
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.finding import formerly

NUMBER = re.compile(r"[A-Z]{2}\d{8}-\d{4,}", re.IGNORECASE)
MATTERS_SHOWN = 30
OTHERS_SHOWN = 8
TYPES_SHOWN = 4
_LEVELS = {StreetUnit: "street", Community: "community", Grid: "grid"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer that is no matter. `kind` names the list it stands in; `key` its row; `route` its page, where the kind does not say; of a line its list."""

    kind: str
    key: int | str
    name: str
    note: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    matters: list[Case]
    places: list[Hit]
    bodies: list[Hit]
    duties: list[Hit]
    papers: list[Paper]

    @property
    def nothing(self) -> bool:
        return not (self.matters or self.places or self.bodies or self.duties or self.papers)


def number_in(question: str) -> str:
    """The number of a matter, if that is what was asked for."""
    found = NUMBER.fullmatch(question.strip())
    return found.group().upper() if found else ""


def answers(question: str, actor: Actor, *, before: tuple[datetime, int] | None = None) -> Answers:
    """Newest matters of the asker's scope first; places, bodies and duties from the books in memory."""
    words = question.strip()
    matters = newest(words, cases_for(actor, FEW_FOR_SEARCH), limit=MATTERS_SHOWN, before=before, key="matter_id", opened="matter__opened_at")
    return Answers(matters, _places(words), _bodies(words, actor), _duties(words), papers(words, actor, OTHERS_SHOWN) if len(words) > 1 else [])


def _first(hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit, _turn in zip(hits, range(OTHERS_SHOWN), strict=False)]


def _in(words: str, *texts: str) -> bool:
    return any(words.lower() in text.lower() for text in texts if text)


def _holding(words: str, names: Iterable[str]) -> str:
    """The first of these names that holds the words."""
    return next((name for name in names if _in(words, name)), "")


def _places(words: str) -> list[Hit]:
    """Those called so, those with another name that is so, and those that were once: said with the name of today."""
    if len(words) < 2:
        return []
    places = place_book()
    every: list[tuple[str, Any, str]] = [
        *(("street", one, "") for one in places.streets.values()),
        *(("community", one, places.streets[one.street_id].name) for one in places.communities.values()),
        *(("grid", one, f"{places.streets[one.street_id].name} · {places.communities[one.community_id].name}") for one in places.grids.values()),
    ]
    named = [Hit(kind, one.id, _name(one), note) for kind, one, note in every if _in(words, one.name, one.name_en, one.code)]
    also = [
        Hit(kind, one.id, _name(one), _joined(gettext("别名 %(name)s") % {"name": alias}, note)) for kind, one, note in every
        if not _in(words, one.name, one.name_en, one.code) and (alias := _holding(words, getattr(one, "aliases", ())))
    ]
    return _first([*named, *also, *_once(words)])


def _once(words: str) -> list[Hit]:
    hits = []
    for one in formerly(words):
        kind = _LEVELS[type(one.row)]
        if one.now is None:
            hits.append(Hit("ended", one.row.code, _name(one.row), gettext("已撤销（%(day)s）") % {"day": zh_date(one.ended_on)}, f"places:{kind}"))
        else:
            hits.append(Hit(kind, one.now.pk, one.name, gettext("现名 %(name)s") % {"name": _name(one.now)}))
    return hits


def _joined(*notes: str) -> str:
    return " · ".join(note for note in notes if note)


def _name(place: Any) -> str:
    return in_words(str(place.name), str(place.name_en))


def _bodies(words: str, actor: Actor) -> list[Hit]:
    """Those that are before those that were, the asker's own unit first, those called so before those with another name that is so."""
    if len(words) < 2:
        return []
    bodies, found = book().bodies, list[tuple[tuple[bool, bool, bool], Hit]]()
    for line in bodies.values():
        once = _holding(words, line.former)
        alias = _holding(words, (*line.aliases, line.short_name))
        called = _in(words, line.name, line.name_en)
        if not (called or once or alias):
            continue
        unit = _name(bodies[line.unit_id]) if line.unit_id != line.id and line.unit_id in bodies else ""
        ended = gettext("已撤销（%(day)s）") % {"day": zh_date(line.ended_on)} if line.ended_on is not None else ""
        if called or (alias and not once):
            said = "" if called else gettext("别名 %(name)s") % {"name": alias}
            hit = Hit("body", line.code, _name(line), _joined(said, unit, ended))
        else:
            hit = Hit("body", line.code, once, _joined(gettext("现名 %(name)s") % {"name": _name(line)}, unit, ended))
        found.append(((bool(ended), line.unit_id != actor.unit_id, not called), hit))
    return _first(hit for _rank, hit in sorted(found, key=lambda one: one[0]))


def _duties(words: str) -> list[Hit]:
    """Types first that are called so or that the words speak for; then the lines of every list, nearest first, as the one search of the lists finds them."""
    if len(words) < 2:
        return []
    kinds = duty_book().types
    named = sorted(types_named(normalised(words), duty_book()).items(), key=lambda one: (-one[1], one[0]))
    types = [Hit("type", code, _name(kinds[code]), kinds[code].class_name) for code, _score in named[:TYPES_SHOWN]]
    lines = _first(_line(one.listed) for one in find(words, timezone.localdate()))
    return [*types, *lines]


def _line(line: Listed) -> Hit:
    listed = gettext(VersionKind.label_of(line.kind)) if line.kind in VersionKind.__members__ else gettext("准入编号")
    listing = line.kind if line.kind in VersionKind.__members__ else ""
    return Hit("line", line.code, in_words(line.title, line.title_en), _joined(listed, body_words(line.owner)), listing)
