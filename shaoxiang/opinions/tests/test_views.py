"""Pages: the whole way, refusals that name the streets, a neighbour who finds nothing, the table, and the composed files."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.opinions import actions
from shaoxiang.opinions.models import ConsultationScope, OpinionFile, OpinionRequest
from shaoxiang.opinions.tests.conftest import WORDS, asked, asker, desk, leader, of
from shaoxiang.opinions.vocabulary import FileStatus, OpinionStatus, Power, Uptake, View
from shaoxiang.places.queries import place_book
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.opinions import consult
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def act(client, file, move, **form):
    return client.post(reverse("opinions:act", args=[file.number, move]), form)


def test_the_whole_way_through_the_pages():
    client, street = seated(asker()), seated(desk())
    units = [desk().unit_id]
    form = {"power": "RESOURCE_ALLOCATION", "scope": "", "stage": "", "title": "示例：下沉经费", "text": "示例", "units": units, "days": ""}
    assert client.post("/opinions/files/new/", {**form, "title": ""}).status_code == 422
    nobody = client.post("/opinions/files/new/", {**form, "units": []})
    assert "请选涉及的街道" in nobody.content.decode()
    answer = client.post("/opinions/files/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    file = OpinionFile.objects.get()
    paper = SimpleUploadedFile("示例.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    assert act(client, file, "attach", upload=paper).status_code == 302
    assert act(client, file, "ask").status_code == 302
    one = of(file)
    assert one.number in street.get("/desk/").content.decode()
    refused = act(client, file, "send_to_meeting", meeting="示例会议")
    assert refused.status_code == 422
    assert "答复时间还没有到" in refused.content.decode()
    assert "海拉尔东路" in refused.content.decode()
    assert [row.bars for row in file.refusals.all()] == [["RUNNING"]]  # the rule's page counts it
    page = reverse("opinions:request", args=[one.number])
    assert "示例.pdf" in street.get(page).content.decode()
    kept = street.post(page, {"view": "OPPOSE", "words": ""})
    assert kept.status_code == 422
    assert street.post(page, {"view": "OPPOSE", "words": WORDS}).status_code == 302
    assert street.post(page, {"view": "AGREE", "words": ""}).status_code == 409
    assert client.post(page, {"uptake": "NOT_ADOPTED", "words": ""}).status_code == 422
    assert client.post(page, {"uptake": "NOT_ADOPTED", "words": "示例：经费不够"}).status_code == 302
    assert "经费不够" in street.get(page).content.decode()
    assert act(client, file, "send_to_meeting", meeting="示例会议").status_code == 302
    assert "街见〔" in client.get(reverse("opinions:file", args=[file.number])).content.decode()
    assert street.post(reverse("opinions:request_move", args=[one.number, "close"])).status_code == 302
    assert act(client, file, "close_file").status_code == 302
    assert OpinionFile.objects.select_related("matter").get().status == FileStatus.CLOSED


def test_a_day_to_answer_by_is_shown_as_the_day_itself_on_the_page_the_list_and_the_table():
    one = of(asked())
    assert timezone.localtime(one.due_at).strftime("%H:%M") == "00:00"  # counted in days: it ends at 24:00 of the last of them
    last = timezone.localtime(one.due_at - timedelta(seconds=1))
    words, after = (f"{day.year}年{day.month}月{day.day}日" for day in (last, one.due_at.astimezone(last.tzinfo)))
    street = seated(desk())
    for address in (f"/opinions/{one.number}/", "/opinions/"):
        page = street.get(address).content.decode()
        assert words in page, address
        assert after not in page, address
    table = b"".join(street.get("/opinions/table.csv").streaming_content).decode("utf-8-sig")
    assert words in table
    assert after not in table


def test_a_neighbour_finds_nothing_of_anothers_request():
    file = asked(at=timezone.now(), streets=(people.HOME,))
    one = of(file)
    actions.answer(one.number, view=View.SUGGEST, words=WORDS, actor=desk(), at=timezone.now())
    for other in (desk(people.NEXT), leader(people.NEXT)):
        client = seated(other)
        for address in (reverse("opinions:request", args=[one.number]), reverse("opinions:file", args=[file.number])):
            assert client.get(address).status_code == 404
            assert client.post(address, {"view": "AGREE", "words": ""}).status_code in (404, 405)
        assert WORDS not in client.get("/opinions/").content.decode()
        assert WORDS not in b"".join(client.get("/opinions/table.csv").streaming_content).decode()
    assert seated(desk()).get(reverse("opinions:file", args=[file.number])).status_code == 404
    looking = seated(people.actor("SUPERVISOR"))
    assert looking.post(reverse("opinions:request", args=[one.number]), {"view": "AGREE"}).status_code == 403


def test_the_list_of_a_street_filters_and_goes_out_as_a_table():
    now = timezone.now()
    spoke = of(asked(at=now, streets=(people.HOME,)))
    actions.answer(spoke.number, view=View.SUGGEST, words=WORDS, actor=desk(), at=now)
    waits = of(asked(Power.INTEGRATED_COORDINATION, at=now, streets=(people.HOME,)))
    client = seated(leader())

    def shown(query):
        page = client.get(f"/opinions/?{query}").content.decode()
        return [one.number for one in (spoke, waits) if f"/opinions/{one.number}/" in page]

    assert shown("") == [spoke.number, waits.number]
    assert shown("state=waiting") == [waits.number]
    assert shown("state=answered") == shown("uptake=none") == [spoke.number]
    assert shown("power=INTEGRATED_COORDINATION") == [waits.number]
    assert shown("uptake=ADOPTED") == []
    actions.give_feedback(spoke.number, uptake=Uptake.ADOPTED, words="示例：照办", actor=asker(), at=now)
    assert shown("uptake=ADOPTED") == [spoke.number]
    table = b"".join(client.get("/opinions/table.csv?state=answered").streaming_content).decode()
    assert WORDS in table
    assert waits.number not in table


def test_the_summary_holds_every_word_and_calls_silence_by_its_name():
    long = "示例：" + "一二三四五六七八九十" * 90
    file = asked(at=timezone.now())
    actions.answer(of(file).number, view=View.OPPOSE, words=long, actor=desk(), at=timezone.now())
    due_at = of(file, people.NEXT).due_at
    actions.record_silence(of(file, people.NEXT).number, at=due_at)
    client = seated(asker())
    page = client.get(reverse("opinions:summary", args=[file.number, "page"])).content.decode()
    assert "未提出意见" in page
    paper = client.get(reverse("opinions:summary", args=[file.number, "docx"])).content
    text = zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    assert text.count("一二三四五六七八九十") >= 85  # whole, in pieces
    assert "未提出意见" in text
    assert client.get(reverse("opinions:summary", args=[file.number, "pdf"])).content.startswith(b"%PDF")


def test_the_notice_of_an_urgent_comment_prints_why_it_is_short():
    file, client = asked(Power.MAJOR_DECISION_ADVICE, at=timezone.now(), streets=(people.HOME,)), seated(asker())
    notice = reverse("opinions:notice", args=[file.number])
    assert client.get(notice).status_code == 404
    assert 'value="30"' in client.get(reverse("opinions:act", args=[file.number, "publish"])).content.decode()
    kept = act(client, file, "publish", where="示例网站", days="12", why="")
    assert kept.status_code == 422
    assert "请写明为什么紧急" in kept.content.decode()
    assert 'value="12"' in kept.content.decode()
    assert act(client, file, "publish", where="示例网站", days="12", why="示例：汛期将到").status_code == 302
    assert act(client, file, "shorten", words="示例：急").status_code == 404
    for address, reader in ((notice, client), (reverse("opinions:request", args=[of(file).number]), seated(desk()))):
        page = reader.get(address).content.decode()
        assert "示例：汛期将到" in page
        assert "公开 12 日" in page


def test_a_street_the_title_names_is_put_on_the_file_with_one_click():
    street = place_book().street_by_code(people.HOME).name
    file = actions.ask(power=Power.RESOURCE_ALLOCATION, title=f"{street}下沉", units=[desk(people.NEXT).unit_id], asked_by=asker(), at=timezone.now())
    client, address = seated(asker()), reverse("opinions:file", args=[file.number])
    page = client.get(address).content.decode()
    assert "列入这些街道" in page
    assert act(client, file, "concern", units=[desk().unit_id]).status_code == 302
    assert "列入这些街道" not in client.get(address).content.decode()
    assert set(file.concerned.values_list("unit_id", flat=True)) == {desk().unit_id, desk(people.NEXT).unit_id}


def test_the_list_of_what_must_be_asked_is_everybodys_to_read_and_one_persons_to_change():
    config = seated(people.actor("CONFIG_ADMIN"))
    form = {"title": "示例：五年规划", "title_en": "", "power": "PLANNING_PARTICIPATION", "days": 12, "basis": "示例"}
    line = "/opinions/scopes/FIVE_YEAR_PLAN/"

    def changed(address, given):
        """Looked at first, then written with a reason."""
        looked = config.post(address, given)
        assert looked.status_code == 200, looked.context["form"].errors
        return config.post(address, given | {"looked": looked.context["mark"], "why": "示例：新的规划办法"})

    looked = config.post(line, form).content.decode()
    assert "<ins>示例：五年规划</ins>" in looked
    assert "示例：五年规划" not in config.get("/opinions/scopes/").content.decode()
    assert changed(line, form).status_code == 302
    assert "示例：新的规划办法" in config.get(line).content.decode()
    assert "没有要改的" in config.post(line, form).content.decode()
    assert config.post("/opinions/scopes/FIVE_YEAR_PLAN/", {**form, "basis": ""}).status_code == 422
    assert "请勾“按重大决策办”" in config.post("/opinions/scopes/FIVE_YEAR_PLAN/", {**form, "marks": "五年规划"}).content.decode()
    assert changed(line, {**form, "decision": "on", "marks": "五年规划  纲要"}).status_code == 302
    assert ConsultationScope.objects.get(code="FIVE_YEAR_PLAN", valid_to=None).words == ("五年规划", "纲要")
    for title in ("示例：加的一条", "示例：又加的一条"):
        assert changed("/opinions/scopes/NEW/", {**form, "title": title}).status_code == 302
    assert list(ConsultationScope.objects.filter(code__startswith="L", valid_to=None, sample=False).values_list("code", flat=True)) == ["L1", "L2"]
    reader = seated(desk())
    seen = as_read("consultation_scope", ConsultationScope.objects.get(code="FIVE_YEAR_PLAN", valid_to=None).pk)
    assert f'value="{seen}"' in config.get("/opinions/scopes/FIVE_YEAR_PLAN/").content.decode()
    late = config.post("/opinions/scopes/FIVE_YEAR_PLAN/", {**form, "basis": "晚到的", "seen": seen.replace(seen.rsplit(":", 1)[1], "0")})
    assert late.status_code == 422
    assert "别人改过这一件" in late.content.decode()
    page = reader.get("/opinions/scopes/").content.decode()
    assert "示例：五年规划" in page
    assert "国民经济和社会发展五年规划" in page  # as it was before
    assert reader.get("/opinions/scopes/FIVE_YEAR_PLAN/").status_code == 403


def test_the_composed_files_stand_in_every_state():
    assert ConsultationScope.objects.filter(sample=True).count() >= 10
    now = timezone.now()
    consult(Cast(now), now)
    assert OpinionFile.objects.count() == 13
    assert set(OpinionFile.objects.values_list("matter__status", flat=True)) == {status.value for status in FileStatus}
    assert set(OpinionRequest.objects.values_list("matter__status", flat=True)) == {status.value for status in OpinionStatus}
    assert all(OpinionFile.objects.values_list("sample", flat=True))
    assert not Entry.objects.filter(at__gt=now).exists()
    for who in (people.actor("DISTRICT_LEADER"), leader()):
        assert seated(who).get("/opinions/").status_code == 200
