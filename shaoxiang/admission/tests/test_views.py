"""Pages: the whole way through them, refusals that name what is missing, a neighbour who finds nothing, the question 在清单上吗."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.admission import actions
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.tests.walks import (
    REVIEWER,
    WORDS,
    asked,
    decided,
    desk,
    drafted,
    fresh,
    liaison,
    mayor,
    office,
    refused,
    submitted,
    taken_back,
    taken_in,
)
from shaoxiang.admission.vocabulary import AdmissionStatus, Finding, RefusalStatus, ReviewKind
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import LINE_TYPE, reported
from shaoxiang.duties.models import DutyItem, EventType, TypeDuty
from shaoxiang.duties.queries.finding import find
from shaoxiang.grids.models import AdmittedWork
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.profiles.xincheng.admissions import admit
from shaoxiang.profiles.xincheng.month.cast import Cast
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

WHOLE = {
    "title": "示例：充电巡查", "legal_basis": "示例：消防法 31", "need": "示例", "workload": "示例", "hours_a_month": "40",
    "staff": "示例：一人", "money": "示例：两万", "period": "示例", "standard": "示例", "process": "示例", "keeps": "示例", "tenure": "PERMANENT",
}


def act(client, request, move, query="", **form):
    return client.post(reverse("admission:act", args=[request.number, move]) + query, form)


def test_the_whole_way_through_the_pages():
    department, staffing, street, leader = seated(liaison()), seated(office()), seated(desk()), seated(mayor())
    answer = department.post("/admission/new/", {**WHOLE, "money": ""})
    assert answer.status_code == 302, answer.content.decode()
    request = AdmissionRequest.objects.select_related("matter").get()
    page = department.get(answer["Location"]).content.decode()
    assert "没有写经费" in page
    assert "没有选涉及的街道" in page
    lost = act(department, request, "submit")
    assert lost.status_code == 422
    assert "没有写经费" in lost.content.decode()
    edit = reverse("admission:edit", args=[request.number])
    assert department.post(edit, {**WHOLE, "units": [desk().unit_id]}).status_code == 302
    assert act(department, request, "submit").status_code == 302
    assert department.get(edit).status_code == 409
    assert request.number in staffing.get("/desk/").content.decode()
    assert act(staffing, request, "take_in").status_code == 302
    for kind, role in REVIEWER.items():
        client = seated(people.actor(role))
        review = request.reviews.get(kind=kind.value)
        assert reverse("admission:review", args=[review.pk]) in client.get("/desk/").content.decode()
        assert client.get(reverse("admission:act", args=[request.number, "review"]))["Location"] == reverse("admission:review", args=[review.pk])
        assert client.post(reverse("admission:review", args=[review.pk]), {"finding": "CHANGE", "words": ""}).status_code == 422
        assert client.post(reverse("admission:review", args=[review.pk]), {"finding": "SUPPORT", "words": WORDS}).status_code == 302
    assert act(staffing, request, "consult", days="").status_code == 302
    asked_ = OpinionRequest.objects.get()
    assert act(staffing, request, "give_opinion", advice="ADMIT", words=WORDS, meeting="示例").status_code == 422
    assert street.post(reverse("opinions:request", args=[asked_.number]), {"view": "OPPOSE", "words": "示例：人不够"}).status_code == 302
    assert act(staffing, request, "give_opinion", advice="ADMIT", words=WORDS, meeting="示例会").status_code == 302
    assert "示例：人不够" in leader.get(reverse("admission:act", args=[request.number, "approve"])).content.decode()
    today = timezone.localdate().isoformat()
    given = {"decided": "PERMANENT", "meeting": "示例会", "decided_on": today, "document": "示例〔2026〕1 号", "end_on": "", "words": ""}
    assert act(leader, request, "approve", **{**given, "document": ""}).status_code == 422
    assert act(leader, request, "approve", **given).status_code == 302
    listing = {"code": "zr-8", "office_name": "平安建设办公室", "role": "PRIMARY", "title": ""}
    barred = act(staffing, request, "list_it", **listing)
    assert barred.status_code == 422
    assert "经费（海拉尔东路街道办事处）" in barred.content.decode()
    for line in request.lines.all():
        query = f"?line={line.pk}"
        assert act(department, request, "deliver", query, units=[desk().unit_id], words=WORDS).status_code == 302
        assert act(street, request, "dispute", query, words=WORDS).status_code == 302
        assert act(department, request, "deliver", query, units=[desk().unit_id], words=WORDS).status_code == 302
        assert act(street, request, "confirm", query).status_code == 302
    assert act(staffing, request, "list_it", **listing).status_code == 302
    assert fresh(request).status == AdmissionStatus.LISTED
    assert "ZR-8" in street.get(reverse("admission:show", args=[request.number])).content.decode()


def test_a_draft_is_on_nobody_elses_page():
    request = drafted()
    for who in (desk(), office(), mayor(), liaison(skip=3)):
        client = seated(who)
        for address in (reverse("admission:show", args=[request.number]), reverse("admission:edit", args=[request.number])):
            assert client.get(address).status_code == 404
        assert request.matter.title not in client.get("/admission/").content.decode()
    actions.submit(request.number, actor=liaison(), at=timezone.now())
    assert seated(desk()).get(reverse("admission:show", args=[request.number])).status_code == 200
    assert seated(desk()).post(reverse("admission:act", args=[request.number, "take_in"])).status_code == 403
    assert seated(people.actor("STREET_DESK", street="150102003")).get(reverse("admission:show", args=[request.number])).status_code == 404


def test_while_the_streets_are_asked_none_reads_the_other():
    request = asked(at=timezone.now() - timedelta(hours=6))
    one = OpinionRequest.objects.get(file_id=request.consulted_id, unit_id=desk(people.NEXT).unit_id)
    seated(desk(people.NEXT)).post(reverse("opinions:request", args=[one.number]), {"view": "OPPOSE", "words": "示例：邻街的话"})
    address = reverse("admission:show", args=[request.number])
    assert "邻街的话" not in seated(desk()).get(address).content.decode()
    assert "邻街的话" in seated(office()).get(address).content.decode()
    assert "邻街的话" in seated(desk(people.NEXT)).get(address).content.decode()


def test_the_list_filters_by_stage_street_department_and_what_waits_for_me():
    now = timezone.now() - timedelta(hours=12)
    first, second = submitted(at=now), taken_in(at=now)
    client = seated(office())

    def shown(query):
        page = client.get(f"/admission/?{query}").content.decode()
        return {one.number for one in (first, second) if f"/admission/{one.number}/" in page}

    assert shown("") == {first.number, second.number}
    assert shown("stage=COMPLETENESS") == {first.number}
    assert shown(f"street={desk().unit_id}") == {first.number, second.number}
    assert shown(f"street={desk('150102003').unit_id}") == set()
    assert shown(f"department={desk().unit_id}") == set()
    assert shown("mine=1") == {first.number, second.number}
    actions.review(second.number, kind=ReviewKind.STAFFING, finding=Finding.SUPPORT, words="", actor=office(), at=timezone.now())
    assert shown("mine=1") == {first.number}
    assert client.get("/admission/?stage=REJECTED").status_code == 200


def test_a_street_finds_its_work_on_a_list_or_the_way_to_refuse_it():
    item = DutyItem.objects.filter(list_kind="STREET", valid_to=None).first()
    assert item.code in [one.listed.code for one in find(item.title, timezone.localdate())]
    client = seated(desk())
    assert item.code in client.get("/admission/check/", {"q": item.title[:6]}).content.decode()
    AdmittedWork.objects.create(number="本-1", title="共享单车夜间摆放劝导", document="示例编发〔2026〕3号", decided_by="示例", valid_from=timezone.localdate())
    AdmittedWork.objects.create(number="ZR20260101-0001", title="冬季除雪入户登记", decided_by="示例", valid_from=timezone.localdate())
    assert "凭文件登记" in client.get("/admission/check/", {"q": "共享单车夜间摆放劝导"}).content.decode()
    admitted = client.get("/admission/check/", {"q": "冬季除雪入户登记"}).content.decode()
    assert ("ZR20260101-0001" in admitted, "凭文件登记" in admitted) == (True, False)
    nothing = client.get("/admission/check/", {"q": "示例代抄表读数"}).content.decode()
    assert "不等于不在清单上" in nothing
    assert "/admission/refusals/new/?title=" in nothing
    assert "/admission/refusals/new/" not in seated(liaison()).get("/admission/check/", {"q": "示例代抄表读数"}).content.decode()
    assert client.get("/admission/check/").status_code == 200


def test_a_refusal_through_the_pages_and_the_mark_on_the_case():
    taken_back()
    case = reported(LINE_TYPE, at=timezone.now() - timedelta(hours=2))
    street, department, staffing = seated(desk()), seated(liaison()), seated(office())
    panel = reverse("admission:case_panel", args=[case.number])
    assert f"number={case.number}" in street.get(panel).content.decode()
    form = {"title": "示例", "department": liaison().unit_id, "kind": "CASE", "subject": case.number, "letter": "", "words": WORDS,
            "received_on": timezone.localdate().isoformat()}
    kept = street.post("/admission/refusals/new/", {**form, "subject": "SJ20200101-0001"})
    assert kept.status_code == 422
    assert WORDS in kept.content.decode()
    assert street.post("/admission/refusals/new/", form).status_code == 302
    notice = RefusalNotice.objects.select_related("matter").get()
    assert "不计入任何考核" in street.get(panel).content.decode()
    own = reverse("admission:refusal", args=[notice.number])
    assert notice.number in department.get("/desk/").content.decode()
    assert department.post(reverse("admission:refusal_act", args=[notice.number, "escalate"]), {"words": ""}).status_code == 422
    assert department.post(reverse("admission:refusal_act", args=[notice.number, "escalate"]), {"words": WORDS}).status_code == 302
    assert street.post(reverse("admission:refusal_act", args=[notice.number, "rule_stands"]), {}).status_code == 403
    ruling = reverse("admission:refusal_act", args=[notice.number, "rule_stands"])
    assert staffing.post(ruling, {"words": WORDS}).status_code == 422
    assert staffing.post(ruling, {"words": WORDS, "breach": "CORRECTION"}).status_code == 302
    assert RefusalNotice.objects.select_related("matter").get().status == RefusalStatus.UPHELD
    assert "责令改正" in street.get(own).content.decode()
    assert seated(desk(people.NEXT)).get(own).status_code == 404


def test_applying_leads_to_the_draft_made_from_the_refusal():
    notice = refused(at=timezone.now())
    answer = seated(liaison()).post(reverse("admission:refusal_act", args=[notice.number, "apply"]), {"words": ""})
    request = AdmissionRequest.objects.select_related("matter").get()
    assert answer["Location"] == reverse("admission:edit", args=[request.number])
    assert notice.matter.title in seated(liaison()).get(answer["Location"]).content.decode()


def test_every_page_reads_in_english():
    request = decided(at=timezone.now() - timedelta(hours=12))
    client = seated(office())
    client.cookies["django_language"] = "en"
    for address in ("/admission/", "/admission/refusals/", "/admission/check/?q=x", reverse("admission:show", args=[request.number])):
        assert client.get(address).status_code == 200


def test_the_composed_requests_stand_at_every_stage():
    now = timezone.now()
    admit(Cast(now), now)
    there = set(AdmissionRequest.objects.values_list("matter__status", flat=True))
    assert there >= {"DRAFT", "RETURNED", "COMPLETENESS", "REVIEWS", "CONSULTATION", "DECISION", "DELIVERING", "LISTED", "PUBLISHED", "ENDED", "REJECTED"}
    assert set(RefusalNotice.objects.values_list("matter__status", flat=True)) == {"ISSUED", "UPHELD", "ACCEPTED", "ESCALATED"}
    assert all(AdmissionRequest.objects.values_list("sample", flat=True))
    assert all(title.startswith("示例") for title in AdmissionRequest.objects.values_list("matter__title", flat=True))
    assert not Entry.objects.filter(at__gt=now).exists()
    for who in (office(), mayor(), people.actor("STREET_DESK", street="150102006"), liaison()):
        for address in ("/admission/?all=1", "/admission/refusals/?all=1"):
            assert seated(who).get(address).status_code == 200


def test_where_the_lists_end_a_page_shows_the_way_on_to_whoever_may_use_it():
    grid = people.point_in()[2]
    street = seated(desk()).get(reverse("grids:task_new", args=[grid])).content.decode()
    assert "/admission/refusals/new/" in street
    assert 'href="/admission/new/' not in street
    kind = EventType.objects.first()
    TypeDuty.objects.filter(type=kind).delete()
    gap = reverse("duties:type", args=[kind.code])
    assert 'href="/admission/new/?title=' in seated(liaison()).get(gap).content.decode()
    assert "/admission/" not in Client().get(gap).content.decode()


def test_notices_are_narrowed_by_words_and_state_and_a_list_that_is_empty_says_why():
    now = timezone.now()
    admit(Cast(now), now)
    client, address = seated(office()), "/admission/refusals/"
    upheld = RefusalNotice.objects.get(matter__status="UPHELD").matter.number
    assert upheld not in client.get(address).content.decode()
    assert upheld in client.get(address, {"state": "all"}).content.decode()
    assert upheld in client.get(address, {"state": "UPHELD", "q": upheld[-6:]}).content.decode()
    nothing = client.get(address, {"q": "没有这样的词"}).content.decode()
    assert "没有符合条件的拒收通知" in nothing
    assert "常用筛选" in nothing
