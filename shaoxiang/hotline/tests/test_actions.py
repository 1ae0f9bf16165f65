"""Calls, tickets, statuses, petitions: state, record, clocks, desks, and who may."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from shaoxiang.cases import actions as cases
from shaoxiang.cases.actions.settings import set_case_setting
from shaoxiang.cases.models import Case, Progress
from shaoxiang.cases.queries import cases_for, kept
from shaoxiang.cases.rules import Report, ReportRefused
from shaoxiang.cases.tests.walks import HOUR, LINE_TYPE, MONDAY, STREET_TYPE, fresh, handler_of, reported, verified
from shaoxiang.cases.vocabulary import AppealKind, DeclineReason, Source
from shaoxiang.hotline.actions import petitions, statuses
from shaoxiang.hotline.actions.answers import end_answer, write_answer
from shaoxiang.hotline.actions.calls import OnCall, add_to, drop_call, forget_old, keep_call, take_report
from shaoxiang.hotline.actions.settings import renew_secret, set_petition_office, switch_limits, write_profile
from shaoxiang.hotline.actions.tickets import forget_files, import_file, keep_file, take_ticket
from shaoxiang.hotline.checks import checks
from shaoxiang.hotline.models import AnswerEntry, Call, DeliveryAttempt, ExchangeProfile, Petition, StatusMessage, TicketLink
from shaoxiang.hotline.queries import petitions_for
from shaoxiang.hotline.queries.calls import earlier_lines, first_received, read_out, typed, unfinished
from shaoxiang.hotline.queries.tickets import dry_run, intake_records, secret_of
from shaoxiang.hotline.rules.refusal import Refused
from shaoxiang.hotline.tests.receiver import upper_system
from shaoxiang.hotline.vocabulary import Direction, MessageState, Opinion, PetitionStatus
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.rules import ExtensionRefused
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.exchange import RowError
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.profiles.xincheng.hotline import TICKETS
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
DAY = timedelta(days=1)


def agent():
    return people.actor("HOTLINE")


def call_report(**changes) -> Report:
    lon, lat, _grid = people.point_in()
    given = {"source": Source.TELEPHONE, "kind": AppealKind.HELP, "description": "示例：路口的垃圾堆了三天。", "type_code": STREET_TYPE, "lon": lon, "lat": lat,
             "reporter": {"name": "示例孙阿姨", "phone": "13900000000"}}
    return Report(**{**given, **changes})


def kinds(kind: str, pk: int) -> list[str]:
    return list(Entry.objects.filter(subject_kind=kind, subject_id=pk).order_by("seq").values_list("kind", flat=True))


# --- calls ------------------------------------------------------------------------------------------------------------


def test_a_call_is_kept_while_it_is_typed_and_who_calls_lies_in_the_vault():
    first = keep_call({"description": "示例：楼道灯", "phone": "13900000000", "csrfmiddlewaretoken": "x"}, actor=agent(), at=MONDAY, key="page-1")
    again = keep_call({"description": "示例：楼道灯不亮", "phone": "13900000000", "name": "示例李"}, actor=agent(), at=MONDAY + HOUR, pk=first.pk)
    assert again.pk == first.pk
    again.refresh_from_db()
    assert again.said == {"description": "示例：楼道灯不亮"}
    assert "13900000000" not in json.dumps(again.said)
    assert typed(again)["phone"] == "13900000000"
    assert [one.call.pk for one in unfinished(agent())] == [first.pk]
    assert unfinished(agent())[0].caller == "示** 139****0000"


def test_the_caller_record_is_replaced_only_when_it_changed():
    first = keep_call({"phone": "13900000000"}, actor=agent(), at=MONDAY, key="a")
    kept_record = first.caller_id
    assert keep_call({"phone": "13900000000", "description": "示例"}, actor=agent(), at=MONDAY, pk=first.pk).caller_id == kept_record
    changed = keep_call({"phone": "13900000001", "description": "示例"}, actor=agent(), at=MONDAY, pk=first.pk)
    assert changed.caller_id != kept_record
    assert VaultRecord.objects.get(pk=kept_record).blur_after == MONDAY


def test_nothing_typed_keeps_no_call_and_another_person_cannot_reach_mine():
    assert keep_call({"kind": "HELP"}, actor=agent(), at=MONDAY, key="a") is None
    mine = keep_call({"description": "示例"}, actor=agent(), at=MONDAY, key="b")
    counter = people.actor("COUNTER", street=people.HOME)
    other = keep_call({"description": "示例：别人的"}, actor=counter, at=MONDAY, pk=mine.pk, key="b")
    assert other.pk != mine.pk
    assert drop_call(mine.pk, actor=counter, at=MONDAY) is False
    with pytest.raises(PermissionDenied):
        keep_call({"description": "示例"}, actor=people.actor("STREET_DESK", street=people.HOME), at=MONDAY)


def test_a_call_becomes_a_case_and_leaves_nothing_behind():
    call = keep_call({"description": "示例", "phone": "13900000000"}, actor=agent(), at=MONDAY, key="page")
    case = take_report(call_report(), actor=agent(), at=MONDAY, on=OnCall(call.pk))
    call.refresh_from_db()
    assert (call.state, call.result, call.matter_id, call.said, call.caller_id) == ("DONE", "CASE", case.pk, {}, None)
    assert kinds("call", call.pk) == ["hotline.call_done"]
    assert unfinished(agent()) == []


def test_a_late_save_of_the_page_finds_the_call_ended():
    take_report(call_report(), actor=agent(), at=MONDAY, on=OnCall(None, "page-9"))
    assert keep_call({"description": "示例：晚到的保存"}, actor=agent(), at=MONDAY, key="page-9") is None
    assert unfinished(agent()) == []


def test_a_dropped_call_goes_with_what_was_typed_and_old_ones_go_by_themselves():
    call = keep_call({"description": "示例", "phone": "13900000000"}, actor=agent(), at=MONDAY, key="a")
    assert drop_call(call.pk, actor=agent(), at=MONDAY)
    old = keep_call({"description": "示例"}, actor=agent(), at=MONDAY, key="b")
    assert forget_old(now=MONDAY + 6 * DAY) == 0
    assert forget_old(now=MONDAY + 8 * DAY) == 1
    old.refresh_from_db()
    call.refresh_from_db()
    assert (old.said, call.said, call.state) == ({}, {}, "DROPPED")


def test_a_question_answered_on_the_spot_counts_for_the_entry_not_the_person():
    entry = AnswerEntry.objects.first()
    before = entry.used
    case = take_report(call_report(kind=AppealKind.CONSULT, type_code=""), actor=agent(), at=MONDAY, answer=entry.answer, entry_id=entry.pk)
    entry.refresh_from_db()
    assert fresh(case).status == "CLOSED"
    assert entry.used == before + 1
    assert not any(field.name in ("used_by", "person_id") for field in AnswerEntry._meta.get_fields())


def test_it_is_still_that_matter_and_gets_no_second_number():
    case = take_report(call_report(), actor=agent(), at=MONDAY)
    call = keep_call({"description": "示例：又堆高了"}, actor=agent(), at=MONDAY + HOUR, key="x")
    add_to(case.number, words="示例：又堆高了", actor=agent(), at=MONDAY + HOUR, on=OnCall(call.pk))
    assert Case.objects.count() == 1
    assert Progress.objects.get(case=case, entry_kind="cases.supplement").text == "示例：又堆高了"
    assert Call.objects.get(pk=call.pk).result == "ADDED"
    stranger = people.actor("COUNTER", street=people.NEXT)
    with pytest.raises(Case.DoesNotExist):
        add_to(case.number, words="示例", actor=stranger, at=MONDAY)


def test_what_the_caller_said_before_is_told_in_words_with_its_next_date_and_what_can_be_done():
    case = take_report(call_report(), actor=agent(), at=MONDAY)
    line = earlier_lines("139 0000 0000", agent(), now=MONDAY + HOUR)[0]
    assert line.case.pk == case.pk
    assert line.where == "已经派给承办单位，等它接手"
    assert "前办完答复您" in line.by_words
    assert (line.can_add, line.can_call_back, line.can_reopen) == (True, False, False)
    done = verified(description="示例：另一件", source=Source.TELEPHONE)
    found = {one.case.pk: one for one in earlier_lines("13900000000", agent(), now=done.verified_at)}
    assert found[done.pk].can_call_back
    assert found[done.pk].can_reopen
    assert earlier_lines("13900000000", people.actor("COUNTER", street=people.NEXT), now=MONDAY) == []


def test_the_number_is_read_in_groups_and_the_text_can_be_sent():
    case = take_report(call_report(), actor=agent(), at=MONDAY)
    out = read_out(fresh(case), hotline="12345")
    assert "".join(out.spoken) == case.number.replace("-", "")
    assert case.number in out.sms
    assert case.tracking_code in out.sms
    assert "2026年11月" in out.sms
    assert "13900000000" not in out.sms


# --- first receiver ---------------------------------------------------------------------------------------------------


def test_whoever_received_it_first_sees_it_to_its_end_whatever_is_transferred():
    """首接负责制: a transfer inside keeps the number, the first receiver, and the list."""
    counter = people.actor("COUNTER", street=people.HOME)
    case = reported(LINE_TYPE, actor=counter, source=Source.COUNTER)
    liaison = handler_of(case)
    objection = {"cited_list": "DUTY_LIST", "cited_item": "D-C16", "words": "示例：管网没有移交。"}
    cases.hand_back(case.number, actor=liaison, at=MONDAY + HOUR, **objection)
    from shaoxiang.dispatch.rules import Sent

    other = Body.objects.get(code="DEP12")
    cases.uphold(case.number, actor=people.actor("DISTRICT_DESK"), at=MONDAY + 2 * HOUR, words="示例：由它办。", lead=Sent(other.pk))
    moved = fresh(case)
    assert moved.number == case.number
    assert moved.matter.unit_id == other.pk
    assert moved.first_unit_id == moved.answers_unit_id == counter.unit_id
    assert case.pk in first_received(counter).values_list("pk", flat=True)
    assert cases_for(counter).filter(pk=case.pk).exists()


def test_a_call_for_another_street_stays_with_the_counter_that_took_it():
    counter = people.actor("COUNTER", street=people.HOME)
    case = reported(street=people.NEXT, actor=counter, source=Source.COUNTER)
    assert case.matter.street_id != counter.street_id
    colleague = people.actor("STREET_DESK", street=people.HOME)
    assert case.pk in first_received(colleague, whose="unit").values_list("pk", flat=True)
    cases.tell_resident(case.number, actor=colleague, at=MONDAY + HOUR, words="示例：已经派下去了。")
    assert not first_received(people.actor("COUNTER", street=people.HOME, skip=0), whose="").exclude(pk=case.pk).exists()


def test_the_hotline_that_took_the_call_asks_whether_it_is_solved_unless_it_handed_that_over():
    case = verified(source=Source.TELEPHONE, actor=agent())
    row = DeskRow.objects.filter(OPEN, matter_id=case.pk, what="call_back").get()
    assert (row.role, row.unit_id) == ("HOTLINE", command_center())
    street = street_unit(case.matter.street_id)
    cases.hand_over(case.number, actor=agent(), at=MONDAY + 4 * HOUR, unit_id=street, words="示例：街道和居民熟，由街道回访。")
    row = DeskRow.objects.filter(OPEN, matter_id=case.pk, what="call_back").get()
    assert (row.role, row.unit_id) == ("CALL_BACK", street)
    moved = fresh(case)
    assert (moved.first_unit_id, moved.answers_unit_id) == (command_center(), street)
    assert "cases.hand_over" in kinds("matter", case.pk)
    with pytest.raises(PermissionDenied):  # it is no longer the hotline's to give away
        cases.hand_over(case.number, actor=agent(), at=MONDAY + 5 * HOUR, unit_id=command_center(), words="示例")


def test_handing_over_needs_another_unit_and_words():
    case = reported(source=Source.TELEPHONE, actor=agent())
    street = street_unit(case.matter.street_id)
    for given in ({"unit_id": command_center(), "words": "示例"}, {"unit_id": street, "words": " "}, {"unit_id": 10**9, "words": "示例"}):
        with pytest.raises(ReportRefused):
            cases.hand_over(case.number, actor=agent(), at=MONDAY, **given)


def test_a_resident_on_the_web_is_answered_by_the_street_that_got_it():
    case = reported()
    assert case.first_unit_id == street_unit(case.matter.street_id)
    case = verified()
    row = DeskRow.objects.filter(OPEN, matter_id=case.pk, what="call_back").get()
    assert (row.role, row.unit_id) == ("CALL_BACK", street_unit(case.matter.street_id))


# --- hotline limits ---------------------------------------------------------------------------------------------------


def handling(case: Case) -> RunningClock:
    return RunningClock.objects.filter(matter_id=case.pk, code="CASE_HANDLE", stopped_at=None).get()


def admin():
    return people.actor("CONFIG_ADMIN")


def switch(limit_set: str, at=MONDAY) -> None:
    switch_limits(limit_set, actor=admin(), at=at)
    kept.forget()  # as the commit would


def taken(at=MONDAY, **changes) -> Case:
    return reported(changes.pop("type_code", ""), source=Source.TELEPHONE, at=at, actor=agent(), **changes)


def sent_out(case: Case, at) -> Case:
    desk = people.actor("STREET_DESK", street=people.HOME)
    cases.accept(case.number, actor=desk, at=at)
    from shaoxiang.dispatch.rules import Sent

    cases.dispatch(case.number, actor=desk, at=at, lead=Sent(street_unit(case.matter.street_id)), words="示例：先由街道办")
    return fresh(case)


def test_five_working_days_is_the_set_in_force_and_the_case_keeps_it():
    case = sent_out(taken(), MONDAY)
    clock = handling(case)
    assert (case.limit_set, case.urgency) == ("FIVE_DAYS", "ORDINARY")
    assert (clock.amount, clock.unit, clock.day_type, clock.law) == (5, "DAY", "WORKING", "济南条例/潍坊条例/安阳条例")


@pytest.mark.parametrize(("urgency", "hours"), [("EMERGENCY", 2), ("UTILITY", 24)])
def test_the_tiered_set_counts_hours_by_the_clock(urgency, hours):
    switch("TIERED")
    case = sent_out(taken(urgency=urgency), MONDAY)
    assert handling(case).due_at == MONDAY + timedelta(hours=hours)


def test_danger_in_the_words_is_an_emergency_where_nobody_chose():
    switch("TIERED")
    case = taken(description="示例：楼道里有煤气味，有人晕倒了")
    assert (case.danger != "", case.urgency) == (True, "EMERGENCY")


def test_a_switch_is_for_new_matters_only_and_what_runs_keeps_its_rule_even_when_it_is_sent_anew():
    """Running clocks keep their rule; and a matter taken under the old set is dispatched under it after the switch too."""
    before = sent_out(taken(), MONDAY)
    waiting = taken()
    due_at = handling(before).due_at
    switch("TIERED", MONDAY + HOUR)
    assert handling(before).due_at == due_at
    assert handling(sent_out(waiting, MONDAY + 2 * HOUR)).amount == 5
    after = sent_out(taken(at=MONDAY + 2 * HOUR), MONDAY + 2 * HOUR)
    assert (after.limit_set, handling(after).amount, handling(after).day_type) == ("TIERED", 7, "CALENDAR")


def test_against_the_limit_of_its_type_the_earlier_end_holds():
    switch("TIERED")
    ordinary = taken(type_code=LINE_TYPE, urgency="COMPLEX")  # goes straight; the type's own limit is hours
    own = reported(LINE_TYPE, at=MONDAY)
    assert handling(ordinary).due_at == handling(own).due_at
    urgent = taken(type_code=LINE_TYPE, urgency="EMERGENCY")
    assert handling(urgent).due_at <= MONDAY + 2 * HOUR


def test_what_did_not_come_by_telephone_has_no_hotline_rule():
    case = reported()
    assert (case.limit_set, case.urgency) == ("", "")


def test_the_switch_is_the_administrators_and_leaves_its_history():
    with pytest.raises(PermissionDenied):
        switch_limits("TIERED", actor=agent(), at=MONDAY)
    with pytest.raises(ReportRefused):
        set_case_setting("hotline_limits", actor=admin(), at=MONDAY, value="NO_SUCH")
    switch("TIERED")
    entry = Entry.objects.filter(kind="cases.setting_set").latest("pk")
    assert (entry.facts["before"], entry.facts["after"]) == ("FIVE_DAYS", "TIERED")


# --- answers ----------------------------------------------------------------------------------------------------------


def test_an_answer_keeps_every_wording_and_ends_without_going():
    given = {"question": "示例问", "answer": "示例：旧答案", "valid_from": MONDAY.date()}
    entry = write_answer(given, actor=admin(), at=MONDAY)
    write_answer({**given, "answer": "示例：新答案"}, actor=people.actor("DISTRICT_DESK"), at=MONDAY + HOUR, pk=entry.pk)
    assert [one.answer for one in entry.versions.all()] == ["示例：新答案", "示例：旧答案"]
    ended = end_answer(entry.pk, actor=admin(), at=MONDAY + DAY, on=MONDAY.date())
    assert ended.valid_to == MONDAY.date()
    assert kinds("answer", entry.pk) == ["hotline.answer_written", "hotline.answer_changed", "hotline.answer_ended"]
    with pytest.raises(PermissionDenied):
        write_answer(given, actor=agent(), at=MONDAY)


# --- tickets ----------------------------------------------------------------------------------------------------------


def file_profile() -> ExchangeProfile:
    return ExchangeProfile.objects.get(code="upper-file")


def csv_of(*records) -> bytes:
    names = list(dict.fromkeys(name for record in records for name in record))
    lines = [",".join(names), *(",".join(str(record.get(name, "")) for name in names) for record in records)]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def test_a_ticket_is_a_case_with_everything_it_carried():
    taken = take_ticket(file_profile(), TICKETS[0], actor=agent(), at=MONDAY)
    case = fresh(taken.case)
    assert taken.new
    assert (case.source, case.kind, case.matter.subject_code, case.address) == ("HOTLINE", "HELP", "0103", "示例小区东门")
    assert case.raw_crs == "gcj02"
    assert abs(case.matter.lon - 111.7030) > 0.004  # GCJ-02 lies some six hundred metres east
    assert case.first_unit_id == command_center()
    assert taken.link.attachments == ["photo/SL2026070001-1.jpg", "photo/SL2026070001-2.jpg"]
    assert kinds("matter", case.pk)[-1] == "hotline.ticket_taken"
    found = VaultRecord.objects.get(pk=case.reporter_id)
    assert found.phone_index
    assert "13900000011" not in json.dumps(taken.link.carried, ensure_ascii=False)


def test_the_same_ticket_again_is_the_one_we_have():
    first = take_ticket(file_profile(), TICKETS[0], actor=agent(), at=MONDAY)
    again = take_ticket(file_profile(), {**TICKETS[0], "诉求内容": "示例：改了字"}, actor=agent(), at=MONDAY + HOUR)
    assert (again.new, again.case.pk) == (False, first.case.pk)
    assert Case.objects.count() == 1


def test_a_dry_run_writes_nothing_and_names_every_row():
    broken = {**TICKETS[1], "工单编号": "SL9", "诉求内容": ""}
    odd = {**TICKETS[2], "事件分类": "不认识"}
    intake = keep_file(file_profile(), "七月.csv", csv_of(TICKETS[0], broken, odd, TICKETS[0]), actor=agent(), at=MONDAY)
    lines = dry_run(intake.profile, intake_records(intake))
    assert [line.state for line in lines] == ["NEW", "REFUSED", "NEW", "KNOWN"]
    assert [line.line for line in lines] == [2, 3, 4, 5]
    assert Case.objects.count() == TicketLink.objects.count() == 0
    assert b"13900000011" not in bytes(intake.sealed)
    done = import_file(intake, actor=agent(), at=MONDAY)
    assert (done.made, len(done.taken), len(done.refused)) == (2, 3, 1)
    intake.refresh_from_db()
    assert [record["工单编号"] for _line, record in intake_records(intake)] == ["SL9"]  # what could not be read is still there
    assert (intake.made, intake.known, intake.refused) == (2, 1, 1)
    assert import_file(intake, actor=agent(), at=MONDAY).made == 0
    assert forget_files(now=MONDAY + 8 * DAY) == 1
    intake.refresh_from_db()
    assert intake_records(intake) == []


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff\xfe", "甲,乙\n1,2".encode(), b"PK\x03\x04garbage"])
def test_a_file_that_is_no_ticket_file_says_so(content):
    with pytest.raises(RowError):
        keep_file(file_profile(), "x.csv", content, actor=agent(), at=MONDAY)


def test_json_files_are_lists_or_hold_one():
    profile = ExchangeProfile.objects.get(code="upper-api")
    one = {"order": {"no": "X1", "content": "示例：路灯不亮"}}
    for content in ([one], {"tickets": [one]}, one):
        intake = keep_file(profile, "x.json", json.dumps(content).encode(), actor=agent(), at=MONDAY)
        assert [line.external_number for line in dry_run(profile, intake_records(intake))] == ["X1"]
    with pytest.raises(RowError):
        keep_file(profile, "x.json", b"{not json", actor=agent(), at=MONDAY)


def test_who_may_bring_tickets_in():
    for stranger in (people.actor("STREET_DESK", street=people.HOME), admin(), people.actor("SYSTEM_ADMIN")):
        with pytest.raises(PermissionDenied):
            take_ticket(file_profile(), TICKETS[0], actor=stranger, at=MONDAY)
    profile = file_profile()
    profile.in_use = False
    with pytest.raises(Refused):
        take_ticket(profile, TICKETS[0], actor=agent(), at=MONDAY)


# --- statuses back ----------------------------------------------------------------------------------------------------


@pytest.fixture
def upper(settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with upper_system() as server:
        profile = ExchangeProfile.objects.get(code="upper-status-push")
        profile.target, profile.in_use = f"{server.address}/tickets/status?district=150102", True
        profile.save()
        server.profile = profile
        server.secret = renew_secret(profile.pk, actor=admin(), at=MONDAY)
        yield server


def pushed(at=MONDAY) -> Case:
    record = {"order": {"no": "SL77", "content": "示例：井盖响", "type": "0203004", "sender": "示例017"}, "place": {"lng": "111.6972", "lat": "40.8340"}}
    taken = take_ticket(ExchangeProfile.objects.get(code="upper-api"), record, actor=agent(), at=at)
    return fresh(taken.case)


def flow_back(now) -> int:
    deliver_pending(now=now, limit=1000)
    return statuses.deliver(now=now)


def test_every_step_is_told_to_a_real_receiver_signed_and_in_order(upper):
    case = pushed()
    handler = handler_of(case)
    cases.sign(case.number, actor=handler, at=MONDAY + HOUR)
    cases.finish(case.number, actor=handler, at=MONDAY + 2 * HOUR, outcome="示例：已换井盖", answer="示例：已换好")
    now = timezone.now()
    assert flow_back(now) == 4
    events = [json.loads(one.body) for one in upper.got]
    assert [event["data"]["order"]["status"] for event in events] == ["10", "20", "30", "40"]
    last, message = upper.got[-1], StatusMessage.objects.order_by("-pk").first()
    assert last.path == "/tickets/status?district=150102"
    assert last.headers["content-type"].startswith("application/cloudevents+json")
    assert last.headers["webhook-id"] == message.uid == events[-1]["id"]
    assert webhooks.verify(upper.secret, last.headers, last.body, now=int(now.timestamp()), tolerance_s=60)
    assert not webhooks.verify(webhooks.new_secret(), last.headers, last.body, now=int(now.timestamp()))
    event = events[-1]
    assert (event["specversion"], event["type"], event["subject"]) == ("1.0", "cn.shaoxiang.ticket.status", "SL77")
    assert event["data"]["order"]["localNo"] == case.number
    assert event["data"]["order"]["sender"] == "示例017"
    assert event["data"]["result"]["answer"] == "示例：已换好"
    assert event["data"]["district"] == "150102"
    assert set(StatusMessage.objects.values_list("state", flat=True)) == {"SENT"}
    assert flow_back(now + HOUR) == 0  # told once


def test_a_merged_ticket_hears_how_the_main_case_goes_on(upper):
    case, main = pushed(), reported("B0103", at=MONDAY)
    cases.merge(main.number, [case.number], actor=people.actor("DISTRICT_DESK"), at=MONDAY + HOUR)
    handler = handler_of(main)
    cases.sign(main.number, actor=handler, at=MONDAY + 2 * HOUR)
    cases.finish(main.number, actor=handler, at=MONDAY + 3 * HOUR, outcome="示例：已换井盖", answer="示例：已换好")
    flow_back(timezone.now())
    events = [json.loads(one.body) for one in upper.got]
    assert [event["data"]["order"]["status"] for event in events][-2:] == ["30", "40"]
    assert {event["subject"] for event in events} == {"SL77"}
    assert events[-1]["data"]["order"]["localNo"] == case.number
    assert events[-1]["data"]["result"]["answer"] == "示例：已换好"


def test_the_same_entry_delivered_twice_is_one_message(upper):
    case = pushed()
    for entry in Entry.objects.filter(subject_kind="matter", subject_id=case.pk, kind="cases.dispatch"):
        statuses.queue_status(entry)
        statuses.queue_status(entry)
    assert StatusMessage.objects.filter(status="DISPATCHED").count() == 1


def test_what_is_not_taken_waits_longer_and_keeps_the_order(upper):
    pushed()
    now = timezone.now()
    upper.answers[:] = [500, 503]
    assert flow_back(now) == 0
    assert len(upper.got) == 1  # the second step waits behind the first
    first = StatusMessage.objects.order_by("pk").first()
    assert (first.attempts, first.not_before) == (1, now + timedelta(seconds=5))
    assert statuses.deliver(now=now + timedelta(seconds=4)) == 0
    assert statuses.deliver(now=now + timedelta(seconds=6)) == 0
    first.refresh_from_db()
    assert first.not_before == now + timedelta(seconds=36)
    assert statuses.deliver(now=now + timedelta(seconds=40)) == 2
    assert [one.status for one in DeliveryAttempt.objects.order_by("pk")] == [500, 503, 204, 204]
    assert len({one.headers["webhook-id"] for one in upper.got[:3]}) == 1  # a retry is the same message


def test_a_redirect_is_not_followed(upper):
    pushed()
    upper.answers[:] = [302]
    flow_back(timezone.now())
    assert [one.path for one in upper.got] == ["/tickets/status?district=150102"]
    assert StatusMessage.objects.order_by("pk").first().state == "WAITING"


def test_given_up_is_a_dead_letter_that_somebody_sends_again(upper):
    pushed()
    now = timezone.now()
    upper.answers[:] = [410, 410]
    flow_back(now)
    assert set(StatusMessage.objects.values_list("state", flat=True)) == {"DEAD"}
    dead = StatusMessage.objects.order_by("pk").first()
    assert "hotline.status_dead" in kinds("ticket", dead.link_id)
    deliver_pending(now=timezone.now(), limit=1000)
    from shaoxiang.kernel.notices.models import Notice

    assert Notice.objects.filter(code="hotline.status_dead").count() == 2
    with pytest.raises(PermissionDenied):
        statuses.send_again([dead.pk], actor=people.actor("SUPERVISOR"), at=now)
    assert statuses.send_again(list(StatusMessage.objects.values_list("pk", flat=True)), actor=agent(), at=now) == 2
    assert statuses.deliver(now=now) == 2
    assert StatusMessage.objects.filter(state=MessageState.SENT).count() == 2


def test_nobody_answers_and_this_machine_is_not_named(upper, settings):
    pushed()
    settings.WEBHOOK_HOSTS = []
    flow_back(timezone.now())
    assert upper.got == []
    attempt = DeliveryAttempt.objects.get()
    assert attempt.status == 0
    assert "本机" in attempt.words


def test_a_silent_system_is_asked_once_a_turn_not_once_a_ticket(upper):
    for number in ("SL1", "SL2", "SL3"):
        record = {"order": {"no": number, "content": "示例：说不清的事"}}
        case = take_ticket(ExchangeProfile.objects.get(code="upper-api"), record, actor=agent(), at=MONDAY).case
        cases.decline(case.number, actor=agent(), at=MONDAY + HOUR, reason=DeclineReason.OUTSIDE, words="示例")
    address = upper.profile.target
    ExchangeProfile.objects.filter(pk=upper.profile.pk).update(target="http://127.0.0.1:9/")  # discard: nobody answers
    now = timezone.now()
    assert flow_back(now) == 0
    assert DeliveryAttempt.objects.count() == 1
    assert {one.not_before for one in StatusMessage.objects.all()} == {now + timedelta(seconds=5)}
    ExchangeProfile.objects.filter(pk=upper.profile.pk).update(target=address)
    assert statuses.deliver(now=now + timedelta(seconds=6)) == 3


def test_a_worker_killed_while_sending_lets_another_try_after_the_lease(upper):
    pushed()
    now = timezone.now()
    deliver_pending(now=now, limit=1000)
    claimed = statuses._claimed(now)
    assert statuses._claimed(now) is None  # nobody else takes it meanwhile
    assert statuses.deliver(now=now + statuses.LEASE + timedelta(seconds=1)) == 2
    assert upper.got[0].headers["webhook-id"] == claimed.uid


def test_a_file_based_profile_collects_and_hands_over_once():
    for ticket in TICKETS[:2]:
        take_ticket(file_profile(), ticket, actor=agent(), at=MONDAY)
    deliver_pending(now=timezone.now(), limit=1000)
    out = ExchangeProfile.objects.get(code="upper-status-file")
    collected = statuses.collect(out, actor=agent(), at=MONDAY)
    wanted = [row["theirs"] for row in out.fields if row["required"]]
    assert collected.records
    assert all(record[name] for record in collected.records for name in wanted)  # every field asked for is answered from our record
    assert {record["受理人工号"] for record in collected.records} == {"示例017", "示例022"}
    assert json.loads(statuses.as_json(collected))[0]["区县代码"] == "150102"
    assert statuses.collect(out, actor=agent(), at=MONDAY).records == []
    assert len(statuses.collect(out, actor=agent(), at=MONDAY, again=True).records) == len(collected.records)
    with pytest.raises(PermissionDenied):
        statuses.collect(out, actor=people.actor("STREET_DESK", street=people.HOME), at=MONDAY)


def test_declined_and_why_goes_back_too(upper):
    record = {"order": {"no": "SL78", "content": "示例：说不清的事"}}
    case = take_ticket(ExchangeProfile.objects.get(code="upper-api"), record, actor=agent(), at=MONDAY).case
    cases.decline(case.number, actor=agent(), at=MONDAY + HOUR, reason=DeclineReason.OUTSIDE, words="示例：请向邻区反映。")
    flow_back(timezone.now())
    data = json.loads(upper.got[-1].body)["data"]
    assert data["order"]["status"] == "80"
    assert data["result"]["declined"] == DeclineReason.OUTSIDE.label


def test_a_case_of_our_own_tells_nobody(upper):
    reported()
    flow_back(timezone.now())
    assert upper.got == []
    assert not StatusMessage.objects.exists()


# --- profiles ---------------------------------------------------------------------------------------------------------


def test_a_profile_is_written_by_the_administrator_and_checked():
    given = {"code": "示例", "name": "示例", "direction": "OUT", "form": "WEBHOOK", "fields": [], "tables": {}, "time_zone": "Asia/Shanghai", "target": "ftp://x"}
    with pytest.raises(Refused) as refused:
        write_profile(given, actor=admin(), at=MONDAY)
    assert {one.field for one in refused.value.troubles} == {"fields", "target"}
    with pytest.raises(PermissionDenied):
        write_profile(given, actor=agent(), at=MONDAY)
    profile = file_profile()
    changed = write_profile({"code": "other", "direction": "OUT", "name": "新名字", "answers_to": None}, actor=admin(), at=MONDAY, pk=profile.pk)
    assert (changed.code, changed.direction, changed.name) == ("upper-file", Direction.IN, "新名字")


def test_a_signing_secret_is_sealed():
    profile = ExchangeProfile.objects.get(code="upper-status-push")
    assert secret_of(profile) == ""
    secret = renew_secret(profile.pk, actor=admin(), at=MONDAY)
    profile.refresh_from_db()
    assert secret_of(profile) == secret
    assert secret.encode() not in bytes(profile.sealed_secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM journal_entry")
        assert not any(secret in str(row[0]) for row in cursor.fetchall())


# --- petitions --------------------------------------------------------------------------------------------------------


def office(role: str = "DEPARTMENT_LIAISON"):
    return people.actor(role, body="区信访局")


def organ(role: str = "DEPARTMENT_LIAISON"):
    return people.actor(role, body=Body.objects.get(code="DEP07").name)


def registered(at=MONDAY, **changes) -> Petition:
    given = {"content": "示例：对处理结果不服。", "grounds": ["AGAINST_DECISION"], "form": "CALL",
             "petitioner": {"name": "示例信访人", "phone": "13900000031", "address": "示例地址"}, "actor": agent(), "at": at}
    return petitions.register_petition(**{**given, **changes})


def status(petition: Petition) -> str:
    return Petition.objects.select_related("matter").get(pk=petition.pk).matter.status


def handed(at=MONDAY, **changes) -> Petition:
    petition = registered(at=at, **changes)
    return petitions.transfer(petition.number, actor=office(), at=at + DAY, organ_unit_id=organ().unit_id, words="示例：请办理", not_the_reported=True)


def test_a_petition_is_no_case_and_has_a_number_of_its_own():
    petition = registered()
    assert petition.number.startswith("XF")
    assert Case.objects.count() == 0
    assert not cases_for(people.actor("DISTRICT_DESK")).filter(pk=petition.pk).exists()
    assert "示例：对处理" not in petition.matter.title
    row = DeskRow.objects.filter(OPEN, matter_id=petition.pk).get()
    assert (row.what, row.role, row.unit_id) == ("transfer", "DEPARTMENT_LIAISON", office().unit_id)
    assert row in desk_of(office())
    clock = RunningClock.objects.get(matter_id=petition.pk)
    assert (clock.code, clock.amount, clock.law) == ("PET_ROUTE", 15, "信访工作条例(2022)")
    assert kinds("matter", petition.pk) == ["petitions.registered"]


def test_a_petition_is_seen_by_the_office_the_organ_and_whoever_wrote_it_down():
    petition = handed()
    for actor in (office(), organ(), organ("DEPARTMENT_HEAD"), agent()):
        assert petitions_for(actor).filter(pk=petition.pk).exists()
    strangers = (people.actor("DISTRICT_DESK"), people.actor("SUPERVISOR"), people.actor("COUNTER", street=people.HOME),
                 people.actor("DEPARTMENT_LIAISON", body=Body.objects.get(code="DEP12").name), admin(), people.actor("STREET_DESK", street=people.HOME))
    for actor in strangers:
        assert not petitions_for(actor).filter(pk=petition.pk).exists()
        with pytest.raises(Petition.DoesNotExist):
            petitions.accept(petition.number, actor=actor, at=MONDAY, words="示例")
    with pytest.raises(PermissionDenied):
        petitions.accept(petition.number, actor=agent(), at=MONDAY, words="示例")


def test_the_whole_way_to_the_recheck_on_its_clocks():
    petition = handed()
    clocks = {one.code: one for one in RunningClock.objects.filter(matter_id=petition.pk, stopped_at=None)}
    assert set(clocks) == {"PET_ACK", "PET_OBJECT"}
    assert not clocks["PET_OBJECT"].is_limit  # nobody is late who does not object
    assert petition.matter.due_at == clocks["PET_ACK"].due_at
    petitions.accept(petition.number, actor=organ(), at=MONDAY + 3 * DAY, words="示例：已受理")
    petitions.decide(petition.number, actor=organ(), at=MONDAY + 20 * DAY, opinion=Opinion.EXPLAIN, words="示例：处理意见")
    petitions.ask_review(petition.number, actor=office(), at=MONDAY + 30 * DAY, words="示例：不服")
    assert status(petition) == PetitionStatus.REVIEW
    petitions.review(petition.number, actor=office(), at=MONDAY + 40 * DAY, words="示例：维持")
    petitions.ask_recheck(petition.number, actor=office(), at=MONDAY + 50 * DAY, words="示例：仍不服")
    petitions.recheck(petition.number, actor=office(), at=MONDAY + 60 * DAY, words="示例：维持，终结")
    assert status(petition) == PetitionStatus.CLOSED
    assert not RunningClock.objects.filter(matter_id=petition.pk, stopped_at=None).exists()
    assert not DeskRow.objects.filter(OPEN, matter_id=petition.pk).exists()
    started = list(RunningClock.objects.filter(matter_id=petition.pk).order_by("pk").values_list("code", flat=True))
    assert started == ["PET_ROUTE", "PET_ACK", "PET_OBJECT", "PET_HANDLE", "PET_REVIEW_ASK", "PET_REVIEW", "PET_RECHECK_ASK", "PET_RECHECK"]


def test_a_review_is_asked_for_in_thirty_days_or_not_at_all():
    petition = handed()
    petitions.accept(petition.number, actor=organ(), at=MONDAY + 2 * DAY, words="示例")
    petitions.decide(petition.number, actor=organ(), at=MONDAY + 10 * DAY, opinion=Opinion.REJECT, words="示例")
    with pytest.raises(Refused):
        petitions.close(petition.number, actor=organ(), at=MONDAY + 20 * DAY, words="示例")
    with pytest.raises(Refused):
        petitions.ask_review(petition.number, actor=office(), at=MONDAY + 45 * DAY, words="示例")
    petitions.close(petition.number, actor=organ(), at=MONDAY + 45 * DAY, words="示例：期满没有提出")
    assert status(petition) == PetitionStatus.CLOSED


def test_an_objection_comes_within_five_working_days_and_goes_back():
    petition = handed()
    with pytest.raises(Refused):
        petitions.raise_objection(petition.number, actor=organ(), at=MONDAY + 12 * DAY, words="示例：太晚")
    petitions.raise_objection(petition.number, actor=organ(), at=MONDAY + 2 * DAY, words="示例：不归我们")
    assert [row.what for row in desk_of(office()).filter(matter_id=petition.pk)] == ["take_back"]
    petitions.take_back(petition.number, actor=office(), at=MONDAY + 3 * DAY, words="示例：同意")
    again = Petition.objects.select_related("matter").get(pk=petition.pk)
    assert (again.matter.status, again.organ_unit_id) == (PetitionStatus.REGISTERED, None)
    assert not petitions_for(organ()).filter(pk=petition.pk).exists()
    assert list(RunningClock.objects.filter(matter_id=petition.pk, stopped_at=None).values_list("code", flat=True)) == ["PET_ROUTE"]


def test_the_handling_is_extended_by_thirty_days_at_most_by_the_head():
    petition = handed()
    petitions.accept(petition.number, actor=organ(), at=MONDAY + 2 * DAY, words="示例")
    with pytest.raises(PermissionDenied):
        petitions.extend(petition.number, actor=organ(), at=MONDAY + 3 * DAY, days=10, words="示例：复杂")
    with pytest.raises(ExtensionRefused):
        petitions.extend(petition.number, actor=organ("DEPARTMENT_HEAD"), at=MONDAY + 3 * DAY, days=31, words="示例：复杂")
    petitions.extend(petition.number, actor=organ("DEPARTMENT_HEAD"), at=MONDAY + 3 * DAY, days=30, words="示例：复杂")
    assert RunningClock.objects.get(matter_id=petition.pk, code="PET_HANDLE").extension == 30


def test_a_complaint_about_officials_is_not_handed_to_them_and_they_do_not_see_who_complains():
    petition = registered(grounds=["AGAINST_OFFICIALS"])
    with pytest.raises(Refused):
        petitions.transfer(petition.number, actor=office(), at=MONDAY, organ_unit_id=organ().unit_id, words="示例")
    petitions.transfer(petition.number, actor=office(), at=MONDAY, organ_unit_id=organ().unit_id, words="示例", not_the_reported=True)
    with pytest.raises(PermissionDenied):
        petitions.reveal_petitioner(petition.number, actor=organ(), at=MONDAY, reason="示例：想知道是谁")
    assert petitions.reveal_petitioner(petition.number, actor=office(), at=MONDAY, reason="示例：书面告知")["phone"] == "13900000031"
    assert kinds("matter", petition.pk)[-1] == "identity.revealed"


def test_not_accepted_says_which_kind_and_ends():
    petition = registered()
    petitions.refuse(petition.number, actor=office(), at=MONDAY + DAY, reason="LITIGATION", words="示例：请向法院起诉。")
    assert status(petition) == PetitionStatus.NOT_ACCEPTED
    assert not DeskRow.objects.filter(OPEN, matter_id=petition.pk).exists()
    with pytest.raises(MoveRefused):
        petitions.transfer(petition.number, actor=office(), at=MONDAY + DAY, organ_unit_id=organ().unit_id, words="")


def test_a_street_that_handles_one_has_it_on_its_desk():
    petition = registered()
    desk = people.actor("STREET_DESK", street=people.HOME)
    petitions.transfer(petition.number, actor=office(), at=MONDAY, organ_unit_id=desk.unit_id, words="示例")
    assert [row.what for row in desk_of(desk).filter(matter_id=petition.pk)] == ["accept"]
    assert petitions_for(desk).filter(pk=petition.pk).exists()


def test_a_call_that_is_a_petition_leaves_the_desk():
    call = keep_call({"description": "示例：不服", "phone": "13900000031"}, actor=agent(), at=MONDAY, key="p")
    petition = registered(on=OnCall(call.pk))
    call.refresh_from_db()
    assert (call.state, call.result, call.matter_id) == ("DONE", "PETITION", petition.pk)


def test_the_office_is_the_administrators_to_name():
    street = street_unit(reported().matter.street_id)
    with pytest.raises(PermissionDenied):
        set_petition_office(street, actor=agent(), at=MONDAY)
    set_petition_office(street, actor=admin(), at=MONDAY)
    assert registered().office_unit_id == street


def test_no_fact_of_the_record_holds_words_or_people():
    keep_call({"description": "示例：秘密话", "phone": "13900000031"}, actor=agent(), at=MONDAY, key="p")
    petition = handed(content="示例：秘密话")
    petitions.accept(petition.number, actor=organ(), at=MONDAY + 2 * DAY, words="示例：秘密话")
    take_ticket(file_profile(), TICKETS[0], actor=agent(), at=MONDAY)
    told = json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)
    assert "秘密话" not in told
    assert "13900000031" not in told
    assert "13900000011" not in told


# --- doctor -----------------------------------------------------------------------------------------------------------


def test_the_doctor_names_what_does_not_arrive_and_what_would_go_unsigned():
    assert list(checks()) == []
    ExchangeProfile.objects.filter(code="upper-status-push").update(in_use=True)
    assert [one.level for one in checks()] == ["WARN"]
    take_ticket(file_profile(), TICKETS[0], actor=agent(), at=MONDAY)
    deliver_pending(now=timezone.now(), limit=1000)
    StatusMessage.objects.update(state=MessageState.DEAD)
    assert len(list(checks())) == 2
    assert all(one.cure for one in checks())
