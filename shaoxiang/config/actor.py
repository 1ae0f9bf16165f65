"""The actor of a request: a person in a post. Someone with two posts chooses one; the choice lives in the session.

The actor is kept in the session and believed while the institutions' stamp stays the same, so a page asks the database
only for the session row. When anyone's post, roles, account or password changes, the stamp changes, and every session is
looked at again on its next request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shaoxiang.institutions import queries
from shaoxiang.institutions.models import Account
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.language import reads_english
from shaoxiang.kernel.web.installation import InstallationFacts
from shaoxiang.kernel.web.session import KEPT, POST, SINCE

NOBODY = Actor(kind=ActorKind.RESIDENT)
LASTS = timedelta(hours=12)


class ActorRequest(HttpRequest):
    """A request with its actor; annotate views with this."""

    actor: Actor
    installation: InstallationFacts


class ActorMiddleware:
    """Sets `request.actor` and `request.installation`; a visitor who is not signed in is a resident without roles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.installation = queries.installation()  # type: ignore[attr-defined]
        request.actor = actor_for(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_for(request: HttpRequest) -> Actor:
    session = request.session
    if session.get(SESSION_KEY) is None or session.get(BACKEND_SESSION_KEY) is None:
        return NOBODY
    if timezone.now().timestamp() - float(session.get(SINCE, 0)) > LASTS.total_seconds():
        session.flush()
        return NOBODY
    stamp = f"{queries.stamp_today()}:{'en' if reads_english() else 'zh'}"  # names are kept in the reader's language
    kept = session.get(KEPT)
    if kept and kept.get("stamp") == stamp:
        return restored(kept["actor"])
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return NOBODY
    actor = None
    if account.one_time_until is None and session.get(POST) is not None:
        actor = queries.actor_of(int(session[POST]), account, timezone.localdate())
    actor = actor or without_post(account)
    session[KEPT] = {"stamp": stamp, "actor": kept_form(actor)}
    return actor


def without_post(account: Account) -> Actor:
    """Signed in, but in no post (yet): may choose one and change the password, nothing else."""
    return Actor(kind=ActorKind.PERSON, account_id=account.pk, person_id=account.person_id, name=account.username, demo=account.demo)


def kept_form(actor: Actor) -> dict[str, Any]:
    """As JSON for the session."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(actor).items()}


def restored(kept: dict[str, Any]) -> Actor:
    values = {each.name: kept[each.name] for each in fields(Actor) if each.name in kept}
    values |= {"roles": frozenset(kept["roles"]), "scopes": frozenset(kept["scopes"]), "grid_ids": tuple(kept["grid_ids"]), "kind": ActorKind(kept["kind"]),
               "former_street_ids": tuple(kept.get("former_street_ids", ()))}
    return Actor(**values)
