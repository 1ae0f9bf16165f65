"""个人信息申请: asked for at the tracking page, answered within its clock by one who sees no word of the matter."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case, DataRequest, Progress
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.tests import walks
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.test_resident import opened, photo
from shaoxiang.cases.tests.test_resident_phone import signed_in
from shaoxiang.cases.vocabulary import DataRefusal
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.actions import Restricted, reveal
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.search.queries import matching
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SAID = "示例独有的一句：后院井盖翘起来了。"


@pytest.fixture
def case():
    """Closed, with a photo and more words from its reporter."""
    case = walks.reported(at=timezone.now() - timedelta(hours=8), description=SAID, raw_lon=111.7, raw_lat=40.8, raw_crs="WGS84", accuracy_m=9.0)
    client = opened(case)
    client.post(f"/track/{case.number}/add/", {"words": "示例补充：晚上有孩子走。", "photos": [photo("孙阿姨身份证13900000000.jpg")]})
    handler = walks.handler_of(case)
    actions.sign(case.number, actor=handler, at=timezone.now() - timedelta(hours=6))
    actions.finish(case.number, actor=handler, at=timezone.now() - timedelta(hours=5), outcome="已换好。")
    actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=timezone.now() - timedelta(hours=4))
    actions.confirm(case.number, actor=people.resident(case.pk), at=timezone.now() - timedelta(hours=3))
    return walks.fresh(case)


def security():
    return people.actor("SECURITY_ADMIN")


def asked(case: Case) -> DataRequest:
    return actions.request_erasure(case.number, actor=people.resident(case.pk), at=timezone.now(), words="请删掉，我电话13900000000")


def test_the_resident_asks_and_reads_by_when(case):
    client = opened(case)
    answer = client.post(f"/track/{case.number}/erase/", {"words": "办完了，请删掉"})
    assert answer.status_code == 302
    request = DataRequest.objects.get()
    assert request.number.startswith("GR")
    page = client.get(f"/track/{case.number}/").content.decode()
    assert request.number in page
    assert "前答复您" in page
    assert client.post(f"/track/{case.number}/erase/", {}).status_code == 409  # one at a time
    clock = Matter.objects.get(pk=request.pk)
    assert timedelta(days=14) < clock.due_at - timezone.now() < timedelta(days=40)
    row = DeskRow.objects.get(OPEN, matter_id=request.pk)
    assert (row.role, row.due_at) == ("SECURITY_ADMIN", clock.due_at)


def test_only_the_security_administrator_answers_and_sees_no_word_of_it(case):
    request = asked(case)
    address = reverse("cases:data_request", args=[request.number])
    page = seated(security()).get(address).content.decode()
    assert case.number in page
    assert "姓名、电话" in page
    for hidden in (SAID, "示例孙阿姨", "13900000000", "139****0000", case.tracking_code, "已换好"):
        assert hidden not in page
    assert request.number in seated(security()).get("/desk/").content.decode()
    assert seated(security()).get(reverse("cases:case", args=[case.number])).status_code == 404
    for role in ("STREET_DESK", "DISTRICT_DESK", "SYSTEM_ADMIN", "AUDIT_ADMIN", "CONFIG_ADMIN"):
        client = seated(people.actor(role))
        assert client.get(address).status_code == 404
        assert client.get(reverse("cases:data_requests")).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.erase_data(request.number, actor=people.actor(role), at=timezone.now())


def test_granted_empties_the_vault_and_takes_the_words_and_the_record_stands(case):
    request = asked(case)
    client = seated(security())
    assert client.post(reverse("cases:data_request", args=[request.number]), {"decision": "erase_data", "words": "已清空。"}).status_code == 302
    fresh = walks.fresh(case)
    record = VaultRecord.objects.get(pk=case.reporter_id)
    assert bytes(record.sealed) == b""
    assert record.phone_index == ""
    assert SAID not in fresh.description + fresh.matter.title
    assert (fresh.address, fresh.raw_lon, fresh.accuracy_m) == ("", None, None)
    assert fresh.outcome == "已换好。"  # what was done stays
    assert fresh.matter.street_id == case.matter.street_id
    assert not any("示例补充" in row.text for row in Progress.objects.filter(case=case))
    assert not Attachment.objects.filter(matter_id=case.pk, role="REPORT").exists()
    assert not Matter.objects.filter(matching("后院井盖"), pk=case.pk).exists()
    assert {"cases.erasure_asked", "cases.data_erased"} <= set(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).values_list("kind", flat=True))
    assert "已按您的申请删除" in opened(case).get(f"/track/{case.number}/").content.decode()
    assert not DeskRow.objects.filter(OPEN, matter_id=request.pk).exists()
    assert list(verify()) == []
    with pytest.raises(MoveRefused):
        actions.erase_data(request.number, actor=security(), at=timezone.now())


def test_while_the_case_runs_erasing_is_refused_with_the_way_out():
    running = walks.reported(at=timezone.now())
    request = asked(running)
    answer = seated(security()).post(reverse("cases:data_request", args=[request.number]), {"decision": "erase_data"})
    assert answer.status_code == 409
    assert "不予删除" in answer.content.decode()
    assert VaultRecord.objects.get(pk=running.reporter_id).blurred_at is None


def test_refused_with_a_ground_and_words_the_resident_reads(case):
    request = asked(case)
    address, client = reverse("cases:data_request", args=[request.number]), seated(security())
    assert client.post(address, {"decision": "refuse_data", "words": "x"}).status_code == 422
    assert client.post(address, {"decision": "refuse_data", "reason": "OTHER_LAW", "words": ""}).status_code == 422
    assert client.post(address, {}).status_code == 422
    words = "示例：按档案规定保存到期前不能删。"
    assert client.post(address, {"decision": "refuse_data", "reason": "OTHER_LAW", "words": words}).status_code == 302
    page = opened(case).get(f"/track/{case.number}/").content.decode()
    for said in ("不予删除", DataRefusal.OTHER_LAW.label, words, "向人民法院起诉"):
        assert said in page
    assert asked(case).pk != request.pk  # may ask again


def test_kept_by_law_is_stored_and_shown_to_nobody(case):
    request = asked(case)
    with pytest.raises(ReportRefused):
        actions.restrict_data(request.number, actor=security(), at=timezone.now(), words="")
    actions.restrict_data(request.number, actor=security(), at=timezone.now(), words="示例：保存期限未满。")
    with pytest.raises(Restricted):
        reveal(case.reporter_id, ["phone"], actor=people.actor("DISTRICT_DESK"), at=timezone.now(), reason="示例事由", matter=case.matter)
    answer = seated(people.actor("DISTRICT_DESK")).post(reverse("cases:reveal", args=[case.number]), {"reason": "示例事由"})
    assert answer.status_code == 403
    assert "只保存、不再使用" in answer.content.decode()


def test_a_copy_is_masked_with_the_code_and_plain_with_the_telephone(case):
    reveal(case.reporter_id, ["phone"], actor=people.actor("CALL_BACK", street=people.HOME), at=timezone.now(), reason="示例回访", matter=case.matter)
    answer = opened(case).post(f"/track/{case.number}/data/")
    held = json.loads(answer.content)
    assert held["联系方式"] == {"姓名": "示**", "电话": "139****0000"}
    assert held["内容"] == SAID
    assert [line["看了什么"] for line in held["谁看过联系方式"]] == [["电话"]]
    seen = people.assignment("CALL_BACK", street=people.HOME).person.name
    assert seen not in answer.content.decode()
    plain = json.loads(signed_in().post(f"/track/{case.number}/data/").content)
    assert plain["联系方式"] == {"姓名": "示例孙阿姨", "电话": "13900000000"}
    assert Entry.objects.filter(Q(facts__plain=True) | Q(facts__plain=False), subject_kind="matter", subject_id=case.pk, kind="cases.data_given").count() == 2
    assert signed_in("13900000009").post(f"/track/{case.number}/data/").status_code == 403


def test_every_look_at_the_telephone_is_told_without_a_name(case):
    reveal(case.reporter_id, ["phone"], actor=people.actor("CALL_BACK", street=people.HOME), at=timezone.now(), reason="示例回访", matter=case.matter)
    page = opened(case).get(f"/track/{case.number}/").content.decode()
    assert "因工作查看了您的联系方式" in page
    assert people.assignment("CALL_BACK", street=people.HOME).person.name not in page
