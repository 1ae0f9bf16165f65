"""A list is no back door round duty admission: what is new stands on an admission or a document of its own, and its office is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from shaoxiang.duties.actions import TypeChange, change_item, change_type, draft_version, split_item
from shaoxiang.duties.actions.publishing import Barred
from shaoxiang.duties.models import DutyItem, EventType, ListChange, TypeDuty
from shaoxiang.duties.queries import standing
from shaoxiang.duties.queries.hanging import Hanging, register_hanging, touched_items
from shaoxiang.duties.queries.standing import Admitted
from shaoxiang.duties.rules import ChangeRefused, LimitLine
from shaoxiang.duties.rules.standing import Offices, said_before
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.duties.tests.test_versions import EDITOR, LONG_AGO, NEW, NOON, REFORM, TODAY, change, drafted, first, street  # noqa: F401
from shaoxiang.duties.tests.test_views import signed_in
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.text.papers import document_in
from tests import guards


@pytest.mark.parametrize(("words", "own", "document"), [
    ("新编办发〔2026〕9号", "", "新编办发〔2026〕9号"),
    ("按内政办发[2025]第12号办", "", "按内政办发[2025]第12号"), ("示例裁（2026）3号", "", "示例裁（2026）3号"),
    ("新编办发〔2026〕9号", "新编办发[2026]9号", ""),  # the version's own decision is no ground of an item
    ("新编办发〔2026〕9号、示例裁〔2026〕3号", "新编办发〔2026〕9号", "、示例裁〔2026〕3号".lstrip("、")),
    ("领导要求", "", ""), ("编发1号", "", ""), ("", "", ""), ("2026年9号", "", ""),
])
def test_a_document_is_known_by_its_number(words, own, document):
    assert document_in(words, own) == document


def test_an_office_must_be_in_every_unit_and_an_institution_in_one():
    units = {"甲": {"一", "二"}, "乙": {"一"}}
    assert (Offices(units).allowed, Offices(units).without("一"), Offices(units).without("二")) == (["一"], [], ["乙"])
    some = Offices(units, some=True)
    assert (some.allowed, some.without("二"), some.without("三")) == (["一", "二"], [], ["甲", "乙"])
    assert (Offices({}).allowed, Offices({}).without("一")) == ([], [])


@pytest.mark.parametrize(("before", "after", "same"), [
    ("市政设施问题收集、转办", "市政设施问题收集、转办和回访", True), ("摊点疏导", "流动摊点疏导", True), ("摊点疏导、早市管理", "摊点疏导", True),
    ("摊点疏导", "犬只登记上门", False), ("摊点疏导", "摊点疏导、代征车船税和停车费", False), ("摊点疏导", "", True), ("设施巡查", "设施巡查和报修", True),
    ("居住区、街巷清扫保洁的组织", "居住区、街巷清扫保洁的组织，车船税代征", False), ("停车秩序和车辆停放协调", "停车秩序和车辆停放协调及停车费收缴", False),
    ("停车秩序和车辆停放协调", "车辆停放协调和停车秩序", True), ("停车秩序", "停车秩序、收费", False), ("和平路巡查", "和平路日常巡查", True),
])
def test_what_is_said_now_was_mostly_said_before_or_is_something_else(before, after, same):
    assert said_before(before, after) is same


db = pytest.mark.django_db


def added(draft, basis, code="D-C97"):
    draft.refresh_from_db()
    values = {**NEW, "title": "共享单车停放劝导"}
    return change_item(draft.pk, code, act="ADD", values=values, reason="", revision=draft.revision, actor=EDITOR, at=NOON, basis=basis)


@db
@pytest.mark.parametrize("basis", ["", "领导要求", "编发1号"])
def test_a_new_duty_without_admission_or_document_is_not_published(first, basis):  # noqa: F811
    draft = drafted()
    change(draft, title="改一改")
    added(draft, basis)
    with pytest.raises(Barred) as refused:
        publish(draft.pk, actor=EDITOR, at=NOON)
    assert (refused.value.codes, "准入编号" in refused.value.reason) == (["D-C97"], True)
    assert not DutyItem.objects.filter(code="D-C97").exists()


def of_role(role):
    """The item D-C16 as version 1 might have had it."""
    guards.aside()
    DutyItem.objects.filter(code="D-C16").update(role=role)


@db
@pytest.mark.parametrize(("was", "becomes", "form", "more"), [
    ("COOPERATIVE", "PRIMARY", "FORM_2019", "MORE"), ("WITHDRAWN", "COOPERATIVE", "FORM_2019", "MORE"), ("WITHDRAWN", "PRIMARY", "THREE_PART", "MORE"),
    ("PRIMARY", "COOPERATIVE", "FORM_2019", ""), ("PRIMARY", "WITHDRAWN", "THREE_PART", ""), ("COOPERATIVE", "COOPERATIVE", "THREE_PART", ""),
    ("PRIMARY", "PRIMARY", "THREE_PART", ""),
])
def test_what_a_street_carries_more_of_by_amendment_stands_on_something_too(first, was, becomes, form, more):  # noqa: F811
    of_role(was)
    draft = drafted()
    type(draft).objects.filter(pk=draft.pk).update(form=form)
    said = {"role": becomes} if form == "FORM_2019" else {"part": becomes, "lead_department": "", "taken_back_by": ""}
    draft.refresh_from_db()
    change_item(draft.pk, "D-C16", act="AMEND", values={**said, "title": "设施巡查和报修"}, reason="因为", revision=draft.revision, actor=EDITOR, at=NOON)
    draft.refresh_from_db()
    told = standing.standings(draft)
    assert [(one.code, one.more) for one in told] == ([("D-C16", more)] if more else [])
    if more and form == "FORM_2019":
        with pytest.raises(Barred) as refused:
            publish(draft.pk, actor=EDITOR, at=NOON)
        assert refused.value.codes == ["D-C16"]
        ListChange.objects.filter(code="D-C16", version=draft).update(basis="示例裁〔2026〕3号")
        assert publish(draft.pk, actor=EDITOR, at=NOON).number == 2


@db
def test_a_new_duty_that_stands_on_a_document_is_published_with_it(first):  # noqa: F811
    draft = drafted()
    added(draft, "示例裁〔2026〕3号")
    publish(draft.pk, actor=EDITOR, at=NOON)
    assert DutyItem.objects.get(code="D-C97").title == "共享单车停放劝导"
    assert ListChange.objects.get(code="D-C97").basis == "示例裁〔2026〕3号"


@db
def test_a_number_is_asked_of_the_room_that_keeps_it(first, monkeypatch):  # noqa: F811
    monkeypatch.setattr(standing, "_registers", {})
    said = {"ZR20260101-0001": Admitted("ZR20260101-0001", "duties:index"), "ZR20260101-0002": Admitted("ZR20260101-0002", "", "没有这个准入编号")}
    standing.register_admissions("example", r"ZR[0-9]{8}-[0-9]{4}", lambda number, work: said[number])
    draft = drafted()
    added(draft, "ZR20260101-0002，示例裁〔2026〕3号")  # a number that does not hold is not outweighed by a document
    with pytest.raises(Barred):
        publish(draft.pk, actor=EDITOR, at=NOON)
    draft.refresh_from_db()
    change_item(draft.pk, "D-C97", act="ADD", values={**NEW, "title": "共享单车停放劝导"}, reason="", revision=draft.revision, actor=EDITOR, at=NOON,
                basis="ZR20260101-0001")
    assert [(one.on, one.lacks) for one in standing.standings(draft)] == [("ZR20260101-0001", "")]
    assert publish(draft.pk, actor=EDITOR, at=NOON).number == 2


@db
def test_what_the_three_lists_make_two_of_is_the_same_duty(first):  # noqa: F811
    draft = draft_version("STREET_DUTY", title="三张清单", actor=EDITOR, at=NOON, form="THREE_PART")
    type(draft).objects.filter(pk=draft.pk).update(effective_from=TODAY, decided_by="区编委", document="编发〔2026〕3号", decided_on=TODAY)
    split_item(draft.pk, "D-C16", new_code="D-C18", title="设施巡查", new_title="设施巡查报修", moves=(), reason="", revision=draft.revision, actor=EDITOR,
               at=NOON)
    assert draft.changes.get(code="D-C18").split_from == "D-C16"
    assert standing.standings(draft) == []
    for said, told in (({"office_name": "平安建设办公室"}, []), ({"title": "代收全区车船税并上门催缴"}, ["D-C18"]), ({"basis": "税法 3"}, ["D-C18"])):
        draft.refresh_from_db()
        values = {"office_name": "城市管理办公室", "title": "设施巡查报修", "basis": "某条例 1", **said}
        change_item(draft.pk, "D-C18", act="ADD", values=values, reason="", revision=draft.revision, actor=EDITOR, at=NOON)
        assert draft.changes.get(code="D-C18").split_from == "D-C16"
        assert [one.code for one in standing.standings(draft) if one.more == "SPLIT"] == told


@db
def test_an_office_that_is_not_there_is_refused_by_hand_and_at_publication(first):  # noqa: F811
    draft = drafted()
    with pytest.raises(ChangeRefused) as refused:
        change(draft, office_name="没有的办公室")
    assert (refused.value.field, refused.value.facts["allowed"]) == ("office_name", "城市管理办公室、平安建设办公室")
    row = change(draft, office_name="平安建设办公室")
    ListChange.objects.filter(pk=row.pk).update(values={"office_name": "没有的办公室"})  # written before the office was closed
    with pytest.raises(Barred) as barred:
        publish(draft.pk, actor=EDITOR, at=NOON)
    assert (barred.value.field, barred.value.codes) == ("office_name", ["D-C16"])


@db
def test_what_a_room_above_still_does_under_an_item_bars_its_removal(first, monkeypatch):  # noqa: F811
    monkeypatch.setattr("shaoxiang.duties.queries.hanging._counts", {})
    until = TODAY + timedelta(days=5)
    register_hanging("STREET_DUTY", "example", lambda codes, on: {
        code: [Hanging("在行使的镇街", int(on < until), "duties:index", bars="先收回"), Hanging("用过", 7)] for code in codes
    })
    draft = drafted()
    change(draft, "D-C17", "REMOVE")
    change(draft, title="改一改")
    told = touched_items(draft, TODAY)
    assert [(one.code, [each.n for each in one.hanging], len(one.barred)) for one in told] == [("D-C17", [1, 7], 1), ("D-C16", [1, 7], 0)]
    with pytest.raises(Barred) as refused:
        publish(draft.pk, actor=EDITOR, at=NOON)
    assert refused.value.codes == ["D-C17"]
    later = drafted(until)
    change(later, "D-C17", "REMOVE")
    assert publish(later.pk, actor=EDITOR, at=NOON).number == 2, "recalled by the day the version begins"


@db
@pytest.mark.parametrize(("title", "more"), [("犬只登记上门", "REWRITTEN"), ("摊点疏导、代征车船税和停车费", "REWRITTEN"), ("流动摊点疏导", "")])
def test_another_duty_under_an_old_code_stands_on_something_like_a_new_one(first, title, more):  # noqa: F811
    draft = drafted()
    draft.refresh_from_db()
    given = {"act": "AMEND", "values": {"title": title}, "reason": "", "actor": EDITOR, "at": NOON}
    change_item(draft.pk, "D-C17", revision=draft.revision, **given)
    assert [(one.code, one.more) for one in standing.standings(draft)] == ([("D-C17", more)] if more else [])
    if more:
        assert "改成了另一件事" in signed_in("STAFFING_OFFICE").get(reverse("duties:version", args=[draft.pk])).content.decode()
        with pytest.raises(Barred) as refused:
            publish(draft.pk, actor=EDITOR, at=NOON)
        assert refused.value.codes == ["D-C17"]
        draft.refresh_from_db()
        change_item(draft.pk, "D-C17", revision=draft.revision, basis="示例裁〔2026〕3号", **given)
    assert publish(draft.pk, actor=EDITOR, at=NOON).number == 2


@db
def test_the_draft_page_names_what_lacks_and_refuses_with_the_list(first):  # noqa: F811
    draft = drafted()
    added(draft, "领导要求")
    draft.refresh_from_db()
    client = signed_in("STAFFING_OFFICE")
    page = client.get(reverse("duties:version", args=[draft.pk])).content.decode()
    assert "街道多承担的凭什么" in page
    assert "现在不能公布" in page
    refused = client.post(reverse("duties:version_act", args=[draft.pk, "publish"]), {"revision": draft.revision})
    assert refused.status_code == 422
    assert "职责准入" in refused.content.decode()
    assert "D-C97" in refused.content.decode()


def another(code, role="COOPERATIVE"):
    """A type answered for by an item of that role; "" by none."""
    kind = EventType.objects.create(code=code, class_code="09", class_name="其他", name=f"类{code}", valid_from=LONG_AGO)
    if role:
        guards.aside()
        item = DutyItem.objects.create(code=f"D-{code}", office_name="城市管理办公室", title=f"职责{code}", role=role, valid_from=REFORM)
        TypeDuty.objects.create(type=kind, item=item, valid_from=REFORM)
    return kind


@db
@pytest.mark.parametrize("role", ["COOPERATIVE", "WITHDRAWN", ""])
def test_types_the_street_did_not_lead_stand_on_something_when_hung_on_its_own_item(first, role):  # noqa: F811
    another("0901", role)
    draft = drafted()
    change(draft, "D-C16", answers=("0111", "0901"))
    assert [(one.code, one.more, one.types) for one in standing.standings(draft)] == [("D-C16", "TYPES", ("0901",))]
    page = signed_in("STAFFING_OFFICE").get(reverse("duties:version", args=[draft.pk])).content.decode()
    assert "多承接了分类" in page
    with pytest.raises(Barred) as refused:
        publish(draft.pk, actor=EDITOR, at=NOON, accept_gaps=True)
    assert refused.value.codes == ["D-C16"]
    draft.refresh_from_db()
    change_item(draft.pk, "D-C16", act="AMEND", values={}, answers=("0111", "0901"), reason="", basis="示例裁〔2026〕3号", revision=draft.revision,
                actor=EDITOR, at=NOON)
    assert publish(draft.pk, actor=EDITOR, at=NOON, accept_gaps=True).number == 2


@db
def test_types_go_between_items_the_street_leads_and_under_those_it_assists_in_as_before(first):  # noqa: F811
    another("0901", "PRIMARY")
    another("0902", "COOPERATIVE")
    another("0903", "")
    draft = drafted()
    change(draft, "D-C16", answers=("0111", "0901"))
    change(draft, "D-0902", answers=("0902", "0903"))
    assert standing.standings(draft) == []
    assert publish(draft.pk, actor=EDITOR, at=NOON, accept_gaps=True).number == 2


@db
@pytest.mark.parametrize(("now", "onto", "taken"), [
    ("COOPERATIVE", "D-C16", False), ("WITHDRAWN", "D-C16", False), ("", "D-C16", False), ("PRIMARY", "D-C16", True), ("", "D-0902", True),
    ("WITHDRAWN", "D-0902", False), ("PRIMARY", "", True),
])
def test_the_page_of_a_type_gives_the_street_nothing_more_and_leads_to_the_draft(first, now, onto, taken):  # noqa: F811
    kind = another("0901", now)
    another("0902", "COOPERATIVE")
    wanted = TypeChange({}, (LimitLine("handle", 5, "working_day", True),), items={"STREET": onto})
    admin = Actor(ActorKind.PERSON, assignment_id=9, roles=frozenset({"CONFIG_ADMIN"}))
    if taken:
        change_type("0901", wanted, why="示例：按新的分工", actor=admin, at=NOON)
        assert [row.item.code for row in kind.duties.filter(valid_to=None)] == ([onto] if onto else [])
        if not onto:  # set aside by mistake, put back the same day
            change_type("0901", replace(wanted, items={"STREET": f"D-{kind.code}"}), why="示例：按新的分工", actor=admin, at=NOON)
            assert [row.item.code for row in kind.duties.filter(valid_to=None)] == [f"D-{kind.code}"]
        return
    with pytest.raises(ChangeRefused, match="给镇街多派活") as refused:
        change_type("0901", wanted, why="示例：按新的分工", actor=admin, at=NOON)
    assert refused.value.field == "street_item"
    assert [row.item.code for row in kind.duties.filter(valid_to=None)] == ([f"D-{kind.code}"] if now else [])
