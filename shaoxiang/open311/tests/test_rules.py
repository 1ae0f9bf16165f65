"""What callers may write, and what they are told. No database."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shaoxiang.duties.rules import TypeLine
from shaoxiang.open311.rules import params
from shaoxiang.open311.rules.attributes import attributes_of, check
from shaoxiang.open311.rules.formats import written
from shaoxiang.open311.rules.params import Refused
from shaoxiang.open311.vocabulary import DataType

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
PIT = TypeLine("B0103", "污水井盖", "Sewer cover", "B01", "公用设施", "Utilities", numbers=("110",), needs_photo=True, photo_reason="看清损坏程度")
RUBBISH = TypeLine("0103", "积存垃圾渣土", "Rubbish", "01", "市容环境", "Appearance")
NAMES = ("start_date", "end_date", "status", "page", "page_size", "lat", "long", "radius", "service_request_id")


def wanted(**query):
    return params.wanted(query, now=NOW, zone=ZONE)


def test_without_dates_the_last_ninety_days_are_meant():
    assert (wanted().start, wanted().end) == (NOW - timedelta(days=90), NOW)
    assert wanted(start_date="", status="", page="") == wanted()


def test_one_date_alone_reaches_ninety_days():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert wanted(start_date="2026-01-01T00:00:00Z").end == start + timedelta(days=90)
    assert wanted(end_date="2026-01-01T00:00:00Z").start == start - timedelta(days=90)


def test_ninety_days_are_the_longest_span():
    assert wanted(start_date="2026-01-01T00:00:00Z", end_date="2026-04-01T00:00:00Z").start is not None
    with pytest.raises(Refused) as refused:
        wanted(start_date="2026-01-01T00:00:00Z", end_date="2026-04-01T00:00:01Z")
    assert refused.value.status == 400


def test_numbers_outweigh_every_date():
    found = wanted(service_request_id="SJ1,SJ2,SJ1", start_date="2026-01-01T00:00:00Z")
    assert (found.numbers, found.start) == (("SJ1", "SJ2"), None)


@pytest.mark.parametrize("text", ["2026-07-01T09:00:00+08:00", "2026-07-01T09:00:00 08:00", "2026-07-01T01:00:00Z", "2026-07-01T09:00:00"])
def test_an_instant_is_read_with_its_zone_or_the_districts(text):
    assert params.instant({"at": text}, "at", ZONE) == datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("query", [
    {"start_date": "not-a-date"}, {"start_date": "0001-01-01T00:00:00+14:00"}, {"end_date": "9999-12-31T23:59:59-12:00"}, {"status": "done"},
    {"start_date": "2026-02-01", "end_date": "2026-01-01"}, {"page": "0"}, {"page": "-1"}, {"page": "٣"},
    {"page_size": "1001"}, {"page": "900", "page_size": "1000"},
    {"lat": "40"}, {"lat": "nan", "long": "1"}, {"lat": "inf", "long": "1"}, {"lat": "91", "long": "1"}, {"radius": "5"},
    {"lat": "1", "long": "1", "radius": "-1"},
    {"lat": "1e400", "long": "1"}, {"service_request_id": "a b"}, {"service_request_id": ",".join(map(str, range(201)))}, {"service_code": "x" * 65},
])
def test_what_cannot_be_meant_is_refused_with_a_cure(query):
    with pytest.raises(Refused) as refused:
        wanted(**query)
    assert refused.value.status == 400
    assert refused.value.sentence % refused.value.params


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(query=st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_any_text_is_read_or_refused_never_worse(query):
    try:
        found = params.wanted(query, now=NOW, zone=ZONE)
    except Refused as error:
        refused = error
    else:
        assert 1 <= found.page_size <= params.ROWS_MAX
        return
    assert refused.status == 400
    assert refused.sentence % refused.params


def test_a_type_offers_all_six_datatypes_and_requires_none():
    asked = [*attributes_of(PIT), *attributes_of(RUBBISH)]
    assert {attribute.datatype for attribute in asked} == set(DataType)
    assert not any(attribute.required for attribute in asked)
    told = {attribute.code: attribute.said for attribute in attributes_of(PIT) if not attribute.variable}
    assert told == {"EMERGENCY": "110", "PHOTO": "看清损坏程度"}


def test_answers_are_kept_by_code_and_empty_ones_left_out():
    given = {"PUBLIC": ["yes"], "AFFECTED": ["pedestrians,vehicles", "pedestrians"], "QUANTITY": ["2.5"], "LANDMARK": [" "]}
    assert check(attributes_of(PIT), given, ZONE) == {"PUBLIC": ["yes"], "AFFECTED": ["pedestrians", "vehicles"], "QUANTITY": ["2.5"]}


@pytest.mark.parametrize("answers", [
    {"NOBODY": ["x"]}, {"EMERGENCY": ["110"]}, {"PUBLIC": ["perhaps"]}, {"PUBLIC": ["yes", "no"]}, {"QUANTITY": ["many"]}, {"QUANTITY": ["nan"]},
    {"AFFECTED": ["cats"]}, {"LANDMARK": ["x" * 201]}, {"DETAILS": ["x" * 2001]},
])
def test_an_answer_that_does_not_fit_is_refused(answers):
    with pytest.raises(Refused) as refused:
        check(attributes_of(PIT), answers, ZONE)
    assert refused.value.status == 400
    assert refused.value.sentence % refused.value.params


def test_a_moment_must_be_one():
    assert check(attributes_of(RUBBISH), {"NOTICED_AT": ["2026-07-01T09:00:00+08:00"]}, ZONE)
    with pytest.raises(Refused):
        check(attributes_of(RUBBISH), {"NOTICED_AT": ["yesterday"]}, ZONE)


def test_names_stand_as_their_language_writes_them():
    assert params.full_name("阿姨", "孙") == "孙阿姨"
    assert params.full_name("Ada", "Lovelace") == "Ada Lovelace"
    assert params.full_name("", "孙") == "孙"


def test_xml_has_the_standards_elements():
    root = ET.fromstring(written("xml", "service_definition", {
        "service_code": "1", "attributes": [{"variable": True, "values": [{"key": "a", "name": "<&>"}], "order": 1, "description": None}],
    }))
    assert [each.tag for each in root] == ["service_code", "attributes"]
    attribute = root.find("attributes/attribute")
    assert attribute.findtext("variable") == "true"
    assert attribute.findtext("values/value/name") == "<&>"
    assert attribute.findtext("description") == ""


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(text=st.text(st.characters(exclude_categories=[])))
def test_whatever_was_typed_stays_well_formed(text):
    value = [{"service_request_id": "1", "description": text}]
    root = ET.fromstring(written("xml", "service_requests", value))
    assert root[0].tag == "request"
    assert json.loads(written("json", "service_requests", value))[0]["service_request_id"] == "1"
