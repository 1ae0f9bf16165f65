"""信访事项 as one reader sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shaoxiang.hotline import access
from shaoxiang.hotline.flows import PETITION_FLOW
from shaoxiang.hotline.models import Petition, PetitionNote
from shaoxiang.hotline.queries import petition_moves
from shaoxiang.hotline.rules.petitions import PLAIN, WHERE_TO
from shaoxiang.hotline.vocabulary import NotAccepted, PetitionGround, PetitionStatus
from shaoxiang.kernel.access import Actor, ActorKind, allowed
from shaoxiang.kernel.clocks import wording
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import all_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.queries import masked
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.names import name_of


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the record, with what was written then."""

    at: datetime
    what: str
    who: str
    rule: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class ShownClock:
    clock: RunningClock
    label: str
    asking: bool  # a period somebody may use, not a limit somebody must keep


@dataclass(frozen=True, slots=True)
class PetitionPage:
    petition: Petition
    content: str
    plain: str
    where_to: str
    grounds: list[str]
    moves: list[Move]
    clocks: list[ShownClock]
    lines: list[Line]
    petitioner: Mapping[str, str]
    may_reveal: bool


def petition_page(petition: Petition, actor: Actor) -> PetitionPage:
    status = petition.status
    against = PetitionGround.AGAINST_OFFICIALS in petition.grounds
    return PetitionPage(
        petition, mask_text(petition.content), gettext(PLAIN[status]), gettext(WHERE_TO[NotAccepted(petition.not_accepted)]) if petition.not_accepted else "",
        [gettext(PetitionGround.label_of(one)) for one in petition.grounds], list(petition_moves(petition, actor).values()),
        [ShownClock(one, wording.label_of(one.code, one.label), not one.is_limit) for one in all_of(petition.matter)], _lines(petition),
        masked(petition.petitioner) if petition.petitioner else {},
        allowed(actor, access.PETITION_OFFICE if against else access.GRANTS["petition_reveal"], petition) and petition.petitioner is not None,
    )


def _lines(petition: Petition) -> list[Line]:
    """The record, newest first."""
    words: dict[tuple[str, datetime], list[str]] = {}
    for note in PetitionNote.objects.filter(petition=petition):
        words.setdefault((note.entry_kind, note.written_at), []).append(mask_text(note.text))
    entries = Entry.objects.filter(subject_kind="matter", subject_id=petition.pk).order_by("-seq")
    return [Line(one.at, _what(one.kind), _who(one), one.rule, words.get((one.kind, one.at), [])) for one in entries]


def _what(kind: str) -> str:
    move = PETITION_FLOW.by_name.get(kind.removeprefix("petitions."))
    others = {
        "petitions.registered": gettext("登记"), "places.rehomed": gettext("区划变更，随之转移"),
        "clocks.warned": gettext("时限将到，已提醒"), "clocks.overdue": gettext("已超期，已提醒"),
        "clocks.elapsed": gettext("等候期已过"), "clocks.recomputed": gettext("放假安排有变，时限重算"), "identity.revealed": gettext("查看了信访人信息"),
    }
    return gettext(move.label) if move else others.get(kind, kind)


def _who(entry: Entry) -> str:
    return name_of("assignment", entry.actor_id) if entry.actor_id is not None else gettext("系统") if entry.actor_kind == ActorKind.SYSTEM else "—"


def told(status: PetitionStatus) -> str:
    """What the caller is told, in plain words."""
    return gettext(PLAIN[status])
