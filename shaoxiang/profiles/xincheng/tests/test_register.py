"""机构登记 on the whole district: what every room says it keeps, tables out and in again, old names on the lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.determinations.queries import naming
from shaoxiang.duties.queries.book import compile_book
from shaoxiang.institutions import actions
from shaoxiang.institutions.actions import HeldRefused
from shaoxiang.institutions.actions.importing import import_rows
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries import sheets
from shaoxiang.institutions.queries.holdings import held_by_bodies, held_by_posts, sources
from shaoxiang.institutions.rules import Decision
from shaoxiang.kernel.exchange.reading import Row
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ROOMS = {
    "desk", "people", "children", "keys", "handovers", "duties", "carriers", "catalogue", "determinations", "post_duties", "quotas", "on_quota", "lent",
    "force_members", "allocations", "shifts", "cases", "orders", "grid_people", "grid_branches", "grid_tasks", "whistles", "coordination", "meetings",
    "coordination_tasks", "opinions",
}


def held(code):
    body = Body.objects.get(code=code)
    return {one.source.code: one for one in held_by_bodies([body.pk], timezone.localdate(), people.actor("STAFFING_OFFICE"))}


def test_every_room_that_keeps_something_by_body_says_so_and_how_to_hand_it_over():
    assert {source.code for source in sources()} >= ROOMS
    assert all(source.cure.startswith("请") for source in sources())


def test_every_source_answers_for_every_kind_of_body_and_for_posts():
    today = timezone.localdate()
    bodies = {body.kind: body.pk for body in Body.objects.all()}
    assert all(one.total >= len(one.lines) > 0 for one in held_by_bodies(bodies.values(), today))
    assert held_by_posts(Post.objects.values_list("pk", flat=True), today)


@pytest.mark.parametrize(("code", "what"), [
    (f"S{people.HOME}-C", {"duties", "people", "determinations"}), (f"S{people.HOME}", {"children", "quotas", "on_quota", "determinations"}),
    ("DEP06-T1", {"carriers", "force_members", "people"}), ("PQ01-DEP05", {"carriers", "force_members"}), ("DEP05", {"carriers", "allocations", "children"}),
])
def test_it_knows_what_hangs_on_a_body(code, what):
    assert set(held(code)) >= what


def test_an_office_with_duties_is_not_closed_and_the_list_names_them():
    body = Body.objects.get(code=f"S{people.HOME}-C")
    with pytest.raises(HeldRefused) as refused:
        actions.close_body(body.pk, decision=Decision(timezone.localdate() + timedelta(days=1), "撤并", "新编发〔2026〕3号"), revision=body.revision,
                           actor=people.actor("STAFFING_OFFICE"), at=timezone.now())
    duties = next(one for one in refused.value.holdings if one.source.code == "duties")
    assert duties.total > 5
    assert "新一版清单" in duties.source.cure


def test_a_list_that_says_the_old_name_still_leads_to_the_renamed_office():
    body, today = Body.objects.get(code=f"S{people.HOME}-C"), timezone.localdate()
    before = len(naming.office_duties(body, body.unit, today).rows)
    actions.rename_body(body.pk, "城市治理办公室", decision=Decision(today, "更名", "新编发〔2026〕3号"), revision=body.revision,
                        actor=people.actor("STAFFING_OFFICE"), at=timezone.now())
    body.refresh_from_db()
    book = compile_book(today)
    offices = next(street.offices for street in book.streets.values() if street.unit_id == body.unit_id)
    assert offices["城市治理办公室"] == offices["城市管理办公室"] == body.pk
    assert len(naming.office_duties(body, body.unit, today).rows) == before > 0


@pytest.mark.parametrize("kind", ["bodies", "posts"])
def test_the_whole_district_goes_out_and_comes_in_again_without_a_difference(kind):
    today = timezone.localdate()
    shown = {heading.field: heading.shown for heading in sheets.headings(kind)}
    rows = [Row(line, {cell.field: str(cell.value(row)) for cell in sheets.CELLS[kind]}, shown)
            for line, row in enumerate(sheets.rows(kind, sheets.Asked(today)), start=2)]
    found = import_rows(kind, rows[:150], decision=Decision(today, "核对", "新编发〔2026〕3号"), actor=people.actor("STAFFING_OFFICE"), at=timezone.now())
    assert found.lines == 150
    assert (list(found.made), list(found.errors)) == ([], [])
