"""承继: which streets came to be a street, through every merger and change of name; what is counted of a street is counted of these too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.held import Held
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date
from shaoxiang.places.models import StreetUnit
from shaoxiang.places.queries.book import watch

SAID_FOR = timedelta(days=731)  # where no period is asked for, an old change is not told of for ever


@dataclass(frozen=True, slots=True)
class Former:
    """A street that came to be another. `until`: first day it was no longer; `renamed`: the same street under another name."""

    id: int
    name: str
    name_en: str
    until: date
    renamed: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """`former`: street -> those that came to be it; `heirs`: a street that ended -> the one it came to be in the end."""

    former: Mapping[int, tuple[Former, ...]]
    heirs: Mapping[int, int]


def former_streets(street_id: int | None) -> tuple[int, ...]:
    """Keys of the streets that ended in this one, nearest first. Asked at every request: kept until places change."""
    return tuple(one.id for one in formers_of(street_id))


def formers_of(street_id: int | None) -> tuple[Former, ...]:
    return () if street_id is None else _lines.get(None).former.get(street_id, ())


def line_of(street_id: int | None) -> tuple[int, ...]:
    """The street and those that came to be it: where what was closed there is found and counted. In memory."""
    return () if street_id is None else (street_id, *former_streets(street_id))


def of_line(column: str, street_id: int) -> Q:
    """`column` names this street or one that came to be it; as plain as it can be, for the index of a long list."""
    line = line_of(street_id)
    return Q(**{column: street_id}) if len(line) == 1 else Q(**{f"{column}__in": line})


def now_of(street_id: int) -> int:
    """The street whose figures these are today: itself, or the one it came to be in the end."""
    return _lines.get(None).heirs.get(street_id, street_id)


def before_words(street_id: int | None, *, days: int | None = None) -> list[str]:
    """What a page adds under figures of a street, where part of them is of a time it had another name or was several. `days`: how far they go back."""
    today = timezone.localdate()
    since = today - (SAID_FOR if days is None else timedelta(days=days))
    return [
        (gettext("其中 %(day)s以前为原%(name)s。") if one.renamed else gettext("其中 %(day)s以前的，有一部分是原%(name)s的，已并入。"))
        % {"day": zh_date(one.until), "name": in_words(one.name, one.name_en)}
        for one in formers_of(street_id) if one.until > since
    ]


def _read() -> Lines:
    rows = StreetUnit.objects.filter(successor__isnull=False).order_by("-valid_to", "pk")
    known = {row.pk: row for row in rows.select_related("successor").defer("geometry", "successor__geometry")}
    found: dict[int, list[Former]] = {}
    heirs: dict[int, int] = {}
    for key, row in known.items():
        heir, seen = row.successor, {key}
        while heir is not None and heir.pk not in seen:
            found.setdefault(heir.pk, []).append(Former(key, row.name, row.name_en, row.valid_to or date.max, row.code == heir.code))
            seen.add(heir.pk)
            heirs[key] = heir.pk  # the last of the way stays
            heir = known[heir.pk].successor if heir.pk in known else None
    return Lines({heir: tuple(streets) for heir, streets in found.items()}, heirs)


_lines: Held[None, Lines] = Held(watch, lambda _key: _read())
