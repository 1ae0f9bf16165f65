"""Pages for coming on a quota, leaving it, being lent and called back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.models import Assignment, Post
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing import actions
from shaoxiang.staffing.models import QuotaHolding, Secondment
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.tests.conftest import INSTITUTIONAL, MONDAY, ON, department, office, street, total
from shaoxiang.staffing.tests.test_actions import empty_post, newcomer
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
DAY = timedelta(days=1)


def text(answer) -> str:
    return answer.content.decode()


def page(name: str = "示例新人") -> str:
    return f"/staffing/people/appoint/?unit={street().code}&q={name}"


def form(person, post, **more):
    return {"person": person.pk, "post": post.pk, "body": street().pk, "quota_type": INSTITUTIONAL, "rank": "NONE", "document": "示例任〔2026〕3号", **more}


def test_a_newcomer_is_found_by_name_and_appointed_with_document_and_day():
    person, post, client = newcomer(), empty_post(street()), seated(office())
    assert "先选单位，再按姓名找人" in text(client.get("/staffing/people/appoint/"))
    assert "是新来的人，就在下面写姓名一并登记" in text(client.get(page("无此人")))
    assert all(words in text(client.get(page())) for words in ("示例新人", "示例岗", "从今天"))
    assert client.post(page(), form(person, post, document="")).status_code == 422
    assert client.post(page(), form(person, post)).status_code == 302
    held = QuotaHolding.objects.get(person=person)
    assert (held.document, held.body, held.valid_from) == ("示例任〔2026〕3号", street(), timezone.localdate())
    assert Assignment.objects.get(person=person).post == post
    assert "已经占着编制的，先下编" in text(client.get(page()))  # on a quota now
    assert "示例新人" in text(client.get(f"/staffing/unit/{street().code}/"))


def test_somebody_new_to_the_register_is_registered_with_his_appointment():
    post, client = empty_post(street()), seated(office())
    given = {"name": "示例刚来的", "post": post.pk, "body": street().pk, "quota_type": INSTITUTIONAL, "rank": "NONE", "document": "示例任〔2026〕4号"}
    assert client.post(page("示例刚来的"), {**given, "name": ""}).status_code == 422
    taken = Assignment.objects.filter(valid_to=None).first().person.name
    assert "册子里已有叫这个名字的人" in text(client.post(page("示例刚来的"), {**given, "name": taken}))
    assert client.post(page("示例刚来的"), given).status_code == 302
    assert Assignment.objects.get(person__name="示例刚来的").post == post


def test_the_organisation_department_registers_who_led_before_the_house_and_others_are_told_the_way():
    post = empty_post(street())
    Post.objects.filter(pk=post.pk).update(is_leader=True)
    given = {**form(newcomer(), post), "document": "口头"}
    answer = seated(office()).post(page(), given)
    assert answer.status_code == 422
    assert "这是领导岗位，先走干部选配" in text(answer)
    assert "现任领导：哪天任职" not in text(answer)
    client = seated(people.actor("ORGANISATION_DEPARTMENT"))
    assert "现任领导：哪天任职" in text(client.get(page()))
    assert "登记现任领导要有当时的任职文号" in text(client.post(page(), given))
    given["document"] = "示例任〔2019〕3号"
    answer = client.post(page(), given | {"since": timezone.localdate().isoformat()})
    assert answer.status_code == 422
    assert "只登记这一天以前已经在任的领导" in text(answer)
    assert client.post(page(), given | {"since": "2019-05-06"}).status_code == 302
    assert Assignment.objects.get(post=post).person.name == "示例新人"


def test_the_preview_says_how_full_the_quota_will_be_and_a_full_one_is_refused_with_its_cure():
    client, body = seated(office()), street()
    quota, used = total(body), QuotaHolding.objects.filter(body=body, quota_type=INSTITUTIONAL).count()
    asked = {"body": body.pk, "quota_type": INSTITUTIONAL, "rank": "DEPUTY"}
    assert f"占用 {used + 1}／{quota}" in text(client.get("/staffing/people/appoint/room/", asked))
    assert "选好单位" in text(client.get("/staffing/people/appoint/room/", {"body": "x"}))
    for turn in range(quota - used):
        QuotaHolding.objects.create(person=newcomer(f"占编{turn}"), body=body, quota_type=INSTITUTIONAL)
    assert "没有空编" in text(client.get("/staffing/people/appoint/room/", asked))
    answer = client.post(page(), form(newcomer(), empty_post(body)))
    assert answer.status_code == 422
    assert "没有空编" in text(answer)
    assert "示例任〔2026〕3号" in text(answer)


def test_whoever_may_not_appoint_has_no_such_page_and_no_button():
    held = QuotaHolding.objects.filter(body=street()).first()
    for role in ("STAFFING_COMMISSION", "FINANCE_BUREAU", "GRID_WORKER"):
        client = seated(people.actor(role))
        for address in (page(), f"/staffing/people/{held.pk}/release/", f"/staffing/people/{held.pk}/second/"):
            assert client.get(address).status_code == 403, (role, address)
    assert "/release/" not in text(seated(people.actor("FINANCE_BUREAU")).get(f"/staffing/unit/{street().code}/"))
    assert "/release/" in text(seated(office()).get(f"/staffing/unit/{street().code}/"))


def test_a_released_person_frees_the_quota_and_is_gone_from_the_page():
    held, client = QuotaHolding.objects.filter(body=street(), valid_to=None).first(), seated(office())
    address = f"/staffing/people/{held.pk}/release/"
    assert client.post(address, {"document": ""}).status_code == 422
    assert client.post(address, {"document": "示例免〔2026〕1号"}).status_code == 302
    assert QuotaHolding.objects.get(pk=held.pk).valid_to == timezone.localdate()
    assert client.post(address, {"document": "示例免〔2026〕1号"}).status_code == 404
    assert Entry.objects.get(kind="staffing.released").facts["document"] == "示例免〔2026〕1号"


def test_upward_from_a_street_is_refused_by_default_with_words_before_and_after():
    held, client, today = QuotaHolding.objects.filter(body=street(), valid_to=None).first(), seated(office()), timezone.localdate()
    address = f"/staffing/people/{held.pk}/second/"
    assert "原则上不得从镇街往上借人" in text(client.get(address))
    ends = (today + 90 * DAY).isoformat()
    given = {"to_body": department().pk, "starts": today.isoformat(), "ends": ends, "reason": "示例：专项工作", "exception_document": ""}
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "请填这一个人的单独批准文号" in text(refused)
    assert "借调要有期限" in text(client.post(address, {**given, "ends": today.isoformat()}))
    assert client.post(address, {**given, "exception_document": "示例编函〔2026〕1号"}).status_code == 302
    lent = Secondment.objects.get()
    assert f"/lent/{lent.pk}/recall/" in text(client.get(f"/staffing/unit/{street().code}/"))
    assert client.post(f"/staffing/people/lent/{lent.pk}/recall/").status_code == 302
    assert Secondment.objects.get().valid_to == today + DAY
    own = QuotaHolding.objects.filter(body=department(), valid_to=None).first()
    assert "原则上不得从镇街往上借人" not in text(client.get(f"/staffing/people/{own.pk}/second/"))


def test_a_recall_ends_the_secondment_today_once():
    person = QuotaHolding.objects.filter(body=department(), valid_to=None).first().person_id
    lent = actions.second(person, street().pk, starts=ON, ends=ON + 60 * DAY, reason="示例", actor=office(), at=MONDAY)
    assert actions.recall(lent.pk, actor=office(), at=MONDAY + 10 * DAY).valid_to == (MONDAY + 10 * DAY).date()
    with pytest.raises(StaffingRefused):
        actions.recall(lent.pk, actor=office(), at=MONDAY + 11 * DAY)
    assert Entry.objects.filter(kind="staffing.recalled").count() == 1
