"""Reading an upper system's record, and writing ours."""

from datetime import UTC, datetime

import pytest

from shaoxiang.hotline.rules.refusal import Refused
from shaoxiang.hotline.rules.tickets import Plan, check_plan, nested, read_ticket, read_time, text_at, write_status, yes
from shaoxiang.profiles.xincheng.hotline import API_IN, FILE_IN, INWARD, STATUS_FILE, STATUS_OUT, STATUS_PUSH, TICKETS

FILE = Plan.of(FILE_IN, INWARD, "Asia/Shanghai")
API = Plan.of(API_IN, INWARD, "Asia/Shanghai")


def troubles(plan, record):
    with pytest.raises(Refused) as refused:
        read_ticket(plan, record)
    return {one.field for one in refused.value.troubles}


def test_everything_a_ticket_carries_is_filled_in():
    ticket = read_ticket(FILE, TICKETS[0])
    assert ticket.external_number == "SL2026070001"
    assert ticket.values["kind"] == "HELP"
    assert ticket.values["type_code"] == "0103"
    assert ticket.values["urgency"] == "ORDINARY"
    assert ticket.values["crs"] == "gcj02"
    assert ticket.values["phone"] == "13900000011"
    assert ticket.carried == {"agent": "示例017", "received_at": "2026-07-01T09:12:00+08:00"}
    assert ticket.attachments == ("photo/SL2026070001-1.jpg", "photo/SL2026070001-2.jpg")
    assert ticket.remarks == ()


def test_nested_json_is_read_by_dotted_names():
    ticket = read_ticket(API, {"order": {"no": "X1", "content": "示例：路灯不亮", "sender": 17}, "files": ["a.jpg", "b.jpg"], "caller": {"name": "示例"}})
    assert (ticket.external_number, ticket.values["name"], ticket.carried["sender"]) == ("X1", "示例", "17")
    assert ticket.attachments == ("a.jpg", "b.jpg")
    assert text_at({"a.b": "as it is", "a": {"b": "nested"}}, "a.b") == "as it is"
    assert text_at({"a": {"b": None}}, "a.b.c") == ""


def test_every_field_in_the_way_is_named_at_once():
    assert troubles(FILE, {"工单编号": "", "诉求内容": " "}) == {"工单编号", "诉求内容", "external_number", "description"}
    assert troubles(FILE, {"工单编号": "9" * 65, "诉求内容": "字" * 5001}) >= {"诉求内容", "external_number"}


def test_what_is_only_unclear_is_left_out_and_kept_beside():
    record = {**TICKETS[0], "诉求类型": "9", "事件分类": "没有的", "经度": "-", "受理时间": "昨天", "是否回访": "看情况"}
    ticket = read_ticket(FILE, record)
    assert {one.field for one in ticket.remarks} == {"诉求类型", "事件分类", "lon", "受理时间", "wants_call_back"}
    assert not any(one.stops for one in ticket.remarks)
    assert (ticket.values.get("kind", ""), ticket.values.get("type_code", "")) == ("", "")
    assert "lon" not in ticket.values
    assert ticket.carried["诉求类型"] == "9"
    assert ticket.carried["受理时间"] == "昨天"


@pytest.mark.parametrize(("text", "utc"), [
    ("2026-07-01 09:12", (1, 12)), ("2026/7/1 9:12:30", (1, 12)), ("2026年7月1日 9时12分", (1, 12)), ("2026-07-01T09:12:00+08:00", (1, 12)),
    ("2026-07-01T01:12:00Z", (1, 12)), ("1782868320", (1, 12)), ("2026-07-01", (16, 0)),
])
def test_times_are_read_as_other_systems_write_them(text, utc):
    found = read_time(text, "Asia/Shanghai").astimezone(UTC)
    assert (found.hour, found.minute) == utc


@pytest.mark.parametrize("text", ["昨天", "2026-13-01", "2026-02-30 10:00", "", "12"])
def test_what_is_no_time_is_none(text):
    assert read_time(text, "Asia/Shanghai") is None


def test_yes_and_no_as_people_write_them():
    assert [yes(text, otherwise=True) for text in ("是", "Y", "1", "否", "0", "")] == [True, True, True, False, False, True]


def test_our_record_in_their_fields_their_codes_and_their_time():
    plan = Plan.of(STATUS_FILE, {"status": STATUS_OUT}, "Asia/Shanghai")
    at = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)
    written = write_status(plan, {"external_number": "SL1", "number": "SJ1", "status": "CLOSED", "happened_at": at, "unit": "示例局"}, {"agent": "示例017"})
    assert written["办理状态"] == "90"
    assert written["状态时间"] == "2026-07-02 00:30:00"
    assert written["受理人工号"] == "示例017"
    assert written["区县代码"] == "150102"
    assert written["办结时间"] == ""
    assert list(written) == [row["theirs"] for row in STATUS_FILE]


def test_dotted_names_become_objects():
    assert nested({"order.no": "1", "order.status": "90", "district": "x"}) == {"order": {"no": "1", "status": "90"}, "district": "x"}


@pytest.mark.parametrize(("fields", "direction"), [(FILE_IN, "IN"), (API_IN, "IN"), (STATUS_FILE, "OUT"), (STATUS_PUSH, "OUT")])
def test_the_shipped_profiles_have_no_trouble(fields, direction):
    assert check_plan(Plan.of(fields, {**INWARD, "status": STATUS_OUT}, "Asia/Shanghai"), direction) == []


@pytest.mark.parametrize(("change", "field"), [
    ({"ours": "no_such"}, "fields"), ({"ours": "carried."}, "fields"), ({"theirs": ""}, "fields"), ({"kind": "CODE", "table": "none"}, "tables"),
    ({"theirs": "诉求内容"}, "fields"),
])
def test_a_profile_that_cannot_work_is_told_why(change, field):
    rows = [dict(row) for row in FILE_IN]
    rows[6] |= change
    assert field in {one.field for one in check_plan(Plan.of(rows, INWARD, "Asia/Shanghai"), "IN")}


def test_a_profile_needs_the_number_and_a_real_time_zone():
    found = check_plan(Plan.of(FILE_IN[1:], INWARD, "Asia/Nowhere"), "IN")
    assert {one.field for one in found} == {"fields", "time_zone"}
