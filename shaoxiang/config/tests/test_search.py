"""搜索: one box for the whole house. What is listed, published or issued is found by number, title, document number and the words people use."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.queries.search import answers
from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import draft_version
from shaoxiang.duties.models import EmpoweredMatter, InstitutionDocument, ListVersion, ServiceItem
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def office():
    return people.actor("STAFFING_OFFICE")


def listed(words, actor):
    return {hit.key for hit in answers(words, actor).duties}


def test_powers_and_services_are_found_by_number_and_by_name(office):
    power, service = EmpoweredMatter.objects.order_by("code").last(), ServiceItem.objects.order_by("code").first()
    for row in (power, service):
        assert row.code in listed(row.code, office)
        assert row.code in listed(row.name, office)
    page = seated(office).get(reverse("search"), {"q": power.code}).content.decode()
    assert reverse("duties:item", args=["POWER", power.code]) in page
    assert "换个短一点的词" not in page


@pytest.mark.parametrize("words", ["违建", "低保"])
def test_what_people_say_finds_what_the_lists_call_otherwise(office, words):
    assert listed(words, office)


def test_the_words_of_a_type_find_the_type(office):
    assert "0101" in listed("违建", office)


@pytest.mark.parametrize("number", ["示例编发〔2020〕1号", "示例编发[2020]1号", "示例编发（2020）1号", "示例编发〔２０２０〕１号"])
def test_a_document_number_finds_the_versions_decided_by_it(office, number):
    addresses = {paper.address for paper in answers(number, office).papers}
    assert addresses >= {reverse("duties:version", args=[row.pk]) for row in ListVersion.objects.filter(document="示例编发〔2020〕1号")[:1]}
    assert "文件和版本" in seated(office).get(reverse("search"), {"q": number}).content.decode()


def test_a_written_rule_is_found_by_its_title_and_its_number(office):
    rule = InstitutionDocument.objects.get(code="DUTY_ADMISSION")
    text = rule.texts.filter(number__isnull=False).first()
    for words in (rule.title[:6], text.document_number):
        assert reverse("duties:document", args=[rule.code]) in {paper.address for paper in answers(words, office).papers}


def test_a_draft_is_found_by_who_may_read_it_and_by_nobody_else(office):
    draft = draft_version("STREET_DUTY", title="还没有公布的示例草案", actor=office, at=timezone.now())
    address = reverse("duties:version", args=[draft.pk])
    assert address in {paper.address for paper in answers("还没有公布的示例草案", office).papers}
    assert not answers("还没有公布的示例草案", people.actor("GRID_WORKER", street=people.HOME)).papers
