from datetime import UTC, datetime, timedelta

import pytest

from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.search import actions, queries
from shaoxiang.kernel.search.models import SearchText

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def reported(text, at=NOON, **columns):
    matter = open_matter(MatterKind.CASE, title=text, status="REPORTED", at=at, **columns)
    actions.index(matter.pk, at, f"{matter.number} {text}")
    return matter


def found(question, **wanted):
    return [matter.title for matter in queries.newest(question, Matter.objects.all(), **wanted)]


@pytest.mark.parametrize("question", [
    "漏水", "水", "楼", "顶楼漏水", "3号楼", "３号楼", "Ａ座", "a座 漏水", "sj20260302", "0001", "20260302-0001", "0302-0001",
])
def test_a_text_is_found_by_its_pairs_characters_words_and_number(question):
    reported("A座3号楼顶楼漏水💧")
    assert found(question) == ["A座3号楼顶楼漏水💧"]


@pytest.mark.parametrize("question", ["水漏", "楼水", "停水", "b座", "月", "m2026", "\ue000", "", "！？", "💧", "' OR 1=1 --", "井 漏水"])
def test_what_is_not_in_the_text_is_not_found(question):
    reported("A座3号楼顶楼漏水💧")
    assert found(question) == []
    assert not Matter.objects.filter(queries.matching(question)).exists()


def test_both_databases_answer_odd_questions_without_an_error():
    reported("噪声扰民")
    for question in ['"', "'", "\\", ":*", "AND OR NOT", "(", "噪声:*", "噪声'扰民", "\x00噪声", "噪" * 500, "a" * 500, "ᠮᠣᠩᠭᠣᠯ", "مرحبا", "a𞤀b", "楼𫝀", "豈"]:
        queries.newest(question, Matter.objects.all())
        Matter.objects.filter(queries.matching(question)).count()
    assert found("噪声'扰民") == ["噪声扰民"]


def test_newest_first_across_months_page_by_page():
    for day in range(0, 1500, 50):
        reported(f"路灯不亮 {day}", at=NOON - timedelta(days=day))
    pages, before = [], None
    while page := queries.newest("路灯", Matter.objects.all(), limit=7, before=before):
        pages += [matter.title for matter in page]
        before = (page[-1].opened_at, page[-1].pk)
    assert pages == [f"路灯不亮 {day}" for day in range(0, 1500, 50)]


def test_rights_compose_with_the_question():
    reported("垃圾堆放", street_id=1)
    reported("垃圾清运", street_id=2)
    assert [m.title for m in queries.newest("垃圾", Matter.objects.filter(street_id=2))] == ["垃圾清运"]
    assert Matter.objects.filter(queries.matching("垃圾"), street_id=1).count() == 1


def test_a_new_text_replaces_the_old_one():
    matter = reported("垃圾堆放")
    actions.index(matter.pk, NOON, "违章停车")
    assert found("垃圾") == []
    assert found("停车") == ["垃圾堆放"]
    actions.forget([matter.pk])
    assert found("停车") == []


@pytest.mark.parametrize("question", ["13900000000", "139", "0000", "150102199001011234", "1234"])
def test_personal_numbers_cannot_be_looked_up(question):
    matter = open_matter(MatterKind.CASE, title="x", status="REPORTED", at=NOON)
    actions.index(matter.pk, NOON, "漏水，联系13900000000，证件150102199001011234")
    assert found(question) == []
    assert found("漏水") == ["x"]


def test_many_texts_at_once():
    actions.index_all((number, NOON, f"漏水 {number}") for number in range(1, 1201))
    actions.index_all([])
    assert SearchText.objects.count() == 1200
    matter = open_matter(MatterKind.CASE, title="x", status="REPORTED", at=NOON)
    actions.index_all([(matter.pk, NOON, "停电")])
    assert found("停电") == ["x"]


def test_one_statement_per_text(django_assert_num_queries):
    with django_assert_num_queries(1):
        actions.index(1, NOON, "楼上漏水")
