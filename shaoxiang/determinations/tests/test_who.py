"""谁负责这件事 says what the dispatch says: who leads, by which body, and who only assists."""

from __future__ import annotations

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations.queries.holders import holders
from shaoxiang.determinations.queries.who import who_answers
from shaoxiang.determinations.tests.test_actions import home, office
from shaoxiang.duties.models import DutyItem, TypeDuty
from shaoxiang.duties.queries import duty_book, forget_books
from shaoxiang.duties.queries.finding import find
from shaoxiang.duties.queries.related import Item
from shaoxiang.duties.rules import PlaceRef, route
from shaoxiang.duties.vocabulary import DutyRole
from shaoxiang.institutions.models import Assignment, Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.vocabulary import Scope
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def routed(code, unit):
    today = timezone.localdate()
    return route(code, PlaceRef(unit.street_id), today, duty_book(today))


def town():
    return Body.objects.get(kind="TOWN_GOVERNMENT", street__reform_unit=True)


def test_a_department_that_leads_is_named_with_its_station_and_its_person_and_the_office_only_assists():
    said = routed("0511", home())
    answer = who_answers("0511", home(), timezone.localdate()).rows[0]
    lead = answer.leads[0]
    assert (lead.target, lead.mode) == (said.lead, said.mode)
    assert lead.department == "区公安分局"
    assert "派出所" in lead.name
    assert [one.pk for one in lead.people] == list(Assignment.objects.filter(post_id=said.lead.post_id, valid_to=None).values_list("person_id", flat=True))
    assert (answer.office, answer.office_leads) == (office(), False)
    assert said.cooperating[0].office_id == office().pk


def test_the_page_shows_both_and_who_leads_in_the_other_streets():
    page = seated(people.actor("HOTLINE")).get(reverse("determinations:who"), {"q": "0511", "unit": home().code}).content.decode()
    lead = who_answers("0511", home(), timezone.localdate()).rows[0].leads[0]
    for words in ("区公安分局", lead.name, lead.people[0].name, "配合机构", "别的镇街由谁办"):
        assert words in page
    assert "主办</span>" not in page


def test_other_streets_are_told_with_their_own_station():
    answer = who_answers("0511", home(), timezone.localdate()).rows[0]
    streets = [street for _name, held in answer.streets for street in held]
    assert home().street.name not in streets
    assert len(streets) == len(set(streets)) > 3
    assert answer.leads[0].name not in [name for name, _held in answer.streets]
    assert who_answers("D-C01", home(), timezone.localdate()).rows[0].streets == ()


def test_english_readers_read_the_english_names():
    client = seated(people.actor("HOTLINE"))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("determinations:who"), {"q": "0511", "unit": home().code}).content.decode()
    assert Body.objects.get(name="区公安分局").name_en in page
    assert "区公安分局" not in page


@pytest.mark.parametrize("of", [home, town])
def test_every_type_is_answered_as_it_is_routed(of):
    unit, today = of(), timezone.localdate()
    scope = "TOWN" if unit.kind == "TOWN_GOVERNMENT" else "STREET"
    asked = 0
    for code in TypeDuty.objects.filter(unit_scope=scope, valid_to=None).values_list("type__code", flat=True).distinct():
        said, lead = who_answers(code, unit, today).rows, routed(code, unit).lead
        assert said
        for one in said:
            assert [each.target for each in one.leads] == ([] if one.office and lead.office_id == one.office.pk else [lead]), code
        asked += 1
    assert asked > 50


def test_a_cooperative_duty_without_a_type_names_its_department_too():
    typed = TypeDuty.objects.values("item_id")
    item = DutyItem.objects.filter(list_kind="STREET", role=DutyRole.COOPERATIVE.value, valid_to=None).exclude(pk__in=typed).first()
    answer = who_answers(item.code, home(), timezone.localdate()).rows[0]
    assert answer.leads
    assert not answer.office_leads
    assert answer.leads[0].department or answer.leads[0].gap


def test_a_department_that_is_not_there_any_more_is_a_gap_and_not_the_streets_burden():
    Body.objects.filter(name="区公安分局").update(valid_to=timezone.localdate())
    forget_books()
    answer = who_answers("D-P13", home(), timezone.localdate()).rows[0]
    assert (answer.leads[0].gap, answer.office_leads) == (True, False)


def test_the_interface_says_who_leads():
    key = make_key("示例", [Scope.DUTIES_READ], body_id=home().pk, post_id=None, actor=SYSTEM, at=timezone.now())[1]
    ask = partial(Client().get, "/api/v1/determinations/who", headers={"Authorization": f"Bearer {key}"})
    found = ask({"q": "0511", "unit": home().code}).json()["items"][0]
    assert found["office_assists"] is True
    assert (found["leads"][0]["department"], found["leads"][0]["mode"]) == ("区公安分局", routed("0511", home()).mode.value)
    assert ask({"q": "D-C01", "unit": home().code}).json()["items"][0]["office_assists"] is False


def test_beside_an_item_the_posts_say_that_they_only_assist():
    desk, today = people.actor("STREET_DESK", street=people.HOME), timezone.localdate()
    assert all(one.note.endswith("配合") for one in holders(desk, Item("STREET_DUTY", "D-C11", frozenset()), today))
    assert not any(one.note.endswith("配合") for one in holders(desk, Item("STREET_DUTY", "D-C01", frozenset()), today))


@pytest.mark.parametrize("words", ["井盖", "油烟", "低保", "五保", "残疾证", "入党", "违建", "停水", "狗咬人", "打架"])
def test_both_pages_answer_the_same_word_alike(words):
    today, desk = timezone.localdate(), people.actor("STREET_DESK", street=people.HOME)
    answer = who_answers(words, home(), today, size=100)
    found = find(words, today, home().pk)
    assert found
    assert [one.row.item.code for one in answer.rows] == [one.listed.code for one in found if one.listed.row]
    check = seated(desk).get(reverse("admission:check"), {"q": words}).content.decode()
    who = seated(desk).get(reverse("determinations:who"), {"q": words, "unit": home().code}).content.decode()
    for one in found[:10]:
        assert one.listed.code in check
        assert one.listed.code in who
    assert "不等于不在清单上" not in check + who


def test_a_service_is_told_where_no_duty_says_it_and_on_the_interface_too():
    answer = who_answers("残疾证", home(), timezone.localdate())
    assert "S016" in [one.listed.code for one in answer.others]
    key = make_key("示例", [Scope.DUTIES_READ], body_id=home().pk, post_id=None, actor=SYSTEM, at=timezone.now())[1]
    found = Client().get("/api/v1/determinations/who", {"q": "残疾证", "unit": home().code}, headers={"Authorization": f"Bearer {key}"}).json()
    assert {"kind": "SERVICE", "code": "S016", "title": "残疾人证申办受理", "owner": "残疾人服务"} in found["others"]


def test_what_is_not_found_is_not_called_a_gap_and_whoever_may_finds_the_doors():
    street = people.actor("STREET_DESK", street=people.HOME)
    pages = [seated(street).get(address, {"q": "代征车船税", "unit": home().code}).content.decode()
             for address in (reverse("determinations:who"), reverse("admission:check"))]
    for page in pages:
        assert "不等于不在清单上" in page
        assert reverse("duties:items") in page
        assert reverse("admission:refusal_new") in page
        assert "职责空白" not in page
        assert "街道不用接" not in page
    other = seated(people.actor("HOTLINE")).get(reverse("determinations:who"), {"q": "代征车船税"}).content.decode()
    assert reverse("admission:refusal_new") not in other
