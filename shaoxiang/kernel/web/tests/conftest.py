from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client

from shaoxiang.kernel.web import context


@pytest.fixture
def staff(db):
    """Someone signed in to a post, with a client that shows errors as pages."""
    from shaoxiang.institutions.models import Account, Assignment, Body, Person, Post

    body = Body.objects.create(code="S7", kind="STREET_OFFICE", name="东风路街道办事处")
    post = Post.objects.create(code="p", body=body, title="调度员", roles=["STREET_DESK"])
    person = Person.objects.create(name="李老")
    seat = Assignment.objects.create(person=person, post=post, valid_from=date(2024, 1, 1))
    account = Account.objects.create_account("li", "brass-kettle-42", person=person)
    client = Client(raise_request_exception=False)

    def enter(**more):
        return client.post("/institutions/sign-in/", {"username": "li", "password": "brass-kettle-42", **more})

    return SimpleNamespace(client=client, account=account, post=post, seat=seat, enter=enter)


@pytest.fixture(autouse=True)
def _the_worker_is_asked_again():
    context.register_worker(context._worker_alive)
