"""The worker's job against real servers: mail, texts, robots, systems; back-off, quiet hours, a killed worker."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import channels, notify
from shaoxiang.kernel.notices.actions.own import set_contact, set_quiet
from shaoxiang.kernel.notices.actions.sending import KEPT_FOR, LEASE, _take, deliver, forget_old
from shaoxiang.kernel.notices.models import Channel, Delivery
from shaoxiang.kernel.notices.rules import UNKNOWN
from shaoxiang.kernel.notices.rules.quiet import QuietHours
from shaoxiang.kernel.notices.rules.sending import MOST_TRIES
from shaoxiang.kernel.notices.senders import mail
from shaoxiang.kernel.notices.tests.cast import (
    MORNING,
    NIGHT,
    NOON,
    POST,
    STREET,
    WANG,
    WANG_ACTOR,
    WANG_MAIL,
    WANG_PHONE,
    dingtalk_channel,
    mail_channel,
    sit,
    sms_channel,
    wang_reads,
    webhook_channel,
    wecom_channel,
)
from shaoxiang.kernel.notices.tests.servers import PASSWORD, USER, certificate, free_port, http_receiver, smtp_server

pytestmark = pytest.mark.django_db
OK = '{"errcode":0,"errmsg":"ok"}'


@pytest.fixture(autouse=True)
def _sitting(monkeypatch, settings):
    sit(monkeypatch)
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    settings.ADDRESS = "https://shaoxiang.example.gov.cn"


@pytest.fixture
def receiver():
    with http_receiver() as started:
        yield started


def tell(code: str = "tests.told", *, at=NOON, **more):
    return notify(code, at=at, post_id=POST, params={"number": "SJ20260302-0001", "pk": 5}, **more)


def only() -> Delivery:
    return Delivery.objects.get()


def next_turn(*, at=None) -> int:
    """As the worker would, when the row and its channel are due."""
    row = only()
    due = [row.not_before, *filter(None, [row.channel.resting_until])]
    return deliver(now=at or max(due))


# --- e-mail -----------------------------------------------------------------------------------------------------------


def test_a_mail_says_what_the_notice_says_and_where_to_look():
    with smtp_server() as box:
        mail_channel(box.port)
        wang_reads()
        tell("tests.danger")
        assert deliver(now=NOON) == 1
    letter = box.letters[0]
    assert letter["Subject"] == "【哨响】紧急：紧急事项 SJ20260302-0001"
    assert letter["Message-ID"] == f"<{only().uid}@example.gov.cn>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "哨响" in letter["From"]
    assert "紧急事项 SJ20260302-0001" in letter.get_content()
    assert box.envelopes == [("notice@example.gov.cn", [WANG_MAIL])]
    row = only()
    assert (row.state, row.tries, row.claim, row.sent_to) == ("SENT", 1, "", "w****@example.gov.cn")
    assert deliver(now=NOON) == 0


def test_a_mail_of_an_ordinary_notice_carries_its_link_and_the_readers_language():
    with smtp_server() as box:
        mail_channel(box.port)
        wang_reads()
        set_quiet(WANG, "DEFAULT", None, "en", actor=WANG_ACTOR, at=NOON)
        tell()
        tell("tests.of_no_room")
        deliver(now=NOON)
    assert "https://shaoxiang.example.gov.cn/notices/5/" in box.letters[0].get_content()
    with translation.override("en"):
        assert box.letters[1]["Subject"] == f"【哨响】{gettext(UNKNOWN)}"
    assert "有一条" not in box.letters[1]["Subject"]


@pytest.mark.parametrize("tls", ["TLS", "STARTTLS"])
def test_an_encrypted_server_is_trusted_by_its_certificate_only(tls, tmp_path, monkeypatch):
    trusted = certificate(tmp_path)
    with smtp_server(tls, folder=tmp_path, sign_in=True) as box:
        mail_channel(box.port, tls=tls, user=USER, password=PASSWORD)
        wang_reads()
        tell()
        assert deliver(now=NOON) == 0
        row = only()
        assert (row.state, row.tries) == ("WAITING", 1)
        assert "CERTIFICATE" in row.all_tries.get().words.upper()
        assert box.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert next_turn() == 1
    assert box.encrypted == [True]
    assert box.signed_in == [USER]


def test_encryption_asked_for_and_not_offered_is_refused():
    with smtp_server() as box:
        mail_channel(box.port, tls="STARTTLS")
        wang_reads()
        tell()
        assert deliver(now=NOON) == 0
        assert box.letters == []
    assert "STARTTLS" in only().all_tries.get().words


def test_a_wrong_password_rests_the_channel_and_tells_nobody_the_password():
    with smtp_server(sign_in=True) as box:
        made = mail_channel(box.port, user=USER, password="wrong-pass-word")
        wang_reads()
        tell()
        assert deliver(now=NOON) == 0
        made.refresh_from_db()
        assert only().all_tries.get().status == 535
        assert made.failures == 1
        assert made.resting_until > NOON
        assert "wrong-pass-word" not in made.last_words
        channels.connect("EMAIL", made.name, made.settings, {"password": PASSWORD}, actor=SYSTEM, at=NOON, pk=made.pk)
        assert next_turn() == 1
    made.refresh_from_db()
    assert (made.failures, made.resting_until) == (0, None)


def test_a_mail_refused_for_now_is_sent_later_under_the_same_number():
    with smtp_server() as box:
        mail_channel(box.port)
        wang_reads()
        tell()
        box.refusals = ["450 4.2.1 try later"]
        box.after_data = ["451 4.3.0 try later"]
        assert deliver(now=NOON) == 0
        first = only()
        assert (first.state, first.not_before > NOON) == ("WAITING", True)
        assert Channel.objects.get().failures == 0  # this letter's trouble, not the server's
        assert next_turn() == 0
        assert next_turn() == 1
        assert len(box.letters) == 1
    assert [one.status for one in only().all_tries.all()] == [450, 451, 250]
    assert box.letters[0]["Message-ID"].startswith(f"<{first.uid}@")


def test_a_mailbox_that_does_not_exist_goes_to_the_desk_at_once_and_the_address_is_blotted_out():
    with smtp_server() as box:
        made = mail_channel(box.port)
        wang_reads()
        tell()
        box.refusals = [f"550 5.1.1 <{WANG_MAIL}> no such user"]
        deliver(now=NOON)
    row = only()
    assert (row.state, row.tries) == ("DEAD", 1)
    assert row.all_tries.get().words == "5.1.1 <＊＊> no such user"
    entry = Entry.objects.get(kind="notices.delivery_dead")
    assert (entry.subject_id, entry.facts["answer"]) == (made.pk, 550)
    assert WANG_MAIL not in json.dumps(list(Entry.objects.values_list("facts", flat=True)))


def test_a_server_that_is_not_there_is_asked_again_and_the_rest_of_the_queue_waits():
    mail_channel(free_port())
    wang_reads()
    tell()
    tell("tests.danger")
    assert deliver(now=NOON) == 0
    assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 1]
    assert "ConnectionRefusedError" in Channel.objects.get().last_words


def test_this_machine_is_not_written_to_unless_it_is_named(settings):
    settings.WEBHOOK_HOSTS = []
    with smtp_server() as box:
        mail_channel(box.port)
        wang_reads()
        tell()
        assert deliver(now=NOON) == 0
        assert box.letters == []
    assert "本机" in only().all_tries.get().words


def test_who_took_the_address_away_is_not_written_to():
    with smtp_server() as box:
        mail_channel(box.port)
        wang_reads()
        tell()
        set_contact(WANG, "EMAIL", "", "AS_SET", actor=WANG_ACTOR, at=NOON)
        assert deliver(now=NOON) == 0
        assert box.letters == []
    assert only().state == "GIVEN_UP"


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
    assert deliver(now=NOON) == 1
    got = receiver.got[0]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(got.path).query).items()}
    wanted = hmac.new(b"SECsample", f"{asked['timestamp']}\nSECsample".encode(), hashlib.sha256).digest()
    assert base64.b64decode(asked["sign"]) == wanted
    assert asked["access_token"] == "t-o-k-e-n"
    assert abs(int(asked["timestamp"]) / 1000 - time.time()) < 60
    assert json.loads(got.body) == {"msgtype": "text", "text": {"content": "【哨响】紧急：紧急事项 SJ20260302-0001（收件：—）"}}


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


# --- quiet hours ------------------------------------------------------------------------------------------------------


def test_at_night_only_the_urgent_rings_and_the_rest_goes_out_in_the_morning_once(receiver):
    receiver.usual = (200, OK)
    wecom_channel(receiver.address)
    tell(at=NIGHT)
    tell("tests.danger", at=NIGHT)
    assert deliver(now=NIGHT) == 1
    assert "紧急" in json.loads(receiver.got[0].body)["text"]["content"]
    waiting = Delivery.objects.get(state="WAITING")
    assert (waiting.not_before, waiting.held, waiting.tries) == (MORNING, True, 0)
    assert deliver(now=MORNING - timedelta(seconds=1)) == 0
    assert deliver(now=MORNING) == 1
    assert deliver(now=MORNING + timedelta(hours=1)) == 0
    assert len(receiver.got) == 2


def test_a_try_that_falls_into_the_night_waits_too(receiver):
    receiver.answers = [(500, "later")]
    receiver.usual = (200, OK)
    wecom_channel(receiver.address)
    evening = NIGHT - timedelta(hours=1, seconds=5)  # 21:59:55
    tell(at=evening)
    assert deliver(now=evening) == 0
    assert only().not_before > evening
    assert deliver(now=only().not_before) == 0
    assert (only().not_before, only().tries) == (MORNING, 1)


def test_a_system_is_told_at_any_hour(receiver):
    webhook_channel(receiver.address)
    tell(at=NIGHT)
    assert deliver(now=NIGHT) == 1


def test_a_person_has_hours_of_his_own(receiver):
    with smtp_server() as box:
        mail_channel(box.port)
        wang_reads()
        set_quiet(WANG, "NONE", None, "zh-hans", actor=WANG_ACTOR, at=NOON)
        tell(at=NIGHT)
        assert deliver(now=NIGHT) == 1
        from datetime import time as clock
        set_quiet(WANG, "OWN", QuietHours(clock(12), clock(13)), "zh-hans", actor=WANG_ACTOR, at=NOON)
        tell("tests.told", at=NOON + timedelta(minutes=30))
        assert deliver(now=NOON + timedelta(minutes=30)) == 0
        assert deliver(now=NOON + timedelta(hours=1)) == 1


def test_hours_made_shorter_let_out_what_waits(receiver):
    from datetime import time as clock
    receiver.usual = (200, OK)
    wecom_channel(receiver.address)
    tell(at=NIGHT)
    deliver(now=NIGHT)
    channels.set_quiet_hours(QuietHours(clock(23, 30), clock(6)), actor=SYSTEM, at=NIGHT)
    assert deliver(now=NIGHT) == 1


# --- claims -----------------------------------------------------------------------------------------------------------


def test_a_try_whose_worker_was_killed_is_taken_up_after_its_lease_and_a_late_answer_of_the_old_one_counts_for_nothing(receiver):
    webhook_channel(receiver.address)
    tell()
    lost = _take(NOON)  # claimed, and then the worker is gone
    assert deliver(now=NOON + LEASE - timedelta(seconds=1)) == 0
    assert deliver(now=NOON + LEASE) == 1
    row = only()
    assert (row.state, row.tries) == ("SENT", 2)
    from shaoxiang.kernel.notices.actions import sending
    assert sending._settle(lost, sending.Outcome(False, 500), sending.Reader(""), NOON) is False
    assert only().state == "SENT"


def test_a_message_that_kills_its_worker_every_time_ends_on_the_desk(receiver):
    webhook_channel(receiver.address)
    tell()
    now = NOON
    for _turn in range(MOST_TRIES):
        assert _take(now).claim
        now += LEASE
    assert deliver(now=now) == 0
    assert only().state == "DEAD"
    assert receiver.got == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_network_waits(receiver, monkeypatch):
    """Inside the sender no transaction is open."""
    seen = []
    ask = webhooks.ask
    monkeypatch.setattr(webhooks, "ask", lambda *given: (seen.append(connection.in_atomic_block), ask(*given))[1])
    webhook_channel(receiver.address)
    tell()
    deliver(now=NOON)
    assert seen == [False]


KILLED = """
import django, sys
django.setup()
from django.utils import timezone
from django.conf import settings
settings.WEBHOOK_HOSTS = ["127.0.0.1"]
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from shaoxiang.kernel.notices.actions.sending import deliver
print("begin", flush=True)
deliver(now=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_sends_loses_nothing(receiver):
    """A real process, kill -9 while the receiver keeps it waiting; another one sends it again, under the same number, once."""
    receiver.delay_s = 30
    webhook_channel(receiver.address)
    notify("tests.told", at=timezone.now(), post_id=POST, params={"number": "SJ1"})
    worker = subprocess.Popen([sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"])], env={**os.environ, **_database()}, stdout=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 30
        while not receiver.got and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(receiver.got) == 1
        os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait(10)
    receiver.delay_s = 0
    row = only()
    assert (row.state, row.tries, bool(row.claim)) == ("WAITING", 1, True)
    assert deliver(now=timezone.now()) == 0
    assert deliver(now=row.not_before) == 1
    assert deliver(now=row.not_before + LEASE) == 0
    assert [one.headers["webhook-id"] for one in receiver.got] == [row.uid, row.uid]


def _database() -> dict[str, str]:
    """The tests' database for another process."""
    url = os.environ.get("DATABASE_URL", "")
    name = str(connection.settings_dict["NAME"])
    return {"DJANGO_SETTINGS_MODULE": "shaoxiang.config.settings", "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}" if url else f"sqlite:///{name}"}


def test_the_log_is_kept_half_a_year_and_the_dead_until_somebody_looks(receiver):
    webhook_channel(receiver.address)
    tell()
    deliver(now=NOON)
    receiver.usual = (410, "")
    tell("tests.danger")
    deliver(now=NOON)
    assert forget_old(now=NOON + KEPT_FOR - timedelta(days=1)) == 0
    forget_old(now=NOON + KEPT_FOR + timedelta(days=1))
    assert [row.state for row in Delivery.objects.all()] == ["DEAD"]


def test_a_letter_is_plain_and_its_head_holds_no_line_break():
    from shaoxiang.kernel.notices.messages import Message
    made = mail.letter("notice@example.gov.cn", WANG_MAIL, Message("msg_1", "x", "一" * 300, "", NOON), "哨响")
    assert made.get_content_type() == "text/plain"
    assert "\n" not in made["Subject"]
