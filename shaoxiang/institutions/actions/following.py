"""机构随区划走: committees, posts and their grids go on in the communities that follow; a matter nobody else moves goes with its street."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from shaoxiang.institutions.actions.accounts import changed
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.places.models import Community, Grid
from shaoxiang.places.queries.following import Moved, Rehomed, Rehoming

OF_UNITS = frozenset(map(str, (  # a unit was asked, or asked: its answer stays its own, wherever its street goes
    MatterKind.OPINION, MatterKind.DECISION, MatterKind.ADMISSION, MatterKind.REFUSAL, MatterKind.EMPOWERMENT, MatterKind.QUOTA_CHANGE,
    MatterKind.CADRE_SELECTION, MatterKind.LIST_VERSION, MatterKind.DETERMINATION, MatterKind.RULE_REVIEW,
)))


def follow_places(moved: Moved, actor: Actor, at: datetime) -> None:
    """Every body and post of an ended community is in its heir, or where the change says it answers; a community without a body gets its own.

    Of committees that come together the one that answers goes on; the others end, and their posts go on in it.
    """
    now = Community.objects.in_bulk([*moved.communities.values(), *moved.bodies.values(), *moved.set_up])
    bodies = list(Body.objects.select_for_update().filter(community_id__in=list(moved.communities)).select_related("community"))
    pattern = next((body for body in bodies if body.kind == BodyKind.COMMUNITY_COMMITTEE), None)
    answering = {community: body for body, community in moved.bodies.items()}
    ended: dict[int, int] = {}  # committee -> the one its posts go on in
    for body in bodies:
        heir = moved.communities[body.community_id or 0]
        if body.kind == BodyKind.COMMUNITY_COMMITTEE and body.pk not in moved.bodies and heir in answering and body.valid_from < moved.day:
            ended[body.pk], body.valid_to = answering[heir], moved.day  # it stays in the community that ended with it
            body.save()
            continue
        old, new = body.community, now[moved.bodies.get(body.pk) or moved.communities[body.community_id or 0]]
        if body.pk in moved.bodies and old is not None and body.name == old.name != new.name:  # it bears the community's name, and goes on bearing it
            body.aliases = [*dict.fromkeys([body.name, *body.aliases])]
            body.name, body.name_en = new.name, new.name_en
        body.community = new
        _under_its_street(body, new.street_id)
        body.save()
    changed()
    for key, name in moved.set_up.items():
        answering[key] = _set_up(now[key], name, pattern, moved).pk
    posts = _posts(moved, answering)
    for before, after in ended.items():
        Post.objects.filter(body_id=before).update(body_id=after, answers=False)
    record("institutions.places_followed", subject=("division_change", moved.change), actor=actor, at=at,
           facts={"bodies": len(bodies), "posts": posts, "set_up": len(moved.set_up), "ended": len(ended)})
    changed()


def _set_up(community: Community, name: str, pattern: Body | None, moved: Moved) -> Body:
    """A new committee with its desk, after the pattern of the old one; who sits there is for the staffing office."""
    unit = street_unit(community.street_id)
    body = Body.objects.create(
        code=f"C{community.code}-{moved.change}", kind=BodyKind.COMMUNITY_COMMITTEE.value, name=name[:80], parent_id=unit, unit_id=unit,
        street_id=community.street_id, community=community, valid_from=moved.day, sample=community.sample, order=pattern.order if pattern else 70,
    )
    desk = Post.objects.filter(body=pattern, answers=True).first() if pattern else None
    Post.objects.create(
        body=body, code=f"{body.code}-DESK", title=desk.title if desk else gettext("社区受理"), title_en=desk.title_en if desk else "",
        roles=desk.roles if desk else [Role.COMMUNITY_DESK.value], answers=True, valid_from=moved.day, sample=body.sample,
        community=community if desk is None or desk.community_id else None,
    )
    return body


def _under_its_street(body: Body, street: int) -> None:
    """A community that went to another street takes its committee along."""
    unit = street_unit(street)
    if unit is None or body.unit_id in (None, unit):
        body.street_id = street if body.street_id is not None else None
        return
    body.parent_id = body.unit_id = unit
    body.street_id = street if body.street_id is not None else None


def _posts(moved: Moved, answers: dict[int, int]) -> int:
    """A post that answers for grids goes where they go, and answers for their new rows too; the old ones stay, for what was closed in them."""
    through = Post.grids.through
    held: dict[int, set[int]] = {}
    for key, grid in through.objects.filter(grid_id__in=list(moved.grids)).values_list("post_id", "grid_id"):
        held.setdefault(key, set()).add(moved.grids[grid])
    through.objects.bulk_create([through(post_id=key, grid_id=grid) for key, grids in held.items() for grid in grids], ignore_conflicts=True)
    community_of = dict(Grid.objects.filter(pk__in=list(moved.grids.values())).values_list("pk", "community_id"))
    rows = {post.pk: post for post in Post.objects.filter(community_id__in=list(moved.communities))} | {
        post.pk: post for post in Post.objects.filter(pk__in=list(held)).select_related("body")}
    for post in rows.values():
        now = {community_of[grid] for grid in held.get(post.pk, ())}
        home = now.pop() if len(now) == 1 else moved.communities.get(post.community_id or 0, post.body.community_id)
        if post.community_id is not None:
            post.community_id = home
        if held.get(post.pk) and home in answers and post.body.community_id is not None:
            post.body_id = answers[home]
        post.save()
    return len(rows)


def rehome_with_street(matter: Matter, move: Rehoming, _actor: Actor, _at: datetime) -> Rehomed:
    """Kinds with no rule of their own: what waited for the old street's people waits for the new one's; who was awaited by post stays awaited."""
    done = Rehomed(posts=holders(matter.pk))
    if matter.kind in OF_UNITS:
        return done
    _to_the_committee(matter, move)
    old, new = street_unit(move.was.street), street_unit(move.now.street)
    if not move.other_street or old is None or new is None:
        return done
    DeskRow.objects.filter(OPEN, matter_id=matter.pk, unit_id=old).update(unit_id=new, office_id=None, post_id=None)
    if matter.unit_id == old:
        matter.unit_id, matter.office_id = new, None
        matter.save(update_fields=["unit_id", "office_id"])
        done.facts["unit"] = new
    done.posts |= holders(matter.pk)
    return done


def _to_the_committee(matter: Matter, move: Rehoming) -> None:
    """What waits for the people of a committee waits for those of the one that answers in the new community."""
    committees = Body.objects.filter(kind=BodyKind.COMMUNITY_COMMITTEE)
    here = committees.filter(community_id=move.now.community or 0, valid_to=None).order_by("pk").first()
    if here is None:
        return
    rows = DeskRow.objects.filter(OPEN, matter_id=matter.pk, post_id=None)
    offices = [key for key in (*rows.values_list("office_id", flat=True), matter.office_id) if key is not None]
    known = set(committees.filter(pk__in=offices).values_list("pk", flat=True))
    rows.filter(office_id__in=known).update(unit_id=here.unit_id, office_id=here.pk)
    if matter.office_id in known:
        matter.unit_id, matter.office_id = here.unit_id, here.pk
        matter.save(update_fields=["unit_id", "office_id"])


def stay_with_who_acts(matter: Matter, _move: Rehoming, _actor: Actor, _at: datetime) -> Rehomed:
    """Kinds that belong to the unit that called them, wherever the place goes: only the place changes."""
    return Rehomed(posts=holders(matter.pk))


def holders(matter_id: int) -> set[int]:
    """Posts on whose desk the matter lies: the one named, else the answering post of the office or unit."""
    kept = book()
    found = set()
    for row in DeskRow.objects.filter(OPEN, matter_id=matter_id).exclude(role="SYSTEM"):
        answering = kept.answering_post(row.office_id or row.unit_id or 0)
        post = row.post_id or (answering.id if answering is not None else None)
        if post is not None:
            found.add(post)
    return found
