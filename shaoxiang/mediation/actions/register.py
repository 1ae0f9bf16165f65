"""登记申请: by the community or the judicial office, for a party who asked orally or in writing, or of their own accord."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.identity.actions import keep
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.mediation import access, rules
from shaoxiang.mediation.actions.steps import move_desk
from shaoxiang.mediation.models import MediationCase, Party
from shaoxiang.mediation.rules import Application, MediationRefused
from shaoxiang.mediation.vocabulary import MediationStatus
from shaoxiang.places.queries import place_book


@transaction.atomic
def register(application: Application, *, actor: Actor, at: datetime, sample: bool = False) -> MediationCase:
    """A mediation that waits for the will of both. Raises PermissionDenied, MediationRefused."""
    require(actor, access.GRANTS["register"])
    rules.check(application)
    community_id = application.community_id if application.community_id is not None else actor.community_id
    street_id = _street(community_id, actor)
    if street_id is None or (actor.community_id is not None and community_id != actor.community_id):
        raise MediationRefused("community_id", _("只能登记本社区（本街道）的纠纷：请选本街道的社区。"))
    title = application.dispute.label  # nothing of the people: a desk, a list or a notice shows it
    matter = open_matter(
        MatterKind.MEDIATION, title=title, status=MediationStatus.APPLIED, at=at, street_id=street_id, community_id=community_id, unit_id=actor.unit_id,
        office_id=actor.office_id,
    )
    mediation = MediationCase.objects.create(
        matter=matter, dispute=application.dispute, origin=application.origin, facts=application.facts.strip(), demands=application.demands.strip(),
        open_to_others=application.open_to_others, case_id=application.case_id, registered_by=actor.assignment_id, sample=sample,
    )
    for party in application.parties:
        if party.fields.get("name", "").strip():
            vault = keep(party.fields, purpose="mediation_party", at=at)
            Party.objects.create(mediation=mediation, side=party.side, vault_id=vault.pk)
    move_desk(mediation, at=at, by=actor, fresh=True)
    facts: Facts = {
        "number": matter.number, "dispute": mediation.dispute, "origin": mediation.origin, "street": street_id, "community": community_id,
        "case": application.case_id, "facts_sha256": digest(mediation.facts),
    }
    record("mediation.registered", subject=matter, actor=actor, at=at, facts=facts, rule="人民调解法 17", new=True)
    return mediation


def _street(community_id: int | None, actor: Actor) -> int | None:
    """The street of the place, if it is the actor's own."""
    if community_id is None:
        return actor.street_id
    community = place_book().communities.get(community_id)
    return community.street_id if community is not None and actor.street_id in (None, community.street_id) else None
