"""底图 in force: what the map component is told, and which hosts the page's policy must let it ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from shaoxiang.kernel.geo import CoordinateSystem
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.language import reads_english
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.workdays.remembered import Remembered
from shaoxiang.places.models import BaseLayer
from shaoxiang.places.rules.layers import BadLayer, LayerWords, Tiles, tiles_of, with_key
from shaoxiang.places.vocabulary import LayerKind, MatrixSet

SUBJECT = "base_layer"
HISTORY_SHOWN = 50


def words_of(row: BaseLayer) -> LayerWords:
    subdomains = tuple(part.strip() for part in row.subdomains.split(",") if part.strip())
    return LayerWords(LayerKind(row.kind), CoordinateSystem(row.crs), MatrixSet(row.matrix_set), row.url, row.theme, subdomains)


def _load() -> list[tuple[BaseLayer, Tiles]]:
    """The layers that can be shown: switched on, well formed, with their key."""
    found = []
    for row in BaseLayer.objects.filter(enabled=True):
        try:
            tiles = with_key(tiles_of(words_of(row)), settings.MAP_KEYS, LayerKind(row.kind))
        except BadLayer:
            continue
        if tiles is not None:
            found.append((row, tiles))
    return found


remembered = Remembered("places.layers", _load)


def layers_for(*, public: bool) -> list[dict[str, Any]]:
    """The base layers a page offers, first one first; residents get those meant for them. No layers: the outlines stand alone."""
    english = reads_english()
    return [
        {
            "code": f"layer-{row.pk}", "name": (row.name_en if english else "") or row.name, "pictures": [list(urls) for urls in tiles.pictures],
            "set": row.matrix_set, "shift": tiles.shift, "flipped": tiles.flipped, "maxzoom": row.max_zoom, "approval": row.approval,
            "attribution": row.attribution,
        }
        for row, tiles in remembered.get()
        if row.for_public or not public
    ]


def hosts() -> list[str]:
    """Every host a shown layer's tiles come from, for the page's policy; nothing more."""
    return sorted({host for _row, tiles in remembered.get() for host in tiles.hosts})


@dataclass(frozen=True, slots=True)
class LayerLine:
    """One layer on the administrator's page, with what is wrong with it ("" each where nothing is)."""

    row: BaseLayer
    trouble: str = ""
    no_key: bool = False
    no_approval: bool = False


def layer_lines() -> list[LayerLine]:
    lines = []
    for row in BaseLayer.objects.all():
        trouble, no_key = "", False
        try:
            no_key = with_key(tiles_of(words_of(row)), settings.MAP_KEYS, LayerKind(row.kind)) is None
        except BadLayer as bad:
            trouble = gettext(bad.reason)
        lines.append(LayerLine(row, trouble, no_key, row.enabled and row.for_public and not row.approval))
    return lines


@dataclass(frozen=True, slots=True)
class LayerChange:
    at: datetime
    who: str
    what: str
    name: str


def layer_history() -> list[LayerChange]:
    """Who changed which layer when, newest first."""
    names = dict(BaseLayer.objects.values_list("pk", "name"))
    words = {
        "places.layer_added": gettext("新增"), "places.layer_changed": gettext("修改"), "places.layer_on": gettext("启用"), "places.layer_off": gettext("停用"),
    }
    entries = Entry.objects.filter(subject_kind=SUBJECT).order_by("-at", "-pk")[:HISTORY_SHOWN]
    return [
        LayerChange(entry.at, name_of("assignment", entry.actor_id), words.get(entry.kind, entry.kind), names.get(entry.subject_id, f"#{entry.subject_id}"))
        for entry in entries
    ]
