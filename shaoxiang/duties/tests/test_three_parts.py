"""The form of 2024-25 from draft to routing: decisions, what blocks publishing, splitting, merging, the way back."""

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.duties.actions import (
    StaleDraft,
    change_item,
    change_items,
    decide_items,
    draft_version,
    merge_items,
    remove_items,
    split_item,
)
from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.duties.queries import compile_book, drafts, ground_text, related, sealing
from shaoxiang.duties.queries.drafts import Asked, Undecided
from shaoxiang.duties.queries.impact import impact_of
from shaoxiang.duties.rules import ChangeRefused, PlaceRef, route
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.duties.tests.test_versions import EDITOR, LONG_AGO, NOON, STRANGER, TODAY, first, street  # noqa: F401
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("departments")]
BOTH = {"lead_department": "区住建局", "department_duty": "维修", "street_duty": "巡查上报"}


@pytest.fixture
def departments(first):  # noqa: F811
    return [Body.objects.create(code=name, kind="DEPARTMENT", name=name, short_name=name, valid_from=LONG_AGO) for name in ("区住建局", "区城管局")]


@pytest.fixture
def draft():
    version = draft_version("STREET_DUTY", title="三张清单", actor=EDITOR, at=NOON, form="THREE_PART")
    ListVersion.objects.filter(pk=version.pk).update(effective_from=TODAY, decided_by="区编委", document="编发〔2026〕3号", decided_on=TODAY)
    return version


def why(version, actor=EDITOR, **more):
    version.refresh_from_db()
    return {"reason": "", "revision": version.revision, "actor": actor, "at": NOON, **more}


def decide(version, part, *codes, **said):
    return decide_items(version.pk, codes, part, said=said, **why(version))


def whole(version):
    decide(version, "COOPERATIVE", "D-C16", **BOTH)
    decide(version, "PRIMARY", "D-C17")
    return publish(version.pk, actor=EDITOR, at=NOON)


def test_a_draft_in_the_new_form_has_every_item_open(draft):
    assert draft.form == "THREE_PART"
    assert (drafts.progress_of(draft).decided, set(drafts.progress_of(draft).open)) == (0, {"D-C16", "D-C17"})


def test_what_is_still_open_blocks_publishing_and_is_named(draft):
    decide(draft, "COOPERATIVE", "D-C16", lead_department="区住建局")
    with pytest.raises(Undecided) as refused:
        publish(draft.pk, actor=EDITOR, at=NOON)
    assert refused.value.codes == ["D-C16", "D-C17"]
    assert drafts.progress_of(draft).open == {"D-C16": ("department_duty", "street_duty"), "D-C17": ("part",)}
    assert not Entry.objects.filter(kind="duties.version_published").exists()


def test_an_item_led_by_a_department_is_routed_to_it_with_the_street_beside_and_says_why(draft, street):  # noqa: F811
    assert [(one.before, one.after) for one in impact_of(draft, TODAY).answers] == []
    decide(draft, "COOPERATIVE", "D-C16", **BOTH)
    assert [(one.before, one.after) for one in impact_of(draft, TODAY).answers] == [("城市管理办公室", "区住建局")]
    whole(draft)
    found = route("0111", PlaceRef(street.pk, "SUBDISTRICT"), TODAY, compile_book(TODAY))
    assert found.lead.unit_id == Body.objects.get(name="区住建局").pk
    assert [target.office_id for target in found.cooperating] == [Body.objects.get(name="城市管理办公室").pk]
    assert any("部门主责、街道配合" in sentence and "街道配合巡查上报" in sentence for sentence in ground_text(found.ground))


def test_a_case_of_the_old_form_explains_itself_as_before(draft, street):  # noqa: F811
    place, day = PlaceRef(street.pk, "SUBDISTRICT"), TODAY.replace(month=1)
    before = ground_text(route("0111", place, day, compile_book(day)).ground)
    whole(draft)
    assert ground_text(route("0111", place, day, compile_book(day)).ground) == before
    assert sealing.is_untouched(ListVersion.objects.get(number=1))
    assert sealing.touched_versions() == []


def test_withdrawn_leaves_the_street_unasked(draft, street):  # noqa: F811
    decide(draft, "WITHDRAWN", "D-C16", taken_back_by="区住建局", carried_how="派驻人员办")
    decide(draft, "PRIMARY", "D-C17")
    publish(draft.pk, actor=EDITOR, at=NOON)
    found = route("0111", PlaceRef(street.pk, "SUBDISTRICT"), TODAY, compile_book(TODAY))
    assert (found.lead.unit_id, found.cooperating) == (Body.objects.get(name="区住建局").pk, ())


def test_many_are_decided_at_once_and_one_journal_entry_tells_of_it(draft):
    assert decide(draft, "PRIMARY", "D-C16", "D-C17") == 2
    assert drafts.progress_of(draft).decided == 2
    assert Entry.objects.get(kind="duties.items_changed").facts["codes"] == ["D-C16", "D-C17"]


def test_a_leader_nobody_knows_is_refused_with_the_cure(draft):
    with pytest.raises(ChangeRefused) as refused:
        decide(draft, "COOPERATIVE", "D-C16", **{**BOTH, "lead_department": "区不存在局"})
    assert refused.value.field == "lead_department"
    assert "机构表里没有" in refused.value.reason
    assert not draft.changes.exists()


@pytest.mark.parametrize(("call", "field"), [
    (lambda version: decide(version, "PRIMARY"), "pick"),
    (lambda version: decide(version, "PRIMARY", "D-X99"), "code"),
    (lambda version: decide(version, "牵头", "D-C16"), "part"),
    (lambda version: remove_items(version.pk, ["D-C16"], **why(version)), "reason"),
    (lambda version: change_items(version.pk, ["D-C16"], values={"office_name": ""}, **why(version)), "office_name"),
    (lambda version: split_item(version.pk, "D-C16", new_code="D-C17", title="甲", new_title="乙", moves=(), **why(version)), "new_code"),
    (lambda version: split_item(version.pk, "D-C16", new_code="D-C18", title="甲", new_title="甲", moves=(), **why(version)), "new_title"),
    (lambda version: merge_items(version.pk, "D-C16", "D-C16", **why(version)), "into"),
])
def test_what_cannot_be_is_refused_and_nothing_written(draft, call, field):
    with pytest.raises(ChangeRefused) as refused:
        call(draft)
    assert refused.value.field == field
    assert not draft.changes.exists()


def test_a_stranger_may_not_and_a_slower_colleague_is_told(draft):
    with pytest.raises(PermissionDenied):
        decide_items(draft.pk, ["D-C16"], "PRIMARY", said={}, **why(draft, actor=STRANGER))
    stale = why(draft)
    decide(draft, "PRIMARY", "D-C17")
    with pytest.raises(StaleDraft) as refused:
        decide_items(draft.pk, ["D-C16"], "PRIMARY", said={}, **stale)
    assert refused.value.changed == ["D-C17"]


def test_an_old_form_draft_knows_no_parts(first):  # noqa: F811
    old = draft_version("STREET_DUTY", title="旧体例", actor=EDITOR, at=NOON)
    assert old.form == "FORM_2019"
    with pytest.raises(ChangeRefused):
        decide(old, "PRIMARY", "D-C16")


def test_a_second_change_keeps_what_the_first_said(draft):
    change_item(draft.pk, "D-C16", act="AMEND", values={"title": "设施巡查二"}, **why(draft, reason="改名", basis="编发2号"))
    decide(draft, "COOPERATIVE", "D-C16", **BOTH)
    change_items(draft.pk, ["D-C16"], values={"basis": "某条例 9"}, **why(draft))
    row = draft.changes.get()
    assert (row.values["title"], row.values["part"], row.values["basis"], row.reason, row.basis) == ("设施巡查二", "COOPERATIVE", "某条例 9", "改名", "编发2号")


def test_only_what_is_changed_already_takes_a_change_basis(draft):
    decide(draft, "PRIMARY", "D-C16")
    change_items(draft.pk, ["D-C16", "D-C17"], values={}, **why(draft, basis="编发3号"))
    assert list(draft.changes.values_list("code", "basis")) == [("D-C16", "编发3号")]
    assert [row.code for row in drafts.narrowed(drafts.rows_of(draft), Asked(basis="3号"))] == ["D-C16"]


def test_a_split_item_gives_the_chosen_types_to_the_second(draft):
    split_item(draft.pk, "D-C16", new_code="d-c18", title="设施巡查", new_title="设施巡查报修", moves=("0111",), **why(draft))
    assert (draft.changes.get(code="D-C16").answers, draft.changes.get(code="D-C18").answers) == ([], ["0111"])
    assert set(drafts.progress_of(draft).open) == {"D-C16", "D-C17", "D-C18"}
    decide(draft, "PRIMARY", "D-C16", "D-C17", "D-C18")
    publish(draft.pk, actor=EDITOR, at=NOON)
    assert compile_book(TODAY).duties["0111", "STREET"].code == "D-C18"


def test_a_merged_item_goes_and_its_types_go_with_it(draft):
    merge_items(draft.pk, "D-C16", "D-C17", **why(draft, reason="一件事"))
    assert draft.changes.get(code="D-C16").act == "REMOVE"
    decide(draft, "PRIMARY", "D-C17")
    publish(draft.pk, actor=EDITOR, at=NOON)
    assert compile_book(TODAY).duties["0111", "STREET"].code == "D-C17"
    assert "某条例 1" in DutyItem.objects.get(code="D-C17", valid_to=None).basis


def test_the_way_back_is_a_plain_draft_that_takes_the_new_words_away(draft):
    whole(draft)
    back = draft_version("STREET_DUTY", title="回到旧体例", actor=EDITOR, at=NOON, form="FORM_2019")
    assert not any(values["part"] for values in drafts.items_after(back).values())
    assert {row.act for row in back.changes.all()} == {"AMEND"}
    again = draft_version("STREET_DUTY", title="接着用", actor=EDITOR, at=NOON)
    assert (again.form, again.changes.count(), drafts.progress_of(again).open) == ("THREE_PART", 0, {})


def test_the_log_of_an_item_tells_each_version_with_reason_and_basis(draft):
    decide_items(draft.pk, ["D-C16"], "COOPERATIVE", said=BOTH, **why(draft, reason="厘清两边", basis="编发3号"))
    decide(draft, "PRIMARY", "D-C17")
    publish(draft.pk, actor=EDITOR, at=NOON)
    newest, oldest = related.steps_of("STREET_DUTY", "D-C16")
    assert (newest.act, newest.change.reason, newest.change.basis) == ("AMEND", "厘清两边", "编发3号")
    assert ("role", "PRIMARY", "COOPERATIVE") in [(one.field.name, one.before, one.after) for one in newest.fields]
    assert (oldest.act, oldest.version.number) == ("ADD", 1)
    gone = draft_version("STREET_DUTY", title="取消", actor=EDITOR, at=NOON)
    ListVersion.objects.filter(pk=gone.pk).update(effective_from=TODAY.replace(day=25), decided_by="区编委", document="编发〔2026〕4号", decided_on=TODAY)
    remove_items(gone.pk, ["D-C16"], **why(gone, reason="不再需要"))
    publish(gone.pk, actor=EDITOR, at=NOON, accept_gaps=True)
    assert [step.act.value for step in related.steps_of("STREET_DUTY", "D-C16")] == ["REMOVE", "AMEND", "ADD"]
