"""机构图和改革前后, over the district of the seed."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.chart import district_chart, unit_chart
from shaoxiang.institutions.queries.reform import REFORM_DAY, reduction, reform
from shaoxiang.institutions.tests.conftest import seated
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
DAY = date(2026, 3, 2)
BUREAU, TOWN, HOME = "S150102008", "S150102101", "S150102001"
PLATES = ["便民服务中心", "退役军人服务站", "新时代文明实践所"]


def branches(chart):
    return {branch.code: branch for branch in chart.branches}


def names(branch):
    return [node.body.name for node in branch.nodes]


@pytest.fixture
def staff():
    return seated(people.actor("OFFICE_HANDLER", street=people.HOME))


@pytest.mark.parametrize(("code", "shape"), [(HOME, (5, 1)), (BUREAU, (5, 2)), (TOWN, (6, 3))])
def test_a_unit_has_exactly_the_bodies_of_the_three_determinations(code, shape):
    chart = unit_chart(Body.objects.get(code=code), DAY)
    found = branches(chart)
    assert chart.root.shape[:2] == shape
    assert not chart.root.shape.composed
    assert (len(found["internal_office"].nodes), len(found["affiliated_institution"].nodes)) == shape
    centre = next(node for node in found["affiliated_institution"].nodes if node.body.name == "党群服务中心")
    assert centre.plates == PLATES


def test_the_bureau_stands_in_the_two_units_that_have_one():
    with_bureau = [code for code in (HOME, BUREAU, TOWN)
                   if "综合行政执法局" in names(branches(unit_chart(Body.objects.get(code=code), DAY))["affiliated_institution"])]
    assert with_bureau == [BUREAU, TOWN]


def test_who_is_stationed_hangs_on_a_dashed_line_and_belongs_to_a_department():
    found = branches(unit_chart(Body.objects.get(code=HOME), DAY))
    assert found["stationed"].dashed
    assert all(node.dashed and node.body.parent.kind == "DEPARTMENT" for node in found["stationed"].nodes)
    assert not any(node.dashed for node in found["internal_office"].nodes)


def test_posts_stand_with_who_sat_in_them_that_day():
    found = branches(unit_chart(Body.objects.get(code=HOME), DAY))
    posts = [post for node in found["internal_office"].nodes for post in node.posts]
    assert posts
    assert all(post.seats_then for post in posts)


def test_the_day_before_the_reform_shows_the_bodies_of_then():
    day = date(2020, 3, 23)
    found = branches(unit_chart(Body.objects.get(code=HOME), day))
    assert "综合行政执法局" not in names(found["affiliated_institution"])
    assert "党建办公室" in names(found["internal_office"])


def test_the_district_shows_nine_units_of_the_reform_with_their_shape():
    found = branches(district_chart(DAY))
    assert len(found["units"].nodes) == 9
    assert sorted({node.shape[:2] for node in found["units"].nodes}) == [(5, 1), (5, 2), (6, 3)]
    assert {"organs", "departments"} <= set(found)


def test_the_reform_is_counted_from_rows():
    found = reform(REFORM_DAY)
    assert (len(found.units), found.before, found.after, found.reduction_percent) == (9, 193, 58, 70)
    assert sum(len(one.offices) for one in found.units) == 46
    assert found.units[-1].unit.code == TOWN


def test_nothing_before_is_no_reduction():
    assert reduction(0, 5) == 0
    assert reduction(10, 3) == 70


def test_the_reform_is_public_and_says_what_is_composed():
    page = Client().get(reverse("institutions:reform"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "70%" in text
    assert "示例" in text


@pytest.mark.parametrize("alias", ["成吉思汗街道", "成办"])
def test_an_alias_finds_the_unit(staff, alias):
    page = staff.get(reverse("institutions:chart"), {"q": alias})
    assert page.headers["Location"] == reverse("institutions:unit_chart", args=[BUREAU])
    text = staff.get(page.headers["Location"]).content.decode()
    assert alias in text
    assert "涉农" in text


def test_an_office_leads_to_the_picture_of_its_unit_on_the_same_day(staff):
    page = staff.get(reverse("institutions:unit_chart", args=[f"{HOME}-P"]), {"on": "2024-05-06"})
    assert page.headers["Location"] == reverse("institutions:unit_chart", args=[HOME]) + "?on=2024-05-06"


def test_a_day_that_cannot_be_read_is_today_and_says_so(staff):
    assert "日期读不懂" in staff.get(reverse("institutions:chart"), {"on": "yesterday"}).content.decode()


def test_the_picture_costs_the_same_however_many_people(staff, django_assert_max_num_queries):
    staff.get(reverse("institutions:unit_chart", args=[HOME]))
    with django_assert_max_num_queries(16):
        staff.get(reverse("institutions:unit_chart", args=[TOWN]))


def test_before_the_reform_stations_count_as_institutions_and_the_count_says_that_it_is_composed(staff):
    chart = unit_chart(Body.objects.get(code=TOWN, valid_to=None), date(2020, 3, 23))
    assert (*chart.root.shape[:2], chart.root.shape.composed) == (16, 9, True)
    assert {node.body.name for branch in chart.branches if branch.code == "affiliated_institution" for node in branch.nodes} >= {"农业服务站", "财政所"}
    page = staff.get(reverse("institutions:chart"), {"on": "2020-03-23"}).content.decode()
    assert "16 个党政机构 + 9 个事业单位" in page


def test_a_unit_with_very_many_offices_is_drawn_with_names_and_its_page_goes_on_by_kind(staff):
    home = Body.objects.get(code=HOME)
    before = names(branches(unit_chart(home, date.today()))["internal_office"])
    Body.objects.bulk_create(
        Body(code=f"Z{turn:03}", kind="INTERNAL_OFFICE", name=f"示例科室{turn:03}", parent=home, unit=home, street_id=home.street_id, sample=True)
        for turn in range(60))
    drawn = branches(unit_chart(home, date.today()))
    assert (drawn["internal_office"].plain, drawn["affiliated_institution"].plain, len(drawn["internal_office"].nodes)) == (True, False, len(before) + 60)
    assert reverse("institutions:body", args=["Z059"]) in staff.get(reverse("institutions:unit_chart", args=[HOME])).content.decode()
    address, seen = reverse("institutions:body", args=[HOME]), []
    assert f"全部 {len(before) + 60} 个" in staff.get(address).content.decode()
    page = staff.get(address, {"kind": "INTERNAL_OFFICE"}).context
    seen += [row.name for _kind, _total, rows in page["inside"] for row in rows]
    page = staff.get(address, {"kind": "INTERNAL_OFFICE", "cursor": page["children"].next}).context
    seen += [row.name for _kind, _total, rows in page["inside"] for row in rows]
    assert len(seen) == len(set(seen)) == len(before) + 60
    assert page["children"].next is None
