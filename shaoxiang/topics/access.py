"""Who sees which topics, and who may act on one. A street sees a topic as soon as one member lies in it, and of it only its own cases."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.cases.access import INTERFACE, INTERFACE_OF_DISTRICT
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, Grant, Grants
from shaoxiang.places.queries.lineage import line_of
from shaoxiang.topics.models import TopicMember

STREET = (Role.STREET_DESK, Role.STREET_LEADER)
DISTRICT = (Role.DISTRICT_DESK, Role.SUPERVISOR, Role.DISTRICT_LEADER, Role.HOTLINE)
WHOLLY_OURS = {"street_id": "street_id"}


def touches_my_street(actor: Actor) -> Q:
    return Q(pk__in=TopicMember.objects.filter(street_id__in=line_of(actor.street_id), valid_to__isnull=True).values("topic_id"))


VIEW: Grants = (
    Grant(STREET, WHOLLY_OURS),  # ended ones, too
    Grant(STREET, via=touches_my_street),
    Grant(DISTRICT),
    Grant({INTERFACE}, via=touches_my_street),
    Grant({INTERFACE_OF_DISTRICT}),
)
ACT: Grants = (Grant({Role.STREET_DESK}, WHOLLY_OURS), Grant({Role.DISTRICT_DESK}))

GRANTS: dict[str, Grants] = {"view": VIEW, "dismiss": ACT, "restore": ACT, "rename": ACT, "make_parent": ACT, "configure": (Grant({Role.CONFIG_ADMIN}),)}
