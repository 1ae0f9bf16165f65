"""Pages and interface of what belongs together: the resident joins and follows, the desk merges and takes apart, bulk, filters, papers."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.actions.bulk import run_bulk
from shaoxiang.cases.models import BulkRun, Case, CaseChild, CaseMerge, Follower, MergeRequest
from shaoxiang.cases.queries import kept
from shaoxiang.cases.queries import similar as looks
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.test_resident import photo
from shaoxiang.cases.tests.walks import LINE_TYPE, STREET_TYPE, fresh, handler_of, reported
from shaoxiang.cases.vocabulary import AppealKind, CaseStatus, Source
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.kernel.web.models import SavedFilter
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LON, LAT, _GRID = people.point_in(people.HOME)
HOUR = timedelta(hours=1)


def ago(hours):
    return timezone.now() - timedelta(hours=hours)


@pytest.fixture
def case():
    return reported(at=ago(3))


@pytest.fixture
def desk():
    return seated(people.actor("STREET_DESK", street=people.HOME))


def asked(client, **changes):
    given = {"type_code": STREET_TYPE, "description": "路口井盖裂了一道缝", "lon": LON, "lat": LAT}
    return client.post("/report/similar/", {**given, **changes}).content.decode()


# --- at intake ------------------------------------------------------------------------------------------------------------


def test_a_resident_is_told_of_a_private_case_only_type_distance_and_day(case):
    page = asked(Client())
    assert "我也遇到" in page
    assert "约 50 米" in page
    for hidden in (case.number, case.description, "都提到", "待签收", case.tracking_code):
        assert hidden not in page


def test_of_a_case_meant_for_publication_the_words_in_common_are_told():
    reported(at=ago(3), private=False)
    page = asked(Client())
    assert "都提到" in page and "待签收" in page
    assert "晚上看不清" not in page


@pytest.mark.parametrize("changes", [
    {"lat": LAT + 0.01}, {"type_code": "0406"}, {"lon": "", "lat": ""}, {"type_code": "", "description": ""}, {"lon": "x", "lat": "y"},
])
def test_what_is_far_other_or_unknown_is_not_offered(case, changes):
    assert "我也遇到" not in asked(Client(), **changes)


def test_the_type_may_be_the_likely_one(case):
    assert "我也遇到" in asked(Client(), type_code="", suggested=STREET_TYPE)


def test_what_is_over_or_accuses_somebody_is_not_offered(case):
    actions.withdraw(case.number, actor=people.resident(case.pk), at=timezone.now())
    reported(at=ago(2), kind=AppealKind.REPORT)
    assert "我也遇到" not in asked(Client())


def test_the_radius_is_the_districts(case):
    from shaoxiang.cases.actions.settings import set_case_setting

    north = {"lat": LAT + 0.0009}  # a hundred metres
    assert "我也遇到" in asked(Client(), **north)
    set_case_setting("similar_radii", actor=people.actor("CONFIG_ADMIN"), at=timezone.now(), value=f"{STREET_TYPE}:50")
    kept.forget()
    assert "我也遇到" not in asked(Client(), **north)


def test_a_picture_is_shown_of_a_public_case_and_only_if_the_office_took_it(case):
    public = reported(at=ago(2), private=False, reporter={})
    handler = handler_of(public)
    for one in (case, public):
        actions.attach(one.number, actor=people.resident(one.pk), at=timezone.now(), upload=photo(), role=AttachmentRole.REPORT)
    address = f"{reverse('resident:similar_photo')}?of={looks.token_of(public.pk)}"
    assert Client().get(address).status_code == 400
    actions.sign(public.number, actor=handler, at=timezone.now())
    actions.attach(public.number, actor=handler, at=timezone.now(), upload=photo(), role=AttachmentRole.HANDLE, public=True)
    answer = Client().get(address)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert Client().get(f"{reverse('resident:similar_photo')}?of={looks.token_of(case.pk)}").status_code == 400
    assert Client().get(f"{reverse('resident:similar_photo')}?of=1:x").status_code == 400


def test_looking_costs_few_queries_however_many_there_are(case):
    def cost():
        with CaptureQueriesContext(connection) as counted:
            found = looks.near(STREET_TYPE, LON, LAT, "井盖裂缝", now=timezone.now())
        assert found
        return len(counted)

    one = cost()
    for turn in range(12):
        reported(at=ago(turn + 4), private=bool(turn % 2))
    assert one <= 3  # the cases, who joined, what was merged
    assert cost() <= 4  # pictures of the public ones


def test_the_index_of_open_points_finds_them():
    """Whatever the size of the table, only the square around the pin is read."""
    closed = {"kind": "CASE", "title": "示例", "status": "CLOSED", "subject_code": STREET_TYPE, "opened_at": ago(9), "closed_at": ago(8)}
    Matter.objects.bulk_create([Matter(number=f"SJ2019-{turn:05d}", lon=LON, lat=LAT, **closed) for turn in range(3000)])
    if db.is_postgres():  # so small a table it would rather read whole
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE matter_matter")
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = looks.running_around(STREET_TYPE, LON, LAT, 150).explain()
    assert ("matter_open_point" if db.is_postgres() else "_point (lon") in plan, plan


def joined(client, case, **changes):
    given = {"join": looks.token_of(case.pk), "description": "我也看见了", "phone": "13900000007", "name": "示例周先生"}
    return client.post("/report/join/", {**given, **changes})


def test_one_tap_joins_and_gives_a_code(case):
    client = Client()
    answer = joined(client, case)
    one = Follower.objects.get()
    assert answer.headers["Location"] == reverse("resident:followed", args=[one.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert case.number in page and one.tracking_code[:4] in page
    for hidden in (case.description, case.tracking_code, "13900000000", "孙"):
        assert hidden not in page
    assert Case.objects.count() == 1


def test_joining_twice_by_a_double_tap_joins_once(case):
    client = Client()
    client.get("/report/")
    first, second = (joined(client, case, once="token-1") for _turn in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Follower.objects.count() == 1


def test_a_stale_offer_keeps_what_was_typed(case):
    client = Client()
    client.get("/report/")
    assert client.post("/report/join/", {"join": "1:old:x", "description": "写了很久的话"}).status_code == 409
    assert "写了很久的话" in client.get("/report/").content.decode()


def test_number_and_own_code_open_the_page_of_the_one_who_joined(case):
    one = actions.follow(case.number, actor=people.resident(), at=timezone.now(), source=Source.RESIDENT_PAGE)
    client = Client()
    answer = client.post("/track/", {"number": case.number, "code": one.tracking_code})
    assert answer.headers["Location"] == reverse("resident:followed", args=[one.pk])
    assert client.post("/track/", {"number": case.number, "code": case.tracking_code}).headers["Location"] == reverse("resident:matter", args=[case.number])
    stranger = Client()
    assert stranger.get(reverse("resident:followed", args=[one.pk])).status_code == 302
    assert stranger.post(reverse("resident:followed_act", args=[one.pk, "leave"])).headers["Location"] == reverse("resident:track")
    assert Follower.objects.filter(left_at__isnull=True).exists()


def test_one_who_joined_says_no_rates_and_leaves(case):
    one = actions.follow(case.number, actor=people.resident(), at=ago(2), source=Source.RESIDENT_PAGE)
    client = Client()
    client.post("/track/", {"number": case.number, "code": one.tracking_code})
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=ago(2))
    actions.tell_resident(case.number, actor=handler, at=ago(1.9), words="明天上午来换井盖。")
    actions.supplement(case.number, actor=people.resident(case.pk), at=ago(1.8), words="我家在三单元，请从东门进。")
    actions.finish(case.number, actor=handler, at=ago(1), outcome="换好了", answer="井盖已换好。")
    actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=ago(0.5))
    page = client.get(reverse("resident:followed", args=[one.pk])).content.decode()
    assert "井盖已换好" in page and "明天上午来换井盖" in page
    assert "三单元" not in page  # what another reporter wrote is his
    address = reverse("resident:followed_act", args=[one.pk, "reopen"])
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "还是晃"}).status_code == 302
    assert fresh(case).status == CaseStatus.HANDLING
    client.post(reverse("resident:followed_act", args=[one.pk, "leave"]))
    assert Follower.objects.get().left_at is not None


def test_a_merged_number_shows_how_the_main_goes_on(case):
    other = reported(at=ago(2), reporter={"phone": "13900000001"}, description="我家门口井盖响得睡不着。")
    actions.merge(case.number, [other.number], actor=people.actor("STREET_DESK", street=people.HOME), at=ago(1))
    actions.sign(case.number, actor=handler_of(case), at=ago(0.9))
    actions.tell_resident(case.number, actor=handler_of(case), at=ago(0.8), words="明天上午来换井盖。")
    client = Client()
    client.post("/track/", {"number": other.number, "code": other.tracking_code})
    page = client.get(reverse("resident:matter", args=[other.number])).content.decode()
    for shown in ("正在办", "是同一件", "我家门口井盖响得睡不着", "明天上午来换井盖", other.number):
        assert shown in page
    for hidden in (case.number, case.description):
        assert hidden not in page


def test_the_counter_sees_its_own_in_full_and_another_streets_as_a_resident_would(case, desk):
    found = {"description": "井盖裂了", "type_code": STREET_TYPE, "lon": LON, "lat": LAT}
    assert case.number in desk.post(reverse("cases:hint"), found).content.decode()
    stranger = seated(people.actor("COUNTER", street=people.NEXT)).post(reverse("cases:hint"), found).content.decode()
    assert case.number not in stranger and "就是这件，加入" in stranger


def test_the_counter_joins_for_a_caller(case, desk):
    answer = desk.post(reverse("cases:join"), {"join": looks.token_of(case.pk), "source": "TELEPHONE", "description": "来电也说井盖", "phone": "13900000003"})
    assert answer.headers["Location"] == reverse("cases:case", args=[case.number])
    one = Follower.objects.get()
    assert (one.source, one.registered_by) == ("TELEPHONE", people.actor("STREET_DESK", street=people.HOME).assignment_id)
    assert one.tracking_code in desk.get(answer.headers["Location"]).content.decode()


# --- at the desk --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pair(case):
    return case, reported(at=ago(2), description="路口井盖裂缝很大，骑车差点摔倒。")


def test_the_desk_is_told_why_two_may_be_one(pair, desk):
    case, other = pair
    page = desk.get(reverse("cases:alike", args=[case.number])).content.decode()
    for shown in (other.number, "类别相同", "位置相近", "时间相近", "同一联系方式", "都提到"):
        assert shown in page
    assert "139" not in page.replace(other.number, "").replace(case.number, "")
    assert "没有看着像同一件的" in seated(handler_of(case)).get(reverse("cases:alike", args=[case.number])).content.decode()


def test_the_desk_merges_and_takes_apart_on_pages(pair, desk):
    case, other = pair
    page = desk.get(reverse("cases:merge", args=[case.number]), {"with": other.number}).content.decode()
    assert f'value="{case.number}"' in page and "最早的到期日" in page
    address = reverse("cases:merge", args=[case.number])
    assert desk.post(address, {"with": other.number}).status_code == 422
    assert desk.post(address, {"with": other.number, "main": case.number, "words": "同一个"}).status_code == 302
    assert fresh(other).status == CaseStatus.MERGED
    merged = desk.get(reverse("cases:case", args=[other.number])).content.decode()
    assert "已并入" in merged and case.number in merged
    assert "已并入本件" in desk.get(reverse("cases:case", args=[case.number])).content.decode()
    form = desk.get(reverse("cases:act", args=[other.number, "unmerge"])).content.decode()
    assert "不能还原的" in form and "日期顺延" in form
    assert desk.post(reverse("cases:act", args=[other.number, "unmerge"]), {"words": "两个井盖"}).status_code == 302
    assert fresh(other).status == CaseStatus.DISPATCHED


def test_a_number_that_is_not_there_is_said(case, desk):
    foreign = reported(at=ago(1), street=people.NEXT)
    for number in ("SJ20200101-0001", foreign.number, case.number):
        answer = desk.get(reverse("cases:merge", args=[case.number]), {"with": number})
        assert answer.status_code == 422 and "提请区指挥中心合并" in answer.content.decode()


def test_across_streets_the_district_is_asked_on_pages(case, desk):
    foreign = reported(at=ago(1), street=people.NEXT)
    Case.objects.filter(pk=foreign.pk).update(reporter_id=case.reporter_id)
    page = desk.get(reverse("cases:alike", args=[case.number])).content.decode()
    assert foreign.number not in page
    address = reverse("cases:ask_merge", args=[case.number])
    desk.post(address, {"other": "x", "words": "像"})
    assert not MergeRequest.objects.exists()
    assert desk.post(address, {"other": looks.token_of(foreign.pk), "words": "交界的同一个"}).status_code == 302
    district = seated(people.actor("DISTRICT_DESK"))
    assert "等区指挥中心定要不要合并" in district.get(reverse("cases:case", args=[case.number])).content.decode()
    assert district.post(reverse("cases:act", args=[case.number, "refuse_merge"]), {"words": "隔一条街"}).status_code == 302
    assert MergeRequest.objects.get().agreed is False


def test_splitting_linking_and_cascading_on_pages(case, desk):
    total = {"part-TOTAL_FORMS": 4, "part-INITIAL_FORMS": 0}
    address = reverse("cases:split", args=[case.number])
    assert "至少写出一件" in desk.post(address, total).content.decode()
    part = {"part-0-description": "旁边还有积存垃圾。", "part-0-type_code": STREET_TYPE, "part-1-description": "井盖也响", "part-1-point": "坏的"}
    assert desk.post(address, {**total, **part}).status_code == 422
    part["part-1-point"], part["part-1-type_code"] = "", LINE_TYPE
    assert desk.post(address, {**total, **part}).status_code == 302
    assert CaseChild.objects.count() == 2
    linked = reported("", at=ago(1))
    desk.post(reverse("cases:link_child", args=[case.number]), {"child": f" {linked.number.lower()} "})
    assert CaseChild.objects.count() == 3
    page = desk.get(reverse("cases:cascade", args=[case.number, "decline"])).content.decode()
    assert "会办" in page and "这一步办不了" in page
    assert desk.post(reverse("cases:cascade", args=[case.number, "supervise"]), {"kind": "REMIND", "words": "请抓紧"}).status_code == 302
    assert Entry.objects.filter(kind="cases.supervise").count() == 4
    desk.post(reverse("cases:unlink_child", args=[case.number]), {"child": linked.number})
    assert CaseChild.objects.count() == 2


def test_everybody_who_took_a_report_down_hears_of_the_step(pair):
    case, other = pair
    finder = people.actor("COUNTER", street=people.HOME)
    taken = reported(at=ago(2), actor=finder, source=Source.COUNTER, reporter={"phone": "13900000005"})
    hotline = people.actor("HOTLINE")
    actions.follow(case.number, actor=hotline, at=ago(2), source=Source.TELEPHONE)
    desk = people.actor("STREET_DESK", street=people.HOME)
    actions.merge(case.number, [other.number, taken.number], actor=desk, at=ago(1))
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=ago(0.8))
    actions.finish(case.number, actor=handler, at=ago(0.5), outcome="换好了")
    deliver_pending(now=timezone.now())
    deliver_pending(now=timezone.now())
    told = {(row.post_id, row.code, row.params["number"]) for row in Notice.objects.exclude(code__startswith="cases.sent")}
    assert (finder.post_id, "cases.your_find_merged", taken.number) in told
    assert (finder.post_id, "cases.find_handled", taken.number) in told
    assert (hotline.post_id, "cases.find_handled", case.number) in told


# --- bulk -----------------------------------------------------------------------------------------------------------------------


def untyped(n):
    return [reported("", at=ago(turn + 1), description=f"示例第{turn}件") for turn in range(n)]


def test_bulk_shows_first_then_acts_each_by_itself_and_twice_is_once(desk, case):
    cases = untyped(3)
    numbers = [one.number for one in cases]
    page = desk.post(reverse("cases:bulk"), {"what": "accept", "pick": [*numbers, case.number]}).content.decode()
    assert page.count("chip-green") == 3 and "这一步办不了" in page
    actions.accept(numbers[0], actor=people.actor("STREET_DESK", street=people.HOME), at=timezone.now())  # somebody was faster with one
    given = {"what": "accept", "pick": numbers, "token": "t-1"}
    first, second = (desk.post(reverse("cases:bulk_run"), given) for _turn in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert BulkRun.objects.count() == 1
    result = desk.get(first.headers["Location"]).content.decode()
    assert result.count("没有办成") == 2  # one row and the headline
    assert f'value="{numbers[0]}" checked' in result
    assert [fresh(one).status for one in cases] == [CaseStatus.ACCEPTED] * 3
    assert Entry.objects.filter(kind="cases.accept", subject_id=cases[1].pk).count() == 1


def test_the_result_is_ones_own(desk):
    made = run_bulk("accept", [one.number for one in untyped(1)], {}, token="t", actor=people.actor("STREET_DESK", street=people.HOME), at=timezone.now())
    assert desk.get(reverse("cases:bulk_result", args=[made.pk])).status_code == 200
    assert seated(people.actor("DISTRICT_DESK")).get(reverse("cases:bulk_result", args=[made.pk])).status_code == 404


def test_all_of_the_filter_but_not_of_another_street(desk):
    untyped(2)
    foreign = reported("", at=ago(1), street=people.NEXT)
    page = desk.post(reverse("cases:bulk"), {"what": "accept", "all": "1", "query": "status=REPORTED"}).content.decode()
    assert page.count("chip-green") == 2
    assert foreign.number not in page
    page = desk.post(reverse("cases:bulk"), {"what": "accept", "pick": [foreign.number]}, follow=True).content.decode()
    assert "请先勾选" in page
    desk.post(reverse("cases:bulk_run"), {"what": "accept", "pick": [foreign.number], "token": "x"})
    assert fresh(foreign).status == CaseStatus.REPORTED


def test_bulk_asks_for_words_once(desk, case):
    given = {"what": "supervise", "pick": [case.number], "token": "t-2", "kind": "REMIND", "words": ""}
    assert desk.post(reverse("cases:bulk_run"), given).status_code == 422
    assert desk.post(reverse("cases:bulk_run"), {**given, "words": "请抓紧"}).status_code == 302
    assert Entry.objects.filter(kind="cases.supervise").count() == 1


def test_bulk_dispatches_to_one_office_and_merges(desk):
    cases = untyped(2)
    for one in cases:
        actions.accept(one.number, actor=people.actor("STREET_DESK", street=people.HOME), at=timezone.now())
    office = Body.objects.filter(unit__street__code=people.HOME).exclude(kind=BodyKind.STREET_OFFICE).first()
    numbers = [one.number for one in cases]
    preview = desk.post(reverse("cases:bulk"), {"what": "dispatch", "pick": numbers}).content.decode()
    assert f'value="{office.pk}"' in preview
    answer = desk.post(reverse("cases:bulk_run"), {"what": "dispatch", "pick": numbers, "token": "d", "lead_body": office.pk, "words": "都归你们"})
    assert {fresh(one).matter.office_id for one in cases} == {office.pk}, desk.get(answer.headers["Location"]).content.decode()
    desk.post(reverse("cases:bulk_run"), {"what": "merge", "pick": numbers, "token": "m", "main": numbers[1], "words": "同一处"})
    assert CaseMerge.objects.get().case_id == cases[0].pk


@pytest.mark.parametrize(("what", "numbers"), [("print", ["x"]), ("nothing", ["x"]), ("accept", []), ("accept", [f"n{turn}" for turn in range(201)])])
def test_bulk_refuses_what_it_is_not_for(what, numbers):
    with pytest.raises(ReportRefused):
        run_bulk(what, numbers, {}, token="t", actor=people.actor("STREET_DESK", street=people.HOME), at=timezone.now())


def test_slips_and_files_of_several_are_one_pdf(desk, pair):
    from pypdf import PdfReader

    case, other = pair
    for what, pages in (("print", 2), ("file", 2)):
        answer = desk.post(reverse("cases:bulk"), {"what": what, "pick": [case.number, other.number]})
        assert answer["Content-Type"] == "application/pdf"
        paper = PdfReader(io.BytesIO(answer.content))
        assert len(paper.pages) >= pages
        text = "".join(page.extract_text() for page in paper.pages)
        assert case.number in text and other.number in text
    assert b"SJ" in b"".join(desk.post(reverse("cases:bulk"), {"what": "export", "pick": [case.number]}).streaming_content)[:2] + b"SJ"


def test_the_case_file_is_masked_and_without_the_reporter(desk):
    case = reported(at=ago(3), description="井盖裂了，打 13912345678 找我。")
    from docx import Document
    from pypdf import PdfReader

    pdf = desk.get(reverse("cases:file", args=[case.number, "pdf"]))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    docx = desk.get(reverse("cases:file", args=[case.number, "docx"]))
    cells = [cell.text for table in Document(io.BytesIO(docx.content)).tables for row in table.rows for cell in row.cells]
    words = "".join([paragraph.text for paragraph in Document(io.BytesIO(docx.content)).paragraphs] + cells)
    for paper in (text, words):
        assert case.number in paper and "上报" in paper
        assert "13912345678" not in paper and "孙" not in paper and "13900000000" not in paper and "{{" not in paper and "{%" not in paper
    assert seated(people.actor("STREET_DESK", street=people.NEXT)).get(reverse("cases:file", args=[case.number, "pdf"])).status_code == 404
    assert desk.get(reverse("cases:file", args=[case.number, "txt"])).status_code == 404


# --- filters ------------------------------------------------------------------------------------------------------------------------


def test_a_filter_shared_with_the_street_is_used_and_copied_but_not_changed(desk):
    desk.post(reverse("cases:save_filter"), {"name": "本街超期", "query": "light=OVERDUE"})
    mine = SavedFilter.objects.get()
    colleague, stranger = seated(people.actor("VERIFIER", street=people.HOME)), seated(people.actor("STREET_DESK", street=people.NEXT))
    assert "本街超期" not in colleague.get("/cases/").content.decode()
    assert colleague.post(reverse("cases:share_filter", args=[mine.pk]), {"with": "UNIT"}).status_code == 403
    assert stranger.post(reverse("cases:share_filter", args=[mine.pk]), {"with": "UNIT"}).status_code == 404
    desk.post(reverse("cases:share_filter", args=[mine.pk]), {"with": "UNIT"})
    assert "本街超期" in colleague.get("/cases/").content.decode()
    assert "本街超期" not in stranger.get("/cases/").content.decode()
    colleague.post(reverse("cases:drop_filter", args=[mine.pk]))
    assert SavedFilter.objects.filter(pk=mine.pk).exists()
    colleague.post(reverse("cases:copy_filter", args=[mine.pk]))
    assert SavedFilter.objects.count() == 2
    assert stranger.post(reverse("cases:copy_filter", args=[mine.pk])).status_code == 404
    desk.post(reverse("cases:share_filter", args=[mine.pk]), {"with": ""})
    assert SavedFilter.objects.get(pk=mine.pk).shared_with == ""
    assert Entry.objects.filter(kind="web.filter_shared").count() == 2


# --- interface ----------------------------------------------------------------------------------------------------------------------


def key(actor=None, body=None, scopes=tuple(Scope)):
    known_keys.forget()
    post = Post.objects.get(pk=actor.post_id) if actor else None
    name = f"示例系统{ApiKey.objects.count()}"
    _key, token = keys.make_key(name, list(scopes), body_id=body or post.body_id, post_id=post and post.pk, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


def test_the_interface_joins_merges_splits_and_takes_apart(pair):
    case, other = pair
    client, mine = Client(), key(people.actor("STREET_DESK", street=people.HOME))

    def post(path, body, headers=mine):
        return client.post(f"/api/v1/cases/{path}", json.dumps(body), content_type="application/json", headers=headers)

    first, again = (post(f"{case.number}/followers", {"reporter": {"phone": "13900000008"}, "client_id": "7"}) for _turn in range(2))
    assert first.status_code == 201 and first.json() == again.json()
    merged = post(f"{case.number}/merge", {"numbers": [other.number]})
    assert merged.status_code == 200 and merged.json()["merged"][0]["number"] == other.number
    assert merged.json()["followers"] == 1
    assert post(f"{case.number}/merge", {"numbers": [other.number]}).status_code == 409
    assert client.get(f"/api/v1/cases/{other.number}/relations", headers=mine).json()["main"]["number"] == case.number
    apart = post(f"{other.number}/unmerge", {"words": "两个"})
    assert apart.json()["losses"] == ["TOLD", "TIME"]
    split = post(f"{case.number}/split", {"parts": [{"description": "还有垃圾", "type": STREET_TYPE}]})
    assert len(split.json()["children"]) == 1
    assert post(f"{case.number}/children", {"number": other.number}).status_code == 200
    street = key(body=Body.objects.get(street__code=people.NEXT, kind=BodyKind.STREET_OFFICE).pk)
    assert client.get(f"/api/v1/cases/{case.number}/relations", headers=street).status_code == 404
    assert post(f"{case.number}/merge", {"numbers": [other.number]}, street).status_code == 404
    reader = key(people.actor("STREET_DESK", street=people.HOME), scopes=(Scope.CASES_READ,))
    assert post(f"{case.number}/merge", {"numbers": [other.number]}, reader).status_code == 403
