"""Clients that sit in a post: the pages' tests sign in through these."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from shaoxiang.institutions.models import Account, Person
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.web.session import POST, SINCE


def seated(actor: Actor) -> Client:
    """A browser in which this actor has signed in and chosen this post."""
    client = Client()
    account = Account.objects.filter(person_id=actor.person_id).first()
    if account is None:
        account = Account.objects.create_account(f"test-{actor.person_id}", None, person=Person.objects.get(pk=actor.person_id))
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[POST], session[SINCE] = actor.assignment_id, timezone.now().timestamp()
    session.save()
    return client
