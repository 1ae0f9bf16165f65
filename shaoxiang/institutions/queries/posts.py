"""From an account to an actor: which posts it may act in, its own and, by AB岗, those it deputises for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from shaoxiang.institutions import rules
from shaoxiang.institutions.models import Account, Assignment, Body, Delegation
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.places.queries.lineage import former_streets


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post the account may act in. `assignment_id` is the choice's key; `for_person`: the A岗 whom it deputises for, else ""."""

    assignment_id: int
    title: str
    body: str
    unit: str
    for_person: str = ""


def posts_of(account: Account, on: date) -> list[PostChoice]:
    """Every post the account's person may act in on that day, his own first. A deputy needs a post of his own."""
    own = list(_own(account, on))
    choices = [_choice(each) for each in own]
    if not own:
        return []
    return choices + [_choice(each.principal, for_person=each.principal.person.shown_name) for each in _delegated(account, on, own)]


def actor_of(assignment_id: int, account: Account, on: date) -> Actor | None:
    """The actor in that post; None where the account may not act in it (any more).

    A deputy (B岗) acts in the principal's post under his own assignment: the journal then says who acted, and in which post.
    """
    if not account.is_active:
        return None
    own = list(_own(account, on))
    for assignment in own:
        if assignment.pk == assignment_id:
            return _actor(assignment, assignment, account)
    for delegation in _delegated(account, on, own) if own else []:
        if delegation.principal_id == assignment_id:
            return _actor(own[0], delegation.principal, account)
    return None


def roles_elsewhere(post_id: int, on: date) -> list[list[str]]:
    """Roles that the people of this post hold in other posts that day."""
    people = Assignment.objects.filter(in_force(on), post_id=post_id).values_list("person_id", flat=True)
    held = Assignment.objects.filter(in_force(on), person_id__in=list(people)).exclude(post_id=post_id)
    return [list(each.post.roles) for each in held.select_related("post")]


def _own(account: Account, on: date) -> list[Assignment]:
    if account.person_id is None:
        return []
    held = Assignment.objects.filter(in_force(on), in_force(on, "post__"), in_force(on, "post__body__"), person_id=account.person_id)
    return list(held.select_related("person", "post__body__unit").prefetch_related("post__grids").order_by("post__order", "pk"))


def _delegated(account: Account, on: date, own: list[Assignment]) -> list[Delegation]:
    """Those in force whose principal still holds the post; none that would make one person two of the three administrators, also by standing in twice."""
    held = (
        Delegation.objects.filter(in_force(on), in_force(on, "principal__"), in_force(on, "principal__post__"), in_force(on, "principal__post__body__"),
                                  deputy_id=account.person_id)
        .select_related("principal__person", "principal__post__body__unit")
        .prefetch_related("principal__post__grids")
        .order_by("pk")
    )
    roles, found = [mine.post.roles for mine in own], list[Delegation]()
    for each in held:
        if not rules.clash(each.principal.post.roles, *roles):
            found.append(each)
            roles.append(each.principal.post.roles)
    return found


def _choice(assignment: Assignment, for_person: str = "") -> PostChoice:
    body = assignment.post.body
    return PostChoice(assignment.pk, assignment.post.shown_title, body.shown_name, body.unit.shown_name if body.unit else body.shown_name, for_person)


def _actor(who: Assignment, where: Assignment, account: Account) -> Actor:
    post, body = where.post, where.post.body
    unit: Body = body.unit or body
    deputising = who.pk != where.pk
    return Actor(
        kind=ActorKind.PERSON,
        roles=frozenset(post.roles),
        assignment_id=who.pk,
        person_id=who.person_id,
        post_id=post.pk,
        account_id=account.pk,
        unit_id=unit.pk,
        office_id=body.pk if body.pk != unit.pk else None,
        street_id=body.street_id or unit.street_id,
        former_street_ids=former_streets(body.street_id or unit.street_id),
        community_id=post.community_id or body.community_id,
        grid_ids=tuple(sorted(grid.pk for grid in post.grids.all())),
        name=who.person.shown_name,
        title=_where_words(where, deputising=deputising),
        for_person=where.person.shown_name if deputising else "",
        demo=account.demo,
    )


def _where_words(where: Assignment, *, deputising: bool) -> str:
    body = where.post.body
    words = f"{in_words(body.short_name or body.name, body.name_en)} {where.post.shown_title}"
    return words + gettext("（代%s）") % where.person.shown_name if deputising else words
