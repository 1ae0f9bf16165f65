"""The case map: the same rows as the list, counted by the server; heat without persons; answers that stay small."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.cases import access, actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for, clusters, heat, seen
from shaoxiang.cases.queries.clusters import map_view
from shaoxiang.cases.queries.heat import FEW, Period, classes, days_of, heat_view, step_of, stepped, told
from shaoxiang.cases.queries.lists import listed
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import LINE_TYPE, STREET_TYPE, handler_of, reported
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import SYSTEM, Actor, ActorKind, visible
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.queries import place_book
from tests import people

DISTRICT = (111.4, 40.6, 112.3, 41.2)
BYTES = 30_000

# --- rules -------------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, st.sampled_from(list(Period)), st.integers(-30, 30))
def test_periods_hold_their_day_and_follow_without_gap(day, period, steps):
    first, last = days_of(period, day)
    assert first <= day <= last
    assert days_of(period, last + timedelta(days=1))[0] == last + timedelta(days=1)
    there = stepped(period, day, steps)
    assert stepped(period, there, -steps) == first


def test_a_week_begins_on_monday_and_a_month_on_the_first():
    assert days_of(Period.WEEK, date(2026, 11, 29)) == (date(2026, 11, 23), date(2026, 11, 29))
    assert days_of(Period.MONTH, date(2028, 2, 10)) == (date(2028, 2, 1), date(2028, 2, 29))


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=200))
def test_every_count_falls_into_one_class_and_classes_do_not_overlap(counts):
    steps = classes(counts)
    assert 1 <= len(steps) <= heat.CLASSES
    assert (steps[0][0], steps[-1][1]) == (min(counts), max(counts))
    assert all(low <= high for low, high in steps)
    assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(steps))
    assert all(steps[step_of(n, steps)][0] <= n <= steps[step_of(n, steps)][1] for n in counts)


@given(st.integers(0, 50), st.integers(0, 50))
def test_few_private_cases_are_told_to_staff_only(open_ones, private):
    assert told(open_ones + private, private, staff=True) == open_ones + private
    assert told(open_ones + private, private, staff=False) == (open_ones if private < FEW else open_ones + private)


# --- rows --------------------------------------------------------------------------------------------------------------

rows = lambda test: pytest.mark.usefixtures("district")(pytest.mark.django_db(test))  # noqa: E731


@pytest.fixture
def now():
    return timezone.now()


def bulk(n: int, *, spread: float, private: bool = True, street: str = people.HOME, **columns: object) -> None:
    """Matters and cases as an import writes them, all of today, round a point of a street."""
    lon, lat, grid = people.point_in(street)
    luck, now, place = random.Random(5), timezone.now(), place_book().grid_by_code(grid)
    today = now - timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = Matter.objects.count()
    made = Matter.objects.bulk_create([
        Matter(**{
            "kind": "CASE", "number": f"SJ2019-{begin + turn:07d}", "title": "示例：小区南门口倒了一堆装修垃圾，砖头水泥块都有，好几天了没人清",
            "status": luck.choice(("HANDLING", "DISPATCHED")), "subject_code": luck.choice((STREET_TYPE, LINE_TYPE)),
            "opened_at": now - today * (turn % 600) / 600,
            "lon": lon + (luck.random() - 0.5) * spread, "lat": lat + (luck.random() - 0.5) * spread, "street_id": place.street_id,
            "community_id": place.community_id, "grid_id": place.id, "warn_at": now, "due_at": now + timedelta(days=luck.randint(-1, 3)), **columns,
        }) for turn in range(n)
    ], batch_size=2000)
    Case.objects.bulk_create(
        [Case(matter=row, source="COUNTER", kind="HELP", description="示例", tracking_code="1", private=private) for row in made], batch_size=2000
    )


def counted(actor: Actor, chosen: dict, now, *, box=DISTRICT, zoom: float = 10) -> int:
    view = map_view(actor, chosen, box=box, zoom=zoom, now=now)
    shown = len(view.points) + sum(one.n for one in view.clusters)
    assert shown == view.total
    return shown


def key_of(kind: BodyKind, scopes=(Scope.CASES_READ,), **body) -> dict[str, str]:
    owner = Body.objects.filter(kind=kind, **body).order_by("pk").first()
    _key, token = make_key(f"示例{kind}{len(scopes)}{scopes[0]}", list(scopes), body_id=owner.pk, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


@rows
def test_the_map_counts_what_the_list_shows_for_everyone_and_every_filter(now):
    home = reported(at=now - timedelta(hours=2))
    line = reported(LINE_TYPE, at=now - timedelta(hours=1))
    reported(at=now, street=people.NEXT)
    unclassified = reported("", at=now)
    actions.decline(unclassified.number, actor=people.actor("STREET_DESK", street=people.HOME), at=now, reason="EMPTY", words="示例：没有内容")
    book = place_book()
    actors = [people.actor("DISTRICT_DESK"), people.actor("STREET_DESK", street=people.HOME), people.actor("STREET_DESK", street=people.NEXT),
              people.actor("GRID_WORKER", street=people.HOME), handler_of(home), handler_of(line), people.actor("AUDIT_ADMIN")]
    filters = [{}, {"light": "OPEN"}, {"light": "CLOSED"}, {"light": "OVERDUE"}, {"light": "DUE_SOON"}, {"status": "DECLINED"}, {"type": STREET_TYPE},
               {"street": book.street_by_code(people.NEXT).id}, {"source": "RESIDENT_PAGE"}, {"mine": True}, {"q": "井盖"},
               {"light": "CLOSED", "status": "DISPATCHED"},
               {"unit": home.matter.unit_id}, {"opened_from": timezone.localdate(now)}]
    for actor in actors:
        for chosen in filters:
            expected = listed(actor, chosen, now=now).filter(matter__lon__isnull=False).count()
            assert counted(actor, chosen, now) == expected, (actor.roles, chosen)
    assert counted(actors[0], {}, now) == 4
    assert counted(actors[2], {}, now) == 1
    assert counted(actors[-1], {}, now) == 0


@rows
def test_clusters_of_another_street_are_never_counted(now):
    bulk(150, spread=0.02)
    bulk(170, spread=0.02, street=people.NEXT)
    home, other = people.actor("STREET_DESK", street=people.HOME), people.actor("STREET_DESK", street=people.NEXT)
    for zoom in (8, 11, 14, 16):
        assert counted(home, {}, now, zoom=zoom) == 150
        assert counted(other, {}, now, zoom=zoom) == 170
        assert counted(people.actor("DISTRICT_DESK"), {}, now, zoom=zoom) == 320
    view = map_view(home, {}, box=DISTRICT, zoom=12, now=now)
    late = listed(home, {"light": "OVERDUE"}, now=now).count()
    assert sum(one.late for one in view.clusters) == late > 0


@rows
def test_a_condition_on_cases_asked_of_matters_finds_the_same(now):
    reported(at=now)
    reported(LINE_TYPE, at=now, anonymous=True, reporter={})
    reported(at=now, street=people.NEXT, private=False)
    for condition in (
        Q(), Q(private=False), ~Q(danger=""), Q(matter__status="DISPATCHED") & ~Q(anonymous=True), Q(matter_id__in=[]) | Q(source="RESIDENT_PAGE"),
        *(visible(people.actor(role, street=people.HOME), access.VIEW) for role in ("STREET_DESK", "GRID_WORKER", "COMMUNITY_DESK")),
    ):
        keys = set(Case.objects.filter(condition).values_list("pk", flat=True))
        assert set(Matter.objects.filter(seen.on_matter(condition), kind="CASE").values_list("pk", flat=True)) == keys
        for few in (seen.FEW, seen.FEW_FOR_SEARCH):
            assert set(Case.objects.filter(seen.gathered(condition, few)).values_list("pk", flat=True)) == keys


@rows
def test_rows_gathered_by_key_are_those_of_the_rights_one_by_one(now):
    mine, elsewhere = reported(at=now), reported(at=now, street=people.NEXT)
    worker = people.actor("GRID_WORKER", street=people.HOME)
    Case.objects.filter(pk=elsewhere.pk).update(reported_by=worker.assignment_id)
    sent = reported(at=now, street=people.NEXT)
    DispatchOrder.objects.filter(matter_id=sent.pk).update(post_id=worker.post_id)
    Matter.objects.filter(pk=mine.pk).update(grid_id=worker.grid_ids[0])
    reported(at=now, street=people.NEXT)
    condition = visible(worker, access.VIEW)
    assert "UNION ALL" in str(Case.objects.filter(seen.gathered(condition)).query)
    assert set(Case.objects.filter(seen.gathered(condition)).values_list("pk", flat=True)) == {mine.pk, elsewhere.pk, sent.pk}
    assert set(cases_for(worker).values_list("pk", flat=True)) == {mine.pk, elsewhere.pk, sent.pk}


@rows
@pytest.mark.parametrize(("n", "spread"), [(105, 0.01), (3_000, 0.3), (20_000, 0.3)])
def test_an_answer_stays_small_however_many_cases_there_are(n, spread, now):
    bulk(n, spread=spread)
    client = seated(people.actor("DISTRICT_DESK"))
    lon, lat, _grid = people.point_in(people.HOME)
    for zoom in (9, 12, 15, 18):
        wide = 360 / 2**zoom * 1.8
        box = f"{lon - wide:.6f},{lat - wide / 2:.6f},{lon + wide:.6f},{lat + wide / 2:.6f}"
        for address in ("cases:points", "cases:heat"):
            answer = client.get(reverse(address), {"bbox": box, "zoom": zoom})
            assert answer.status_code == 200
            assert len(answer.content) <= BYTES, (address, zoom, len(answer.content))
            assert answer.json()["features"] or zoom > 15  # a house may have nothing to tell


@rows
def test_a_filter_beyond_the_counts_says_when_it_shows_only_the_newest(now, monkeypatch):
    monkeypatch.setattr(clusters, "LIVE_MOST", 200)
    bulk(250, spread=0.1)
    desk = people.actor("DISTRICT_DESK")
    view = map_view(desk, {"source": "COUNTER"}, box=DISTRICT, zoom=10, now=now)
    assert (view.total, view.capped) == (200, True)
    assert "只数了最新的" in seated(desk).get(reverse("cases:map"), {"source": "COUNTER"}).content.decode()
    assert not map_view(desk, {}, box=DISTRICT, zoom=10, now=now).capped


@rows
def test_of_what_was_sent_to_a_department_the_newest_are_counted_where_a_window_is_wide(now, monkeypatch):
    bulk(40, spread=0.05, unit_id=1)
    keys = list(Matter.objects.filter(kind="CASE").order_by("pk").values_list("pk", flat=True))
    head = people.actor("DEPARTMENT_HEAD")
    DispatchOrder.objects.bulk_create(
        DispatchOrder(matter_id=key, part="LEAD", unit_id=head.unit_id, ordered_at=now, ended_at=now) for key in keys + keys[:5]
    )
    view = map_view(head, {}, box=DISTRICT, zoom=10, now=now)
    assert (view.total, view.capped) == (40, False)
    monkeypatch.setattr(clusters, "LIVE_MOST", 10)
    assert map_view(head, {}, box=DISTRICT, zoom=10, now=now).total == 40  # the window holds few: all of them
    monkeypatch.setattr(clusters, "POINTS_SOUGHT_AMONG", 20)
    view = map_view(head, {}, box=DISTRICT, zoom=10, now=now)
    assert (view.total, view.capped) == (10, True)
    Matter.objects.filter(pk__in=keys[5:]).update(closed_at=now)
    assert map_view(head, {"light": "OPEN"}, box=DISTRICT, zoom=10, now=now).total == 5  # what runs is counted whole


@rows
def test_the_picture_counts_as_the_component_does(now):
    bulk(400, spread=0.05)
    client = seated(people.actor("DISTRICT_DESK"))
    page = client.get(reverse("cases:map"))
    frame = page.context["frame"]
    answer = client.get(reverse("cases:points"), {"bbox": frame.words, "zoom": frame.zoom}).json()
    drawn = sorted(mark["n"] for mark in page.context["marks"])
    assert drawn == sorted(one["properties"]["n"] for one in answer["features"])
    assert answer["total"] == sum(drawn) == 400
    parts = client.get(reverse("cases:map"), {"bbox": frame.words}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in parts
    assert "地图上共 400 件" in parts


# --- heat --------------------------------------------------------------------------------------------------------------


@rows
def test_heat_counts_a_period_by_type_within_ones_rows(now):
    today = timezone.localdate(now)
    reported(at=now - timedelta(days=40))
    reported(at=now)
    reported(LINE_TYPE, at=now)
    reported(at=now, street=people.NEXT)
    desk = people.actor("STREET_DESK", street=people.HOME)
    asked = {"box": DISTRICT, "zoom": 12, "now": now}
    assert heat_view(people.actor("DISTRICT_DESK"), {}, period=Period.DAY, on=today, **asked).total == 3
    assert heat_view(desk, {}, period=Period.DAY, on=today, **asked).total == 2
    assert heat_view(desk, {"type": STREET_TYPE}, period=Period.WEEK, on=today, **asked).total == 1
    assert heat_view(desk, {}, period=Period.MONTH, on=today - timedelta(days=40), **asked).total == 1
    page = seated(desk).get(reverse("cases:map"), {"view": "heat", "period": "day"}).content.decode()
    assert "上报 2 件" in page
    assert "这个范围里的件数" in page
    assert page.count("data-map-go") >= 4


@rows
def test_few_private_cases_stay_out_of_the_interface_and_are_counted_as_withheld(now):
    bulk(2, spread=0.0, private=True, opened_at=now)
    staff = heat_view(people.actor("DISTRICT_DESK"), {}, box=DISTRICT, zoom=12, period=Period.DAY, on=timezone.localdate(now), now=now)
    assert staff.total == 2
    other = Actor(kind=ActorKind.INTERFACE, roles=frozenset({access.INTERFACE_OF_DISTRICT}))
    view = heat_view(other, {}, box=DISTRICT, zoom=12, period=Period.DAY, on=timezone.localdate(now), now=now)
    assert (view.total, view.withheld, view.cells) == (0, 2, [])
    bulk(1, spread=0.0, private=True, opened_at=now)
    assert heat_view(other, {}, box=DISTRICT, zoom=12, period=Period.DAY, on=timezone.localdate(now), now=now).total == 3


@rows
def test_an_answer_of_the_heat_names_no_case(now):
    case = reported(at=now)
    text = seated(people.actor("DISTRICT_DESK")).get(reverse("cases:heat"), {"period": "day"}).content.decode()
    assert json.loads(text)["total"] == 1
    assert case.number not in text
    assert case.matter.title not in text


# --- interface ---------------------------------------------------------------------------------------------------------


@rows
def test_the_interface_gives_clusters_and_heat_over_the_keys_rows(client, now):
    reported(at=now)
    reported(at=now, street=people.NEXT)
    asked = {"bbox": ",".join(map(str, DISTRICT))}
    district = key_of(BodyKind.COMMAND_CENTER)
    street = key_of(BodyKind.STREET_OFFICE, street__code=people.HOME)
    answer = client.get("/api/v1/cases/map/clusters", asked, headers=district)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["total"], len(answer.json()["features"])) == (2, 2)
    assert client.get("/api/v1/cases/map/clusters", asked, headers=street).json()["total"] == 1
    assert client.get("/api/v1/cases/map/clusters", {**asked, "street": people.NEXT, "light": "OPEN"}, headers=district).json()["total"] == 1
    found = client.get("/api/v1/cases/map/heat", {**asked, "period": "day"}, headers=district).json()
    assert found["total"] + found["withheld"] == 2
    assert client.get("/api/v1/cases/map/clusters", {"bbox": "1,2,3"}, headers=district).status_code == 422
    assert client.get("/api/v1/cases/map/clusters", {**asked, "street": "999"}, headers=district).status_code == 422
    assert client.get("/api/v1/cases/map/heat", asked).status_code == 401
    unable = key_of(BodyKind.COMMAND_CENTER, (Scope.PLACES_READ,))
    assert client.get("/api/v1/cases/map/heat", asked, headers=unable).status_code == 403
