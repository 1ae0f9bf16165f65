"""Accounts, roles of posts, who sits down in which post."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions import queries, rules
from shaoxiang.institutions.access import GRANTS, roles_changed_by
from shaoxiang.institutions.models import Account, Body, BookStamp, Person, Post
from shaoxiang.institutions.queries.seating import barred_words, newly_barred
from shaoxiang.kernel import access
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.journal.actions import facts_of, record
from shaoxiang.places.models import EnforcementArea

ONE_TIME_HOLDS = timedelta(hours=72)
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are mistaken for another when read aloud


def changed() -> None:
    """Every process reads bodies, posts, people, roles and accounts anew (at most two seconds later). Call inside the writing transaction."""
    BookStamp.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4().hex})
    queries.forget_book()
    transaction.on_commit(queries.forget_book)


# -- signing in

@transaction.atomic
def serve_area(body_id: int, code: str, *, actor: Actor, at: datetime) -> Body:
    """派驻机构服务的片区; "" for none. Days that are over keep the unit they were routed to.

    Raises PermissionDenied, rules.AreaRefused (the area, or the one served until now, holds for days that are over).
    """
    access.require(actor, GRANTS["serve_area"])
    body = Body.objects.select_for_update().get(pk=body_id)
    area = EnforcementArea.objects.filter(code=code).order_by("valid_from").first() if code else None
    today, before = timezone.localtime(at).date(), body.area.code if body.area is not None else ""
    if before == code:
        return body
    held = EnforcementArea.objects.filter(code=before, valid_from__lt=today).exists()
    rules.check_area(body_since=body.valid_from, area_since=area.valid_from if area else None, served_before=held, today=today)
    body.area = area
    body.save(update_fields=["area"])
    record("institutions.area_served", subject=("body", body.pk), actor=actor, at=at, facts={"area": code, "before": before})
    changed()
    return body


@transaction.atomic
def note_sign_in(account: Account, *, actor: Actor, at: datetime) -> None:
    """登录."""
    record("institutions.signed_in", subject=("account", account.pk), actor=actor, at=at)
    Account.objects.filter(pk=account.pk).update(last_login=at)


@transaction.atomic
def note_sign_out(account_id: int, *, actor: Actor, at: datetime) -> None:
    """退出."""
    record("institutions.signed_out", subject=("account", account_id), actor=actor, at=at)


@transaction.atomic
def note_lock_out(username: str, *, at: datetime) -> None:
    """连续输错被锁: on the account, if there is one; a name that is nobody's leaves no entry (and no hint)."""
    account = Account.objects.filter(username=username).first()
    if account is not None:
        record("institutions.locked_out", subject=("account", account.pk), actor=SYSTEM, at=at)


@transaction.atomic
def note_post(account: Account, *, actor: Actor, at: datetime, before: int | None = None) -> None:
    """换岗位: from now on the account acts in the actor's post."""
    facts = facts_of(assignment=actor.assignment_id, post=actor.post_id, post_before=before)
    record("institutions.post_chosen", subject=("account", account.pk), actor=actor, at=at, facts=facts)


# -- roles

@transaction.atomic
def change_roles(post_id: int, roles: Iterable[str], *, actor: Actor, at: datetime) -> Post:
    """改岗位角色. Whoever sits there must be one who may (ADR 0036). Raises PermissionDenied, rules.RolesRefused, Post.DoesNotExist."""
    access.require(actor, GRANTS["change_roles"])
    post = Post.objects.select_for_update().get(pk=post_id)
    if post.pk == actor.post_id:
        raise rules.RolesRefused(rules.OWN_POST)
    on = timezone.localtime(at).date()
    new = rules.check_roles(post.roles, roles, may_change=roles_changed_by(actor), elsewhere=queries.roles_elsewhere(post.pk, on))
    before = sorted(post.roles)
    if sorted(new) == before:
        return post
    was = copy(post)
    post.roles = new
    if set(new) - set(before) and (barred := newly_barred(was, post, on)):
        raise rules.RolesRefused(rules.NOT_FOR_THEM, barred[0].obstacle.ways, who=barred_words(barred))
    post.save(update_fields=["roles"])
    record("institutions.roles_changed", subject=("post", post.pk), actor=actor, at=at, facts={"before": before, "after": sorted(new)})
    changed()
    return post


# -- accounts

def one_time_password() -> str:
    """Twelve letters and digits, about 69 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


@transaction.atomic
def create_account(username: str, person: Person, *, actor: Actor, at: datetime) -> tuple[Account, str]:
    """开账号: with a one-time password, shown once to the administrator. Raises PermissionDenied, IntegrityError (name taken)."""
    access.require(actor, GRANTS["manage_accounts"])
    password = one_time_password()
    account = Account.objects.create_account(username, password, person=person)
    Account.objects.filter(pk=account.pk).update(one_time_until=at + ONE_TIME_HOLDS)
    record("institutions.account_created", subject=("account", account.pk), actor=actor, at=at, facts={"person": person.pk})
    return account, password


@transaction.atomic
def set_account_active(account_id: int, active: bool, *, actor: Actor, at: datetime) -> Account:
    """停用, 启用. Nobody switches off his own account. Raises PermissionDenied, rules.RolesRefused, Account.DoesNotExist."""
    account = _held(account_id, actor)
    if account.is_active != active:
        account.is_active = active
        account.save(update_fields=["is_active"])
        kind = "institutions.account_enabled" if active else "institutions.account_disabled"
        record(kind, subject=("account", account.pk), actor=actor, at=at)
        changed()
    return account


@transaction.atomic
def reset_password(account_id: int, *, actor: Actor, at: datetime) -> tuple[Account, str]:
    """重置密码: the old one and every open session end now. Raises PermissionDenied, rules.RolesRefused, Account.DoesNotExist."""
    account = _held(account_id, actor)
    password = one_time_password()
    account.set_password(password)
    account.one_time_until = at + ONE_TIME_HOLDS
    account.save(update_fields=["password", "one_time_until"])
    record("institutions.password_reset", subject=("account", account.pk), actor=actor, at=at)
    changed()
    return account, password


@transaction.atomic
def change_password(account_id: int, password: str, *, actor: Actor, at: datetime) -> Account:
    """改密码: by its owner; other sessions of the account end."""
    account = Account.objects.select_for_update().get(pk=account_id)
    account.set_password(password)
    account.one_time_until = None
    account.save(update_fields=["password", "one_time_until"])
    record("institutions.password_changed", subject=("account", account.pk), actor=actor, at=at)
    changed()
    return account


def _held(account_id: int, actor: Actor) -> Account:
    access.require(actor, GRANTS["manage_accounts"])
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.pk == actor.account_id:
        raise rules.RolesRefused(rules.OWN_ACCOUNT)
    return account
