"""The worker's job against real mail servers: encryption, sign-in, refusals for now and for good."""

from __future__ import annotations

import json

import pytest
from django.utils import translation
from django.utils.translation import gettext

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import channels
from shaoxiang.kernel.notices.actions.own import set_contact, set_quiet
from shaoxiang.kernel.notices.actions.sending import deliver
from shaoxiang.kernel.notices.models import Channel, Delivery
from shaoxiang.kernel.notices.rules import UNKNOWN
from shaoxiang.kernel.notices.senders import mail
from shaoxiang.kernel.notices.tests.cast import (
    NOON,
    WANG,
    WANG_ACTOR,
    WANG_MAIL,
    mail_channel,
    next_turn,
    only,
    tell,
    wang_reads,
)
from shaoxiang.kernel.notices.tests.servers import PASSWORD, USER, certificate, free_port, smtp_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house"), pytest.mark.filterwarnings("ignore:Requiring AUTH")]





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


def test_a_letter_is_plain_and_its_head_holds_no_line_break():
    from shaoxiang.kernel.notices.messages import Message
    made = mail.letter("notice@example.gov.cn", WANG_MAIL, Message("msg_1", "x", "一" * 300, "", NOON), "哨响")
    assert made.get_content_type() == "text/plain"
    assert "\n" not in made["Subject"]
