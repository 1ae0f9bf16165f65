from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.institutions import actions, queries, rules
from shaoxiang.institutions.models import Account, Person, Post
from shaoxiang.institutions.tests.conftest import NOON, TODAY
from shaoxiang.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db


def as_(cast, key):
    return queries.actor_of(cast.seats[key].pk, cast.accounts[key], TODAY)


def test_the_business_administrator_changes_business_roles_with_before_and_after(cast):
    actions.change_roles(cast.posts.clerk.pk, ["OFFICE_HANDLER", "VERIFIER"], actor=as_(cast, "config"), at=NOON)
    assert Post.objects.get(pk=cast.posts.clerk.pk).roles == ["OFFICE_HANDLER", "VERIFIER"]
    entry = Entry.objects.get(kind="institutions.roles_changed")
    assert (entry.subject_kind, entry.subject_id, entry.at) == ("post", cast.posts.clerk.pk, NOON)
    assert entry.facts == {"before": ["OFFICE_HANDLER"], "after": ["OFFICE_HANDLER", "VERIFIER"]}


def test_the_same_roles_again_leave_no_entry(cast):
    actions.change_roles(cast.posts.clerk.pk, ["OFFICE_HANDLER"], actor=as_(cast, "config"), at=NOON)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("key", ["grid", "head", "liaison", "audit"])
def test_nobody_else_changes_roles(cast, key):
    with pytest.raises(PermissionDenied):
        actions.change_roles(cast.posts.clerk.pk, ["VERIFIER"], actor=as_(cast, key), at=NOON)
    assert not Entry.objects.exists()


def test_nobody_changes_his_own_post(cast):
    with pytest.raises(rules.RolesRefused):
        actions.change_roles(cast.posts.config.pk, ["CONFIG_ADMIN", "VERIFIER"], actor=as_(cast, "config"), at=NOON)


def test_the_security_administrator_may_not_make_an_auditor_a_security_administrator_too(cast):
    Post.objects.filter(pk=cast.posts.liaison.pk).update(roles=[])
    from shaoxiang.institutions.models import Assignment

    Assignment.objects.create(person=cast.accounts["audit"].person, post=cast.posts.liaison, valid_from=TODAY - timedelta(days=9))
    with pytest.raises(rules.RolesRefused):
        actions.change_roles(cast.posts.liaison.pk, ["SECURITY_ADMIN"], actor=as_(cast, "security"), at=NOON)


def test_an_account_begins_with_a_one_time_password(cast):
    person = Person.objects.create(name="新来的")
    account, secret = actions.create_account("new", person, actor=as_(cast, "security"), at=NOON)
    account.refresh_from_db()
    assert account.check_password(secret)
    assert account.one_time_until == NOON + actions.ONE_TIME_HOLDS
    entry = Entry.objects.get(kind="institutions.account_created")
    assert entry.facts == {"person": person.pk}
    assert secret not in str(entry.facts)


@pytest.mark.parametrize("key", ["config", "audit", "grid"])
def test_only_the_security_administrator_manages_accounts(cast, key):
    actor = as_(cast, key)
    target = cast.accounts["head"].pk
    for act in (
        lambda: actions.create_account("new", Person.objects.create(name="x"), actor=actor, at=NOON),
        lambda: actions.set_account_active(target, False, actor=actor, at=NOON),
        lambda: actions.reset_password(target, actor=actor, at=NOON),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Entry.objects.exists()
    assert Account.objects.get(pk=target).is_active


def test_nobody_switches_off_or_resets_himself(cast):
    actor, own = as_(cast, "security"), cast.accounts["security"].pk
    with pytest.raises(rules.RolesRefused):
        actions.set_account_active(own, False, actor=actor, at=NOON)
    with pytest.raises(rules.RolesRefused):
        actions.reset_password(own, actor=actor, at=NOON)


def test_a_lock_out_is_on_the_account_and_a_strange_name_leaves_nothing(cast):
    actions.note_lock_out("head", at=NOON)
    actions.note_lock_out("nobody-here", at=NOON)
    assert [(each.kind, each.subject_id) for each in Entry.objects.all()] == [("institutions.locked_out", cast.accounts["head"].pk)]


def test_every_entry_of_the_room_has_words():
    import re
    from pathlib import Path

    from shaoxiang.institutions.vocabulary import EntryKind

    written = set(re.findall(r'"(institutions\.[a-z_]+)"', "".join(each.read_text(encoding="utf-8") for each in Path(actions.__file__).parent.glob("*.py"))))
    assert written == {kind.value for kind in EntryKind}
