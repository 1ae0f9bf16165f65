"""Reading requests: what is public, what never is, filters, pages, formats, refusals."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.test_resident import photo
from shaoxiang.cases.tests.walks import HOUR, LINE_TYPE, fresh, handled, handler_of, reported, verified
from shaoxiang.cases.vocabulary import DeclineReason
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.open311.tests.conftest import BASE, Caller, a_key
from tests import people

pytestmark = pytest.mark.django_db
SECRETS = ("13900000000", "孙阿姨")


def recent(hours: float = 5, **changes) -> Case:
    return reported(at=timezone.now() - timedelta(hours=hours), **{"private": False, **changes})


# --- services ---------------------------------------------------------------------------------------------------------


def test_every_type_of_the_list_is_a_service(anybody):
    rows = {row["service_code"]: row for row in anybody.rows("services.json")}
    assert {"0103", "B0103"} <= set(rows)
    assert all(row["type"] == "realtime" and row["metadata"] is True and row["group"] and row["description"] for row in rows.values())
    assert [each.findtext("service_code") for each in anybody.xml("services.xml")] == sorted(rows)


def test_names_are_in_the_callers_language(anybody):
    english = Caller(language="en-GB,en;q=0.9")
    found = english.get("services.json")
    assert found["Content-Language"] == "en"
    assert all(row["service_name"].isascii() for row in json.loads(found.content) if row["service_code"] in ("0103", "B0103"))
    assert "No service_code" in english.get("services/none.json").content.decode() or english.get("services/none.json").status_code == 404


def test_a_definition_asks_for_what_the_type_needs(anybody):
    found = anybody.rows("services/B0103.json")
    assert found["service_code"] == "B0103"
    assert [each["order"] for each in found["attributes"]] == list(range(1, len(found["attributes"]) + 1))
    by_code = {each["code"]: each for each in found["attributes"]}
    assert {value["key"] for value in by_code["PUBLIC"]["values"]} == {"no", "yes"}
    root = anybody.xml("services/B0103.xml")
    assert (root.tag, root.findtext("service_code")) == ("service_definition", "B0103")
    assert {each.findtext("code") for each in root.find("attributes")} == set(by_code)


def test_discovery_names_the_endpoint_in_both_formats(anybody):
    found = anybody.rows("discovery.json")
    assert found["endpoints"][0]["url"].endswith(BASE)
    assert anybody.xml("discovery.xml").findtext("endpoints/endpoint/formats/format") == "application/json"


# --- what is public ---------------------------------------------------------------------------------------------------


def test_only_what_was_given_for_publication_is_listed(anybody):
    shown, hidden = recent(), recent(private=True)
    assert anybody.numbers() == [shown.number]
    assert anybody.get(f"requests/{hidden.number}.json").status_code == 404
    assert anybody.numbers(service_request_id=f"{shown.number},{hidden.number}") == [shown.number]


def test_a_withdrawn_or_secret_one_is_not_public_any_more(anybody):
    withdrawn, secret = recent(), recent(type_code="")
    actions.withdraw(withdrawn.number, actor=people.resident(withdrawn.pk), at=timezone.now())
    actions.decline(secret.number, actor=people.actor("STREET_DESK", street=people.HOME), at=timezone.now(), reason=DeclineReason.SECRET, words="涉及隐私")
    assert anybody.numbers() == []


@pytest.mark.parametrize("path", ["requests.{}", "requests/{{}}.{}", "servicerequestupdates.{}"])
@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("with_key", [False, True])
def test_contact_data_never_leave(district, path, form, with_key):
    case = recent(description="孙家门口，电话 13900000000，身份证 150102208001011234", address="东街 3 号 13900000000")
    caller = Caller(a_key()[1]) if with_key else Caller()
    text = caller.get(path.format(form).format(case.number)).content.decode()
    assert case.number in text
    assert not any(secret in text for secret in SECRETS)
    assert "150102208001011234" not in text
    assert not any(f'"{name}"' in text or f"<{name}>" in text for name in ("email", "phone", "first_name", "last_name", "device_id"))


def test_a_street_key_reads_its_own_street_private_ones_too(anybody):
    mine, other = recent(private=True), recent(street=people.NEXT)
    own = Caller(a_key(body=Body.objects.get(street__code=people.HOME, kind=BodyKind.STREET_OFFICE))[1])
    assert own.numbers() == [mine.number]
    assert own.get(f"requests/{other.number}.json").status_code == 404
    assert anybody.numbers() == [other.number]


def test_who_is_signed_in_here_counts_for_nothing(district):
    from shaoxiang.cases.tests.seats import seated

    recent(private=True)
    assert seated(people.actor("DISTRICT_DESK")).get(f"{BASE}/requests.json").json() == []


# --- the fields -------------------------------------------------------------------------------------------------------


def test_a_request_is_told_in_the_standards_words(anybody):
    case = recent(type_code=LINE_TYPE)
    (row,) = anybody.rows(f"requests/{case.number}.json")
    assert (row["status"], row["service_code"], row["service_name"]) == ("open", LINE_TYPE, "污水井盖")
    assert row["requested_datetime"].endswith("+08:00")
    assert row["expected_datetime"] > row["requested_datetime"]
    assert row["agency_responsible"]
    assert row["status_notes"] == "已派给承办单位，待签收。"
    assert (row["lat"], row["long"]) == (case.matter.lat, case.matter.lon)
    assert row["zipcode"] is None
    element = anybody.xml(f"requests/{case.number}.xml")
    assert element.tag == "service_requests"
    assert [each.tag for each in element[0]] == list(row)


def test_a_closed_one_tells_what_was_done(anybody):
    case = verified(at=timezone.now() - timedelta(hours=9), private=False)
    assert anybody.rows(f"requests/{case.number}.json")[0]["status"] == "open"
    actions.confirm(case.number, actor=people.resident(case.pk), at=timezone.now())
    (row,) = anybody.rows(f"requests/{case.number}.json")
    assert row["status"] == "closed"
    assert "井盖已换好" in row["status_notes"]
    assert row["updated_datetime"] > row["requested_datetime"]
    assert anybody.numbers(status="closed") == [case.number]
    assert anybody.numbers(status="open") == []


def test_only_released_pictures_of_the_handling_are_shown_to_anybody(anybody, center):
    case = recent()
    actions.attach(case.number, actor=people.resident(case.pk), at=timezone.now(), upload=photo(), role=AttachmentRole.REPORT)
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=timezone.now())
    actions.attach(case.number, actor=handler, at=timezone.now(), upload=photo(), role=AttachmentRole.HANDLE)
    assert anybody.rows("requests.json")[0]["media_url"] is None
    assert all(anybody.get(f"media/{pk}").status_code == 404 for pk in Attachment.objects.values_list("pk", flat=True))
    assert center.rows("requests.json")[0]["media_url"]
    actions.attach(case.number, actor=handler, at=timezone.now(), upload=photo(), role=AttachmentRole.HANDLE, public=True)
    address = anybody.rows("requests.json")[0]["media_url"]
    picture = anybody.client.get(address)
    assert (picture.status_code, picture["X-Content-Type-Options"]) == (200, "nosniff")
    Case.objects.update(private=True)
    assert anybody.client.get(address).status_code == 404


# --- filters and pages ------------------------------------------------------------------------------------------------


def test_filters_hold_together(anybody):
    case = recent()
    older = reported(at=timezone.now() - timedelta(days=100), private=False, type_code=LINE_TYPE)
    lon, lat = case.matter.lon, case.matter.lat
    assert anybody.numbers() == [case.number]
    day = (timezone.now() - timedelta(days=101)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert anybody.numbers(start_date=day, service_code=LINE_TYPE) == [older.number]
    assert anybody.numbers(service_request_id=older.number) == [older.number]
    assert anybody.numbers(service_code="0103,B0103", status="open,closed") == [case.number]
    assert anybody.numbers(lat=lat, long=lon, radius=10) == [case.number]
    assert anybody.numbers(lat=lat + 0.01, long=lon, radius=1000) == []
    assert anybody.numbers(lat=lat + 0.01, long=lon, radius=1200) == [case.number]
    assert anybody.numbers(lat=lat + 0.0075, long=lon + 0.0099, radius=1150) == []  # inside the box, outside the circle


@pytest.mark.parametrize("path", ["requests.json", "servicerequestupdates.json"])
def test_pages_follow_each_other_by_number_and_by_link(anybody, path):
    made = [recent(hours=turn + 1) for turn in range(5)]
    everything = anybody.rows(path)
    assert len(everything) >= len(made)
    by_number, page = [], 1
    while rows := anybody.rows(path, page=page, page_size=2):
        by_number, page = by_number + rows, page + 1
    assert by_number == everything
    by_link, answer = [], anybody.get(path, page_size=2)
    while True:
        by_link += answer.json()
        if "Link" not in answer:
            break
        answer = anybody.client.get(answer["Link"].partition(">")[0].lstrip("<"))
    assert by_link == everything


def test_an_unchanged_list_is_not_sent_twice(anybody):
    recent()
    first = anybody.get("requests.json")
    again = anybody.client.get(f"{BASE}/requests.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_more_rows_cost_no_more_queries(anybody):
    counts = {}
    for wanted in (2, 30):
        while Case.objects.count() < wanted:
            recent(hours=1 + Case.objects.count())
        for path in ("requests.json", "servicerequestupdates.xml", "services.json"):
            anybody.get(path)
            with CaptureQueriesContext(connection) as counted:
                anybody.get(path)
            counts.setdefault(path, []).append(len(counted))
    assert all(few == many for few, many in counts.values()), counts
    assert max(many for _few, many in counts.values()) <= 6, counts


# --- refusals ---------------------------------------------------------------------------------------------------------


def refused(answer, status: int) -> str:
    assert answer.status_code == status, answer.content
    (only,) = json.loads(answer.content)
    assert only["code"] == status
    assert only["description"]
    return only["description"]


def test_another_jurisdiction_is_not_found_and_none_is_ours(anybody):
    case = recent()
    assert anybody.numbers(jurisdiction_id="150102") == anybody.numbers(jurisdiction_id="") == [case.number]
    assert "150102" in refused(anybody.get("requests.json", jurisdiction_id="nowhere.gov"), 404)
    assert anybody.get("services.json", jurisdiction_id="nowhere.gov").status_code == 404


def test_errors_come_in_the_format_asked_for(anybody):
    root = anybody.xml("requests.xml", start_date="yesterday")
    assert (root.tag, root[0].tag, root[0].findtext("code")) == ("errors", "error", "400")
    assert anybody.xml("nothing/here.xml")[0].findtext("code") == "404"
    refused(anybody.get("nothing/here"), 404)
    assert refused(anybody.client.delete(f"{BASE}/requests.json"), 405)


def test_a_bad_key_or_one_without_the_scope_is_refused(district):
    refused(Caller("sx_wrong").get("requests.json"), 403)
    refused(Caller().get("requests.json", api_key="sx_wrong"), 403)
    assert "cases:read" in refused(Caller(a_key(Scope.PLACES_READ)[1]).get("requests.json"), 403)
    key, token = a_key()
    assert Caller().get("requests.json", api_key=token).status_code == 200
    keys.revoke_key(key.pk, actor=people.actor("SYSTEM_ADMIN"), at=timezone.now())
    refused(Caller(token).get("requests.json"), 403)


@pytest.mark.parametrize("query", [
    "start_date=not-a-date", "start_date=0001-01-01", "end_date=9999-12-31T23:59:59-12:00", "status=%00", "page=9e9", "page_size=0", "lat=x&long=y",
    "service_request_id=%ff%fe%00", "cursor=nonsense", "service_code=" + "1" * 70, "lat=90&long=180&radius=1e9",
])
@pytest.mark.parametrize("path", ["requests.json", "servicerequestupdates.json"])
def test_malformed_questions_are_told_so(anybody, path, query):
    refused(anybody.client.get(f"{BASE}/{path}?{query}"), 400)


@settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_call_breaks_the_endpoint(anybody, data):
    """Any argument, any method, any tail: an answer or an error array, never a fault."""
    text = st.text(st.characters(codec="utf-8"), max_size=30)
    names = st.sampled_from(["service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "lat", "long", "radius", "cursor",
                             "jurisdiction_id", "api_key", "description", "address_string", "address_id", "attribute[PUBLIC]", "attribute[", "media_url",
                             "update_id", "token", "first_name"])
    query = data.draw(st.dictionaries(names, text | st.sampled_from(["0103", "111.7", "40.8", "2026-01-01T00:00:00Z", "open", "1"]), max_size=6))
    path = data.draw(st.sampled_from(["requests.json", "requests.xml", "servicerequestupdates.json", "services.json", "services/0103.xml", "tokens/1-x.json",
                                      "requests/x.json", "discovery.xml"]) | text.map(lambda tail: f"requests/{tail}.json"))
    method = data.draw(st.sampled_from(["get", "post"]))
    answer = getattr(anybody.client, method)(f"{BASE}/{path}", query)
    assert answer.status_code < 500, (method, path, query, answer.content)
    if answer.status_code >= 400 and answer["Content-Type"].startswith("application/json"):
        assert {"code", "description"} <= set(json.loads(answer.content)[0])


def test_a_finished_one_shows_no_handler(anybody):
    case, handler = handled(at=timezone.now() - 6 * HOUR, private=False)
    text = anybody.get(f"requests/{fresh(case).number}.json").content.decode() + anybody.get("servicerequestupdates.json").content.decode()
    assert handler.name not in text
