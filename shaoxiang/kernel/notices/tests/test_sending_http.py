"""The worker's job against a real HTTP receiver: texts, robots, systems; refusals, time-outs, back-off."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import channels
from shaoxiang.kernel.notices.actions.sending import deliver
from shaoxiang.kernel.notices.models import Channel, Delivery
from shaoxiang.kernel.notices.rules.sending import MOST_TRIES
from shaoxiang.kernel.notices.tests.cast import (
    NOON,
    STREET,
    WANG_PHONE,
    dingtalk_channel,
    mail_channel,
    next_turn,
    only,
    sms_channel,
    tell,
    wang_reads,
    webhook_channel,
    wecom_channel,
)
from shaoxiang.kernel.notices.tests.servers import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
OK = '{"errcode":0,"errmsg":"ok"}'


# --- texts ------------------------------------------------------------------------------------------------------------


def test_a_text_goes_by_the_operators_template(receiver):
    receiver.usual = (200, '{"code": 0}')
    sms_channel(receiver.address)
    wang_reads("SMS")
    tell()
    assert deliver(now=NOON) == 1
    got = receiver.got[0]
    line = "【哨响】事项 SJ20260302-0001 派给了您 https://shaoxiang.example.gov.cn/notices/5/"
    assert json.loads(got.body) == {"mobile": WANG_PHONE, "content": line, "id": only().uid}
    assert got.headers["x-key"] == "k-e-y-sample"
    assert only().sent_to == "139****0000"


def test_a_gateway_that_says_no_with_200_is_not_believed(receiver):
    receiver.answers = [(200, f'{{"code": 7, "message": "{WANG_PHONE} blocked, key k-e-y-sample"}}')]
    receiver.usual = (200, '{"code": "0"}')
    sms_channel(receiver.address)
    wang_reads("SMS")
    tell()
    assert deliver(now=NOON) == 0
    words = only().all_tries.get().words
    assert WANG_PHONE not in words
    assert "k-e-y-sample" not in words
    assert "blocked" in words
    assert next_turn() == 1
    assert {json.loads(one.body)["id"] for one in receiver.got} == {only().uid}


# --- robots -----------------------------------------------------------------------------------------------------------


def test_dingtalk_gets_a_line_signed_by_its_rule(receiver):
    receiver.usual = (200, OK)
    dingtalk_channel(receiver.address)
    tell("tests.danger")
    before = int(time.time() * 1000)
    assert deliver(now=NOON) == 1
    got, after = receiver.got[0], int(time.time() * 1000)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(got.path).query).items()}
    wanted = hmac.new(b"SECsample", f"{asked['timestamp']}\nSECsample".encode(), hashlib.sha256).digest()
    assert base64.b64decode(asked["sign"]) == wanted
    assert asked["access_token"] == "t-o-k-e-n"
    assert before <= int(asked["timestamp"]) <= after
    assert json.loads(got.body) == {"msgtype": "text", "text": {"content": "【哨响】紧急：紧急事项 SJ20260302-0001"}}


def test_a_robot_that_refuses_with_200_is_asked_again_and_never_shows_its_token(receiver):
    receiver.answers = [(200, '{"errcode":310000,"errmsg":"sign not match t-o-k-e-n"}')]
    receiver.usual = (200, OK)
    wecom_channel(receiver.address)
    made = dingtalk_channel(receiver.address, body_id=STREET)
    Delivery.objects.all().delete()
    Channel.objects.exclude(pk=made.pk).update(in_use=False)
    channels.arrange(made.pk, wants="ALL", body_id=STREET, in_use=True, actor=SYSTEM, at=NOON)
    tell()
    assert deliver(now=NOON) == 0
    assert "310000" in only().all_tries.get().words
    assert next_turn() == 1


def test_a_robot_told_too_often_rests(receiver):
    receiver.usual = (200, '{"errcode":45009,"errmsg":"api freq out of limit"}')
    made = wecom_channel(receiver.address)
    tell()
    deliver(now=NOON)
    made.refresh_from_db()
    assert made.resting_until > NOON
    assert only().state == "WAITING"


# --- systems ----------------------------------------------------------------------------------------------------------


def test_a_system_gets_a_cloud_event_it_can_verify_and_the_same_id_at_every_try(receiver):
    receiver.answers = [(500, "later")]
    webhook_channel(receiver.address)
    notice = tell()
    assert deliver(now=NOON) == 0
    assert next_turn() == 1
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == only().uid
    signed = f"{second.headers['webhook-id']}.{second.headers['webhook-timestamp']}.".encode() + second.body
    by_hand = base64.b64encode(hmac.new(base64.b64decode("c2FtcGxlLXNlY3JldC1zYW1wbGU="), signed, hashlib.sha256).digest()).decode()
    assert second.headers["webhook-signature"] == f"v1,{by_hand}"
    assert not webhooks.verify("whsec_b3RoZXI=", second.headers, second.body, now=int(time.time()))
    event = json.loads(second.body)
    assert (event["specversion"], event["type"], event["id"], event["subject"]) == ("1.0", "cn.shaoxiang.notice", only().uid, "tests.told")
    assert event["time"] == "2026-03-02T04:00:00Z"
    assert event["data"]["link"] == "https://shaoxiang.example.gov.cn/notices/5/"
    assert event["data"]["text"]["zh"] == notice.text


def test_a_redirect_is_an_answer_and_is_not_followed(receiver):
    receiver.usual = (302, "")
    webhook_channel(receiver.address)
    tell()
    assert deliver(now=NOON) == 0
    assert [one.path for one in receiver.got] == ["/in"]
    assert only().all_tries.get().status == 302


def test_one_who_does_not_answer_in_time_is_tried_again(receiver, monkeypatch):
    monkeypatch.setattr(webhooks, "TIMEOUT_S", 0.3)
    receiver.delay_s = 1.0
    webhook_channel(receiver.address)
    tell()
    assert deliver(now=NOON) == 0
    row = only()
    assert (row.state, row.all_tries.get().status) == ("WAITING", 0)
    assert "timed out" in row.all_tries.get().words.lower()
    receiver.delay_s = 0
    assert next_turn() == 1


def test_one_who_wants_no_more_is_not_asked_again(receiver):
    receiver.usual = (410, "gone")
    webhook_channel(receiver.address)
    tell()
    deliver(now=NOON)
    assert only().state == "DEAD"


def test_one_who_never_takes_it_is_given_up_after_the_last_try(receiver):
    receiver.usual = (500, "no")
    webhook_channel(receiver.address)
    tell()
    waits = []
    while only().state == "WAITING":
        before = only().not_before
        next_turn()
        waits.append(round((only().not_before - before).total_seconds()))
    assert len(receiver.got) == only().all_tries.count() == MOST_TRIES
    assert waits[:-1] == sorted(waits[:-1])
    assert Entry.objects.filter(kind="notices.delivery_dead").count() == 1
    assert deliver(now=NOON + timedelta(days=30)) == 0


def test_one_broken_channel_stops_neither_the_notice_nor_the_others(receiver):
    mail_channel(free_port())
    wang_reads()
    made = sms_channel(receiver.address)
    Channel.objects.filter(pk=made.pk).update(settings={})  # by hand in the database: the sender cannot even begin
    wang_reads("SMS")
    webhook_channel(receiver.address)
    notice = tell()
    assert deliver(now=NOON) == 1
    assert Delivery.objects.get(state="SENT").channel.kind == "WEBHOOK"
    assert notice.pk
    assert Delivery.objects.filter(state="WAITING", tries=1).count() == 2
