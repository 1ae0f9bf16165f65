"""Hours, waits, wants, templates and signatures: no database, no network."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, time
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.notices.rules import robots, sending, template
from shaoxiang.kernel.notices.rules.hints import hint
from shaoxiang.kernel.notices.rules.quiet import QuietHours, quiet_until
from shaoxiang.kernel.notices.rules.template import BadTemplate, SmsTemplate
from shaoxiang.kernel.notices.rules.wanting import once_key, wanted, wished

HERE = ZoneInfo("Asia/Shanghai")
NIGHT, NOON = QuietHours(time(22), time(7)), QuietHours(time(12), time(14))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


# --- quiet hours ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "hours", "until"), [
    ("2026-03-02 21:59:59", NIGHT, None),
    ("2026-03-02 22:00:00", NIGHT, "2026-03-03 07:00"),
    ("2026-03-02 23:59:59", NIGHT, "2026-03-03 07:00"),
    ("2026-03-03 00:00:00", NIGHT, "2026-03-03 07:00"),
    ("2026-03-03 06:59:59", NIGHT, "2026-03-03 07:00"),
    ("2026-03-03 07:00:00", NIGHT, None),
    ("2026-02-28 23:00:00", NIGHT, "2026-03-01 07:00"),
    ("2026-12-31 23:00:00", NIGHT, "2027-01-01 07:00"),
    ("2026-03-02 11:59:00", NOON, None),
    ("2026-03-02 12:00:00", NOON, "2026-03-02 14:00"),
    ("2026-03-02 14:00:00", NOON, None),
    ("2026-03-02 23:00:00", QuietHours(time(22), time(0)), "2026-03-03 00:00"),
    ("2026-03-03 00:00:00", QuietHours(time(22), time(0)), None),
    ("2026-03-02 03:00:00", QuietHours(time(8), time(8)), None),
    ("2026-03-02 03:00:00", None, None),
])
def test_it_is_quiet_from_the_start_until_the_end_also_over_midnight(now, hours, until):
    assert quiet_until(at(now), hours) == (at(until) if until else None)


@given(st.times(), st.times(), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_when_the_quiet_ends_it_is_not_quiet_and_that_is_within_a_day(start, end, moment):
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    now, hours = moment.replace(tzinfo=HERE), QuietHours(start, end)
    until = quiet_until(now, hours)
    if until is not None:
        assert 0 < (until - now).total_seconds() <= 86400
        assert quiet_until(until, hours) is None


# --- back-off ---------------------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_a_later_try_never_waits_less_than_an_earlier_one(tries, one, other):
    assert 0 < sending.wait_s(tries, one) <= sending.wait_s(tries + 1, other) <= sending.LONGEST_S


@given(st.integers(1, 60))
def test_a_silent_channel_rests_longer_each_time_up_to_a_cap(failures):
    assert sending.FIRST_REST_S <= sending.rest_s(failures) <= sending.rest_s(failures + 1) <= sending.LONGEST_REST_S


def test_after_the_last_try_a_person_has_to_look():
    now = at("2026-03-02 12:00")
    assert (sending.next_try(1, now, 0.0) - now).total_seconds() == sending.FIRST_S
    assert sending.next_try(sending.MOST_TRIES - 1, now, 0.0) is not None
    assert sending.next_try(sending.MOST_TRIES, now, 0.0) is None


# --- wants ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wants", "chosen", "urgent", "taken"), [
    ("ALL", [], False, True), ("URGENT", [], False, False), ("URGENT", ["cases."], False, False), ("URGENT", [], True, True),
    ("CHOSEN", ["cases."], False, True), ("CHOSEN", ["cases.assigned"], False, True), ("CHOSEN", ["case."], True, False),
    ("CHOSEN", ["cases.assigned_late"], False, False), ("CHOSEN", [], True, False), ("CHOSEN", ["cases"], False, False),
])
def test_a_channel_takes_all_or_the_urgent_or_what_is_ticked(wants, chosen, urgent, taken):
    assert wanted(wants, chosen, "cases.assigned", urgent=urgent) is taken


@pytest.mark.parametrize(("wish", "plain", "urgent"), [("AS_SET", True, True), ("URGENT", False, True), ("OFF", False, False)])
def test_a_person_may_want_less_than_the_channel_takes(wish, plain, urgent):
    assert (wished(wish, urgent=False), wished(wish, urgent=True)) == (plain, urgent)


def test_the_same_news_has_one_key_and_any_difference_another():
    now = at("2026-03-02 12:00")
    given = {"channel_id": 1, "to": "body:2", "code": "cases.assigned", "matter_id": 3, "params": {"number": "A", "n": 1}, "at": now}
    same = once_key(**given)
    assert once_key(**{**given, "params": {"n": 1, "number": "A"}, "at": now.astimezone(ZoneInfo("UTC"))}) == same
    changes = ({"channel_id": 2}, {"to": "body:3"}, {"code": "cases.x"}, {"matter_id": 4}, {"params": {"number": "B", "n": 1}}, {"at": at("2026-03-02 12:01")})
    assert len({same, *(once_key(**{**given, **change}) for change in changes)}) == 7


# --- the template of a text message -----------------------------------------------------------------------------------

JSON = SmsTemplate("POST", "https://sms.example.cn/send", "Authorization: Bearer {secret}", "JSON", '{"to": ["{phone}"], "body": "【签】{text}", "n": 1}')
FORM = SmsTemplate("POST", "https://sms.example.cn/send?id={id}", "", "FORM", "mobile={phone}&content={text}&key={secret}")
QUERY = SmsTemplate("GET", "https://sms.example.cn/send/{phone}?content={text}")
NASTY = 'a"b\\c\n{phone}&x=1#%41 +中文{"to":"x"}'


def values(**more: str) -> dict[str, str]:
    return {"phone": "13900000000", "text": NASTY, "id": "msg_1", "secret": "s&=\"1", **more}


def test_a_text_stays_inside_its_string_of_json():
    filled = template.fill(JSON, values(secret="k-1"))
    assert json.loads(filled.body) == {"to": ["13900000000"], "body": "【签】" + NASTY, "n": 1}
    assert filled.headers["Authorization"] == "Bearer k-1"
    assert filled.headers["Content-Type"].startswith("application/json")


def test_a_text_stays_inside_its_field_of_a_form_and_of_an_address():
    filled = template.fill(FORM, values())
    assert parse_qsl(filled.body.decode(), strict_parsing=True) == [("mobile", "13900000000"), ("content", NASTY), ("key", 's&="1')]
    asked = urlsplit(template.fill(QUERY, values()).url)
    assert (asked.hostname, unquote(asked.path), parse_qs(asked.query), asked.fragment) == ("sms.example.cn", "/send/13900000000", {"content": [NASTY]}, "")


@given(st.text(), st.text())
def test_no_text_ever_changes_the_shape_of_a_request(text, phone):
    json_body = json.loads(template.fill(JSON, values(text=text, phone=phone, secret="k")).body)
    assert json_body == {"to": [phone], "body": "【签】" + text, "n": 1}
    asked = template.fill(QUERY, values(text=text.encode("utf-8", "ignore").decode(), phone="1")).url
    assert urlsplit(asked).netloc == "sms.example.cn"
    assert "\n" not in asked and " " not in asked


@pytest.mark.parametrize(("changed", "field"), [
    ({"body": '{"to": {phone}, "body": "{text}"}'}, "body"),  # outside a string
    ({"body": '{"to": "{phone}"}'}, "body"),
    ({"body": '{"to": "{phone}", "body": "{text} {name}"}'}, "body"),
    ({"body": "not json {phone} {text}"}, "body"),
    ({"form": "FORM", "body": "{phone}{text}"}, "body"),
    ({"url": "https://{text}.example.cn/"}, "url"),
    ({"url": "https://sms.example.cn/{unknown}"}, "url"),
    ({"headers": "X-Phone: {phone}"}, "headers"),
    ({"headers": "Host: elsewhere"}, "headers"),
    ({"headers": "no colon"}, "headers"),
    ({"headers": "X-签: 1"}, "headers"),
    ({"method": "GET"}, "url"),
    ({"answer_path": "code"}, "answer_path"),
])
def test_a_template_that_cannot_work_is_refused_with_its_field(changed, field):
    template.check(JSON)
    kept = {name: getattr(JSON, name) for name in ("method", "url", "headers", "form", "body", "answer_path", "answer_values")}
    with pytest.raises(BadTemplate) as refused:
        template.check(SmsTemplate(**{**kept, **changed}))
    assert refused.value.field == field


@pytest.mark.parametrize(("path", "wanted_values", "status", "answer", "taken"), [
    ("", "", 204, "", True), ("", "", 302, "", False), ("", "", 500, "", False),
    ("code", "0", 200, '{"code": 0}', True), ("code", "0", 200, '{"code": "0"}', True), ("code", "0, OK", 200, '{"code": "OK"}', True),
    ("code", "0", 200, '{"code": 1}', False), ("code", "0", 500, '{"code": 0}', False), ("data.0.ok", "true", 200, '{"data": [{"ok": true}]}', True),
    ("data.1.ok", "true", 200, '{"data": [{"ok": true}]}', False), ("code", "0", 200, "<html>", False), ("code", "0", 200, "7", False),
])
def test_an_answer_is_taken_as_the_template_says(path, wanted_values, status, answer, taken):
    assert template.taken(SmsTemplate("POST", "", answer_path=path, answer_values=wanted_values), status, answer) is taken


# --- robots -----------------------------------------------------------------------------------------------------------


def test_dingtalks_sign_recomputed_by_hand():
    """HMAC-SHA256, key = secret, message = "timestamp\\nsecret", base64, percent-encoded."""
    sign = base64.b64decode(unquote(robots.dingtalk_sign("SECsample", 1767225600000)))
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in b"SECsample".ljust(64, b"\0")) + b"1767225600000\nSECsample").digest()
    assert sign == hashlib.sha256(bytes(b ^ 0x5C for b in b"SECsample".ljust(64, b"\0")) + inner).digest()
    assert sign == hmac.digest(b"SECsample", b"1767225600000\nSECsample", "sha256")


def test_a_robots_address_keeps_its_own_parameters():
    asked = urlsplit(robots.dingtalk_address("https://oapi.example/robot/send?access_token=a", "SECx", 5))
    assert set(parse_qs(asked.query)) == {"access_token", "timestamp", "sign"}
    assert robots.dingtalk_address("https://oapi.example/robot/send?access_token=a", "", 5).endswith("access_token=a")


@given(st.text(max_size=1500))
def test_a_long_line_is_cut_between_characters(text):
    cut = robots.cut(text)
    assert len(cut.encode()) <= robots.TEXT_BYTES
    assert cut == text or text.startswith(cut[:-1])


@pytest.mark.parametrize(("answer", "code"), [
    ('{"errcode":0,"errmsg":"ok"}', 0), ('{"errcode":310000}', 310000), ("", None), ("[]", None), ('{"errcode":"0"}', None),
])
def test_what_a_robot_says(answer, code):
    assert robots.error_code(answer) == code


# --- hints ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "words", "part"), [
    (0, "ConnectionRefusedError: [Errno 111] Connection refused", "端口"), (0, "TimeoutError: timed out", "没有应答"), (535, "5.7.8 no", "账号"),
    (200, '{"errcode": 310000, "errmsg": "x"}', "安全设置"), (302, "", "跳转"), (550, "no such user", "邮箱"), (500, "oops", ""), (200, "", ""),
])
def test_an_answer_is_explained_where_its_meaning_is_known(status, words, part):
    meaning = hint(status, words)
    assert (part in meaning) if part else meaning == ""
