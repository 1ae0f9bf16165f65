import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.duties.actions import StaleDraft, change_item, describe, draft_version, drop_change, rebase, withdraw_draft
from shaoxiang.duties.actions.publishing import Conflicts, LeavesGaps, seal
from shaoxiang.duties.checks import checks
from shaoxiang.duties.models import Carrier, DutyItem, EventType, ListVersion, TypeDuty
from shaoxiang.duties.queries import compile_book, ground_text, replay, sealing
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.impact import impact_of
from shaoxiang.duties.rules import ChangeRefused, PlaceRef, route
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import District, StreetUnit
from tests import guards

pytestmark = pytest.mark.django_db
LONG_AGO, REFORM, TODAY, NOON = date(2010, 1, 1), date(2020, 3, 24), date(2026, 3, 24), datetime(2026, 3, 24, 4, tzinfo=UTC)
EDITOR = Actor(ActorKind.PERSON, assignment_id=1, roles=frozenset({"STAFFING_OFFICE"}))
JUSTICE = Actor(ActorKind.PERSON, assignment_id=2, roles=frozenset({"JUSTICE_BUREAU"}))
STRANGER = Actor(ActorKind.PERSON, assignment_id=3, roles=frozenset({"STREET_DESK"}))


@pytest.fixture
def street():
    district = District.objects.create(code="150102", name="示例区", valid_from=LONG_AGO)
    unit = StreetUnit.objects.create(district=district, code="150102001", name="示例街道", kind="SUBDISTRICT", valid_from=LONG_AGO)
    body = Body.objects.create(code="S1", kind="STREET_OFFICE", name="示例街道办事处", street=unit, valid_from=LONG_AGO)
    for number, name in enumerate(("城市管理办公室", "平安建设办公室")):
        Body.objects.create(code=f"S1-{number}", kind="INTERNAL_OFFICE", name=name, parent=body, unit=body, valid_from=LONG_AGO)
    return unit


@pytest.fixture
def first(street):
    """Version 1: two items, one type answered by D-C16, which a bureau carries."""
    kind = EventType.objects.create(code="0111", class_code="01", class_name="市容环境", name="道路破损", valid_from=LONG_AGO)
    item = DutyItem.objects.create(code="D-C16", office_name="城市管理办公室", title="设施巡查", role="PRIMARY", basis="某条例 1", order=3, valid_from=REFORM)
    DutyItem.objects.create(code="D-C17", office_name="平安建设办公室", title="摊点疏导", role="PRIMARY", valid_from=REFORM)
    TypeDuty.objects.create(type=kind, item=item, valid_from=REFORM)
    bureau = Body.objects.get(name="平安建设办公室")
    Carrier.objects.create(body=bureau, mode="FULL_TRANSFER", item=DutyItem.objects.get(code="D-C17"), street=street, valid_from=REFORM)
    version = ListVersion(kind="STREET_DUTY", number=1, form="FORM_2019", status="PUBLISHED", title="第一版", effective_from=REFORM)
    seal(version, NOON - timedelta(days=2000))
    return version


def drafted(day=TODAY, kind="STREET_DUTY", actor=EDITOR):
    version = draft_version(kind, title="新版", actor=actor, at=NOON)
    return describe(version.pk, title="新版", effective_from=day, decided_by="区编委", document="编发〔2026〕1号", decided_on=TODAY, revision=0,
                    actor=actor, at=NOON)


def change(version, code="D-C16", act="AMEND", **values):
    answers = values.pop("answers", None)
    version.refresh_from_db()
    return change_item(version.pk, code, act=act, values=values, reason="因为", revision=version.revision, actor=EDITOR, at=NOON, answers=answers,
                       basis="示例编发〔2026〕7号" if act == "ADD" or "title" in values else "")


NEW = {"office_name": "平安建设办公室", "title": "新职责", "role": "PRIMARY"}


def test_a_published_version_holds_from_its_day_and_the_old_one_before(first, street):
    draft = drafted(TODAY + timedelta(days=10))
    change(draft, office_name="平安建设办公室")
    change(draft, "D-C18", "ADD", **NEW)
    change(draft, "D-C17", "REMOVE")
    published = publish(draft.pk, actor=EDITOR, at=NOON)
    assert (published.number, published.status, published.base) == (2, "PUBLISHED", first)
    assert set(queries.items_of(published)) == {"D-C16", "D-C18"}
    assert set(queries.items_of(first)) == {"D-C16", "D-C17"}
    before, after = compile_book(TODAY).duties["0111", "STREET"], compile_book(TODAY + timedelta(days=10)).duties["0111", "STREET"]
    assert (before.office_name, before.version) == ("城市管理办公室", 1)
    assert (after.office_name, after.version) == ("平安建设办公室", 2)
    assert DutyItem.objects.filter(code="D-C16", order=3, basis="某条例 1").count() == 2
    entry = Entry.objects.get(kind="duties.version_published")
    assert entry.facts["sha256"] == published.digest
    assert entry.facts["number"] == 2


def test_a_case_under_version_one_explains_itself_under_one_after_two_is_out(first, street):
    place = PlaceRef(street.pk, "SUBDISTRICT")
    told = ground_text(route("0111", place, TODAY - timedelta(days=1), compile_book(TODAY - timedelta(days=1))).ground)
    draft = drafted()
    change(draft, title="设施巡查和报修")
    publish(draft.pk, actor=EDITOR, at=NOON)
    assert any("第1版" in sentence for sentence in told)
    assert any("第2版" in sentence and "报修" in sentence for sentence in ground_text(replay("0111", place, TODAY).ground))
    assert ground_text(replay("0111", place, TODAY - timedelta(days=1)).ground) == told


def test_a_carrier_and_the_types_go_on_with_an_amended_item_and_end_with_a_removed_one(first):
    draft = drafted()
    change(draft, "D-C17", title="摊点疏导二")
    change(draft, title="设施巡查二")
    publish(draft.pk, actor=EDITOR, at=NOON)
    new = Carrier.objects.get(valid_to=None)
    assert (new.item.title, new.valid_from, new.mode) == ("摊点疏导二", TODAY, "FULL_TRANSFER")
    assert TypeDuty.objects.get(valid_to=None).item.title == "设施巡查二"
    again = drafted(TODAY + timedelta(days=1))
    change(again, "D-C17", "REMOVE")
    publish(again.pk, actor=EDITOR, at=NOON)
    assert not Carrier.objects.filter(valid_to=None).exists()


def test_types_may_be_given_to_another_item(first):
    draft = drafted()
    change(draft, "D-C17", answers=("0111",))
    told = impact_of(draft, TODAY)
    assert [(answer.type.code, answer.before, answer.after) for answer in told.answers] == [("0111", "城市管理办公室", "平安建设办公室")]
    publish(draft.pk, actor=EDITOR, at=NOON)
    assert compile_book(TODAY).duties["0111", "STREET"].code == "D-C17"
    assert TypeDuty.objects.filter(valid_to=None).count() == 1


def test_a_version_that_leaves_a_type_without_ground_says_so_or_is_refused(first):
    draft = drafted()
    change(draft, act="REMOVE")
    with pytest.raises(LeavesGaps) as refused:
        publish(draft.pk, actor=EDITOR, at=NOON)
    assert refused.value.types == ("0111",)
    assert DutyItem.objects.filter(valid_to=None).count() == 2
    publish(draft.pk, actor=EDITOR, at=NOON, accept_gaps=True)
    assert Entry.objects.get(kind="duties.version_published").facts["gaps"] == ["0111"]


def test_two_drafts_of_the_same_item_meet_and_the_second_is_brought_onto_the_first(first):
    one, two = drafted(), drafted(TODAY + timedelta(days=1))
    change(one, title="甲")
    change(two, title="乙")
    publish(one.pk, actor=EDITOR, at=NOON)
    with pytest.raises(Conflicts) as refused:
        publish(two.pk, actor=EDITOR, at=NOON)
    assert refused.value.codes == ["D-C16"]
    rebase(two.pk, actor=EDITOR, at=NOON)
    assert publish(two.pk, actor=EDITOR, at=NOON).number == 3
    assert queries.items_on("STREET_DUTY", TODAY)["D-C16"]["title"] == "甲"
    assert queries.items_on("STREET_DUTY", TODAY + timedelta(days=1))["D-C16"]["title"] == "乙"


def test_drafts_of_different_items_pass_each_other(first):
    one, two = drafted(), drafted(TODAY + timedelta(days=1))
    change(one, title="甲")
    change(two, "D-C17", title="乙")
    publish(one.pk, actor=EDITOR, at=NOON)
    publish(two.pk, actor=EDITOR, at=NOON)
    assert {code: values["title"] for code, values in queries.base_items("STREET_DUTY").items()} == {"D-C16": "甲", "D-C17": "乙"}


def test_the_second_of_two_editors_sees_what_the_first_changed(first):
    draft = drafted()
    draft.refresh_from_db()
    seen = draft.revision
    change(draft, title="甲")
    with pytest.raises(StaleDraft) as refused:
        change_item(draft.pk, "D-C17", act="AMEND", values={"title": "乙"}, reason="", revision=seen, actor=EDITOR, at=NOON)
    assert (refused.value.changed, refused.value.revision) == (["D-C16"], seen + 1)
    assert draft.changes.count() == 1


def test_an_amendment_keeps_only_what_differs_and_a_wish_for_nothing_is_none(first):
    draft = drafted()
    assert change(draft, office_name="城市管理办公室", title="设施巡查二").values == {"title": "设施巡查二"}
    assert change(draft, office_name="城市管理办公室", title="设施巡查") is None
    assert not draft.changes.exists()


def test_a_published_version_and_a_withdrawn_draft_take_no_more_changes(first):
    draft = drafted()
    change(draft, title="甲")
    given_up = drafted()
    withdraw_draft(given_up.pk, actor=EDITOR, at=NOON)
    publish(draft.pk, actor=EDITOR, at=NOON)
    for version in (draft, given_up, first):
        with pytest.raises(ChangeRefused):
            change(version, title="乙")
        with pytest.raises(ChangeRefused):
            drop_change(version.pk, "D-C16", revision=0, actor=EDITOR, at=NOON)
        with pytest.raises(ChangeRefused):
            publish(version.pk, actor=EDITOR, at=NOON)


@pytest.mark.parametrize(("columns", "field"), [
    ({"effective_from": TODAY - timedelta(days=1)}, "effective_from"), ({"effective_from": None}, "effective_from"), ({"decided_by": ""}, "decided_by"),
    ({"document": ""}, "document"), ({"document": "口头"}, "document"),
    ({"decided_on": None}, "decided_on"), ({"decided_on": TODAY + timedelta(days=1)}, "decided_on"),
])
def test_a_version_without_a_decision_or_with_a_past_day_is_not_published(first, columns, field):
    draft = drafted()
    change(draft, title="甲")
    ListVersion.objects.filter(pk=draft.pk).update(**columns)
    with pytest.raises(ChangeRefused) as refused:
        publish(draft.pk, actor=EDITOR, at=NOON)
    assert refused.value.field == field
    assert not Entry.objects.filter(kind="duties.version_published").exists()


def test_a_row_changed_behind_the_house_is_found(first):
    assert not sealing.touched_versions()
    guards.aside()
    DutyItem.objects.filter(code="D-C16").update(title="偷改")
    assert sealing.touched_versions() == [first]
    told = [finding.text for finding in checks()]
    assert any("摘要对不上" in text for text in told)
    assert any("触发器不全" in text for text in told)


def test_a_digest_made_anew_without_the_key_is_found_too(first):
    guards.aside()
    DutyItem.objects.filter(code="D-C16").update(title="偷改")
    text = sealing.text_of(first)
    ListVersion.objects.filter(pk=first.pk).update(digest=hashlib.sha256(text).hexdigest())
    assert [version.pk for version in sealing.touched_versions()] == [first.pk]


@pytest.mark.parametrize(("actor", "kind", "may"), [
    (EDITOR, "STREET_DUTY", True), (JUSTICE, "STREET_DUTY", False), (JUSTICE, "POWER", True), (STRANGER, "POWER", False), (STRANGER, "SERVICE", False),
])
def test_who_may_draft(actor, kind, may):
    if may:
        assert draft_version(kind, title="新版", actor=actor, at=NOON).pk
        return
    with pytest.raises(PermissionDenied):
        draft_version(kind, title="新版", actor=actor, at=NOON)
    assert not Entry.objects.exists()


def test_two_versions_of_five_thousand_items_are_compared_with_two_reads(db, django_assert_num_queries):
    guards.aside()
    DutyItem.objects.bulk_create(
        DutyItem(code=f"D-{n}", office_name="办", title=f"职责{n}", role="PRIMARY", valid_from=REFORM, valid_to=TODAY if n % 2 else None) for n in range(5000)
    )
    with django_assert_num_queries(2):
        lines = queries.compared("STREET_DUTY", queries.items_on("STREET_DUTY", REFORM), queries.items_on("STREET_DUTY", TODAY))
    assert len(lines) == 2500
