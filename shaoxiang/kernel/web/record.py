"""经过: what happened to a matter, as its page shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.names import name_of


@dataclass(frozen=True, slots=True)
class ShownEntry:
    at: datetime
    what: str
    who: str
    rule: str


def entries_of(matter_id: int) -> Iterable[Entry]:
    """Newest first."""
    return Entry.objects.filter(subject_kind="matter", subject_id=matter_id).order_by("-seq")


def shown(entries: Iterable[Entry], word: Callable[[Entry], str]) -> list[ShownEntry]:
    """Each in the reader's language, with the post of whoever did it. `word`: the msgid of what was done."""
    return [ShownEntry(row.at, gettext(word(row)), who(row), row.rule) for row in entries]


def who(entry: Entry) -> str:
    return name_of("assignment", entry.actor_id) if entry.actor_id is not None else gettext("系统")
