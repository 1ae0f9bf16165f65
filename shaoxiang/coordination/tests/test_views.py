"""Pages: thin. What is drawn for whom, refusals on the page, nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from shaoxiang.cases import actions as cases
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.coordination import actions, queries
from shaoxiang.coordination.models import CalendarFeed, CoordinationCase, Meeting
from shaoxiang.coordination.tests.conftest import (
    DAY,
    HOUR,
    again,
    body,
    desk,
    district,
    fresh,
    leader,
    liaison,
    meeting_of,
    opened,
    planned,
    raised,
    ruling,
    sharing,
    task,
)
from shaoxiang.coordination.vocabulary import MeetingLevel
from shaoxiang.duties.models import TypeDuty
from shaoxiang.duties.queries import forget_books
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def now():
    return timezone.now().replace(microsecond=0)


def page(actor, name, *args, **query):
    return seated(actor).get(reverse(f"coordination:{name}", args=args), query)


def test_the_list_shows_the_readers_rows_and_finds_by_level_and_state():
    mine, other = raised(at=now()), raised(at=now(), unit_ids=[body("DEP12")], level=MeetingLevel.DAILY, title="示例：另一件")
    text = page(desk(), "list").content.decode()
    assert mine.number in text
    assert other.number in text
    text = page(desk(), "list", level="DAILY").content.decode()
    assert mine.number not in text
    assert other.number in text
    text = page(liaison(), "list").content.decode()
    assert mine.number in text
    assert other.number not in text
    actions.settle(other.number, actor=desk(), at=now(), words="示例：好了")
    assert other.number not in page(desk(), "list").content.decode()
    assert other.number in page(desk(), "list", state="SETTLED").content.decode()
    assert mine.number not in page(desk(), "list", late="1").content.decode()
    assert page(desk(), "list", level="NONSENSE", state="X", cursor="zzz").status_code == 200


def test_a_stranger_finds_nothing():
    item = raised(at=now())
    meeting = meeting_of(item, at=now())
    for actor in (desk(people.NEXT), liaison("DEP12"), people.actor("GRID_WORKER", street=people.HOME)):
        for name, args in (("item", [item.number]), ("act", [item.number, "escalate"]), ("meeting", [meeting.number]), ("invitation", [meeting.number]),
                           ("meeting_act", [meeting.number, "change"]), ("paper", [meeting.number, "notice", "pdf"])):
            assert page(actor, name, *args).status_code == 404, name


def test_raising_from_the_page_and_from_a_case():
    case = reported(at=now())
    client = seated(desk())
    address = reverse("coordination:new") + f"?case={case.number}"
    assert case.number in client.get(address).content.decode()
    given = {
        "case": case.number, "title": "示例：谁来修", "reason": "示例：两家推", "level": "WEEKLY", "street_id": desk().street_id, "unit_ids": [body("DEP07")],
    }
    answer = client.post(address, given)
    item = CoordinationCase.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("coordination:item", args=[item.number])
    assert item.source_matter_id == case.pk
    panel = page(desk(), "panel", case.number).content.decode()
    assert item.number in panel
    assert reverse("coordination:new") not in panel  # one is enough
    refused = client.post(reverse("coordination:new"), {**given, "case": "", "reason": " "})
    assert refused.status_code == 422
    assert "示例：谁来修" in refused.content.decode()


def test_the_desk_is_led_to_the_dispatch_from_the_item_and_from_the_case():
    TypeDuty.objects.filter(type__code="0103").delete()
    forget_books()
    case = reported("0103", at=now() - 2 * DAY)
    cases.accept(case.number, actor=district(), at=now() - 2 * DAY)
    item = raised(at=now() - 2 * DAY, actor=district(), level=MeetingLevel.MONTHLY, street_id=case.matter.street_id, source_matter_id=case.pk)
    opened(item, at=now() - 2 * DAY, actor=district())
    dispatch = reverse("cases:act", args=[case.number, "dispatch"])
    assert dispatch not in page(district(), "panel", case.number).content.decode()
    actions.decide(item.number, ruling(body("DEP12"), "0103"), actor=district(), at=now())
    for name, number in (("item", item.number), ("panel", case.number)):
        assert dispatch in page(district(), name, number).content.decode()
    assert dispatch not in page(liaison(), "item", item.number).content.decode()  # summoned, but not his to dispatch
    assert reverse("cases:case", args=[case.number]) in page(district(), "item", item.number).content.decode()
    assert case.number not in page(liaison(), "item", item.number).content.decode()  # nor his to see


def test_a_move_from_the_page_and_its_refusal():
    item = raised(at=now(), level=MeetingLevel.DAILY)
    client = seated(desk())
    assert "当场协调好了" in client.get(reverse("coordination:item", args=[item.number])).content.decode()
    assert client.post(reverse("coordination:act", args=[item.number, "settle"]), {"words": ""}).status_code == 422
    assert client.post(reverse("coordination:act", args=[item.number, "settle"]), {"words": "示例：好了"}).status_code == 302
    assert client.post(reverse("coordination:act", args=[item.number, "settle"]), {"words": "示例：好了"}).status_code == 409
    assert client.get(reverse("coordination:act", args=[item.number, "give_opinion"])).status_code == 403
    assert client.get(reverse("coordination:act", args=[item.number, "nonsense"])).status_code == 404


def test_a_meeting_is_planned_called_held_and_minuted_on_its_page():
    item = raised(at=now())
    client = seated(desk())
    start = timezone.localtime(now() + DAY)
    given = {"level": "WEEKLY", "title": "示例会", "starts_at": start.strftime("%Y-%m-%dT%H:%M"), "ends_at": (start + HOUR).strftime("%Y-%m-%dT%H:%M"),
             "place": "二楼", "chair_post_id": leader().post_id, "items": [item.number], "body_ids": [body("DEP12")], "remarks": ""}
    assert client.post(reverse("coordination:meeting_new"), {**given, "ends_at": given["starts_at"]}).status_code == 422
    assert client.post(reverse("coordination:meeting_new"), given).status_code == 302
    meeting = Meeting.objects.get()
    assert set(meeting.members.values_list("body_id", flat=True)) == {desk().unit_id, body("DEP07"), body("DEP12")}

    def do(move, **data):
        return client.post(reverse("coordination:meeting_act", args=[meeting.number, move]), data)

    assert do("call").status_code == 302
    marks = {f"b{row.body_id}": "ABSENT" for row in meeting.members.all()}
    assert do("open", **marks, chair_present="on").status_code == 302
    text = client.get(reverse("coordination:meeting", args=[meeting.number])).content.decode()
    assert "人数不够，可以议，不能作决定" in text
    decision = {"verdict": "TASKS", "words": "示例：路面由住建局补", "lead_id": body("DEP07"), "task1_body": body("DEP07"), "task1_what": "示例：补路面",
                "task1_due": (start + 9 * DAY).date().isoformat(), "task1_evidence": "示例：现场看过"}
    refused = client.post(reverse("coordination:decide", args=[item.number]), decision)
    assert refused.status_code == 422
    assert "至少要 2 个" in refused.content.decode()
    assert "示例：路面由住建局补" in refused.content.decode()  # what was typed is kept
    assert do("attend", **dict.fromkeys(marks, "PRESENT"), chair_present="on").status_code == 302
    assert client.post(reverse("coordination:decide", args=[item.number]), {**decision, "task1_due": ""}).status_code == 422
    assert client.post(reverse("coordination:decide", args=[item.number]), decision).status_code == 302
    assert client.post(reverse("coordination:decide", args=[item.number]), decision).status_code == 409  # the second chair
    assert do("finish").status_code == 302
    assert (fresh(item).status, again(meeting).status) == ("TASKS", "MINUTED")
    for kind, form in (("notice", "pdf"), ("notice", "docx"), ("minutes", "pdf"), ("minutes", "docx")):
        assert client.get(reverse("coordination:paper", args=[meeting.number, kind, form])).status_code == 200


def test_a_department_sees_the_meeting_but_only_its_own_items():
    first, second = raised(at=now()), raised(at=now(), unit_ids=[body("DEP12")], title="示例：与住建无关的一件")
    meeting = meeting_of(first, second, at=now())
    text = page(liaison(), "meeting", meeting.number).content.decode()
    assert first.number in text
    assert "另有 1 项与本单位无关" in text
    assert "示例：与住建无关的一件" not in text
    assert page(liaison(), "paper", meeting.number, "notice", "pdf").status_code == 404  # the whole agenda is not his
    assert page(liaison(), "meeting_act", meeting.number, "change").status_code == 403


def test_the_invitation_is_one_event_through_all_its_editions():
    item = raised(at=now())
    start = now() + DAY
    meeting = meeting_of(item, at=now() - timedelta(hours=3))
    client = seated(liaison())

    def event():
        answer = client.get(reverse("coordination:invitation", args=[meeting.number]))
        assert answer["Content-Type"].startswith("text/calendar")
        made = Calendar.from_ical(answer.content)
        (one,) = made.walk("VEVENT")
        return str(made["METHOD"]), one

    method, first = event()
    assert (method, int(first["SEQUENCE"]), str(first["LOCATION"]), str(first["STATUS"])) == ("REQUEST", 0, "二楼会议室", "CONFIRMED")
    actions.change(meeting.number, actor=desk(), at=now(), planned=planned(start + DAY, leader().post_id, place="三楼"), body_ids=[])
    method, second = event()
    assert (method, str(second["UID"]), int(second["SEQUENCE"]), str(second["LOCATION"])) == ("REQUEST", str(first["UID"]), 1, "三楼")
    assert second.decoded("DTSTART") == start + DAY
    actions.cancel(meeting.number, actor=desk(), at=now(), reason="示例：防汛")
    method, third = event()
    assert (method, str(third["UID"]), int(third["SEQUENCE"]), str(third["STATUS"])) == ("CANCEL", str(first["UID"]), 2, "CANCELLED")


def test_a_feed_is_read_by_its_secret_and_by_nothing_else(client):
    meeting = meeting_of(raised(at=now()), at=now())
    other = meeting_of(raised(at=now(), unit_ids=[body("DEP12")]), at=now())
    member = seated(liaison())
    member.post(reverse("coordination:feed_make"))
    shown = member.get(reverse("coordination:meetings")).content.decode()
    secret = shown.split("/coordination/feed/")[1].split(".ics")[0]
    assert secret not in CalendarFeed.objects.get().digest
    assert secret not in member.get(reverse("coordination:meetings")).content.decode()  # shown once
    answer = client.get(reverse("coordination:feed", args=[secret]))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert meeting.number in text
    assert other.number not in text
    assert client.get(reverse("coordination:feed", args=["wrong"])).status_code == 404
    member.post(reverse("coordination:feed_end"))
    assert client.get(reverse("coordination:feed", args=[secret])).status_code == 404


def test_the_ledger_and_the_moves_of_a_task():
    item = raised(at=now())
    opened(item, at=now() - DAY)
    day = timezone.localdate() + timedelta(days=5)
    minute = actions.decide(item.number, sharing(task(body("DEP07"), day)), actor=desk(), at=now())
    one = minute.tasks.get()
    client = seated(liaison())
    for which in ("open", "mine", "all", "late", "nonsense"):
        text = client.get(reverse("coordination:tasks"), {"which": which}).content.decode()
        assert ("示例：补好路面" in text) == (which != "late")
    assert client.get(reverse("coordination:task", args=[one.pk, "accept_task"])).status_code == 200
    assert client.post(reverse("coordination:task", args=[one.pk, "accept_task"])).status_code == 403
    assert client.post(reverse("coordination:task", args=[one.pk, "claim_task"]), {"words": ""}).status_code == 422
    assert client.post(reverse("coordination:task", args=[one.pk, "claim_task"]), {"words": "示例：补好了"}).status_code == 302
    assert seated(desk()).post(reverse("coordination:task", args=[one.pk, "accept_task"])).status_code == 302
    assert fresh(item).status == "EFFECT_CHECK"
    assert seated(desk(people.NEXT)).get(reverse("coordination:task", args=[one.pk, "claim_task"])).status_code == 404


def test_a_street_without_a_joint_meeting_is_told():
    assert "联席会" in page(desk(), "list").content.decode()
    assert "还没有和区直部门" in page(desk(), "list").content.decode()
    assert "还没有和区直部门" not in page(district(), "list").content.decode()
    meeting = opened(raised(at=now() - 2 * DAY), at=now() - 2 * DAY)
    actions.finish(meeting.number, actor=desk(), at=now())
    assert "还没有和区直部门" not in page(desk(), "list").content.decode()


def test_a_level_that_lets_items_wait_is_told_and_an_empty_one_is_not():
    assert "过了该开会的日子" not in page(leader(), "list").content.decode()
    raised(at=now())
    assert "1 件等着“街道每周会商”" in page(leader(), "list").content.decode()
    meeting = opened(raised(at=now() - 2 * DAY), at=now() - 2 * DAY)
    actions.finish(meeting.number, actor=desk(), at=now())
    assert "过了该开会的日子" not in page(leader(), "list").content.decode()


def test_only_the_administrator_changes_the_rules():
    config = people.actor("CONFIG_ADMIN")
    client = seated(config)
    assert client.get(reverse("coordination:settings")).status_code == 200
    assert page(desk(), "settings").status_code == 403
    assert client.post(reverse("coordination:save_limit", args=["COORD_ARRANGE"]), {"amount": 1, "counted": "WORKING_DAY"}).status_code == 302
    assert client.post(reverse("coordination:save_limit", args=["COORD_ARRANGE"]), {"amount": 0, "counted": "WORKING_DAY"}).status_code == 422
    level = {"quorum": "ALL", "rhythm_days": 7, "notice_hours": 2}
    assert client.post(reverse("coordination:save_level", args=["WEEKLY"]), level).status_code == 302
    assert client.post(reverse("coordination:save_level", args=["WEEKLY"]), {**level, "quorum": "X"}).status_code == 422
    switches = {"gap_level": "WEEKLY", "bounce_level": "MONTHLY", "joint_rhythm_days": 60}
    assert client.post(reverse("coordination:save_switches"), switches).status_code == 302
    text = client.get(reverse("coordination:settings")).content.decode()
    assert "过半数单位到会；至少 7 天一次；提前 4 小时通知" in text
    assert "全部单位到会；至少 7 天一次；提前 2 小时通知" in text
    queries.kept.forget()  # as after the commit
    meeting = meeting_of(raised(at=now()), at=now())
    assert meeting.quorum == "ALL"
    for name, args, data in (
        ("save_limit", ["COORD_ARRANGE"], {"amount": 1, "counted": "HOUR"}), ("save_level", ["WEEKLY"], level), ("save_switches", [], switches),
    ):
        assert seated(desk()).post(reverse(f"coordination:{name}", args=args), data).status_code == 403


def test_the_month_shows_its_meetings():
    meeting = meeting_of(raised(at=now()), at=now())
    month = timezone.localtime(meeting.starts_at).strftime("%Y-%m")
    assert meeting.matter.title in page(desk(), "meetings", month=month).content.decode()
    assert page(desk(), "meetings", month="2026-13").status_code == 200
    assert meeting.matter.title not in page(desk(people.NEXT), "meetings", month=month).content.decode()
