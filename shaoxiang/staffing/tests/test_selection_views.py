"""Pages of the selection: the whole way, 404 for others, the log, the channel."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.web.models import Draft
from shaoxiang.staffing.models import CadreSelection, CandidateSight, PromotionChannel, SelectionCandidate, SelectionObjection
from shaoxiang.staffing.tests.conftest import street
from shaoxiang.staffing.tests.test_selection import cadres, empty_seat, staff
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
PLACES = {"origin": "某省某市", "grew_up": "某省某市", "family": "某小区"}


def do(client, move, **form):
    number = CadreSelection.objects.get().number
    query = f"?q={form.pop('q')}" if "q" in form else ""
    return client.post(reverse("staffing:selection_act", args=[number, move]) + query, form)


def text(answer) -> str:
    return answer.content.decode()


def begun(client) -> str:
    form = {"post": empty_seat().pk, "body": street().pk, "quota_type": "INSTITUTIONAL", "rank": "NONE", "reason": ""}
    assert client.post("/staffing/cadres/new/", form).status_code == 422
    assert client.post("/staffing/cadres/new/", {**form, "reason": "示例：岗位空缺"}).status_code == 302
    return reverse("staffing:selection", args=[CadreSelection.objects.get().number])


def test_the_whole_way_through_the_pages():
    client, today = seated(cadres()), timezone.localdate().isoformat()
    page = begun(client)
    person = staff("示例某某")
    searching = reverse("staffing:selection_act", args=[CadreSelection.objects.get().number, "nominate"])
    assert "示例某某" in text(client.get(searching, {"q": "某某"}))
    assert "没有这个姓名" in text(client.get(searching, {"q": "无此人"}))
    form = {"q": "某某", "person": person.pk, "birth_year": 1985, "education": "BACHELOR", "grassroots_years": 12, **PLACES}
    refused = text(do(client, "nominate", **{**form, "grassroots_years": 39}))
    assert "对不上" in refused
    assert "某省某市" in refused  # still in the form
    assert not Draft.objects.exists()  # and nowhere in plain
    assert do(client, "nominate", **form).status_code == 302
    row = SelectionCandidate.objects.get()
    shown = text(client.get(page))
    assert all(words in shown for words in ("示例某某", "12 年", "某省某市", "不打分、不排名"))
    assert all(f'<option value="{code}"' in shown for code in ("UNTIL_45", "MORE", "MASTER", "ADMINISTRATIVE"))  # to look by, in words
    assert "1 人中列出 0 人" in text(client.get(page, {"age": "UNTIL_35", "education": "MASTER"}))
    assert do(client, "recommend").status_code == 302
    assert do(client, "inspect", recommended_on=today, how="示例").status_code == 422
    assert do(client, "inspect", candidates=[row.pk], recommended_on=today, how="示例：谈话推荐").status_code == 302
    assert do(client, "submit", inspection="示例：考察").status_code == 302
    assert "还没有讨论决定" in text(do(client, "publish", where="示例", opinions_to="示例"))
    leader = people.actor("DISTRICT_LEADER")
    assert do(client, "admit", posts=[leader.post_id]).status_code == 302
    assert "示例某某" in text(seated(leader).get(page))
    assert "参加讨论，看人选" in text(seated(leader).get("/desk/"))
    meeting = {"candidate": row.pk, "meeting_on": today, "meeting_number": "示例〔2026〕1号", "due": 9, "present": 8, "agreed": 7, "opposed": 0, "deferred": 1}
    assert "至少 6 人到会" in text(do(client, "decide", **{**meeting, "present": 5, "agreed": 5, "deferred": 0}))
    assert do(client, "decide", **meeting).status_code == 302
    assert "应到 9 人，实到 8 人；同意 7，不同意 0，缓议 1。" in text(client.get(page))
    assert do(client, "publish", where="示例：公示栏", opinions_to="示例：组织部").status_code == 302
    assert seated(leader).get(page).status_code == 404
    assert "不少于五个工作日" in text(do(client, "take_post", document="示例任〔2026〕1号", months=12))
    assert do(client, "object", said="示例：有人反映").status_code == 302
    assert "答复以前不能任职" in text(client.get(page))
    assert do(client, "answer", objection=SelectionObjection.objects.get().pk, words="示例：不实", upheld="no").status_code == 302
    RunningClock.objects.filter(code="CADRE_PUBLICITY").update(due_at=timezone.now())
    assert "已满五个工作日" in text(client.get(page))
    assert do(client, "take_post", document="示例任〔2026〕1号", months=12).status_code == 302
    shown = text(client.get(page))
    assert all(words in shown for words in ("试用期到", "办交接", "示例任〔2026〕1号"))
    assert CadreSelection.objects.get().number in text(client.get("/staffing/cadres/?all=1"))
    assert CadreSelection.objects.get().number not in text(client.get("/staffing/cadres/"))


def test_others_find_no_selection_at_all():
    page = begun(seated(cadres()))
    for role in ("STAFFING_OFFICE", "STAFFING_COMMISSION", "FINANCE_BUREAU", "STREET_LEADER", "SECURITY_ADMIN", "DISTRICT_LEADER", "GRID_WORKER"):
        client = seated(people.actor(role))
        assert client.get(page).status_code == 404, role
        assert client.post(page + "do/end/", {"why": "示例"}).status_code == 404, role
        assert client.get("/staffing/cadres/new/").status_code == 404, role


def test_every_page_that_shows_candidates_is_a_reading_and_no_order_by_a_factor_can_be_asked_for():
    client = seated(cadres())
    page = begun(client)
    for name, year in (("示例丙", 1990), ("示例甲", 1970)):
        form = {"q": name, "person": staff(name).pk, "birth_year": year, "education": "BACHELOR", "grassroots_years": 5, **PLACES}
        assert do(client, "nominate", **form).status_code == 302
    pages = [text(client.get(page, {"by": by})) for by in ("name", "age", "grassroots_years")]
    assert len({one.index("示例甲") > one.index("示例丙") for one in pages}) == 1
    assert client.get(reverse("staffing:selection_act", args=[CadreSelection.objects.get().number, "drop_candidate"])).status_code == 200
    assert CandidateSight.objects.count() == 4
    log = text(client.get("/staffing/cadres/seen/"))
    assert log.count("示例甲") == 4
    security = text(seated(people.actor("SECURITY_ADMIN")).get("/staffing/cadres/seen/"))
    assert CadreSelection.objects.get().number in security
    assert "示例甲" not in security
    assert "没有人在干部选配里看过" in text(seated(people.actor("GRID_WORKER")).get("/staffing/cadres/seen/"))


def test_the_channel_is_words_beside_the_post_and_counts_for_everybody():
    client = seated(cadres())
    page = begun(client)
    assert "优先从事业编制人员中选任" not in text(client.get(page))
    PromotionChannel.objects.create(post=CadreSelection.objects.get().post, basis="示例：改革方案")
    assert "优先从事业编制人员中选任" in text(client.get(page))
    shown = text(seated(people.actor("GRID_WORKER")).get("/staffing/cadres/channel/"))
    assert "示例空岗" in shown
    assert "空缺" in shown
