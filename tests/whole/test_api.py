"""/api/v1 as another system meets it: keys, scopes, rows, repeats, refusals, and the description it is held to."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.config.api import api
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.institutions.actions import pass_on, rename_body, sign, start_handover
from shaoxiang.institutions.models import Assignment, Body, Person, Post
from shaoxiang.institutions.rules import Decision
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.models import ApiKey, GivenAnswer
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing.models import QuotaHolding
from tests import people

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs/generated/openapi.json"
CASES = "/api/v1/cases"


class Caller:
    """Another system with its key."""

    def __init__(self, token: str, language: str = "zh-CN") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    def get(self, path: str, **query):
        return self.client.get(path, query, headers=self.headers)

    def post(self, path: str, body, **headers):
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return self.client.post(path, data, content_type="application/json", headers={**self.headers, **headers})


@pytest.fixture(autouse=True)
def _no_key_from_the_test_before():
    known_keys.forget()


def a_key(*scopes: Scope, body: Body | None = None, post: Post | None = None, **columns) -> tuple[ApiKey, str]:
    body = body or (post.body if post else Body.objects.get(kind=BodyKind.COMMAND_CENTER))
    return keys.make_key(
        f"示例系统{ApiKey.objects.count()}", scopes or list(Scope), body_id=body.pk, post_id=post and post.pk, actor=SYSTEM, at=timezone.now(), **columns
    )


@pytest.fixture
def caller(district):
    return Caller(a_key()[1])


def report(**changes):
    lon, lat, _grid = people.point_in()
    return {"description": "路口的污水井盖裂了一道缝，晚上看不清。", "type": "0104", "lon": lon, "lat": lat, **changes}


def fields(answer) -> dict[str, str]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    assert body["cure"]
    return {each["field"]: each["message"] for each in body["errors"]}


# --- creating ---------------------------------------------------------------------------------------------------------


def test_a_report_is_located_routed_and_timed(caller):
    lon, lat, grid = people.point_in()
    answer = caller.post(CASES, report())
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["grid"] == grid
    assert made["street"] == people.HOME
    assert made["community"] == grid[:12]
    assert made["type"] == "0104"
    assert len(made["tracking_code"]) == 8
    assert made["assignment"]["lead"]["unit"]
    assert made["assignment"]["ground"][0]["text"]
    clocks = {clock["code"]: clock for clock in made["clocks"]}
    assert {"code", "label", "due_at", "provisional"} <= set(clocks["CASE_HANDLE"])
    case = Case.objects.select_related("matter").get(matter__number=made["number"])
    assert case.source == "SYSTEM"
    assert case.matter.lon == lon
    assert case.matter.lat == lat
    lead = running_lead(case.pk)
    assert made["assignment"]["lead"]["office"] == Body.objects.get(pk=lead.office_id).code
    assert Entry.objects.filter(subject_id=case.pk, actor_kind="INTERFACE").exists()


def test_only_words_are_needed(caller):
    made = caller.post(CASES, {"description": "灯不亮"}).json()
    assert made["street"] is None
    assert made["type"] == ""
    assert made["status"] == "REPORTED"
    assert [clock["code"] for clock in made["clocks"]] == ["CASE_ACCEPT"]


def test_a_point_outside_the_district_is_kept_and_said_so(caller):
    made = caller.post(CASES, report(lon=116.397, lat=39.908)).json()
    assert made["outside"] is True
    assert made["grid"] is None
    assert made["assignment"]["lead"]["unit"] == Body.objects.get(kind=BodyKind.COMMAND_CENTER).code
    assert Case.objects.get(matter__number=made["number"]).matter.lon == 116.397


def test_a_point_of_a_phone_map_is_turned(caller):
    from shaoxiang.kernel.geo import convert

    lon, lat, grid = people.point_in()
    shifted = convert(lon, lat, "wgs84", "gcj02")
    made = caller.post(CASES, report(lon=shifted[0], lat=shifted[1], crs="gcj02")).json()
    assert made["grid"] == grid
    assert made["lon"] == pytest.approx(lon, abs=1e-6)


def test_the_reporter_goes_to_the_vault_and_is_never_given_back(caller):
    answer = caller.post(CASES, report(reporter={"name": "示例孙阿姨", "phone": "13900000000"}, description="井盖坏了，电话13900000000"))
    assert answer.status_code == 201
    whole = caller.get(f"{CASES}/{answer.json()['number']}")
    for given in (answer.content.decode(), whole.content.decode()):
        assert "13900000000" not in given
        assert "孙阿姨" not in given


def test_the_same_key_and_body_give_the_same_answer(caller):
    first = caller.post(CASES, report(), **{"Idempotency-Key": "k-1"})
    again = caller.post(CASES, report(), **{"Idempotency-Key": "k-1"})
    assert again.status_code == 201
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Case.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(caller):
    caller.post(CASES, report(), **{"Idempotency-Key": "k-1"})
    other = caller.post(CASES, report(description="另一件事"), **{"Idempotency-Key": "k-1"})
    assert other.status_code == 409
    assert "header.Idempotency-Key" in fields(other)
    assert Case.objects.count() == 1


def test_two_systems_may_use_the_same_key(caller):
    caller.post(CASES, report(), **{"Idempotency-Key": "k-1"})
    other = Caller(a_key()[1])
    assert "Idempotency-Replayed" not in other.post(CASES, report(), **{"Idempotency-Key": "k-1"})
    assert Case.objects.count() == 2


def test_a_refused_report_leaves_nothing_behind_its_key(caller):
    assert caller.post(CASES, report(type="9999"), **{"Idempotency-Key": "k-1"}).status_code == 422
    assert not GivenAnswer.objects.exists()
    assert caller.post(CASES, report(), **{"Idempotency-Key": "k-1"}).status_code == 201


def test_the_callers_own_number_is_taken_once(caller):
    first = caller.post(CASES, report(client_id="A-1")).json()
    again = caller.post(CASES, report(client_id="A-1"))
    assert again.status_code == 409
    assert first["number"] in again.json()["detail"]
    assert Caller(a_key()[1]).post(CASES, report(client_id="A-1")).status_code == 201


def test_a_crash_before_the_answer_is_stored_leaves_no_case(caller, monkeypatch):
    def gone(*_args, **_kwargs):
        raise SystemError("killed")

    monkeypatch.setattr(GivenAnswer.objects, "create", gone)
    caller.client.raise_request_exception = False
    assert caller.post(CASES, report(), **{"Idempotency-Key": "k-1"}).status_code == 500
    assert not Case.objects.exists()
    assert not Entry.objects.filter(kind="cases.reported").exists()
    monkeypatch.undo()
    assert caller.post(CASES, report(), **{"Idempotency-Key": "k-1"}).status_code == 201
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_create_at_the_same_moment_acts_once():
    from tests import district

    with transaction.atomic():
        district.lay()
    token, answers = a_key()[1], []
    gate = threading.Barrier(4)

    def send():
        gate.wait()
        try:
            answers.append(Caller(token).post(CASES, report(), **{"Idempotency-Key": "same"}))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert Case.objects.count() == 1


# --- keys -------------------------------------------------------------------------------------------------------------


def test_without_a_good_key_nothing_is_told(district):
    key, token = a_key()
    for given in ("sx_wrong", "", "nothing"):
        answer = Caller(given).get(CASES)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert fields(answer) == {}
    keys.revoke_key(key.pk, actor=SYSTEM, at=timezone.now())
    assert Caller(token).get(CASES).status_code == 401


def test_a_key_is_kept_as_a_digest_only(district):
    key, token = a_key()
    assert token not in json.dumps(list(ApiKey.objects.values()), default=str)
    assert token.startswith(key.prefix)


def test_a_key_past_its_day_is_refused(district):
    _key, token = a_key(ends_on=timezone.localdate())
    assert Caller(token).get(CASES).status_code == 401


def test_a_missing_scope_is_named(district):
    answer = Caller(a_key(Scope.PLACES_READ)[1]).post(CASES, report())
    assert answer.status_code == 403
    assert "cases:write" in answer.json()["detail"]
    assert not Case.objects.exists()


def test_a_key_may_be_held_to_a_number_of_requests(district):
    caller = Caller(a_key(per_minute=2)[1])
    answers = [caller.get("/api/v1/places/streets") for _turn in range(3)]
    assert [answer.status_code for answer in answers] in ([200, 200, 429], [200, 200, 200])  # a minute may begin in between
    if answers[2].status_code == 429:
        assert 1 <= int(answers[2]["Retry-After"]) <= 60


def test_a_street_key_sees_its_own_street_only(caller):
    number = caller.post(CASES, report()).json()["number"]
    home, stranger = (Body.objects.get(street__code=code, kind=BodyKind.STREET_OFFICE) for code in (people.HOME, people.NEXT))
    own, other = Caller(a_key(body=home)[1]), Caller(a_key(body=stranger)[1])
    assert own.get(f"{CASES}/{number}").status_code == 200
    assert [row["number"] for row in own.get(CASES).json()["items"]] == [number]
    assert other.get(f"{CASES}/{number}").status_code == 404
    assert other.get(CASES).json()["items"] == []
    assert other.post(f"{CASES}/{number}/moves/sign", {}).status_code == 404


# --- reading and acting -----------------------------------------------------------------------------------------------


def test_pages_follow_each_other_without_counts(caller):
    made = [caller.post(CASES, report()).json()["number"] for _turn in range(5)]
    seen, cursor = [], ""
    while True:
        page = caller.get(CASES, limit=2, cursor=cursor).json()
        seen += [row["number"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]
    assert set(page) == {"items", "next"}
    assert fields(caller.get(CASES, cursor="nonsense")).keys() == {"query.cursor"}


def test_filters_hold_together(caller):
    number = caller.post(CASES, report()).json()["number"]
    caller.post(CASES, report(type="0102", description="垃圾没人清"))
    got = lambda **query: [row["number"] for row in caller.get(CASES, **query).json()["items"]]  # noqa: E731
    assert got(type="0104", street=people.HOME, open="true") == [number]
    assert got(status="CLOSED") == []
    assert got(q="污水井盖") == [number]
    assert got(late="true") == []
    assert set(fields(caller.get(CASES, street="150102999"))) == {"query.street"}
    assert set(fields(caller.get(CASES, limit=1000))) == {"query.limit"}


def test_a_post_key_does_what_the_post_may(caller):
    number = caller.post(CASES, report()).json()["number"]
    case = Case.objects.get(matter__number=number)
    post = Post.objects.get(pk=running_lead(case.pk).post_id)
    handler = Caller(a_key(post=post)[1])
    assert handler.get("/api/v1/desk").json()["items"][0] | {"what": "sign"} == handler.get("/api/v1/desk").json()["items"][0]
    signed = handler.post(f"{CASES}/{number}/moves/sign", {})
    assert signed.status_code == 200, signed.content
    assert signed.json()["status"] == "HANDLING"
    assert "finish" in signed.json()["moves"]
    assert handler.post(f"{CASES}/{number}/moves/sign", {}).status_code == 409
    assert handler.post(f"{CASES}/{number}/moves/dispatch", {}).status_code == 403
    assert set(fields(handler.post(f"{CASES}/{number}/moves/finish", {}))) == {"body.words"}
    assert handler.post(f"{CASES}/{number}/moves/nonsense", {}).status_code == 422
    assert handler.post(f"{CASES}/{number}/moves/verify_pass", {}).status_code == 422  # a second person's act
    done = handler.post(f"{CASES}/{number}/moves/finish", {"outcome": "已清扫干净。"})
    assert done.json()["status"] == "HANDLED"
    assert [entry["kind"] for entry in done.json()["timeline"]][:2] == ["cases.reported", "cases.accept"]


def test_lists_and_clocks_are_read(caller):
    lon, lat, grid = people.point_in()
    found = caller.get("/api/v1/places/locate", lon=lon, lat=lat).json()
    assert (found["grid"], found["street"], found["outside"]) == (grid, people.HOME, False)
    assert len(caller.get("/api/v1/places/streets").json()["items"]) == 13
    grids = caller.get("/api/v1/places/grids", limit=1000).json()["items"]
    assert len(grids) == 411
    assert caller.get("/api/v1/places/grids", street=people.HOME).json()["items"][0]["street"] == people.HOME
    assert caller.get("/api/v1/places/communities", street=people.HOME).json()["items"]
    types = {row["code"]: row for row in caller.get("/api/v1/duties/types").json()["items"]}
    assert types["0104"]["limits"]
    assert "0111" in {row["code"] for row in caller.get("/api/v1/duties/types/suggest", text="马路上有个大坑，路面破损").json()["items"]}
    items = caller.get("/api/v1/duties/items", list="STREET", limit=200).json()["items"]
    assert len(items) == 94
    streets = caller.get("/api/v1/institutions", kind="STREET_OFFICE").json()["items"]
    assert len(streets) >= 8
    assert streets[0].items() <= caller.get(f"/api/v1/institutions/{streets[0]['code']}").json().items()
    assert caller.get("/api/v1/institutions/nobody").status_code == 404
    assert caller.get("/api/v1/institutions", unit=f"S{people.HOME}", on="2019-12-31").json()["items"] != caller.get(
        "/api/v1/institutions", unit=f"S{people.HOME}").json()["items"]
    assert len(caller.get("/api/v1/clocks").json()["items"]) >= 71
    due = caller.post("/api/v1/clocks/compute", {"code": "PEN_DECISION", "start": "2026-01-05T09:00:00+08:00"}).json()
    assert due["due_at"].startswith("2026-04-0")
    assert due["explanation"]
    assert due["provisional"] is False


def test_english_is_spoken_to_who_asks(district):
    caller = Caller(a_key()[1], language="en-GB,en;q=0.9,zh;q=0.5")
    made = caller.post(CASES, report()).json()
    assert made["names"]["type"].isascii()
    assert caller.get(CASES)["Content-Language"] == "en"


# --- bad input --------------------------------------------------------------------------------------------------------

BAD = [
    ("{", 400, None),
    ("", 422, None),
    ("[]", 422, "body"),
    ("null", 422, "body"),
    (b"\xff\xfe", 400, None),
    ({}, 422, "body.description"),
    ({"description": ""}, 422, "body.description"),
    ({"description": "   "}, 422, "body.description"),
    ({"description": 7}, 422, "body.description"),
    ({"description": ["x"]}, 422, "body.description"),
    ({"description": "x" * 5001}, 422, "body.description"),
    ({"description": "a\x00b"}, 422, "body.description"),
    ('{"description": "\\ud800"}', 422, "body.description"),
    ('{"description": "x", "lon": NaN, "lat": 40}', 422, "body.lon"),
    ('{"description": "x", "lon": Infinity, "lat": 40}', 422, "body.lon"),
    ('{"description": "x", "lon": 1e400, "lat": 40}', 422, "body.lon"),
    ({"description": "x", "lon": 181, "lat": 40}, 422, "body.lon"),
    ({"description": "x", "lon": 10**300, "lat": 40}, 422, "body.lon"),
    ({"description": "x", "lon": 111.7}, 422, "body.lon"),
    ({"description": "x", "lon": "east", "lat": 40}, 422, "body.lon"),
    ({"description": "x", "accuracy_m": -1}, 422, "body.accuracy_m"),
    ({"description": "x", "grid": "nowhere"}, 422, "body.grid"),
    ({"description": "x", "type": "9999"}, 422, "body.type"),
    ({"description": "x", "kind": "SHOUT"}, 422, "body.kind"),
    ({"description": "x", "crs": "mars"}, 422, "body.crs"),
    ({"description": "x", "descripton": "y"}, 422, "body.descripton"),
    ({"description": "x", "reporter": {"name": "a\x00"}}, 422, "body.reporter.name"),
    ({"description": "x", "reporter": "me"}, 422, "body.reporter"),
    ({"description": "x", "anonymous": "perhaps"}, 422, "body.anonymous"),
]


@pytest.mark.parametrize(("body", "status", "field"), BAD, ids=[str(turn) for turn in range(len(BAD))])
def test_bad_input_is_refused_by_name(caller, body, status, field):
    answer = caller.post(CASES, body)
    assert answer.status_code == status, answer.content
    named = fields(answer)
    assert field is None or any(each == field or each.startswith(f"{field}.") for each in named), named
    assert all(named.values())
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["井盖坏了 🕳️🚧", "مرحبا \u202eabc\u202c", "ᠮᠣᠩᠭᠣᠯ", "'; DROP TABLE cases_case; --", "<script>alert(1)</script>", "𠀀" * 5000])
def test_every_script_is_kept(caller, text):
    answer = caller.post(CASES, {"description": text})
    assert answer.status_code == 201, answer.content
    stored = Case.objects.get(matter__number=answer.json()["number"]).description
    assert stored == text.replace("\u202e", "").replace("\u202c", "")


def test_ten_megabytes_are_refused_before_they_are_read(caller):
    answer = caller.post(CASES, json.dumps({"description": "长" * 5_000_000}))
    assert answer.status_code == 413
    assert fields(answer) == {}


def test_unknown_paths_and_methods_answer_in_kind(caller):
    assert caller.get("/api/v1/nothing").status_code == 404
    assert caller.client.delete(CASES, headers=caller.headers).status_code == 405
    assert caller.get(f"{CASES}/SX-20200101-99999").status_code == 404
    assert caller.get(f"{CASES}/a%00b").status_code in (404, 422)


# --- the description --------------------------------------------------------------------------------------------------


def test_the_description_is_the_one_reviewed():
    """`./sx api` writes it anew; the difference is what a reviewer reads."""
    now = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    assert now == json.loads(SNAPSHOT.read_text(encoding="utf-8")), "run `./sx api` and review docs/generated/openapi.json"
    assert now["openapi"].startswith("3.1")


def test_the_page_of_the_api_needs_nothing_from_elsewhere(client, db):
    page = client.get("/api/v1/docs").content.decode()
    assert "/api/v1/cases" in page
    assert "<script>" not in page
    assert "style=" not in page




@pytest.fixture
def _connection_of_the_test():
    """A real WSGI call drops the connection it finds in a transaction: the test's own. Django's test client does the same."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_connection_of_the_test")
def test_no_call_the_description_allows_breaks_the_api(caller):
    """schemathesis, bounded and deterministic, in process: no 5xx, no status, type or shape that is not described."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

    from shaoxiang.config.wsgi import application

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) >= 14
    for operation in operations:
        strategies = [operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode]

        @seed(311)
        @settings(max_examples=12, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=st.one_of(strategies))
        def call(case):
            case.call_and_validate(headers=caller.headers, checks=checks)

        call()


def test_no_two_rooms_give_one_name_to_two_shapes():
    """The description knows shapes by their bare names: the later would silently stand for the earlier."""
    from ninja import Schema

    from shaoxiang.config.api import api

    api.get_openapi_schema()
    found: dict[str, set[str]] = {}
    waiting = [Schema]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            if shape.__module__.startswith("shaoxiang.") and ".tests." not in shape.__module__:
                found.setdefault(shape.__name__, set()).add(shape.__module__)
    assert {name: sorted(rooms) for name, rooms in found.items() if len(rooms) > 1} == {}


@pytest.mark.parametrize("moment", ["0506-02-15T23:37:55.230-17:07", "2026-11-02T09:30:00+23:59", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00"])
@pytest.mark.parametrize("path", ["cases", "whistles"])
def test_a_moment_with_any_offset_is_taken_or_refused_by_name(caller, path, moment):
    answer = caller.get(f"/api/v1/{path}?{urlencode({'opened_from': moment})}")
    assert answer.status_code in (200, 422), answer.content
    if answer.status_code == 422:
        assert "opened_from" in answer.content.decode()


# --- bodies and handovers ---------------------------------------------------------------------------------------------


def staffing_key() -> Caller:
    return Caller(a_key(post=Post.objects.get(code="ORG11:STAFFING"))[1])


def test_a_body_is_read_with_its_posts_its_former_names_and_what_was_changed(caller):
    office, today = Body.objects.get(code=f"S{people.HOME}-C"), timezone.localdate()
    decision = Decision(today, "更名", "新编发〔2026〕3号")
    rename_body(office.pk, "城市治理办公室", decision=decision, revision=0, actor=people.actor("STAFFING_OFFICE"), at=timezone.now())
    found = caller.get(f"/api/v1/institutions/{office.code}").json()
    assert (found["name"], found["former_names"][0]["name"]) == ("城市治理办公室", "城市管理办公室")
    assert found["changes"][0]["fields"][0] == {"field": "name", "label": "名称", "before": "城市管理办公室", "after": "城市治理办公室"}
    assert {post["code"] for post in found["posts"]} >= {f"S{people.HOME}-C:HEAD", f"S{people.HOME}-C:HANDLER"}
    before = caller.get(f"/api/v1/institutions/{office.code}", on=(today - timedelta(days=1)).isoformat()).json()
    assert before["name"] == "城市管理办公室"


def appointed(name: str, leaving: Assignment) -> Person:
    """Somebody on the quota the leaver's post is filled on, and in no post yet."""
    held = QuotaHolding.objects.get(person_id=leaving.person_id, valid_to=None)
    fresh = Person.objects.create(name=name)
    QuotaHolding.objects.create(person=fresh, body=held.body, quota_type=held.quota_type, valid_from=held.valid_from)
    return fresh


def test_a_handover_is_listed_read_and_confirmed_for_a_successor_without_a_post(district):
    leaving, office = people.assignment("OFFICE_HANDLER", street=people.HOME), people.actor("STAFFING_OFFICE")
    leaver = people.in_post(leaving.post_id)  # has an account, which goes with the post
    fresh = appointed("示例新来的", leaving)
    handover = start_handover(leaving.pk, fresh, timezone.localdate() + timedelta(days=7), actor=office, at=timezone.now())
    caller = staffing_key()
    listed = caller.get("/api/v1/institutions/handovers").json()["items"]
    assert [row["id"] for row in listed] == [handover.pk]
    assert caller.get(f"/api/v1/institutions/handovers/{handover.pk}").json()["lines"]
    path = f"/api/v1/institutions/handovers/{handover.pk}/confirm"
    assert caller.post(path, {}).status_code == 409
    pass_on(handover.pk, dict.fromkeys(handover.lines.values_list("pk", flat=True), ""), actor=leaver, at=timezone.now())
    sign(handover.pk, actor=leaver, at=timezone.now())
    done = caller.post(path, {}, **{"Idempotency-Key": "confirm-1"})
    assert (done.status_code, done.json()["status"]) == (200, "DONE")
    assert caller.post(path, {}, **{"Idempotency-Key": "confirm-1"}).json() == done.json()


def test_a_deputy_is_arranged_once_listed_and_ended_by_key(district):
    head, handler = (Assignment.objects.get(post__code=f"S{people.HOME}-C:{post}", valid_to=None) for post in ("HEAD", "HANDLER"))
    today, path, caller = timezone.localdate(), "/api/v1/institutions/deputies", staffing_key()
    asked = {"post": head.post.code, "deputy": handler.person.name, "since": today.isoformat(), "last": str(today + timedelta(days=2)), "reason": "LEAVE"}
    made = caller.post(path, asked, **{"Idempotency-Key": "deputy-1"})
    assert (made.status_code, made.json()["deputy"], made.json()["begun"]) == (201, handler.person.name, True), made.content
    assert caller.post(path, asked, **{"Idempotency-Key": "deputy-1"}).json() == made.json()
    assert [row["id"] for row in caller.get(path, post=head.post.code).json()["items"]] == [made.json()["id"]]
    assert set(fields(caller.post(path, asked))) == {"body.since"}  # somebody stands in already
    assert set(fields(caller.post(path, {**asked, "post": "nobody"}))) == {"body.post"}
    assert set(fields(caller.post(path, {**asked, "reason": "ILL"}))) == {"body.reason"}
    end = f"{path}/{made.json()['id']}/end"
    assert set(fields(caller.post(end, {"on": "2020-01-01"}))) == {"body.on"}
    assert caller.post(end, {"on": today.isoformat()}).status_code == 200
    assert caller.get(path, post=head.post.code).json()["items"] == []
    assert caller.post(end, {"on": today.isoformat()}).status_code == 404


def test_a_key_of_another_unit_sees_and_arranges_no_deputy(district):
    caller, head = Caller(a_key(post=people.assignment("OFFICE_HEAD", street=people.NEXT).post)[1]), f"S{people.HOME}-C:HEAD"
    asked = {"post": head, "deputy": Assignment.objects.get(post__code=f"S{people.HOME}-C:HANDLER", valid_to=None).person.name, "reason": "LEAVE",
             "since": timezone.localdate().isoformat(), "last": timezone.localdate().isoformat()}
    assert caller.post("/api/v1/institutions/deputies", asked).status_code == 403
    assert caller.get("/api/v1/institutions/deputies", post=head).json()["items"] == []


def test_other_keys_see_no_handovers_and_confirm_none(caller):
    leaving = people.assignment("OFFICE_HANDLER", street=people.HOME)
    handover = start_handover(leaving.pk, appointed("示例新来的", leaving), timezone.localdate() + timedelta(days=7),
                              actor=people.actor("STAFFING_OFFICE"), at=timezone.now())
    assert caller.get("/api/v1/institutions/handovers").json()["items"] == []
    assert caller.post(f"/api/v1/institutions/handovers/{handover.pk}/confirm", {}).status_code == 404
