"""Back-off, answers that fit, petitions, signatures."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from shaoxiang.cases.rules import CASE_LIMITS, as_handling, hotline_clock, urgency_of
from shaoxiang.cases.vocabulary import LimitSet, Urgency
from shaoxiang.hotline.flows import ALL_CLOCKS, PETITION_FLOW
from shaoxiang.hotline.rules.answers import Known, fitting
from shaoxiang.hotline.rules.petitions import PLAIN, WHERE_TO, check
from shaoxiang.hotline.rules.refusal import Refused
from shaoxiang.hotline.rules.sending import BACK_OFF, next_try
from shaoxiang.hotline.rules.tickets import STATUS_OF
from shaoxiang.hotline.vocabulary import NotAccepted, PetitionStatus, TicketStatus
from shaoxiang.kernel.clocks.rules import due
from shaoxiang.kernel.clocks.table import authored
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.workdays.queries import packaged_calendar
from shaoxiang.profiles.xincheng.hotline import ANSWERS

AT = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)  # Monday 10:00 before the National Day holiday


def test_each_failure_waits_longer_and_the_ninth_gives_up():
    waits = [next_try(n, AT) - AT for n in range(1, len(BACK_OFF) + 1)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert next_try(len(BACK_OFF) + 1, AT) is None


def test_a_receiver_that_is_gone_is_asked_no_more():
    assert next_try(1, AT, status=410) is None


# --- answers ----------------------------------------------------------------------------------------------------------

LIBRARY = [Known(turn, question, answer) for turn, (question, answer, _basis) in enumerate(ANSWERS)]


@pytest.mark.parametrize(("asked", "wanted"), [
    ("我身份证丢了", 2), ("家里暖气不热都好几天了", 6), ("居住证要带什么材料", 1), ("你们周末开门吗", 0),
    ("楼下半夜还在施工，噪声吵得睡不着", 9), ("医保怎么缴", 3),
])
def test_the_answer_that_fits_comes_first(asked, wanted):
    assert fitting(asked, LIBRARY)[0] == wanted


@pytest.mark.parametrize("asked", ["", "。", "啊", "xyz"])
def test_nothing_asked_finds_nothing(asked):
    assert fitting(asked, LIBRARY) == []


def test_between_equals_the_one_used_more_comes_first():
    twins = [Known(1, "停水找谁", "甲", used=1), Known(2, "停水找谁", "甲", used=9)]
    assert fitting("停水找谁", twins) == [2, 1]


# --- petitions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [
    {"content": " "}, {"content": "字" * 5001}, {"grounds": []}, {"grounds": ["NO_SUCH"]}, {"people": 0}, {"form": "VISIT", "people": 6},
])
def test_a_registration_says_what_it_lacks(given):
    with pytest.raises(Refused):
        check(**{"content": "示例：请求", "grounds": ["HISTORY"], "people": 1, "form": "CALL", **given})


def test_five_may_come_and_more_may_telephone():
    check(content="示例", grounds=["HISTORY"], people=5, form="VISIT")
    check(content="示例", grounds=["HISTORY"], people=60, form="CALL")


def test_every_status_can_be_told_and_every_refusal_says_where_to_go():
    assert set(PLAIN) == set(PetitionStatus)
    assert set(WHERE_TO) == set(NotAccepted)


def test_every_clock_of_a_petition_is_a_row_of_the_legal_table_with_its_article():
    rows = authored()
    used = {code for move in PETITION_FLOW for code in (*move.starts, *move.stops)}
    assert used == set(ALL_CLOCKS)
    assert all(rows[code].spec.law == "信访工作条例(2022)" for code in used)
    assert all(move.rule for move in PETITION_FLOW)


# by hand: the calendar of autumn 2026 has 1–7 October free and 10 October (a Saturday) worked
@pytest.mark.parametrize(("code", "start", "last"), [
    ("PET_ROUTE", "2026-09-22", "2026-10-08"),  # day 15 is 7 October, a holiday: the 8th
    ("PET_ROUTE", "2026-09-23", "2026-10-08"),
    ("PET_OBJECT", "2026-09-29", "2026-10-12"),  # working: 30 September, 8, 9, 10 (a worked Saturday), 12
    ("PET_HANDLE", "2026-08-03", "2026-10-08"),  # day 60 is 2 October
    ("PET_REVIEW", "2026-09-01", "2026-10-08"),  # day 30 is 1 October
])
def test_the_petition_clocks_around_national_day(code, start, last):
    day = datetime.fromisoformat(f"{start}T10:00:00+08:00")
    assert due(day, authored()[code].spec, packaged_calendar()).last_day.isoformat() == last


# --- hotline limits ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit_set", "urgency", "code"), [
    ("TYPES", "ORDINARY", ""), ("", "", ""), ("FIVE_DAYS", "COMPLEX", "HOT_FINISH_5WD"), ("FIVE_DAYS", "", "HOT_FINISH_5WD"),
    ("TIERED", "EMERGENCY", "HOT_T1"), ("TIERED", "UTILITY", "HOT_T2"), ("TIERED", "ORDINARY", "HOT_T3"), ("TIERED", "COMPLEX", "HOT_T4"),
])
def test_each_set_names_its_clock(limit_set, urgency, code):
    assert hotline_clock(limit_set, urgency) == code


def test_nobody_chose_and_danger_decides():
    assert urgency_of("", danger=True) == Urgency.EMERGENCY
    assert urgency_of("", danger=False) == Urgency.ORDINARY
    assert urgency_of("COMPLEX", danger=True) == Urgency.COMPLEX


# Taken on Wednesday 30 September 2026 at 16:00, the last working day before seven days off. By hand.
@pytest.mark.parametrize(("limit_set", "urgency", "ends"), [
    ("TIERED", "EMERGENCY", "2026-09-30T18:00"),  # two hours by the clock
    ("TIERED", "UTILITY", "2026-10-01T16:00"),  # twenty-four hours by the clock, holiday or not
    ("TIERED", "ORDINARY", "2026-10-09T00:00"),  # day 7 is 7 October, a holiday: the 8th, to its end
    ("TIERED", "COMPLEX", "2026-10-16T00:00"),  # day 15 is 15 October, a Thursday
    ("FIVE_DAYS", "ORDINARY", "2026-10-14T00:00"),  # 8, 9, 10 (worked Saturday), 12, 13
])
def test_both_sets_on_boundary_days_around_the_long_holiday(limit_set, urgency, ends):
    clock = authored()[hotline_clock(limit_set, urgency)].spec
    spec = as_handling(clock, CASE_LIMITS["CASE_HANDLE"])
    start = datetime.fromisoformat("2026-09-30T16:00:00+08:00")
    assert due(start, spec, packaged_calendar()).due_at.isoformat()[:16] == ends
    assert spec.code == "CASE_HANDLE"
    assert (spec.law, spec.extension_cap) == (clock.law, clock.extension_cap or clock.amount)


def test_both_sets_say_where_they_are_from_and_how_sure_that_is():
    marks = {code: authored()[code].mark for code in ("HOT_T1", "HOT_T2", "HOT_T3", "HOT_T4", "HOT_FINISH_5WD")}
    assert set(marks.values()) == {"Vx", "V"}
    assert marks["HOT_FINISH_5WD"] == "V"
    assert len(LimitSet) == 3


# --- what is told -----------------------------------------------------------------------------------------------------


def test_every_step_the_upper_system_hears_of_has_a_status():
    assert set(STATUS_OF.values()) == set(TicketStatus)


def test_the_signature_is_the_one_of_the_standard():
    """The example of the Standard Webhooks specification."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    headers = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
               "webhook-signature": webhooks.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)}
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert webhooks.verify(secret, headers, body, now=1614265330)
    assert not webhooks.verify(secret, headers, body + b" ", now=1614265330)
    assert not webhooks.verify(secret, headers, body, now=1614265330 + 301)
    assert not webhooks.verify(secret, {**headers, "webhook-timestamp": "soon"}, body, now=1614265330)


def test_a_new_secret_is_long_and_never_the_same():
    made = {webhooks.new_secret() for _turn in range(20)}
    assert len(made) == 20
    assert all(len(base64.b64decode(one.removeprefix("whsec_"))) == 24 for one in made)


@pytest.mark.parametrize("address", [
    "ftp://example.invalid/", "//example.invalid", "example.invalid", "http://", "http://somebody" + "@example.invalid/", "http://example.invalid:99999/", "file:///etc/passwd",
    "http://example.invalid/#x",
])
def test_an_address_that_is_no_target_is_refused_when_it_is_written(address):
    with pytest.raises(webhooks.TargetRefused):
        webhooks.check_address(address)


@pytest.mark.parametrize("address", [
    "http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://0.0.0.0/", "http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]/",
])
def test_this_machine_is_no_target_unless_it_is_named(address, settings):
    settings.WEBHOOK_HOSTS = []
    with pytest.raises(webhooks.TargetRefused):
        webhooks.look_up(address)
    settings.WEBHOOK_HOSTS = ["upper.example"]
    with pytest.raises(webhooks.TargetRefused):
        webhooks.look_up(address)


def test_a_private_address_of_the_government_network_is_a_target(settings):
    settings.WEBHOOK_HOSTS = []
    assert webhooks.look_up("http://10.1.2.3:8080/a?b=c").path == "/a?b=c"
