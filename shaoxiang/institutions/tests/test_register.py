"""机构登记: an organisation that opens, a table that sorts, and every name a body ever had."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.institutions import actions
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book, register
from shaoxiang.institutions.queries.names import known_as
from shaoxiang.institutions.rules import Decision
from shaoxiang.institutions.tests.conftest import as_, seated

pytestmark = pytest.mark.django_db
LIST = "institutions:register"


@pytest.fixture
def committee(cast):
    return Body.objects.create(code="C7-1", kind="COMMUNITY_COMMITTEE", name="示例社区居委会", parent=cast.street, unit=cast.street, street=cast.place)


@pytest.fixture
def inside(cast, committee):
    """The offices stand in the street, as a district's do."""
    Body.objects.filter(pk__in=[cast.office.pk, cast.other.pk]).update(street=cast.place)
    return cast


def asked(**given):
    return register.asked_of(given, timezone.localdate())


def page(client, **query):
    return client.get(reverse(LIST), query).content.decode()


def test_the_district_comes_first_and_a_street_holds_its_offices(inside):
    district, streets = register.groups(asked())
    assert [(one.key, one.counts) for one in district] == [("kind:DEPARTMENT", (("DEPARTMENT", 1),))]
    (street,) = streets
    assert street.key == "street:S7"
    assert dict(street.counts) == {"STREET_OFFICE": 1, "INTERNAL_OFFICE": 2, "COMMUNITY_COMMITTEE": 1}
    assert [row.code for row in register.in_group(asked(), "street:S7")] == ["S7", "S7-1", "S7-2"], "communities are folded"
    assert [row.code for row in register.in_group(asked(), "communities:S7")] == ["C7-1"]
    assert [row.code for row in register.in_group(asked(), "kind:DEPARTMENT")] == ["D1"]
    assert not register.in_group(asked(), "S7").exists()


def test_every_body_is_in_exactly_one_group(inside):
    district, streets = register.groups(asked())
    keys = [group.key for group in (*district, *streets)] + [group.key.replace("street:", "communities:") for group in streets]
    found = [row.pk for key in keys for row in register.in_group(asked(), key)]
    assert sorted(found) == sorted(Body.objects.values_list("pk", flat=True))
    assert sum(group.total for group in (*district, *streets)) == len(found)


def test_groups_cost_two_reads_however_many_bodies_there_are(inside, django_assert_num_queries):
    with django_assert_num_queries(3):  # the counts, the units, their names of the day
        register.groups(asked())


def test_a_group_opens_with_rows_to_tick_and_the_communities_still_folded(inside, staffing):
    client = seated(staffing)
    whole = page(client)
    assert "成吉思汗街道" in whole
    assert "公共管理办公室" not in whole, "rows come when the group is opened"
    group = client.get(reverse("institutions:register_group"), {"group": "street:S7"}).content.decode()
    assert 'name="chosen"' in group
    assert "公共管理办公室" in group
    assert "示例社区居委会" not in group
    assert "group=communities:S7" in group
    assert "示例社区居委会" in client.get(reverse("institutions:register_group"), {"group": "communities:S7"}).content.decode()
    assert "空的" in client.get(reverse("institutions:register_group"), {"group": "nonsense"}).content.decode()


def test_the_groups_are_for_who_keeps_the_register(inside):
    assert seated(as_(inside, "desk")).get(reverse("institutions:register_group"), {"group": "street:S7"}).status_code == 403


@pytest.mark.parametrize(("sort", "first"), [("code", "C7-1"), ("-code", "S7-2"), ("kind", "D1"), ("-kind", "C7-1"), ("nonsense", "D1")])
def test_the_table_sorts_and_says_how(inside, staffing, sort, first):
    answer = seated(staffing).get(reverse(LIST), {"view": "list", "sort": sort})
    assert answer.context["page"].rows[0].code == first
    text = answer.content.decode()
    assert ('aria-sort="descending"' in text) == sort.startswith("-")
    assert ('aria-sort="ascending"' in text) == (sort in register.SORTS["bodies"])


@pytest.mark.parametrize("of", ["bodies", "posts"])
def test_every_column_sorts_both_ways_through_its_pages(inside, staffing, monkeypatch, of):
    from shaoxiang.institutions.views import register as views

    monkeypatch.setattr(views, "SIZE", 2)
    client, model = seated(staffing), register.bodies if of == "bodies" else register.posts
    for sort in (*register.SORTS[of], *(f"-{name}" for name in register.SORTS[of])):
        seen, cursor = [], ""
        while cursor is not None:
            rows = client.get(reverse(LIST), {"of": of, "view": "list", "sort": sort, "cursor": cursor}).context["page"]
            seen, cursor = seen + [row.code for row in rows.rows], rows.next
        assert seen == list(model(asked()).order_by(*register.order_of(of, sort)).values_list("code", flat=True)), sort


@pytest.mark.parametrize(("words", "code", "told"), [
    ("成吉思汗街道", "S7", "别名 成吉思汗街道"), ("成办", "S7", "别名 成办"), ("综合行政执法局", "S7-1", ""), ("khan street", "S7", ""),
])
def test_aliases_plates_and_english_names_find_it(inside, staffing, words, code, told):
    answer = seated(staffing).get(reverse(LIST), {"q": words})
    assert [row.code for row in answer.context["page"].rows] == [code]
    assert told in answer.content.decode()


def test_a_former_name_finds_it_and_says_so(inside, staffing):
    today = timezone.localdate()
    actions.rename_body(inside.office.pk, "城市管理办公室", decision=Decision(today - timedelta(days=3), "示例", "示例〔2026〕1号"), revision=0, actor=staffing,
                        at=timezone.now())
    assert known_as("公共管理")[inside.office.pk].words == "曾用名 公共管理办公室"
    text = page(seated(staffing), q="公共管理")
    assert "城市管理办公室" in text
    assert "曾用名 公共管理办公室" in text
    assert "曾用名" not in page(seated(staffing), q="城市管理").split("<table")[1]
    assert book().bodies[inside.office.pk].former == ("公共管理办公室",)


def test_the_book_knows_who_is_no_more(cast):
    Body.objects.filter(pk=cast.other.pk).update(valid_to=date(2026, 1, 1))
    from shaoxiang.institutions.queries import forget_book

    forget_book()
    assert book().bodies[cast.other.pk].ended_on == date(2026, 1, 1)
    assert book().bodies[cast.office.pk].ended_on is None
    assert book().bodies[cast.street.pk].aliases == ("成吉思汗街道",)
