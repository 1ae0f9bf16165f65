"""Who may connect, arrange, settle; what is sealed, masked, recorded."""

from __future__ import annotations

import json
from datetime import time

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.kernel.jobs.actions import beat
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices import contacts, secrets
from shaoxiang.kernel.notices.actions import channels, desk, notify
from shaoxiang.kernel.notices.actions.own import set_contact, set_quiet, try_own
from shaoxiang.kernel.notices.actions.sending import deliver
from shaoxiang.kernel.notices.checks import checks
from shaoxiang.kernel.notices.models import Channel, ContactPoint, Delivery
from shaoxiang.kernel.notices.rules.quiet import QuietHours
from shaoxiang.kernel.notices.tests.cast import (
    CONFIG,
    NOON,
    POST,
    STRANGER,
    SYSTEM_ADMIN,
    WANG,
    WANG_ACTOR,
    WANG_MAIL,
    WANG_PHONE,
    dingtalk_channel,
    mail_channel,
    sms_channel,
    wang_reads,
    webhook_channel,
    wecom_channel,
)
from shaoxiang.kernel.notices.tests.servers import http_receiver, smtp_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
NOWHERE = "http://127.0.0.1:9"


def facts() -> str:
    return json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)


# --- two administrators -----------------------------------------------------------------------------------------------


def test_the_system_administrator_connects_and_the_administrator_of_the_work_arranges():
    made = channels.connect("WECOM", "示例群", {"at": "x"}, {"robot": f"{NOWHERE}/a?key=k-e-y"}, actor=SYSTEM_ADMIN, at=NOON)
    assert not made.in_use
    with pytest.raises(PermissionDenied):
        channels.arrange(made.pk, wants="ALL", in_use=True, actor=SYSTEM_ADMIN, at=NOON)
    assert channels.arrange(made.pk, wants="ALL", in_use=True, actor=CONFIG, at=NOON).in_use
    with pytest.raises(PermissionDenied):
        channels.connect("WECOM", "示例群", {}, {"robot": f"{NOWHERE}/b"}, actor=CONFIG, at=NOON, pk=made.pk)
    assert list(Entry.objects.values_list("kind", "actor_id")) == [("notices.channel_connected", 2), ("notices.channel_arranged", 1)]


def test_nobody_else_does_either():
    made = webhook_channel(NOWHERE)
    for act in (
        lambda: channels.connect("WECOM", "x", {}, {}, actor=STRANGER, at=NOON), lambda: channels.renew_secret(made.pk, actor=STRANGER, at=NOON),
        lambda: channels.arrange(made.pk, wants="ALL", in_use=False, actor=STRANGER, at=NOON), lambda: channels.try_out(made, actor=STRANGER, at=NOON),
        lambda: channels.set_quiet_hours(QuietHours(time(1), time(2)), actor=SYSTEM_ADMIN, at=NOON),
        lambda: desk.send_again(None, actor=STRANGER, at=NOON), lambda: desk.give_up(None, "示例原因", actor=STRANGER, at=NOON),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_secrets_are_sealed_kept_when_left_empty_and_in_no_record():
    made = dingtalk_channel(NOWHERE)
    assert b"SECsample" not in bytes(made.sealed)
    assert "SECsample" not in json.dumps(made.settings)
    again = channels.connect("DINGTALK", made.name, {"at": "y"}, {"robot": "", "secret": "SECother"}, actor=SYSTEM_ADMIN, at=NOON, pk=made.pk)
    assert secrets.of(again) == {"robot": f"{NOWHERE}/robot/send?access_token=t-o-k-e-n", "secret": "SECother"}
    assert "t-o-k-e-n" not in facts()
    assert "SEC" not in facts()


def test_a_seal_moved_to_another_channel_does_not_open_there():
    one, other = dingtalk_channel(NOWHERE), dingtalk_channel(NOWHERE)
    Channel.objects.filter(pk=other.pk).update(sealed=one.sealed)
    other.refresh_from_db()
    assert not channels.is_connected(other)
    assert any("打不开" in finding.text for finding in checks())


def test_the_environment_goes_before_what_is_kept_and_only_by_the_channels_own_name(monkeypatch, tmp_path):
    made = mail_channel(9, password="kept")
    assert secrets.of(made)["password"] == "kept"
    monkeypatch.setenv(secrets.variable(made.pk, "password"), "from-environment")
    assert secrets.of(made)["password"] == "from-environment"
    (tmp_path / "secret").write_text("from-file\n")
    monkeypatch.setenv(secrets.variable(made.pk, "password") + "_FILE", str(tmp_path / "secret"))
    assert secrets.of(made)["password"] == "from-file"
    monkeypatch.setenv(secrets.variable(made.pk, "password") + "_FILE", str(tmp_path / "not-there"))
    assert secrets.of(made)["password"] == "kept"
    assert any("读不出来" in finding.text for finding in checks())


def test_a_new_signing_secret_is_shown_once_and_signs_from_then_on():
    made = webhook_channel(NOWHERE)
    fresh = channels.renew_secret(made.pk, actor=SYSTEM_ADMIN, at=NOON)
    made.refresh_from_db()
    assert secrets.of(made)["secret"] == fresh
    assert fresh not in facts()


# --- test-send --------------------------------------------------------------------------------------------------------


def test_a_trial_is_really_sent_and_says_what_came_back():
    with http_receiver() as receiver, smtp_server() as box:
        receiver.answers = [(200, '{"errcode":310000,"errmsg":"sign not match"}')]
        receiver.usual = (200, '{"errcode":0}')
        robot = dingtalk_channel(receiver.address)
        refused = channels.try_out(robot, actor=CONFIG, at=NOON)
        assert (refused.taken, "sign not match" in refused.words) == (False, True)
        assert channels.try_out(robot, actor=SYSTEM_ADMIN, at=NOON).taken
        assert "测试消息" in json.loads(receiver.got[-1].body)["text"]["content"]
        assert channels.try_out(mail_channel(box.port), WANG_MAIL, actor=CONFIG, at=NOON).taken
        assert "测试消息" in box.letters[0]["Subject"]
    tried = Entry.objects.filter(kind="notices.channel_tried").order_by("pk")
    assert [(one.facts["taken"], one.facts["answer"]) for one in tried] == [(False, 200), (True, 200), (True, 250)]
    assert WANG_MAIL not in facts()
    assert not Delivery.objects.exists()


# --- one's own --------------------------------------------------------------------------------------------------------


def test_an_own_address_is_sealed_shown_masked_and_in_no_record():
    wang_reads("EMAIL")
    wang_reads("SMS")
    for row in ContactPoint.objects.all():
        assert WANG_MAIL.encode() not in bytes(row.sealed)
        assert WANG_PHONE.encode() not in bytes(row.sealed)
    assert {row.kind: contacts.masked(row) for row in ContactPoint.objects.all()} == {"EMAIL": "w****@example.gov.cn", "SMS": "139****0000"}
    assert WANG_PHONE not in facts()
    assert "example.gov.cn" not in facts()


def test_nobody_sets_anothers_address_or_hours():
    with pytest.raises(PermissionDenied):
        set_contact(WANG, "EMAIL", WANG_MAIL, "AS_SET", actor=STRANGER, at=NOON)
    with pytest.raises(PermissionDenied):
        set_quiet(WANG, "NONE", None, "zh-hans", actor=SYSTEM_ADMIN, at=NOON)
    with pytest.raises(ValueError):
        set_contact(WANG, "WECOM", "x", "AS_SET", actor=WANG_ACTOR, at=NOON)
    assert not ContactPoint.objects.exists()


def test_a_wish_changes_without_the_address_and_an_address_goes_when_taken_away():
    wang_reads("EMAIL")
    set_contact(WANG, "EMAIL", None, "OFF", actor=WANG_ACTOR, at=NOON)
    assert (contacts.address_of(WANG, "EMAIL"), ContactPoint.objects.get().wish) == (WANG_MAIL, "OFF")
    set_contact(WANG, "EMAIL", "", "OFF", actor=WANG_ACTOR, at=NOON)
    assert contacts.address_of(WANG, "EMAIL") is None
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == ["notices.contact_set", "notices.contact_set", "notices.contact_removed"]


def test_a_person_tries_his_own_address_only_where_one_is_kept():
    with smtp_server() as box:
        made = mail_channel(box.port)
        assert try_own(made, actor=WANG_ACTOR, at=NOON) is None
        wang_reads()
        assert try_own(made, actor=WANG_ACTOR, at=NOON).taken
        assert box.envelopes[0][1] == [WANG_MAIL]


# --- the desk of the dead ---------------------------------------------------------------------------------------------


@pytest.fixture
def dead():
    """Two that a receiver wanted no more, and the receiver."""
    with http_receiver() as receiver:
        receiver.usual = (410, "gone")
        webhook_channel(receiver.address)
        for number in ("1", "2"):
            notify("tests.told", at=NOON, post_id=POST, params={"number": number})
        deliver(now=NOON)
        receiver.usual = (200, "")
        yield receiver


def test_one_is_sent_again_under_its_old_number(dead):
    first, second = Delivery.objects.order_by("pk")
    assert desk.send_again([first.pk], actor=CONFIG, at=NOON) == 1
    assert deliver(now=NOON) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.tries, second.state) == ("SENT", 1, "DEAD")
    assert dead.got[-1].headers["webhook-id"] == first.uid
    assert first.all_tries.count() == 2
    assert Entry.objects.get(kind="notices.sent_again").facts == {"deliveries": [first.pk]}
    assert desk.send_again([first.pk], actor=CONFIG, at=NOON) == 0


def test_all_are_sent_again_but_not_by_a_channel_that_is_off(dead):
    made = Channel.objects.get()
    Channel.objects.update(in_use=False)
    assert desk.send_again(None, actor=CONFIG, at=NOON) == 0
    Channel.objects.update(in_use=True)
    assert desk.send_again(None, actor=SYSTEM_ADMIN, at=NOON, channel_id=made.pk + 1) == 0
    assert desk.send_again(None, actor=SYSTEM_ADMIN, at=NOON, channel_id=made.pk) == 2
    assert deliver(now=NOON) == 2


def test_what_is_given_up_keeps_its_reason_on_the_row_and_a_digest_in_the_record(dead):
    with pytest.raises(desk.ReasonMissing):
        desk.give_up(None, " 无 ", actor=CONFIG, at=NOON)
    assert desk.give_up(None, "对方系统已经下线，问 13900000000", actor=CONFIG, at=NOON) == 2
    row = Delivery.objects.first()
    assert (row.state, "已经下线" in row.reason, "139" in row.reason) == ("GIVEN_UP", True, False)
    entry = Entry.objects.get(kind="notices.given_up")
    assert "下线" not in json.dumps(entry.facts, ensure_ascii=False)
    assert deliver(now=NOON) == 0


# --- doctor -----------------------------------------------------------------------------------------------------------


def test_a_quiet_house_has_nothing_to_say():
    assert list(checks()) == []


def test_doctor_tells_of_failing_channels_dead_letters_and_a_sleeping_worker(settings):
    settings.ADDRESS = ""
    wecom_channel(NOWHERE)
    made = sms_channel(NOWHERE)
    Channel.objects.filter(pk=made.pk).update(failures=6, last_words="ConnectionRefusedError")
    notify("tests.told", at=NOON, post_id=POST, params={"number": "1"})
    row = Delivery.objects.get()
    Delivery.objects.create(notice=row.notice, channel=made, uid="msg_x", once_key="x", state="DEAD", not_before=NOON, queued_at=NOON, settled_at=NOON)
    said = [(finding.level.value, finding.text) for finding in checks()]
    assert any(level == "BAD" and "连续 6 次" in text for level, text in said)
    assert any("1 条消息发不出去" in text for _level, text in said)
    assert any(level == "BAD" and "后台停着" in text for level, text in said)
    assert any("没有链接" in text for _level, text in said)
    assert all(finding.cure for finding in checks())
    beat("here-1", now=timezone.now(), pid=1)
    assert not any("后台停着" in finding.text for finding in checks())
