"""人在哪里干活: stationed and lent people count where they work; both views add up; every number opens its people."""

from __future__ import annotations

import pytest
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.forces.models import Member
from shaoxiang.institutions.models import Assignment, Person
from shaoxiang.institutions.queries.chart import unit_chart
from shaoxiang.staffing import queries
from shaoxiang.staffing.models import QuotaHolding, Secondment
from shaoxiang.staffing.queries.working import Place, people_of, works_in
from shaoxiang.staffing.tests.conftest import DAY, department, office, street
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def today():
    return timezone.localdate()


def test_whoever_the_chart_shows_as_stationed_here_works_here_in_the_ledger():
    chart, works = unit_chart(street(), today()), works_in(today())
    nodes = next(branch for branch in chart.branches if branch.code == "stationed").nodes
    bodies = [node.body.pk for node in nodes]
    shown = set(Assignment.objects.filter(valid_to=None, post__body_id__in=bodies).values_list("person_id", flat=True))
    assert shown
    assert [person for person in shown if street().pk not in works[person]] == []


def test_both_views_add_up_and_what_goes_out_is_found_again():
    rows = queries.table(office(), today())
    sums = queries.place_sums(rows)
    headcount = sum(cell.standing.headcount for row in rows for cell in row.cells)
    assert (sums.held, sums.outside) == (headcount, 0)
    assert sums.here > 100


def test_the_transferred_count_on_the_quota_and_at_work_in_their_street():
    """全部下沉: the 41 of the plan are people of the two streets' ledgers."""
    transferred = Member.objects.filter(body__code__endswith="-ZF", quota__isnull=False, valid_to=None).values_list("person_id", "body__unit_id")
    works = works_in(today())
    assert len(transferred) == 41
    assert [person for person, unit in transferred if works[person] != [unit]] == []
    assert QuotaHolding.objects.filter(person_id__in=[person for person, _unit in transferred], valid_to=None).count() == 41


def test_every_number_opens_as_many_people():
    for row in queries.table(office(), today())[:12]:
        counted = (row.places.own_here, row.places.own_elsewhere, row.places.others_here)
        assert tuple(len(people_of(row.body, one, today())) for one in Place) == counted, row.body.code


def test_whoever_is_lent_works_where_he_is_lent_to():
    person = QuotaHolding.objects.filter(body=department(), person__assignments__post__body=department()).first().person_id
    Secondment.objects.create(person_id=person, from_body=department(), to_body=street(), valid_from=today(), valid_to=today() + DAY, reason="示例")
    assert works_in(today())[person] == [street().pk]
    assert street().pk not in works_in(today() + DAY)[person]


def test_the_unit_page_shows_post_and_office_and_who_has_none():
    lost = Person.objects.create(name="示例无岗某")
    QuotaHolding.objects.create(person=lost, body=street(), quota_type="ADMINISTRATIVE")
    page = seated(office()).get(f"/staffing/unit/{street().code}/").content.decode()
    assert "占着编制，没有岗位" in page.partition("示例无岗某")[2][:400]
    seat = Assignment.objects.filter(post__body__unit=street(), valid_to=None, person__quota_holdings__body=street()).first()
    assert seat.post.shown_title in page
    assert page.count("没有岗位") == 1


def test_the_numbers_are_links_and_the_lists_are_for_whoever_may_see_the_unit():
    client = seated(office())
    index = client.get("/staffing/?view=work").content.decode()
    address = f"/staffing/unit/{street().code}/here/"
    assert address in index
    assert "占编共" in index
    assert client.get(address).status_code == 200
    assert client.get(f"/staffing/unit/{street().code}/nobody/").status_code == 404
    leader = seated(people.actor("STREET_LEADER", street=people.NEXT))
    assert leader.get(address).status_code == 404
    assert "占编共" not in leader.get("/staffing/?view=work").content.decode()
