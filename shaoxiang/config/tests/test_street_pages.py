"""Drafting, looking at and deciding a change of streets through the pages; what the reader is told at each step."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.places.models import DivisionChange, StreetUnit
from shaoxiang.places.vocabulary import AreaChangeStatus
from shaoxiang.staffing.models import QuotaLock
from tests import guards, people
from tests.hearing import heard_on_change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
HOME, NEXT = people.HOME, people.NEXT
DECISION = {"decided_by": "自治区人民政府（示例）", "document": "示例〔2026〕3号"}


@pytest.fixture
def office():
    return seated(people.actor("STAFFING_OFFICE"))


def address(kind, street=HOME):
    return f"{reverse('places:street_change_new')}?kind={kind}&street={street}"


def given(**more):
    return {"title": "示例", "effective_from": (timezone.localdate() + timedelta(days=40)).isoformat(), "document": "", **more}


def drafted(client, kind, **more):
    answer = client.post(address(kind), given(**more))
    assert answer.status_code == 302, answer.content.decode()
    return DivisionChange.objects.get()


def text(client, change):
    return client.get(reverse("places:change", args=[change.pk])).content.decode()


def test_first_what_and_which_street(office):
    first = office.get(reverse("places:street_change_new"))
    assert "街道合并" in first.content.decode()
    assert office.get(reverse("places:street_change_new"), {"kind": "STREET_MERGE", "street": ""}).status_code == 422
    assert office.get(address("MERGE")).status_code == 422  # communities are changed elsewhere
    assert "并到哪里" in office.get(address("STREET_MERGE")).content.decode()


def test_a_merger_is_drafted_looked_at_and_decided(office):
    change = drafted(office, "STREET_MERGE", target=NEXT)
    page = text(office, change)
    for words in ("变更以后", "要逐项交清", "编制", "登记决定", "会影响什么"):
        assert words in page
    second, decide = seated(people.actor("CONFIG_ADMIN")), reverse("places:change_decide", args=[change.pk])
    assert second.post(decide, {"decided_by": "", "document": ""}).status_code == 422
    second.post(decide, {**DECISION, "heard_number": heard_on_change(change.pk, at=timezone.now())})
    change.refresh_from_db()
    assert change.status == AreaChangeStatus.DECIDED


def test_a_change_in_effect_says_what_the_unit_still_holds(office):
    change = drafted(office, "STREET_MERGE", target=NEXT, effective_from=timezone.localdate().isoformat())
    seated(people.actor("CONFIG_ADMIN")).post(reverse("places:change_decide", args=[change.pk]), {
        **DECISION, "heard_number": heard_on_change(change.pk, at=timezone.now())})
    assert "还没有并完" in text(office, change)
    assert "办事处名下还有" in office.get(reverse("places:changes")).content.decode()
    looked = seated(people.actor("STREET_LEADER", street=HOME))
    assert looked.get(reverse("places:change", args=[change.pk])).status_code == 200
    menu = set(re.findall(r'href="(/[a-z][^"#?]*)"', looked.get("/desk/").content.decode()))
    assert len(menu) > 10
    for page in sorted({*menu, f"/places/street/{HOME}/", f"/places/street/{NEXT}/"}):
        assert looked.get(page).status_code in (200, 302, 403), page  # the people of a street that ended are not left before an error


def test_what_was_typed_stays_and_every_refusal_says_why(office):
    answer = office.post(address("STREET_MERGE"), given(target="new", others=[NEXT], name="", code="", title="我的标题"))
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "请写新街道的名称" in body
    assert "我的标题" in body
    same = office.post(address("STREET_MERGE"), given(target=NEXT, others=[NEXT]))
    assert "请去掉它的勾" in same.content.decode()


def test_a_division_without_a_unit_says_who_cures_it(office):
    community = StreetUnit.objects.get(code=HOME).communities.filter(valid_to=None).first().code
    change = drafted(office, "STREET_SPLIT", communities=[community], name="海棠街道（示例）", name_en="", code="150102990", unit="")
    page = text(office, change)
    assert "没有街道办事处" in page
    assert "请编办先在“机构登记”里设立" in page
    assert "现在不能登记" in page


def test_a_draft_is_changed_and_comes_back_as_it_was(office):
    change = drafted(office, "STREET_RENAME", name="紫丁香路街道", name_en="Zidingxiang")
    edit = reverse("places:change_edit", args=[change.pk])
    assert "紫丁香路街道" in office.get(edit).content.decode()
    assert office.post(edit, given(name="白丁香路街道", name_en="", title="改过的")).status_code == 302
    change.refresh_from_db()
    assert (change.title, change.plan["part"]["name"]) == ("改过的", "白丁香路街道")


def test_two_who_change_one_draft_do_not_undo_each_other(office):
    change = drafted(office, "STREET_RENAME", name="紫丁香路街道", name_en="")
    edit, seen = reverse("places:change_edit", args=[change.pk]), as_read("division_change", change.pk)
    assert f'value="{seen}"' in office.get(edit).content.decode()
    assert office.post(edit, given(name="白丁香路街道", name_en="", title="甲的标题", seen=seen)).status_code == 302
    late = office.post(edit, given(name="红丁香路街道", name_en="", title="乙的标题", seen=seen))
    assert late.status_code == 422
    assert "别人改过这一件" in late.content.decode()
    assert "乙的标题" in late.content.decode()
    change.refresh_from_db()
    assert change.title == "甲的标题"
    assert office.post(edit, given(name="红丁香路街道", name_en="", title="乙的标题", seen=as_read("division_change", change.pk))).status_code == 302
    assert office.post(edit, given(name="红丁香路街道", name_en="", title=" ")).status_code == 422


def test_who_sees_a_draft(office):
    change = drafted(office, "STREET_RENAME", name="紫丁香路街道", name_en="")
    desk = seated(people.actor("STREET_DESK", street=HOME))
    assert desk.get(reverse("places:change", args=[change.pk])).status_code == 404
    assert desk.get(reverse("places:street_change_new")).status_code == 403


def test_an_unlocked_heir_is_told_on_the_page(office):
    guards.aside()
    QuotaLock.objects.filter(body__street__code=NEXT).delete()
    change = drafted(office, "STREET_MERGE", target=NEXT)
    assert "请编委会先在" in text(office, change)


def test_systems_read_changes_of_streets(office, client):
    change = drafted(office, "STREET_MERGE", target=NEXT)
    from shaoxiang.places.api import _page_of_changes
    from shaoxiang.places.vocabulary import OF_COMMUNITIES, OF_STREETS

    class Asked:
        limit, cursor = 50, 0

    assert _page_of_changes(OF_STREETS, Asked()) == ([], None)  # a draft is nobody's yet
    DivisionChange.objects.filter(pk=change.pk).update(status="DECIDED", decided_at=timezone.now(), decided_by="x")
    assert [row.pk for row in _page_of_changes(OF_STREETS, Asked())[0]] == [change.pk]
    assert _page_of_changes(OF_COMMUNITIES, Asked())[0] == []
