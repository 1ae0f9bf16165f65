"""What is queued for whom, in the notice's own transaction, and at what cost."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shaoxiang.institutions.queries.desks import seats_of
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.notices.actions import channels
from shaoxiang.kernel.notices.models import Channel, Delivery
from shaoxiang.kernel.notices.tests.cast import (
    NOON,
    OFFICE,
    OTHER,
    STREET,
    WANG,
    channel,
    dingtalk_channel,
    mail_channel,
    sms_channel,
    tell,
    wang_reads,
    webhook_channel,
    wecom_channel,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
NOWHERE = "http://127.0.0.1:9"


def queued() -> list[tuple[str, int | None]]:
    return sorted((row.channel.kind, row.person_id) for row in Delivery.objects.select_related("channel"))


def test_without_a_channel_a_notice_costs_nothing_more():
    tell()
    with CaptureQueriesContext(connection) as counted:
        tell()
    assert [one["sql"].split()[0] for one in counted if "SAVEPOINT" not in one["sql"]] == ["INSERT"]
    assert not Delivery.objects.exists()


def test_with_channels_it_costs_two_statements_however_many_read_it():
    mail_channel(9)
    sms_channel(NOWHERE)
    webhook_channel(NOWHERE)
    wang_reads("EMAIL")
    wang_reads("SMS")
    tell("tests.danger")
    with CaptureQueriesContext(connection) as counted:
        tell()
    assert [one["sql"].split()[0] for one in counted if "SAVEPOINT" not in one["sql"]] == ["INSERT", "SELECT", "INSERT"]


def test_each_person_of_the_post_who_left_an_address_gets_a_mail_and_the_group_one_line():
    mail_channel(9)
    wecom_channel(NOWHERE)
    webhook_channel(NOWHERE)
    wang_reads("EMAIL")
    tell()
    assert queued() == [("EMAIL", WANG), ("WEBHOOK", None), ("WECOM", None)]


def test_a_muted_notice_never_leaves_the_house():
    webhook_channel(NOWHERE)
    tell(muted=True)
    assert queued() == []


def test_a_repeated_reaction_queues_once():
    webhook_channel(NOWHERE)
    assert tell(key="entry:1") is not None
    assert tell(key="entry:1") is None
    assert len(queued()) == 1


def test_the_same_news_to_two_posts_of_an_office_is_one_line_in_its_group_and_two_events_for_a_system(monkeypatch):
    monkeypatch.setattr("shaoxiang.kernel.notices.people._find", lambda _post, _person: type("S", (), {"people": (WANG,), "bodies": (OFFICE, STREET)})())
    mail_channel(9)
    wang_reads("EMAIL")
    dingtalk_channel(NOWHERE)
    webhook_channel(NOWHERE)
    tell(post_id=7)
    tell(post_id=8)
    assert queued() == [("DINGTALK", None), ("EMAIL", WANG), ("WEBHOOK", None), ("WEBHOOK", None)]


def test_a_streets_group_hears_the_news_of_its_own_offices_only():
    wecom_channel(NOWHERE, body_id=STREET)
    dingtalk_channel(NOWHERE, body_id=OTHER)
    mail_channel(9, body_id=OFFICE)
    wang_reads()
    tell()
    assert queued() == [("EMAIL", WANG), ("WECOM", None)]


def test_what_nobody_asked_for_is_not_queued():
    mail_channel(9, wants="URGENT")
    wecom_channel(NOWHERE, wants="CHOSEN", chosen=("cases.",))
    wang_reads(wish="AS_SET")
    tell()
    assert queued() == []
    tell("tests.danger")
    assert queued() == [("EMAIL", WANG)]


def test_one_call_may_be_urgent_though_its_code_is_not():
    mail_channel(9, wants="URGENT")
    wang_reads(wish="URGENT")
    assert tell(urgent=True).is_urgent
    assert Delivery.objects.get().urgent


def test_a_person_who_wants_nothing_there_gets_nothing_there():
    mail_channel(9)
    wang_reads(wish="OFF")
    tell("tests.danger")
    assert queued() == []


def test_a_channel_switched_off_takes_nothing_and_drops_what_waits():
    made = webhook_channel(NOWHERE)
    tell()
    channels.arrange(made.pk, wants="ALL", body_id=None, in_use=False, actor=SYSTEM, at=NOON)
    assert Delivery.objects.get().state == "GIVEN_UP"
    tell("tests.danger")
    assert Delivery.objects.count() == 1


def test_what_was_queued_while_a_channel_was_off_is_not_sent_when_it_is_on_again():
    """Another process may know of the switch two seconds late."""
    made = webhook_channel(NOWHERE)
    tell()
    Channel.objects.update(in_use=False)
    channels.arrange(made.pk, wants="ALL", body_id=None, in_use=True, actor=SYSTEM, at=NOON)
    assert Delivery.objects.get().state == "GIVEN_UP"


def test_a_notice_undone_is_a_delivery_undone():
    webhook_channel(NOWHERE)
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert queued() == []


def test_a_channel_that_is_not_connected_is_not_switched_on():
    with pytest.raises(channels.NotConnected):
        channel("WECOM", {"at": ""}, {})


@pytest.mark.usefixtures("district")
def test_the_room_of_posts_says_who_sits_where():
    from shaoxiang.institutions.models import Body, Delegation
    from tests import people as cast

    clerk = cast.assignment("OFFICE_HANDLER", street=cast.HOME)
    street = Body.objects.get(street__code=cast.HOME, kind="STREET_OFFICE")
    found = seats_of(clerk.post_id, None)
    assert clerk.person_id in found.people
    assert found.bodies[0] == clerk.post.body_id
    assert street.pk in found.bodies
    deputy = cast.assignment("STREET_DESK", street=cast.HOME)
    Delegation.objects.create(principal=clerk, deputy=deputy.person, valid_from=clerk.valid_from)
    assert deputy.person_id in seats_of(clerk.post_id, None).people
    assert seats_of(None, clerk.person_id).people == (clerk.person_id,)
    assert seats_of(None, clerk.person_id).bodies[0] == clerk.post.body_id
    assert seats_of(10**9, None).people == ()
