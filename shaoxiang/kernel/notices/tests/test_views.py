"""Pages: who sees which half, what is refused with what words, what is never shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.notices import plan, secrets
from shaoxiang.kernel.notices.actions import channels, notify
from shaoxiang.kernel.notices.actions.sending import deliver
from shaoxiang.kernel.notices.forms.fields import checked_contact
from shaoxiang.kernel.notices.models import Channel, ContactPoint, Delivery, Notice, QuietChoice
from shaoxiang.kernel.notices.tests.cast import mail_channel, only, sms_channel, webhook_channel
from shaoxiang.kernel.notices.tests.servers import smtp_server
from shaoxiang.kernel.web.models import Draft
from shaoxiang.profiles.xincheng.notices import load_sample_channels
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _this_machine(settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]


@pytest.fixture
def config() -> Client:
    return seated(people.actor("CONFIG_ADMIN"))


@pytest.fixture
def system() -> Client:
    return seated(people.actor("SYSTEM_ADMIN"))


def post(client: Client, name: str, data: dict | None = None, *args):
    return client.post(reverse(f"notices:{name}", args=args), data or {})


def page(client: Client, name: str, *args, **asked) -> str:
    answer = client.get(reverse(f"notices:{name}", args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def own_channel() -> Channel | None:
    """Of this test; the demonstration has samples of its own."""
    return Channel.objects.filter(sample=False).first()


# --- channels ---------------------------------------------------------------------------------------------------------


def test_the_channels_are_for_two_administrators_alone(config, system):
    made = webhook_channel(NOWHERE)
    for role in ("STREET_DESK", "SECURITY_ADMIN", "AUDIT_ADMIN", "DISTRICT_DESK"):
        client = seated(people.actor(role))
        for name, args in (("channels", ()), ("channel", (made.pk,)), ("deliveries", ()), ("dead", ()), ("channel_new", ("EMAIL",))):
            assert client.get(reverse(f"notices:{name}", args=args)).status_code == 403
    assert "接一条新渠道" in page(system, "channels")
    assert "接一条新渠道" not in page(config, "channels")
    assert config.get(reverse("notices:channel_new", args=["EMAIL"])).status_code == 403
    assert post(config, "connect", {"name": "x"}, made.pk).status_code == 403
    assert post(system, "arrange", {"wants": "ALL"}, made.pk).status_code == 403
    assert post(system, "quiet", {"start": "21:00", "end": "08:00"}).status_code == 403
    assert system.get(reverse("notices:channel_new", args=["PIGEON"])).status_code == 404


def test_a_robot_is_connected_and_its_address_is_on_no_page(system, config):
    token = "k-e-y-sample"
    given = {"name": "示例街道群", "robot": f"https://qyapi.example.cn/send?key={token}"}
    assert post(system, "channel_new", given, "WECOM").status_code == 302
    made = own_channel()
    assert (made.in_use, made.settings) == (False, {"at": "qyapi.example.cn"})
    for client in (system, config):
        assert token not in page(client, "channel", made.pk)
    assert "qyapi.example.cn" in page(config, "channel", made.pk)
    assert post(system, "connect", {"name": "改名群", "robot": ""}, made.pk).status_code == 302
    made.refresh_from_db()
    assert (made.name, token in secrets.of(made)["robot"], made.settings) == ("改名群", True, {"at": "qyapi.example.cn"})


def test_a_refused_form_keeps_what_was_typed_but_no_secret(system):
    given = {"name": "示例群", "robot": "ftp://token-in-here"}
    answer = post(system, "channel_new", given, "WECOM")
    assert answer.status_code == 422
    assert "http://" in answer.content.decode()
    assert "token-in-here" not in answer.content.decode()
    assert Draft.objects.get().data == {"name": ["示例群"]}
    assert "示例群" in page(system, "channel_new", "WECOM")


@pytest.mark.parametrize(("body", "words"), [('{"m": {phone}}', "引号"), ('{"m": "{phone}"}', "{text}"), ('{"m": "{phone}{text}{x}"}', "花括号")])
def test_a_template_that_cannot_work_says_how_to_cure_it(system, body, words):
    answer = post(system, "channel_new", {"name": "短信", "method": "POST", "form": "JSON", "url": "https://sms.example.cn/", "body": body}, "SMS")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert own_channel() is None


def test_the_same_name_twice_is_refused(system):
    webhook_channel(NOWHERE)
    name = own_channel().name
    assert post(system, "channel_new", {"name": name, "url": "https://x.example.cn/"}, "WEBHOOK").status_code == 422


def test_a_secret_from_the_environment_is_not_asked_for(system, monkeypatch):
    made = mail_channel(9)
    monkeypatch.setenv(secrets.variable(made.pk, "password"), "from-environment")
    shown = page(system, "channel", made.pk)
    assert secrets.variable(made.pk, "password") in shown
    assert "from-environment" not in shown


def test_a_new_signing_secret_is_on_one_answer_only(system):
    made = webhook_channel(NOWHERE)
    answer = post(system, "secret", {}, made.pk).content.decode()
    made.refresh_from_db()
    assert secrets.of(made)["secret"] in answer
    assert secrets.of(made)["secret"] not in page(system, "channel", made.pk)


def test_the_arrangement_is_taken_refused_and_shown(config):
    made = webhook_channel(NOWHERE)
    assert post(config, "arrange", {"wants": "CHOSEN"}, made.pk).status_code == 422
    assert post(config, "arrange", {"wants": "CHOSEN", "chosen": ["cases.", "cases.overdue"], "in_use": "on"}, made.pk).status_code == 302
    made.refresh_from_db()
    assert (made.wants, made.chosen, made.in_use) == ("CHOSEN", ["cases.", "cases.overdue"], True)
    assert 'value="cases.overdue" checked' in page(config, "channel", made.pk)
    bare = channels.connect("WECOM", "没接好的群", {}, {}, actor=SYSTEM, at=timezone.now())
    answer = post(config, "arrange", {"wants": "ALL", "in_use": "on"}, bare.pk)
    assert answer.status_code == 422
    assert "还没有接线" in answer.content.decode()


def test_a_body_that_has_ended_stays_chosen_until_somebody_chooses(config):
    office = people.assignment("OFFICE_HANDLER", street=people.HOME).post.body_id  # not among the units offered, as an ended one is not
    made = webhook_channel(NOWHERE, body_id=office)
    assert f'<option value="{office}" selected>' in page(config, "channel", made.pk)
    assert post(config, "arrange", {"wants": "ALL", "body_id": office, "in_use": "on"}, made.pk).status_code == 302
    made.refresh_from_db()
    assert made.body_id == office


def test_quiet_hours_are_set_on_the_page(config):
    assert post(config, "quiet", {"start": "x", "end": "08:00"}).status_code == 422
    assert post(config, "quiet", {"start": "21:30", "end": "08:00"}).status_code == 302
    assert plan.quiet_hours().start.isoformat("minutes") == "21:30"
    assert 'value="21:30"' in page(config, "channels")


def test_the_trial_button_really_sends_and_shows_what_came_back(config, system):
    with smtp_server() as box:
        made = mail_channel(box.port)
        assert post(config, "test", {"to": "no address"}, made.pk).status_code == 422
        assert "试发成功" in post(config, "test", {"to": "ops@example.gov.cn"}, made.pk).content.decode()
        assert box.envelopes[0][1] == ["ops@example.gov.cn"]
        box.refusals = ["550 5.1.1 no such user"]
        answer = post(system, "test", {"to": "ops@example.gov.cn"}, made.pk).content.decode()
    assert "试发没有成功" in answer
    assert "no such user" in answer
    assert "没有这个邮箱" in answer


# --- log and dead letters ---------------------------------------------------------------------------------------------


@pytest.fixture
def dead(settings) -> Delivery:
    """One mail to the desk of the home street that its server refused for good."""
    desk = people.actor("STREET_DESK", street=people.HOME)
    with smtp_server() as box:
        mail_channel(box.port)
        post(seated(desk), "mine", {"email": "desk@example.gov.cn", "email_wish": "AS_SET", "mobile_wish": "OFF", "mode": "NONE", "language": "zh-hans"})
        box.refusals = ["550 5.1.1 no such user"]
        notify("cases.overdue", at=timezone.now(), post_id=desk.post_id, params={"number": "SJ20260302-0009"})
        deliver(now=timezone.now() + timedelta(seconds=1))
    assert only().state == "DEAD"
    return only()


def test_the_log_shows_what_came_back_and_neither_matter_nor_address(config, system, dead):
    for client in (config, system):
        for name in ("deliveries", "dead"):
            shown = page(client, name)
            assert "no such user" in shown
            assert "d****@example.gov.cn" in shown
            assert "desk@example" not in shown
            assert "SJ20260302-0009" not in shown
            assert "已超期" in shown


def test_the_log_is_filtered_by_channel_and_state(config, dead):
    other = sms_channel(NOWHERE)
    assert "no such user" in page(config, "deliveries", state="DEAD", channel=dead.channel_id)
    assert "no such user" not in page(config, "deliveries", state="SENT")
    assert "no such user" not in page(config, "deliveries", channel=other.pk)
    assert "no such user" in page(config, "deliveries", channel="x", state="NONSENSE", cursor="cut")


def test_dead_letters_are_sent_again_or_given_up_with_a_reason(config, dead):
    assert post(config, "give_up", {"pk": dead.pk, "reason": ""}).status_code == 422
    assert page(config, "dead").count("formnovalidate") == 2  # a reason is asked for giving up, not for sending again
    refused = post(config, "give_up", {"pk": dead.pk, "reason": "无"})
    assert refused.status_code == 422
    assert f'value="{dead.pk}" checked' in refused.content.decode()
    assert post(config, "give_up", {"reason": "没勾选"}).status_code == 422
    assert post(config, "again", {"pk": dead.pk}).status_code == 302
    assert only().state == "WAITING"
    Delivery.objects.update(state="DEAD", settled_at=timezone.now())
    assert post(config, "again", {"all": "1", "channel": dead.channel_id}).status_code == 302
    assert only().state == "WAITING"
    Delivery.objects.update(state="DEAD", settled_at=timezone.now())
    assert post(config, "give_up", {"pk": [dead.pk, "x"], "reason": "邮箱已停用"}).status_code == 302
    assert (only().state, only().reason) == ("GIVEN_UP", "邮箱已停用")
    assert "都发出去了" in page(config, "dead")


def test_both_administrators_are_told_of_dead_letters_once_a_day_and_only_in_the_house(config, dead):
    webhook_channel(NOWHERE)
    told = Notice.objects.filter(code="notices.dead")
    assert set(told.values_list("post_id", flat=True)) == {people.actor(role).post_id for role in ("CONFIG_ADMIN", "SYSTEM_ADMIN")}
    notify("notices.dead", at=timezone.now(), post_id=people.actor("CONFIG_ADMIN").post_id)
    assert Delivery.objects.count() == 1
    mine = told.get(post_id=people.actor("CONFIG_ADMIN").post_id, once_key__isnull=False)
    assert post(config, "open", {}, mine.pk)["Location"] == reverse("notices:dead")
    notices = told.count()
    Delivery.objects.update(state="WAITING", settled_at=None, tries=10, claim="", not_before=timezone.now())
    deliver(now=timezone.now() + timedelta(seconds=1))
    assert only().state == "DEAD"
    assert told.count() == notices


def test_a_street_desk_settles_nothing(dead):
    client = seated(people.actor("STREET_DESK", street=people.HOME))
    assert {post(client, name, {"pk": dead.pk, "reason": "示例原因"}).status_code for name in ("again", "give_up")} == {403}
    assert only().state == "DEAD"


# --- one's own --------------------------------------------------------------------------------------------------------

MINE = {"email_wish": "AS_SET", "mobile_wish": "URGENT", "mode": "DEFAULT", "language": "zh-hans"}


def test_one_leaves_an_address_sees_it_masked_and_takes_it_away():
    desk = people.actor("STREET_DESK", street=people.HOME)
    client = seated(desk)
    assert post(client, "mine", {**MINE, "email": "desk@example.gov.cn", "mobile": "139 0000 0000"}).status_code == 302
    assert ContactPoint.objects.filter(person_id=desk.person_id).count() == 2
    shown = page(client, "mine")
    assert "139****0000" in shown
    assert "desk@example" not in shown
    assert "13900000000" not in shown
    assert post(client, "mine", {**MINE, "mobile_wish": "OFF", "no_email": "on"}).status_code == 302
    assert list(ContactPoint.objects.values_list("kind", "wish")) == [("SMS", "OFF")]


@pytest.mark.parametrize(("given", "words"), [({"mobile": "0471-1234567"}, "座机"), ({"email": "not an address"}, "邮"), ({"mode": "OWN"}, "几点")])
def test_a_wrong_address_or_half_a_span_is_refused_in_plain_words(given, words):
    client = seated(people.actor("STREET_DESK", street=people.HOME))
    answer = post(client, "mine", {**MINE, **given})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ContactPoint.objects.exists()


def test_own_hours_are_kept():
    desk = people.actor("STREET_DESK", street=people.HOME)
    assert post(seated(desk), "mine", {**MINE, "mode": "OWN", "start": "12:00", "end": "14:00"}).status_code == 302
    kept = QuietChoice.objects.get(person_id=desk.person_id)
    assert (kept.mode, kept.start.hour, kept.end.hour) == ("OWN", 12, 14)


def test_one_tries_ones_own_address_a_few_times_only():
    client = seated(people.actor("STREET_DESK", street=people.HOME))
    with smtp_server() as box:
        mail_channel(box.port)
        post(client, "mine", {**MINE, "email": "desk@example.gov.cn"})
        for _turn in range(7):
            assert post(client, "try_own", {}, "EMAIL").status_code == 302
        assert len(box.letters) == 5
    assert post(client, "try_own", {}, "PIGEON").status_code == 302


@pytest.mark.parametrize(("kind", "address"), [("EMAIL", "王@example.cn"), ("EMAIL", "x"), ("SMS", "12345")])
def test_an_address_nothing_can_be_sent_to_is_no_address(kind, address):
    with pytest.raises(ValidationError):
        checked_contact(kind, address)


# --- the demonstration ------------------------------------------------------------------------------------------------


def test_the_sample_channels_are_off_unconnected_and_made_once():
    first = Channel.objects.filter(sample=True).count()
    load_sample_channels(at=timezone.now())
    samples = list(Channel.objects.filter(sample=True))
    assert len(samples) == first == 4
    assert all("示例" in row.name and not row.in_use and not channels.is_connected(row) for row in samples)
