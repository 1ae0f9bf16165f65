"""机构变更: open, rename, move, plates, close; dated, logged, looked at beforehand."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.institutions import actions, queries
from shaoxiang.institutions.actions import HeldRefused, trial
from shaoxiang.institutions.models import Assignment, Body, BodyChange, BodySpan, Person, Plate, Post
from shaoxiang.institutions.queries.chart import unit_chart
from shaoxiang.institutions.queries.spans import as_on, former_names, that_day
from shaoxiang.institutions.rules import ChangeRefused, Decision
from shaoxiang.institutions.tests.conftest import NOON, TODAY, as_
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db
TOMORROW, NEXT_MONTH = TODAY + timedelta(days=1), TODAY + timedelta(days=30)


def decided(on=TODAY, message="机构调整", document="新编发〔2026〕3号"):
    return Decision(on, message, document)


def renamed(body, name, staffing, on=TODAY, **more):
    body.refresh_from_db()
    return actions.rename_body(body.pk, name, decision=decided(on), revision=more.pop("revision", body.revision), actor=staffing, at=NOON, **more)


def name_on(body, on):
    return as_on([Body.objects.get(pk=body.pk)], on)[0].name


def test_a_new_office_has_unit_street_plates_and_one_entry(cast, staffing):
    change = actions.open_body("S7-9", "INTERNAL_OFFICE", "数据办公室", decision=decided(), parent_id=cast.street.pk, plates=["大数据中心"], agricultural=True,
                               actor=staffing, at=NOON)
    body = Body.objects.get(code="S7-9")
    assert (body.unit, body.street, body.valid_from, body.agricultural) == (cast.street, cast.place, TODAY, True)
    assert [plate.title for plate in body.plates.all()] == ["大数据中心"]
    assert change.after["parent"] == "S7"
    entry = Entry.objects.get(subject_kind="body", subject_id=body.pk)
    assert entry.kind == "institutions.body_open"
    assert "数据办公室" not in str(entry.facts)


def test_a_new_department_is_its_own_unit(cast, staffing):
    actions.open_body("DEP30", "DEPARTMENT", "区数据局", decision=decided(), actor=staffing, at=NOON)
    body = Body.objects.get(code="DEP30")
    assert body.unit == body


@pytest.mark.parametrize("who", ["desk", "head", "liaison", "security"])
def test_nobody_else_changes_the_register(cast, who):
    with pytest.raises(PermissionDenied):
        actions.rename_body(cast.office.pk, "甲", decision=decided(), revision=0, actor=as_(cast, who), at=NOON)
    assert not BodyChange.objects.exists()


def test_a_renamed_office_keeps_its_old_name_on_old_days_and_is_found_by_it(cast, staffing):
    renamed(cast.office, "城市管理办公室", staffing)
    assert name_on(cast.office, TODAY - timedelta(days=1)) == "公共管理办公室"
    assert name_on(cast.office, TODAY) == Body.objects.get(pk=cast.office.pk).name == "城市管理办公室"
    assert [row.name for row in former_names(cast.office, TODAY)] == ["公共管理办公室"]
    assert "公共管理办公室" in [node.body.name for branch in unit_chart(cast.street, date(2026, 1, 1)).branches for node in branch.nodes]
    assert "城市管理办公室" in [node.body.name for branch in unit_chart(cast.street, TODAY).branches for node in branch.nodes]


def test_a_name_registered_for_later_waits_for_its_day(cast, staffing):
    renamed(cast.office, "城市管理办公室", staffing, on=NEXT_MONTH)
    assert Body.objects.get(pk=cast.office.pk).name == "公共管理办公室"
    assert actions.settle_bodies(now=NOON + timedelta(days=30)) == 1
    assert actions.settle_bodies(now=NOON + timedelta(days=30)) == 0
    assert Body.objects.get(pk=cast.office.pk).name == "城市管理办公室"
    assert Entry.objects.filter(kind="institutions.body_settled").count() == 1


def test_changes_may_be_registered_out_of_order(cast, staffing):
    renamed(cast.office, "丙办公室", staffing, on=NEXT_MONTH)
    renamed(cast.office, "乙办公室", staffing, on=date(2025, 1, 1))
    days = [date(2024, 12, 31), date(2025, 1, 1), TODAY, NEXT_MONTH]
    assert [name_on(cast.office, on) for on in days] == ["公共管理办公室", "乙办公室", "乙办公室", "丙办公室"]
    assert Body.objects.get(pk=cast.office.pk).name == "乙办公室"


def test_the_second_of_two_editors_looks_again(cast, staffing):
    renamed(cast.office, "乙办公室", staffing, revision=0)
    with pytest.raises(ChangeRefused) as refused:
        actions.rename_body(cast.office.pk, "丙办公室", decision=decided(), revision=0, actor=staffing, at=NOON)
    assert refused.value.field == "revision"
    assert Body.objects.get(pk=cast.office.pk).name == "乙办公室"


def test_a_name_in_use_beside_it_is_refused(cast, staffing):
    with pytest.raises(ChangeRefused, match="同一个上级"):
        renamed(cast.office, "党建工作办公室", staffing)


def test_moved_to_another_unit_everything_inside_goes_along_and_old_days_stay(cast, staffing):
    below = Body.objects.create(code="S7-1-1", kind="AFFILIATED_INSTITUTION", name="执法队", parent=cast.office, unit=cast.street, street=cast.place)
    actions.move_body(cast.office.pk, cast.department.pk, decision=decided(TOMORROW), revision=0, actor=staffing, at=NOON)
    assert Body.objects.get(pk=cast.office.pk).parent == cast.street
    actions.settle_bodies(now=NOON + timedelta(days=1))
    office, below = Body.objects.get(pk=cast.office.pk), Body.objects.get(pk=below.pk)
    assert (office.parent, office.unit, office.street) == (cast.department, cast.department, None)
    assert (below.parent, below.unit) == (office, cast.department)
    assert cast.office in Body.objects.filter(that_day(TODAY, parent=cast.street))
    assert cast.office not in Body.objects.filter(that_day(TOMORROW, parent=cast.street))
    assert BodyChange.objects.get(body=below).before == {"unit": "S7"}


def test_it_is_not_moved_to_another_unit_while_open_work_names_the_old_one(cast, staffing, matter):
    await_act(matter.pk, "close", role="OFFICE_HEAD", at=NOON, unit_id=cast.street.pk, office_id=cast.office.pk)
    with pytest.raises(HeldRefused) as refused:
        actions.move_body(cast.office.pk, cast.department.pk, decision=decided(), revision=0, actor=staffing, at=NOON)
    assert [one.source.code for one in refused.value.holdings] == ["desk"]
    settle(matter.pk, at=NOON, by=staffing)
    actions.move_body(cast.office.pk, cast.department.pk, decision=decided(), revision=0, actor=staffing, at=NOON)


def test_under_another_parent_of_its_own_unit_what_is_inside_stays_where_it_is(cast, staffing):
    beside = Body.objects.create(code="S7-9", kind="INTERNAL_OFFICE", name="综合办公室", parent=cast.street, unit=cast.street, street=cast.place)
    below = Body.objects.create(code="S7-1-1", kind="AFFILIATED_INSTITUTION", name="执法队", parent=cast.office, unit=cast.street, street=cast.place)
    made = actions.move_body(cast.office.pk, beside.pk, decision=decided(), revision=0, actor=staffing, at=NOON)
    assert "unit" not in made.after
    assert Body.objects.get(pk=cast.office.pk).parent == beside
    assert Body.objects.get(pk=below.pk).unit == cast.street
    assert not BodyChange.objects.filter(body=below).exists()


@pytest.mark.parametrize(("on", "document", "field"), [
    (TODAY + timedelta(days=400), "示例〔2026〕1号", "on"), (TODAY - timedelta(days=400), "口头", "document"),
    (TODAY - timedelta(days=400), "示例〔2099〕1号", "document"),
])
def test_no_name_for_a_year_nobody_means_nor_for_days_that_are_over_on_a_spoken_word(cast, staffing, on, document, field):
    with pytest.raises(ChangeRefused) as refused:
        actions.rename_body(cast.office.pk, "示例新名", decision=decided(on, document=document), revision=0, actor=staffing, at=NOON)
    assert refused.value.field == field
    with pytest.raises(ChangeRefused, match="看不见"):
        actions.rename_body(cast.office.pk, "\u202e示例新名", decision=decided(), revision=0, actor=staffing, at=NOON)


def test_a_body_does_not_stand_under_itself(cast, staffing):
    with pytest.raises(ChangeRefused, match="不能是它自己"):
        actions.move_body(cast.street.pk, cast.office.pk, decision=decided(), revision=0, actor=staffing, at=NOON)


def test_days_that_are_over_keep_their_parent(cast, staffing):
    with pytest.raises(ChangeRefused, match="已经过去"):
        actions.move_body(cast.office.pk, cast.department.pk, decision=decided(TODAY - timedelta(days=1)), revision=0, actor=staffing, at=NOON)


def test_plates_change_from_a_day_on(cast, staffing):
    actions.change_plates(cast.office.pk, ["便民服务中心"], decision=decided(), revision=0, actor=staffing, at=NOON)
    assert dict(Plate.objects.filter(body=cast.office).values_list("title", "valid_to")) == {"综合行政执法局": TODAY, "便民服务中心": None}
    assert BodyChange.objects.get().before == {"plates": ["综合行政执法局"]}


def test_a_telephone_changes_without_a_document_and_nothing_changed_is_said(cast, staffing):
    values = {"phone": "0471-0000008", "agricultural": True}
    actions.change_attributes(cast.office.pk, values, decision=decided(document=""), revision=0, actor=staffing, at=NOON)
    body = Body.objects.get(pk=cast.office.pk)
    assert (body.phone, body.agricultural, body.revision) == ("0471-0000008", True, 1)
    with pytest.raises(ChangeRefused, match="没有要改的"):
        actions.change_attributes(cast.office.pk, {"phone": "0471-0000008"}, decision=decided(), revision=1, actor=staffing, at=NOON)


def test_it_is_not_closed_while_something_hangs_on_it_and_the_list_says_what(cast, staffing, matter):
    await_act(matter.pk, "close", role="OFFICE_HEAD", at=NOON, unit_id=cast.street.pk, office_id=cast.office.pk)
    with pytest.raises(HeldRefused) as refused:
        actions.close_body(cast.office.pk, decision=decided(TOMORROW), revision=0, actor=staffing, at=NOON)
    assert {one.source.code: [line.words for line in one.lines] for one in refused.value.holdings} == {"people": ["陈科 · 主任"], "desk": ["SJ-1 事件"]}
    assert Body.objects.get(pk=cast.office.pk).valid_to is None


def test_handed_over_it_closes_with_its_posts_and_plates(cast, staffing):
    Assignment.objects.filter(pk=cast.seats["head"].pk).update(valid_to=TOMORROW)
    renamed(cast.office, "乙办公室", staffing)
    change = actions.close_body(cast.office.pk, decision=decided(TOMORROW), revision=1, actor=staffing, at=NOON)
    assert change.after == {"valid_to": TOMORROW.isoformat(), "posts": ["主任"]}
    ended = [Body.objects.get(pk=cast.office.pk), Post.objects.get(pk=cast.posts.head.pk), Plate.objects.get(), BodySpan.objects.get(name="乙办公室")]
    assert [row.valid_to for row in ended] == [TOMORROW] * 4
    with pytest.raises(ChangeRefused, match="已经撤销"):
        renamed(cast.office, "丙办公室", staffing, on=NEXT_MONTH)


def test_a_trial_shows_the_change_and_leaves_nothing(cast, staffing):
    change = trial(lambda: actions.rename_body(cast.office.pk, "乙办公室", decision=decided(), revision=0, actor=staffing, at=NOON))
    assert (change.before["name"], change.after["name"]) == ("公共管理办公室", "乙办公室")
    assert (Body.objects.get(pk=cast.office.pk).name, BodyChange.objects.count(), Entry.objects.count()) == ("公共管理办公室", 0, 0)
    assert queries.book().name_of(cast.office.pk) == "公共管理办公室"


def test_a_post_is_set_up_filled_emptied_and_closed(cast, staffing):
    opened = actions.open_post(cast.office.pk, "S7-1:NEW", "联络员", decision=decided(), actor=staffing, at=NOON)
    post = opened.post
    assert post.roles == []
    actions.seat_person(post.pk, None, name="新来的", decision=decided(), actor=staffing, at=NOON)
    with pytest.raises(HeldRefused) as refused:
        actions.close_post(post.pk, decision=decided(NEXT_MONTH), revision=Post.objects.get(pk=post.pk).revision, actor=staffing, at=NOON)
    assert [one.source.code for one in refused.value.holdings] == ["people"]
    actions.unseat_person(Assignment.objects.get(post=post).pk, decision=decided(NEXT_MONTH), actor=staffing, at=NOON)
    actions.close_post(post.pk, decision=decided(NEXT_MONTH), revision=Post.objects.get(pk=post.pk).revision, actor=staffing, at=NOON)
    assert Post.objects.get(pk=post.pk).valid_to == NEXT_MONTH
    assert [row.act for row in BodyChange.objects.filter(post=post).order_by("pk")] == ["POST_OPEN", "SEAT", "UNSEAT", "POST_CLOSE"]
    assert not Person.objects.get(name="新来的").accounts.exists()


def test_a_body_has_one_post_that_answers(cast, staffing):
    with pytest.raises(ChangeRefused, match="已经是责任人"):
        actions.open_post(cast.office.pk, "S7-1:NEW", "联络员", answers=True, decision=decided(), actor=staffing, at=NOON)
