"""Reads: the rows an actor may see, one mediation's page, the paper of its agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, override

from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_in, street_unit
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import all_of
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.queries import masked_by_id
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import record
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.record import ShownEntry
from shaoxiang.mediation import access
from shaoxiang.mediation.flows import MEDIATION_FLOW
from shaoxiang.mediation.models import MediationCase, MediatorTurn, Note, Party, PoliceNotice
from shaoxiang.mediation.rules import pieces
from shaoxiang.places.queries.rehomed import REHOMED

PAPER = "MEDIATION_AGREEMENT"
OTHER_ENTRIES = {
    "mediation.registered": _("登记申请"), "documents.issued": _("出具文书"), "identity.revealed": _("查看了当事人信息"),
    "places.rehomed": REHOMED, "clocks.warned": _("司法确认申请期将满，已提醒"), "clocks.overdue": _("司法确认申请期已过"),
}


def mediations_for(actor: Actor) -> QuerySet[MediationCase]:
    """Every mediation this actor may see, with its matter."""
    return MediationCase.objects.filter(visible(actor, access.GRANTS["view"])).select_related("matter")


def moves_for(mediation: MediationCase, actor: Actor) -> dict[str, Move]:
    """The page's buttons, by name."""
    return {
        move.name: move for move in MEDIATION_FLOW.open_moves(mediation.matter.status)
        if allowed(actor, access.GRANTS[move.name], mediation) and _makes_sense(move.name, mediation)
    }


def _makes_sense(name: str, mediation: MediationCase) -> bool:
    if name == "step_aside":
        return mediation.mediator_post_id is not None
    return name != "name_mediator" or mediation.mediator_post_id is None


@dataclass(frozen=True, slots=True)
class ShownParty:
    party: Party
    masked: dict[str, str]


@dataclass(frozen=True, slots=True)
class MediationPage:
    mediation: MediationCase
    moves: dict[str, Move]
    parties: list[ShownParty]
    turns: list[MediatorTurn]
    notes: list[Note]
    police: list[PoliceNotice]
    clocks: list[RunningClock]
    entries: list[ShownEntry]
    papers: list[IssuedDocument]
    facts: str
    demands: str

    @property
    def mediator(self) -> MediatorTurn | None:
        return next((turn for turn in self.turns if turn.ended_at is None), None)


def page_of(mediation: MediationCase, actor: Actor) -> MediationPage:
    """One reader's view of one mediation; names and numbers of the parties are masked."""
    parties = list(mediation.parties.all())
    masked = masked_by_id(party.vault_id for party in parties)
    return MediationPage(
        mediation, moves_for(mediation, actor), [ShownParty(party, masked.get(party.vault_id, {})) for party in parties],
        list(mediation.turns.all()), list(mediation.notes.order_by("-written_at", "-pk")), list(mediation.police_notices.all()),
        list(all_of(mediation.matter)), record.shown(record.entries_of(mediation.pk), _word),
        list(IssuedDocument.objects.filter(matter_id=mediation.pk, kind=PAPER).order_by("-pk")), mask_text(mediation.facts), mask_text(mediation.demands),
    )


def _word(entry: Entry) -> str:
    move = MEDIATION_FLOW.by_name.get(entry.kind.removeprefix("mediation."))
    return move.label if move is not None else OTHER_ENTRIES.get(entry.kind, entry.kind)


def desk_of(matter: Matter) -> dict[str, Any]:
    """Whose desk a mediation lies on while nobody mediates: the community's, else the judicial office of the street."""
    bodies = book().bodies.values()
    committee = next((body for body in bodies if body.kind == BodyKind.COMMUNITY_COMMITTEE and body.community_id == matter.community_id), None)
    if matter.community_id is not None and committee is not None:
        inside = committee.unit_id if committee.unit_id != committee.id else None
        return {"role": Role.COMMUNITY_DESK, "unit_id": inside or committee.id, "office_id": committee.id if inside else None}
    return {"role": Role.JUDICIAL_OFFICE, "unit_id": street_unit(matter.street_id)}


def mediator_choices(matter: Matter, stepped_aside: set[int]) -> list[tuple[int, str]]:
    """Posts that may mediate here: of the community, and the judicial office of the street; never one that stepped aside."""
    kept = book()
    street = street_unit(matter.street_id)
    near = {post.id for post in kept.posts.values() if matter.community_id is not None and post.community_id == matter.community_id}
    office = {key for key in (posts_in(street) if street is not None else ()) if Role.JUDICIAL_OFFICE in kept.posts[key].roles}
    found = [(key, f"{name_of('post', key)} · {kept.today[key][0].name}") for key in sorted((near | office) - stepped_aside) if kept.today.get(key)]
    return sorted(found, key=lambda pair: pair[1])


def of_case(case_id: int, actor: Actor) -> list[MediationCase]:
    """Mediations that came from a case, those the actor may see."""
    return list(mediations_for(actor).filter(case_id=case_id).order_by("pk"))


def paper_context(mediation: MediationCase, names: dict[int, str]) -> dict[str, Any]:
    """调解协议书 (人民调解法 29). `names`: by vault key, revealed for this paper by a recorded act."""
    paper = IssuedDocument.objects.filter(matter_id=mediation.pk, kind=PAPER).order_by("-pk").first()
    with override("zh-hans"):  # a paper of law is Chinese, whoever prints it
        return _paper(mediation, paper, names)


def _paper(mediation: MediationCase, paper: IssuedDocument | None, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": mediation.number, "document_number": paper.number if paper is not None else "", "committee": committee_name(mediation.matter),
        "dispute": gettext(mediation.get_dispute_display()),
        "parties": {party.side: names.get(party.vault_id, "") for party in mediation.parties.all()},
        "facts": pieces(mediation.facts), "terms": pieces(mediation.agreement), "performance_on": mediation.performance_on,
        "effective_on": mediation.effective_on, "mediator": name_of("post", mediation.mediator_post_id),
    }


def committee_name(matter: Matter) -> str:
    """The committee that mediates: the community's, else the street's."""
    where = name_of("community", matter.community_id) if matter.community_id is not None else name_of("street", matter.street_id)
    return gettext("%(place)s人民调解委员会") % {"place": where.removesuffix("居委会").removesuffix("村委会")}
