"""Interface keys meet institutions: which bodies and posts a key may stand for, and the actor that follows from one."""

from __future__ import annotations

from datetime import date

from shaoxiang.cases.access import INTERFACE, INTERFACE_OF_DISTRICT
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, BodyKind
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.queries import Binding
from shaoxiang.places.queries.lineage import former_streets

BODIES = (BodyKind.COMMAND_CENTER, BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT, BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY)


def bindings() -> list[Binding]:
    """Units first, then their posts; never a post of one of the three administrators."""
    kept, today = book(), book().on
    bodies = Body.objects.filter(in_force(today), kind__in=[kind.value for kind in BODIES]).order_by("kind", "order", "pk")
    found = [Binding(f"body:{row.code}", kept.name_of(row.pk), row.pk) for row in bodies]
    posts = Post.objects.filter(in_force(today), in_force(today, "body__")).select_related("body").order_by("body__unit_id", "body__order", "order", "pk")
    return found + [
        Binding(f"post:{post.code}", f"{kept.name_of(post.body.unit_id or post.body_id)} · {kept.name_of(post.body_id)} · {post.title}", post.body_id, post.pk)
        for post in posts if post.roles and not THREE_ADMINISTRATORS & set(post.roles) and not post.grids.exists()
    ]


def actor_of(key: ApiKey, on: date) -> Actor | None:
    """The key's actor: the roles of its post, or INTERFACE in its body. None where body or post no longer holds."""
    body = Body.objects.filter(in_force(on), pk=key.body_id).select_related("unit").first()
    if body is None:
        return None
    unit = body.unit or body
    if key.post_id is not None:
        post = Post.objects.filter(in_force(on), pk=key.post_id, body_id=body.pk).first()
        if post is None:
            return None
        roles = frozenset(post.roles)
    else:
        roles = frozenset({INTERFACE, INTERFACE_OF_DISTRICT} if body.kind == BodyKind.COMMAND_CENTER else {INTERFACE})
    return Actor(
        kind=ActorKind.INTERFACE, roles=roles, post_id=key.post_id, unit_id=unit.pk, office_id=body.pk if body.pk != unit.pk else None,
        street_id=body.street_id or unit.street_id, former_street_ids=former_streets(body.street_id or unit.street_id),
        community_id=body.community_id, name=key.name, title=body.name, scopes=frozenset(key.scopes),
    )
