"""派单目录: lines a ruling teaches or an administrator writes; each ends the old row and opens a new one, with the line before and after kept."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions.changes import WHY_LENGTH, end_row, keep, why_given
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.models import DispatchCatalogueEntry, EventType, SettingChange
from shaoxiang.duties.queries.catalogue import line_standing
from shaoxiang.duties.queries.impact import ended_types
from shaoxiang.duties.queries.settings import line_picture
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.vocabulary import CatalogueSource
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _

_OF_THIS_HOUSE = re.compile(r"\b[A-Z]{2}[0-9]{8}-[0-9]{4}\b")  # a matter of this house: an item of coordination, an admission, a refusal


@transaction.atomic
def teach_catalogue(
    type_code: str, *, lead_unit_id: int, street_id: int | None, source: str, actor: Actor, at: datetime, cooperating: tuple[int, ...] = (), words: str = "",
) -> DispatchCatalogueEntry:
    """派单目录学习: a ruling becomes the catalogue's word for a type (in one street or everywhere); what it said before ends.

    Called by rooms that have already asked whether the actor may rule. `words` of the ruling may name an admission or a document: a ruling gives a
    street no more than the lists do (A1). Raises EventType.DoesNotExist, ChangeRefused.
    """
    day = timezone.localtime(at).date()
    entry, before = _set_catalogue(type_code, lead_unit_id, street_id, CatalogueSource.RULING, source, day, words=words, cooperating=cooperating)
    keep(
        EntryKind.CATALOGUE_TAUGHT, entry.type_id, {"line": (before, line_picture(entry))}, why="", actor=actor, at=at, rule="design §3.4",
        facts=journal.facts_of(entry=entry.pk, lead=lead_unit_id, street=street_id, source=source),
    )
    return entry


def _set_catalogue(
    type_code: str, lead_unit_id: int, street_id: int | None, source: CatalogueSource, reference: str, day: date, *, words: str,
    cooperating: tuple[int, ...] = (),
) -> tuple[DispatchCatalogueEntry, dict[str, Any] | None]:
    """The catalogue's word for a type from `day` on; what it said before ends. Set twice in one day: the same line, the later word.

    Also gives the line that held before, as it was. A line that stands on a temporary admission ends with it. Raises ChangeRefused where it would
    give a street what no list does.
    """
    kind = EventType.objects.get(code=type_code)
    stands = line_standing(type_code, lead_id=lead_unit_id, cooperating=cooperating, street_id=street_id, words=words, on=day)
    if stands.why:
        raise ChangeRefused("lead_unit_id", stands.why, **stands.facts)
    before = DispatchCatalogueEntry.objects.filter(in_force(day), type=kind, street_id=street_id)
    was = line_picture(before.order_by("-valid_from").first())
    entry = before.filter(valid_from=day).first()
    if entry is None:
        before.update(valid_to=day)
        entry = DispatchCatalogueEntry(type=kind, street_id=street_id, valid_from=day)
    entry.lead_id, entry.source_code, entry.source_reference = lead_unit_id, source.value, reference[:80]
    entry.stands_on = stands.on[:80]
    entry.valid_to = min((one for one in (entry.valid_to, stands.until) if one is not None), default=None)
    entry.save()
    entry.cooperating.set(cooperating)
    return entry, was


@transaction.atomic
def write_catalogue(
    type_code: str, *, lead_unit_id: int, street_id: int | None, reference: str, actor: Actor, at: datetime, cooperating: tuple[int, ...] = (),
) -> DispatchCatalogueEntry:
    """写入派单目录: what the parties agreed; the reference is the reason and may name an admission or a document. Raises PermissionDenied, ChangeRefused."""
    require(actor, GRANTS["edit_catalogue"])
    words = reference.strip()
    if not words:
        raise ChangeRefused("reference", _("请写明依据的会议、裁定或商定文件。"))
    day = timezone.localtime(at).date()
    if ended_types(frozenset({type_code}), day):
        raise ChangeRefused("type_code", _("%(code)s 已经停用，新来的不用它了，不用再写派到哪里。"), code=type_code)
    entry, before = _set_catalogue(type_code, lead_unit_id, street_id, CatalogueSource.AGREED, words, day, words=words, cooperating=cooperating)
    if not document_in(words) and not _OF_THIS_HOUSE.search(words):
        raise ChangeRefused("reference", _("请写明依据的文号（如“新编办发〔2026〕9号”），或者协调事项、准入的编号（XT…、ZR…）。"))
    keep(
        EntryKind.CATALOGUE_WRITTEN, entry.type_id, {"line": (before, line_picture(entry))}, why=words[:WHY_LENGTH], actor=actor, at=at,
        facts=journal.facts_of(entry=entry.pk, lead=lead_unit_id, street=street_id, reference_sha256=digest(reference)),
    )
    return entry


@transaction.atomic
def end_carried(number: str, *, actor: Actor, at: datetime) -> int:
    """The lines that stand on an admission end with it; called by the room that took it back. Returns how many."""
    day = timezone.localtime(at).date()
    lines = list(DispatchCatalogueEntry.objects.filter(in_force(day), stands_on=number).order_by("pk"))
    for entry in lines:
        _end_line(entry, day, why="", actor=actor, at=at, facts={"admission": number})
    if lines:
        raise_version()
    return len(lines)


@transaction.atomic
def end_catalogue(entry_id: int, *, why: str, actor: Actor, at: datetime) -> SettingChange:
    """结束派单目录条目: from today the lists alone decide again. Raises PermissionDenied, DispatchCatalogueEntry.DoesNotExist, ChangeRefused."""
    require(actor, GRANTS["edit_catalogue"])
    day = timezone.localtime(at).date()
    entry = DispatchCatalogueEntry.objects.get(in_force(day), pk=entry_id)
    change = _end_line(entry, day, why=why_given(why), actor=actor, at=at, facts={})
    raise_version()
    return change


def _end_line(entry: DispatchCatalogueEntry, day: date, *, why: str, actor: Actor, at: datetime, facts: Facts) -> SettingChange:
    number, type_id, was = entry.pk, entry.type_id, line_picture(entry)
    end_row(entry, day)
    return keep(EntryKind.CATALOGUE_ENDED, type_id, {"line": (was, None)}, why=why, actor=actor, at=at, facts={"entry": number, **facts})
