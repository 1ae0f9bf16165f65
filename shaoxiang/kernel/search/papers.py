"""文件和版本: what is found by its title or the number of its document. Every room that keeps such papers registers a source, for the one search box."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.identity.rules import half_width
from shaoxiang.kernel.search.rules import normalised

_BRACKETS = str.maketrans("[]()【】（）", "〔〕〔〕〔〕〔〕")


class Paper(NamedTuple):
    """`note`: its kind and number, in the reader's language."""

    title: str
    address: str
    note: str = ""
    sample: bool = False


Source = Callable[[str, Actor], Iterable[Paper]]
_sources: dict[str, Source] = {}


def register_papers(name: str, found: Source) -> None:
    """In `AppConfig.ready`: what the room keeps that answers to the words and that the asker may see, nearest first."""
    _sources[name] = found


def papers(words: str, actor: Actor, most: int) -> list[Paper]:
    """At most so many of each room, rooms in the order they registered."""
    return [paper for source in _sources.values() for paper in islice(source(words, actor), most)]


def says(words: str, *columns: str) -> Q:
    """Rows of which a column holds the words; a number is found however its brackets and its digits were typed."""
    plain = half_width(words)
    found = Q()
    for typed in {words, plain, plain.translate(_BRACKETS), normalised(words)}:
        for column in columns:
            found |= Q(**{f"{column}__icontains": typed})
    return found
