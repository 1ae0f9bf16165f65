"""An item of a list may be for some streets: elsewhere what answered goes on answering, and nobody is sent what was given to others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shaoxiang.duties.actions import change_item
from shaoxiang.duties.actions.publishing import Barred
from shaoxiang.duties.checks import findings
from shaoxiang.duties.models import DutyItem, EventType, TypeDuty
from shaoxiang.duties.queries import compile_book, ground_text, standing
from shaoxiang.duties.queries.impact import impact_of
from shaoxiang.duties.queries.sealing import is_untouched, signature_document
from shaoxiang.duties.queries.standing import Admitted
from shaoxiang.duties.queries.streets import for_street
from shaoxiang.duties.rules import ChangeRefused, PlaceRef, route
from shaoxiang.duties.rules.standing import grown, same_duty
from shaoxiang.duties.tests import books
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.duties.tests.test_versions import EDITOR, LONG_AGO, NEW, NOON, TODAY, change, drafted, first, street  # noqa: F401
from shaoxiang.duties.vocabulary import NewWork
from shaoxiang.institutions.models import Body
from shaoxiang.places.models import StreetUnit
from tests import guards

COOPERATES, LEADS, TAKEN = {"role": "COOPERATIVE"}, {"role": "PRIMARY"}, {"role": "WITHDRAWN"}


@pytest.mark.parametrize(("before", "after", "more"), [
    ({**LEADS, "streets": ["甲"]}, {**LEADS, "streets": ["甲", "乙"]}, NewWork.STREETS),
    ({**LEADS, "streets": ["甲"]}, {**LEADS, "streets": []}, NewWork.STREETS),
    ({**LEADS, "streets": ["甲"]}, {**LEADS, "streets": ["乙"]}, NewWork.STREETS), ({**LEADS, "streets": ["甲", "乙"]}, {**LEADS, "streets": ["乙"]}, None),
    ({**LEADS, "streets": []}, {**LEADS, "streets": ["甲"]}, None), (LEADS, LEADS, None), ({**LEADS, "streets": ["甲"]}, {**TAKEN, "streets": []}, None),
    ({**COOPERATES, "streets": ["甲"]}, {**LEADS, "streets": ["甲"]}, NewWork.MORE), (None, {**LEADS, "streets": ["甲"]}, NewWork.ITEM),
])
def test_an_item_that_comes_to_more_streets_gives_them_more(before, after, more):
    assert grown(before, after) is more


def test_half_of_an_item_is_not_the_same_duty_in_other_streets():
    source = {**LEADS, "title": "摊点疏导", "basis": "", "streets": ["甲"]}
    assert same_duty(source, source)
    assert not same_duty(source, {**source, "streets": []})


# --- routing ----------------------------------------------------------------------------------------------------------

ONLY = replace(books.duty("D-Z01", "平安建设办公室", "PRIMARY"), streets=frozenset({books.EAST}), only_in="街道1")


def test_what_is_for_one_street_answers_there_before_what_is_for_all():
    book = replace(books.BOOK, own={("0102", books.EAST): ONLY})
    here, there = (route("0102", place(key), books.DAY, book) for key in (books.EAST, books.KHAAN))
    assert [step.params["code"] for step in here.ground if step.code == "ITEM"] == ["D-Z01"]
    assert [step.params["code"] for step in there.ground if step.code == "ITEM"] == ["D-C01"]
    assert "这一项只给了街道1。" in ground_text(here.ground)


def test_where_it_is_for_others_only_it_is_a_gap_and_the_reason_says_so():
    book = replace(books.BOOK, own={("0999", books.EAST): ONLY})
    found = route("0999", place(books.KHAAN), books.DAY, book)
    assert (found.gap, found.lead) == (True, book.district_desk)
    assert "清单第 D-Z01 项（职责D-Z01）只给了街道1，街道2不承担。" in ground_text(found.ground)
    assert not route("0999", place(books.EAST), books.DAY, book).gap


def place(key):
    return PlaceRef(key, "SUBDISTRICT", None, None)


# --- drafts and versions ----------------------------------------------------------------------------------------------

db = pytest.mark.django_db


@pytest.fixture
def another(street):  # noqa: F811
    """A second street whose unit has the same offices."""
    found = StreetUnit.objects.create(district=street.district, code="150102002", name="示例二街道", kind="SUBDISTRICT", valid_from=LONG_AGO)
    unit = Body.objects.create(code="S2", kind="STREET_OFFICE", name="示例二街道办事处", street=found, valid_from=LONG_AGO)
    for number, name in enumerate(("城市管理办公室", "平安建设办公室")):
        Body.objects.create(code=f"S2-{number}", kind="INTERNAL_OFFICE", name=name, parent=unit, unit=unit, valid_from=LONG_AGO)
    return found


def added(draft, streets, basis="示例裁〔2026〕3号", code="D-C97", **more):
    draft.refresh_from_db()
    return change_item(draft.pk, code, act="ADD", values={**NEW, "title": "共享单车停放劝导", "streets": streets}, reason="", revision=draft.revision,
                       actor=EDITOR, at=NOON, basis=basis, **more)


@db
def test_a_published_item_answers_in_its_street_alone(first, another, street):  # noqa: F811
    draft = drafted()
    added(draft, [another.name], answers=("0111",))
    seen = impact_of(draft, TODAY)
    assert {name for one in seen.answers for name in one.streets} == {another.name}
    publish(draft.pk, actor=EDITOR, at=NOON)
    book = compile_book(TODAY)
    assert (book.duties["0111", "STREET"].code, book.own["0111", another.pk].code) == ("D-C16", "D-C97")
    assert book.item_of("0111", book.streets[street.pk]).code == "D-C16"
    rows = DutyItem.objects.filter(code="D-C97")
    assert [for_street(rows, key, TODAY).exists() for key in (another.pk, street.pk, None)] == [True, False, True]


@db
def test_the_streets_are_signed_with_the_list(first, another):  # noqa: F811
    draft = drafted()
    added(draft, [another.name])
    made = publish(draft.pk, actor=EDITOR, at=NOON)
    assert is_untouched(made)
    assert signature_document(made)["signed"]["items"]["D-C97"]["streets"] == [another.name]


@db
def test_every_street_named_is_none_named(first, another, street):  # noqa: F811
    draft = drafted()
    assert added(draft, [another.name, street.name]).values["streets"] == []


@db
def test_a_street_nobody_knows_is_refused_with_those_there_are(first, another):  # noqa: F811
    draft = drafted()
    with pytest.raises(ChangeRefused) as refused:
        added(draft, ["没有的街道"])
    assert (refused.value.field, refused.value.facts["names"]) == ("streets", "没有的街道")
    assert another.name in refused.value.facts["allowed"]


@db
def test_the_office_is_asked_for_in_its_streets_alone(first, another, street):  # noqa: F811
    Body.objects.filter(code="S2-1").update(name="只有二街道有的办公室")
    draft = drafted()
    draft.refresh_from_db()
    give = {"act": "ADD", "reason": "", "actor": EDITOR, "at": NOON, "basis": "示例裁〔2026〕3号"}
    values = {**NEW, "title": "共享单车停放劝导", "office_name": "只有二街道有的办公室"}
    with pytest.raises(ChangeRefused):
        change_item(draft.pk, "D-C97", values=values, revision=draft.revision, **give)
    assert change_item(draft.pk, "D-C97", values={**values, "streets": [another.name]}, revision=draft.revision, **give) is not None
    assert not standing.without_office(draft, TODAY)


@db
def test_an_admission_is_asked_for_the_streets_that_are_new(first, another, street):  # noqa: F811
    """Wider: only the streets that do not carry it yet; a new item: every street it is for."""
    asked = []

    def find(number, work):
        asked.append(work)
        return Admitted(number)

    standing.register_admissions("test", r"XX[0-9]+", find)
    try:
        draft = drafted()
        added(draft, [another.name], basis="XX1")
        publish(draft.pk, actor=EDITOR, at=NOON)
        assert {(one.streets, one.held) for one in asked} == {(frozenset({another.name}), frozenset())}
        asked.clear()
        wider = drafted(TODAY + timedelta(days=1))
        wider.refresh_from_db()
        change_item(wider.pk, "D-C97", act="AMEND", values={"streets": []}, reason="", revision=wider.revision, actor=EDITOR, at=NOON, basis="")
        with pytest.raises(Barred) as refused:
            publish(wider.pk, actor=EDITOR, at=NOON)
        assert refused.value.codes == ["D-C97"]
        wider.refresh_from_db()
        change_item(wider.pk, "D-C97", act="AMEND", values={"streets": []}, reason="", revision=wider.revision, actor=EDITOR, at=NOON, basis="XX2")
        publish(wider.pk, actor=EDITOR, at=NOON)
        assert {(one.streets, one.held) for one in asked} == {(None, frozenset({another.name}))}
    finally:
        standing._registers.pop("test")


@db
def test_the_database_takes_one_item_a_day_in_a_street(first, another):  # noqa: F811
    kind, item = EventType.objects.get(code="0111"), DutyItem.objects.get(code="D-C17")
    TypeDuty.objects.create(type=kind, item=item, unit_scope="STREET", street=another, valid_from=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        TypeDuty.objects.create(type=kind, item=item, unit_scope="STREET", street=another, valid_from=TODAY + timedelta(days=3))


@db
def test_doctor_names_items_of_streets_that_are_no_more_and_lists_changed_behind_our_back(first, another):  # noqa: F811
    draft = drafted()
    added(draft, [another.name])
    publish(draft.pk, actor=EDITOR, at=NOON)
    told = {code for code, _sentence, _facts in findings(TODAY)}
    assert not {"DUTY_OF_NO_STREET", "LIST_NOT_AS_PUBLISHED"} & told
    StreetUnit.objects.filter(pk=another.pk).update(valid_to=TODAY + timedelta(days=1))
    guards.aside()
    DutyItem.objects.create(code="D-999", office_name="平安建设办公室", title="偷加的", role="PRIMARY", valid_from=TODAY + timedelta(days=1))
    found = {code: facts for code, _sentence, facts in findings(TODAY + timedelta(days=1))}
    assert (found["DUTY_OF_NO_STREET"]["item"], found["LIST_NOT_AS_PUBLISHED"]["codes"]) == ("D-C97", "D-999")
