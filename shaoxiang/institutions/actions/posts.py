"""岗位和任职的变更: set up and close posts, seat people and let them go. Roles are given elsewhere, by another right."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions import rules
from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.actions.bodies import HeldRefused, note
from shaoxiang.institutions.models import Assignment, Body, BodyChange, Person, Post
from shaoxiang.institutions.queries.holdings import held_by_posts
from shaoxiang.institutions.queries.seating import barred_words, newly_barred, obstacle, stays
from shaoxiang.institutions.rules import ChangeRefused, Decision, Obstacle
from shaoxiang.institutions.vocabulary import ChangeAct
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _

POST_FIELDS = ("title", "title_en", "is_leader", "answers")


@transaction.atomic
def open_post(
    body_id: int, code: str, title: str, *, decision: Decision, actor: Actor, at: datetime, title_en: str = "", is_leader: bool = False, answers: bool = False,
    sample: bool = False,
) -> BodyChange:
    """设岗位, empty and without roles. Raises PermissionDenied, ChangeRefused, Body.DoesNotExist."""
    require(actor, GRANTS["change_bodies"])
    body, on = Body.objects.select_for_update().get(pk=body_id), decision.on
    rules.check_decision(decision, needs_document=False)
    rules.check_code(code, Post.objects.filter(code=code).exists())
    if on < body.valid_from or (body.valid_to is not None and on >= body.valid_to):
        raise ChangeRefused("on", _("机构在这一天还没有设立，或者已经撤销，请换一天。"))
    values = {"title": title, "title_en": title_en, "is_leader": is_leader, "answers": answers}
    _check_post(body.pk, values, on)
    made = sample or body.sample
    post = Post.objects.create(body=body, code=code, valid_from=on, valid_to=body.valid_to, sample=made, roles=[], order=90, revision=1, **values)
    after = {"code": code, **{field: value for field, value in values.items() if value}, "valid_from": on.isoformat()}
    return note(body, ChangeAct.POST_OPEN, {}, after, decision, actor, at, post=post, new=True)


@transaction.atomic
def change_post(post_id: int, values: Mapping[str, Any], *, decision: Decision, revision: int, actor: Actor, at: datetime) -> BodyChange:
    """改岗位资料, from now on. Raises PermissionDenied, ChangeRefused, Post.DoesNotExist."""
    post = _held(post_id, decision, revision, actor)
    before = {field: getattr(post, field) for field in POST_FIELDS}
    changes = {field: value for field, value in values.items() if before[field] != value}
    if not changes:
        raise ChangeRefused("", _("和原来一样，没有要改的。"))
    _check_post(post.body_id, changes, timezone.localtime(at).date(), but=post.pk)
    was = copy(post)
    if "is_leader" in changes and not changes["is_leader"]:
        _check_leaving(post, timezone.localtime(at).date())
    for field, value in changes.items():
        setattr(post, field, value)
    if changes.get("is_leader"):
        _check_people(was, post, timezone.localtime(at).date())
    post.save(update_fields=[*changes])
    return note(post.body, ChangeAct.POST_CHANGE, before, changes, decision, actor, at, post=post)


@transaction.atomic
def close_post(post_id: int, *, decision: Decision, revision: int, actor: Actor, at: datetime) -> BodyChange:
    """撤岗位: refused while someone sits in it or something waits for it. Raises as `change_post`, HeldRefused."""
    post = _held(post_id, decision, revision, actor)
    rules.check_closing(post.valid_from, post.valid_to, decision.on, timezone.localtime(at).date())
    if holdings := held_by_posts([post.pk], decision.on, actor):
        raise HeldRefused(_("还有 %(n)s 项挂在这个岗位名下，现在不能撤：请按下面的办法逐项移交。"), holdings)
    post.valid_to = decision.on
    post.save(update_fields=["valid_to"])
    return note(post.body, ChangeAct.POST_CLOSE, {}, {"valid_to": decision.on.isoformat()}, decision, actor, at, post=post)


@transaction.atomic
def seat_person(
    post_id: int, person: Person | None, *, decision: Decision, actor: Actor, at: datetime, name: str = "", name_en: str = "", work_phone: str = "",
) -> BodyChange:
    """任职: a person known or new takes a seat; no account is made. Raises PermissionDenied, ChangeRefused, Post.DoesNotExist."""
    require(actor, GRANTS["change_bodies"])
    post, on = Post.objects.select_for_update(of=("self",)).select_related("body").get(pk=post_id), decision.on
    rules.check_decision(decision, needs_document=False)
    if on < post.valid_from or (post.valid_to is not None and on >= post.valid_to):
        raise ChangeRefused("since", _("岗位在这一天还没有设，或者已经撤了，请换一天。"))
    check_seat(person.pk if person is not None else None, post, on)
    if person is None:
        rules.check_name(name, taken=False, field="person", most=40)
        person = Person.objects.create(name=name, name_en=name_en, work_phone=work_phone, sample=post.sample)
    elsewhere = [one.post.roles for one in Assignment.objects.filter(in_force(on), person=person).select_related("post")]
    if Assignment.objects.filter(post=post, person=person).exclude(valid_to__lte=on).exists():
        raise ChangeRefused("person", _("这个人已经在这个岗位上，或者登记了以后任职。"))
    if any(rules.clash(post.roles, roles) for roles in elsewhere):
        raise ChangeRefused("person", _("这个人在别的岗位已是另一类管理员，三员不能由一人兼任。"))
    Assignment.objects.create(person=person, post=post, valid_from=on, sample=post.sample)
    return note(post.body, ChangeAct.SEAT, {}, {"person": person.name, "since": on.isoformat()}, decision, actor, at, post=post)


def check_seat(person_id: int | None, post: Post, on: date) -> None:
    """Whatever the way by which somebody gets a post. Raises ChangeRefused with what is missing, and where it is done."""
    _refuse("person", obstacle(person_id, post, on))


def _check_leaving(post: Post, on: date) -> None:
    """In a post that leads no longer, whoever sits there leaves as a head. Raises ChangeRefused."""
    for seat in Assignment.objects.filter(in_force(on), post=post).select_related("post__body"):
        _refuse("is_leader", stays(seat, on))


def _refuse(field: str, found: Obstacle | None) -> None:
    if found is not None:
        refused = ChangeRefused(field, found.reason, **found.facts)
        refused.ways = found.ways
        raise refused


def _check_people(was: Post, post: Post, on: date) -> None:
    """A post that becomes a leader's: may those who sit there stay? Raises ChangeRefused with their names, what is missing, and where it is done."""
    if barred := newly_barred(was, post, on):
        refused = ChangeRefused("is_leader", rules.NOT_FOR_THEM, who=barred_words(barred))
        refused.ways = barred[0].obstacle.ways
        raise refused


@transaction.atomic
def unseat_person(assignment_id: int, *, decision: Decision, actor: Actor, at: datetime) -> BodyChange:
    """离任, where nothing is left to hand over: else 交接 is the way. Raises PermissionDenied, ChangeRefused, Assignment.DoesNotExist."""
    require(actor, GRANTS["change_bodies"])
    seat = Assignment.objects.select_for_update(of=("self",)).select_related("post__body", "person").get(pk=assignment_id)
    rules.check_decision(decision, needs_document=False)
    if decision.on <= seat.valid_from or (seat.valid_to is not None and decision.on >= seat.valid_to):
        raise ChangeRefused("until", _("离任要在任职（%(day)s）之后，并且早于已经登记的离任日期。"), day=seat.valid_from.isoformat())
    rules.check_not_past(decision.on, timezone.localtime(at).date())
    _refuse("until", stays(seat, decision.on))
    seat.valid_to = decision.on
    seat.save(update_fields=["valid_to"])
    return note(seat.post.body, ChangeAct.UNSEAT, {}, {"person": seat.person.name, "until": decision.on.isoformat()}, decision, actor, at, post=seat.post)


@transaction.atomic
def change_person(assignment_id: int, values: Mapping[str, str], *, decision: Decision, actor: Actor, at: datetime) -> BodyChange:
    """改人员资料: working telephone and English name. Raises as `unseat_person`."""
    require(actor, GRANTS["change_bodies"])
    seat = Assignment.objects.select_related("post__body", "person").get(pk=assignment_id)
    person = Person.objects.select_for_update().get(pk=seat.person_id)
    rules.check_decision(decision, needs_document=False)
    named = {"person_name_en": "name_en", "work_phone": "work_phone"}
    before = {field: getattr(person, column) for field, column in named.items()}
    changes = {field: value for field, value in values.items() if before[field] != value}
    if not changes:
        raise ChangeRefused("person", _("和原来一样，没有要改的。"))
    for field, value in changes.items():
        setattr(person, named[field], value)
    person.save(update_fields=[named[field] for field in changes])
    return note(seat.post.body, ChangeAct.PERSON, {"person": person.name, **before}, {"person": person.name, **changes}, decision, actor, at, post=seat.post)


def _held(post_id: int, decision: Decision, revision: int, actor: Actor) -> Post:
    require(actor, GRANTS["change_bodies"])
    post = Post.objects.select_for_update(of=("self",)).select_related("body").get(pk=post_id)
    rules.check_revision(revision, post.revision)
    rules.check_decision(decision, needs_document=False)
    return post


def _check_post(body_id: int, values: Mapping[str, Any], on: date, but: int | None = None) -> None:
    """Titles are told apart inside a body; one post answers by default."""
    beside = Post.objects.filter(in_force(on), body_id=body_id).exclude(pk=but or 0)
    if "title" in values:
        rules.check_name(str(values["title"]), taken=beside.filter(title=values["title"]).exists(), field="title", most=60)
    if values.get("answers") and (other := beside.filter(answers=True).first()) is not None:
        raise ChangeRefused("answers", _("“%(title)s”已经是责任人：请先取消它的，一个机构只有一个默认责任人。"), title=other.title)
