"""听街道意见: were the streets heard before something that touches them was decided? Rooms below the one that keeps consultations ask here,
and say what a consultation about a row of theirs would be about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from shaoxiang.kernel.access import Actor

Subject = tuple[str, int]  # kind and key of the row a consultation is about


class Hearing(NamedTuple):
    """What is to be decided, and the `number` of the file in which the streets it touches were heard. `streets`: their keys.

    The file must have been opened `since`, and either from the row itself (`subject`) or with one of `names` in its words; it names every one of `each`
    (a tuple of names an item goes by); `papered`: it has the draft with it. Without a day any file that asked these streets will do.
    """

    streets: frozenset[int]
    number: str
    names: tuple[str, ...] = ()
    since: datetime | None = None
    subject: Subject | None = None
    each: tuple[tuple[str, ...], ...] = ()
    papered: bool = False
    until: date | None = None  # the day of the decision: what was put to its meeting later was not heard before it


class Unheard(NamedTuple):
    """What is missing: a Chinese msgid that says how to cure it, and the facts that fill it."""

    reason: str
    facts: Mapping[str, object]


class Topic(NamedTuple):
    """What a consultation about a row would be about: words to begin with (in Chinese, they go to the streets), keys of the streets, the row's own page."""

    title: str
    text: str
    streets: frozenset[int]
    url: str


class Asked(NamedTuple):
    """A consultation about a row: `state` a msgid, `answered` of `asked` streets; `url` "" where this reader may not open it."""

    number: str
    state: str
    sent: bool
    answered: int
    asked: int
    url: str


class Consulting(NamedTuple):
    """Where streets are consulted: what is missing (None: nothing), what was asked about a row, where one asks ("": not this reader), and the keys of
    the rows of a kind about which this reader's street was asked."""

    missing: Callable[[Hearing], Unheard | None]
    about: Callable[[Subject, Actor], list[Asked]]
    way: Callable[[Subject, Actor], str]
    asked: Callable[[str, Actor], set[int]]


Finds = Callable[[int, Actor], Topic | None]
_rooms: list[Consulting] = []
_topics: dict[str, Finds] = {}
_pages: dict[str, Callable[[int], str]] = {}
_read: set[str] = set()
_by_streets: set[str] = set()


def register_hearing(room: Consulting) -> None:
    """Where streets are consulted, in `AppConfig.ready`."""
    _rooms[:] = [room]


def register_topic(kind: str, finds: Finds, page: Callable[[int], str], *, read: bool = True, by_streets: bool = False) -> None:
    """In `AppConfig.ready` of a room whose rows streets are to be heard on. `finds`: None where there is no such row for this reader, or nothing to ask.
    `page`: the address of the row.

    `read`: the words of a consultation about it are read for places and for what makes a major decision, as those of any other; not where the room has a
    rule of its own for both. `by_streets`: a street may ask its neighbours about it.
    """
    _topics[kind], _pages[kind] = finds, page
    if by_streets:
        _by_streets.add(kind)
    if read:
        _read.add(kind)


def is_read(kind: str) -> bool:
    """Also where the file is about no row of another room."""
    return not kind or kind in _read


def topic_of(subject: Subject, actor: Actor) -> Topic | None:
    finds = _topics.get(subject[0])
    return finds(subject[1], actor) if finds is not None else None


def page_of_subject(kind: str, key: int | None) -> str:
    """"" where a file is about no row of another room."""
    return _pages[kind](key) if kind in _pages and key is not None else ""


def is_asked_by_streets(kind: str) -> bool:
    return kind in _by_streets


def unheard(hearing: Hearing) -> Unheard | None:
    """None also where nobody keeps consultations."""
    return _rooms[0].missing(hearing) if _rooms else None


def asked_about(subject: Subject, actor: Actor) -> list[Asked]:
    """Newest first."""
    return _rooms[0].about(subject, actor) if _rooms else []


def asked_of(kind: str, actor: Actor) -> set[int]:
    """Rows of a kind about which this reader's street was asked: it reads what it is asked about."""
    return _rooms[0].asked(kind, actor) if _rooms else set()


def way_to_ask(subject: Subject, actor: Actor) -> str:
    return _rooms[0].way(subject, actor) if _rooms else ""
