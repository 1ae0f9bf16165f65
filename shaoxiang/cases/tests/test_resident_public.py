"""公开: private by default; agreed by the reporter, looked at by a desk, masked twice; taken down by either at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.tests import walks
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.test_resident import given, opened
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SAID = "3号楼2单元501室张阿姨说井盖坏了，电话13900000000，蒙A12345停在上面。"


def closed(**changes) -> Case:
    case = walks.verified(at=timezone.now() - timedelta(hours=4), description=SAID, **changes)
    actions.confirm(case.number, actor=people.resident(case.pk), at=timezone.now())
    return walks.fresh(case)


def desk():
    return people.actor("STREET_DESK", street=people.HOME)


def waits(case: Case) -> bool:
    return DeskRow.objects.filter(OPEN, matter_id=case.pk, what="publish").exists()


def publish(case: Case, **changes) -> Case:
    given = {"public_text": SAID, "public_answer": "已换好，联系人13911112222。", **changes}
    return actions.publish(case.number, actor=desk(), at=timezone.now(), **given)


def test_nothing_is_public_unless_somebody_agreed():
    case = closed()
    assert case.private
    assert not waits(case)
    with pytest.raises(MoveRefused):
        publish(case)
    assert Client().get(f"/public/{case.number}/").status_code == 404
    assert case.number not in Client().get("/public/").content.decode()


def test_consent_review_and_then_the_public_reads_masked_text():
    case = closed(private=False)
    assert waits(case)
    assert Client().get(f"/public/{case.number}/").status_code == 404
    page = seated(desk()).get(reverse("cases:act", args=[case.number, "publish"])).content.decode()
    assert "＊＊说井盖坏了" in page
    assert "501" not in page.split("<form")[-1]
    publish(case)
    assert not waits(case)
    shown, listed = (Client().get(address).content.decode() for address in (f"/public/{case.number}/", "/public/"))
    for text in (shown, listed):
        assert "说井盖坏了" in text
        for hidden in ("501", "张阿姨", "13900000000", "12345停", "13911112222", "示例孙阿姨", case.tracking_code):
            assert hidden not in text
    assert [entry.kind for entry in Entry.objects.filter(subject_kind="matter", subject_id=case.pk, kind="cases.publish")] == ["cases.publish"]
    assert SAID not in str(Entry.objects.get(subject_kind="matter", subject_id=case.pk, kind="cases.publish").facts)


def test_the_reporter_takes_it_back_and_it_is_gone_at_once():
    case = closed(private=False)
    publish(case)
    client = opened(case)
    assert "看公开的样子" in client.get(f"/track/{case.number}/").content.decode()
    assert client.post(f"/track/{case.number}/consent/", {"public": "0"}).status_code == 302
    assert Client().get(f"/public/{case.number}/").status_code == 404
    fresh = walks.fresh(case)
    assert (fresh.private, fresh.public_text, fresh.published_at) == (True, "", None)
    assert client.post(f"/track/{case.number}/consent/", {"public": "1"}).status_code == 302
    assert waits(case)
    assert client.post(f"/track/{case.number}/consent/", {"public": "x"}).status_code == 422


def test_a_desk_keeps_back_or_takes_down_with_a_reason():
    case = closed(private=False)
    with pytest.raises(ReportRefused):
        actions.keep_private(case.number, actor=desk(), at=timezone.now(), words=" ")
    actions.keep_private(case.number, actor=desk(), at=timezone.now(), words="示例：涉及两家纠纷。")
    assert not waits(case)
    assert "涉及两家纠纷" in opened(case).get(f"/track/{case.number}/").content.decode()
    publish(case)  # thought better of
    actions.unpublish(case.number, actor=desk(), at=timezone.now(), words="示例：能认出人。")
    assert Client().get(f"/public/{case.number}/").status_code == 404
    with pytest.raises(MoveRefused):
        actions.unpublish(case.number, actor=desk(), at=timezone.now(), words="示例")


def test_a_stranger_and_the_handler_may_not_publish():
    case = closed(private=False)
    with pytest.raises(Case.DoesNotExist):
        actions.publish(case.number, actor=people.actor("STREET_DESK", street=people.NEXT), at=timezone.now(), public_text="示例", public_answer="")
    with pytest.raises(PermissionDenied):
        actions.publish(case.number, actor=walks.handler_of(walks.reported()), at=timezone.now(), public_text="示例", public_answer="")
    assert walks.fresh(case).publicity == ""


def test_a_reopened_case_is_no_longer_public():
    case = closed(private=False)
    publish(case)
    actions.reopen(case.number, actor=people.resident(case.pk), at=timezone.now(), words="又坏了")
    assert Client().get(f"/public/{case.number}/").status_code == 404
    assert walks.fresh(case).publicity == ""


def test_the_database_holds_no_published_case_without_consent():
    case = closed(private=False)
    publish(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(private=True)


def test_the_list_goes_on_by_key():
    for _turn in range(22):
        publish(closed(private=False))
    page = Client().get("/public/").content.decode()
    assert page.count('href="/public/SJ') == 20
    following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert Client().get(f"/public/{following}").content.decode().count('href="/public/SJ') == 2


def test_the_preview_shows_it_before_anything_is_sent(client):
    answer = client.post("/report/", given(description=SAID, public="on", preview="1", name="示例孙阿姨", phone="13900000000"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "公开以后，别人看到的是这样" in page
    assert "＊＊说井盖坏了" in page
    assert "示例孙阿姨" in page  # what was typed stays in the form
    assert not Case.objects.exists()
    live = client.post("/report/hints/", {"description": SAID, "public": "on"}).content.decode()
    assert 'id="public-preview" hx-swap-oob="true"' in live
    assert "公开以后" not in client.post("/report/hints/", {"description": SAID}).content.decode()


def test_the_warning_never_blocks_and_one_click_takes_it_out(client):
    hint = client.post("/report/hints/", {"description": SAID}).content.decode()
    for kind in ("手机号", "车牌号", "门牌和人名", "删去这些", "不删也能交"):
        assert kind in hint
    stripped = client.post("/report/", given(description=SAID, strip="1", address="示例路 1 号")).content.decode()
    assert "13900000000" not in stripped
    assert "张阿姨" not in stripped
    assert "3号楼2单元501室" in stripped
    assert "示例路 1 号" in stripped
    assert str(given()["lon"]) in stripped
    assert not Case.objects.exists()
    field = client.post("/report/strip/", {"description": SAID}).content.decode()
    assert "<html" not in field
    assert "13900000000" not in field
    assert client.post("/report/", given(description=SAID)).status_code == 302
    assert Case.objects.get().description == SAID
