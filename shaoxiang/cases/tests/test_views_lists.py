import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.clusters import POINTS_SHOWN
from shaoxiang.cases.queries.flow import case_flow_markdown
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import LINE_TYPE, handler_of, reported
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.config.settings import PACKAGE
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.models import SavedFilter
from shaoxiang.places.queries import place_book
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
PAGES = ("desk", "search", "cases:list", "cases:map", "cases:points", "cases:new", "cases:flow", "cases:settings")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def desk():
    return people.actor("STREET_DESK", street=people.HOME)


@pytest.fixture
def home_and_next(now):
    return reported(at=now - timedelta(hours=1)), reported(at=now - timedelta(hours=2), street=people.NEXT)


def numbers(response):
    return [case.number for case in response.context["page"].rows]


@pytest.mark.parametrize("route", PAGES)
def test_no_page_without_a_post(client, route):
    assert client.get(reverse(route)).status_code == 302


# --- desk --------------------------------------------------------------------------------------------------------------


def test_the_desk_groups_by_urgency_and_offers_the_one_click_act(desk, now):
    late = reported("", at=now - timedelta(days=2))
    fine = reported("", at=now)
    response = seated(desk).get(reverse("desk"))
    page = response.context["desk"]
    assert [(urgency.value, [line.matter.pk for line in lines]) for urgency, lines in page.groups] == [("LATE", [late.pk]), ("REST", [fine.pk])]
    assert page.counts == {"LATE": 1, "SOON": 0, "REST": 1}
    assert reverse("cases:act", args=[fine.number, "accept"]) in response.content.decode()


def test_the_handlers_desk_the_strangers_desk(home_and_next):
    mine, _other = home_and_next
    assert mine.number in seated(handler_of(mine)).get(reverse("desk")).content.decode()
    assert mine.number not in seated(people.actor("STREET_DESK", street=people.NEXT)).get(reverse("desk")).content.decode()


def test_an_empty_desk_is_kind():
    assert "手上没有待办的事" in seated(people.actor("COUNTER")).get(reverse("desk")).content.decode()


def test_the_desk_costs_the_same_for_one_row_and_for_twenty(desk, now):
    client = seated(desk)
    reported("", at=now)

    def cost():
        client.get(reverse("desk"))
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("desk"))
        return len(counted)

    one = cost()
    for turn in range(20):
        reported("", at=now - timedelta(minutes=turn))
    assert max(one, cost()) <= 6  # a process looks every two seconds whether a book has changed: one query more or less


def test_a_leader_sees_what_waits_for_his_word_and_what_is_late_and_whose(desk, now):
    case = reported(at=now - timedelta(days=20))
    actions.sign(case.number, actor=handler_of(case), at=now - timedelta(days=19))
    actions.propose_exclusion(case.number, actor=desk, at=now, reason="REPEAT", words="一周内第三次反映，没有新情况。")
    response = seated(people.actor("STREET_LEADER", street=people.HOME)).get(reverse("desk"))
    found = response.context["decisions"]
    assert case.pk in [one.case.pk for one in found.decide]
    assert [late.pk for late in found.late] == [case.pk]
    assert "今天要我定什么" in response.content.decode()
    assert seated(people.actor("STREET_LEADER", street=people.NEXT)).get(reverse("desk")).context["decisions"].late == []


# --- list --------------------------------------------------------------------------------------------------------------


def test_the_list_keeps_to_ones_own_rows(desk, home_and_next):
    home, other = home_and_next
    assert numbers(seated(desk).get(reverse("cases:list"))) == [home.number]
    assert numbers(seated(people.actor("DISTRICT_DESK")).get(reverse("cases:list"))) == [home.number, other.number]
    assert numbers(seated(people.actor("STREET_DESK", street=people.NEXT)).get(reverse("cases:list"))) == [other.number]


def test_every_filter_chooses(now):
    first = reported(at=now - timedelta(days=12), description="幸福小区北门路灯不亮")
    second = reported(LINE_TYPE, at=now - timedelta(hours=1), street=people.NEXT)
    client = seated(people.actor("DISTRICT_DESK"))

    def found(**query):
        return numbers(client.get(reverse("cases:list"), query))

    day = timezone.localtime(now)
    assert found(light="OVERDUE") == [first.number]
    assert found(light="CLOSED") == []
    assert found(status="DISPATCHED") == [second.number, first.number]
    assert found(type=LINE_TYPE) == [second.number]
    assert found(street=second.matter.street_id) == [second.number]
    assert found(grid=first.matter.grid_id) == [first.number]
    assert found(unit=second.matter.unit_id) == [second.number]
    assert found(opened_from=f"{timezone.localdate(second.matter.opened_at):%Y-%m-%d}") == [second.number]
    assert found(opened_to=f"{day - timedelta(days=5):%Y-%m-%d}") == [first.number]
    assert found(q="路灯") == [first.number]
    assert found(source="COUNTER") == []
    assert found(kind="HELP", mine="on") == []


def test_a_value_that_cannot_be_read_is_named_and_chooses_nothing(desk, home_and_next):
    response = seated(desk).get(reverse("cases:list"), {"status": "NO_SUCH", "opened_from": "昨天", "street": "999999"})
    assert response.status_code == 200
    assert numbers(response) == [home_and_next[0].number]
    assert "error-summary" in response.content.decode()


def test_pages_follow_each_other_by_key(desk, now):
    cases = [reported("", at=now - timedelta(minutes=turn)) for turn in range(52)]
    client = seated(desk)
    first = client.get(reverse("cases:list"))
    assert numbers(first) == [case.number for case in cases[:50]]
    second = client.get(reverse("cases:list"), {"cursor": first.context["page"].next})
    assert numbers(second) == [case.number for case in cases[50:]]
    assert client.get(reverse("cases:list"), {"cursor": "forged"}).context["page"].lost


def test_the_list_costs_the_same_for_one_row_and_for_twenty(desk, now):
    client = seated(desk)
    reported(at=now)

    def cost():
        client.get(reverse("cases:list"))
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("cases:list"))
        return len(counted)

    one = cost()
    for turn in range(20):
        reported("", at=now - timedelta(minutes=turn))
    assert max(one, cost()) <= 6  # a process looks every two seconds whether a book has changed: one query more or less


def test_a_filter_is_saved_for_oneself_and_dropped_by_oneself(desk):
    client, other = seated(desk), seated(people.actor("STREET_DESK", street=people.NEXT))
    assert client.post(reverse("cases:save_filter"), {"name": "超期的", "query": "light=OVERDUE"}).status_code == 302
    kept = SavedFilter.objects.get()
    assert "超期的" in client.get(reverse("cases:list")).content.decode()
    assert "超期的" not in other.get(reverse("cases:list")).content.decode()
    other.post(reverse("cases:drop_filter", args=[kept.pk]))
    assert SavedFilter.objects.filter(pk=kept.pk).exists()
    client.post(reverse("cases:drop_filter", args=[kept.pk]))
    assert not SavedFilter.objects.exists()


# --- export ------------------------------------------------------------------------------------------------------------


def test_the_export_is_the_filtered_list_masked_and_on_the_record(desk, home_and_next, now):
    masked = reported("", at=now, description="找13812345678张师傅修路灯")
    response = seated(desk).post(f"{reverse('cases:export', args=['csv'])}?status=REPORTED")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [masked.number]
    assert "138****5678" in rows[1][1]
    assert "13812345678" not in str(rows)
    entry = Entry.objects.get(kind="cases.exported")
    assert entry.facts["rows"] == 1
    assert len(entry.facts["filter_sha256"]) == 64


def test_who_may_not_export(home_and_next):
    home, _other = home_and_next
    client = seated(handler_of(home))
    assert client.post(reverse("cases:export", args=["xlsx"])).status_code == 403
    assert not Entry.objects.filter(kind="cases.exported").exists()
    assert seated(people.actor("DISTRICT_DESK")).post(reverse("cases:export", args=["exe"])).status_code == 404


# --- map ---------------------------------------------------------------------------------------------------------------


def test_the_map_shows_ones_own_points(desk, home_and_next):
    home, other = home_and_next
    text = seated(desk).get(reverse("cases:map")).content.decode()
    assert f'href="{reverse("cases:case", args=[home.number])}"' in text
    assert other.number not in text
    features = seated(desk).get(reverse("cases:points")).json()["features"]
    assert [one["properties"]["number"] for one in features] == [home.number]


def test_many_points_are_gathered_and_the_answer_stays_small(now):
    case = reported("", at=now)
    model = Matter.objects.get(pk=case.pk)
    rows = []
    for turn in range(POINTS_SHOWN + 20):
        rows.append(Matter(kind="CASE", number=f"SJ20200101-{turn:04d}", title="示例", status="REPORTED", opened_at=now,
                           lon=model.lon + turn % 20 * 0.002, lat=model.lat + turn // 20 * 0.002, street_id=model.street_id))
    made = Matter.objects.bulk_create(rows)
    Case.objects.bulk_create([Case(matter=row, source="COUNTER", kind="HELP", description="示例", tracking_code="1") for row in made])
    client = seated(people.actor("DISTRICT_DESK"))
    found = client.get(reverse("cases:points"))
    features = found.json()["features"]
    assert sum(one["properties"]["n"] for one in features) == POINTS_SHOWN + 21
    assert len(found.content) < 30_000
    assert "放大看" in client.get(reverse("cases:map")).content.decode()


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "112,41,111,40", "nan,0,1,1"])
def test_a_window_that_is_none(desk, box):
    assert seated(desk).get(reverse("cases:points"), {"bbox": box}).status_code == 422
    assert seated(desk).get(reverse("cases:map"), {"bbox": box}).status_code == 200


# --- search ------------------------------------------------------------------------------------------------------------


def test_a_number_goes_straight_to_its_case_of_ones_own_scope_only(desk, home_and_next):
    home, other = home_and_next
    client = seated(desk)
    assert client.get(reverse("search"), {"q": home.number.lower()})["Location"] == reverse("cases:case", args=[home.number])
    assert "没有找到" in client.get(reverse("search"), {"q": other.number}).content.decode()


def test_two_characters_find_matters_places_bodies_and_duties(desk, now):
    case = reported("", at=now, description="单元门口漏水结冰")
    client = seated(desk)
    assert [one.number for one in client.get(reverse("search"), {"q": "漏水"}).context["found"].matters] == [case.number]
    assert client.get(reverse("search"), {"q": next(iter(place_book().streets.values())).name}).context["found"].places
    body = client.get(reverse("search"), {"q": "城市管理"}).context["found"].bodies[0]
    assert client.get(reverse("institutions:body", args=[body.key])).status_code == 200
    assert client.get(reverse("search"), {"q": "井盖"}).context["found"].duties
    stranger = seated(people.actor("STREET_DESK", street=people.NEXT))
    assert stranger.get(reverse("search"), {"q": "漏水"}).context["found"].matters == []


# --- flow and settings -------------------------------------------------------------------------------------------------


def test_the_printed_flow_is_current():
    printed = PACKAGE.parent / "docs" / "generated" / "case-flow.md"
    assert printed.read_text(encoding="utf-8") == case_flow_markdown(), "print it again: shaoxiang.cases.queries.flow.case_flow_markdown()"


def test_the_flow_page_has_every_move_and_limit(desk):
    text = seated(desk).get(reverse("cases:flow")).content.decode()
    for words in ("退单", "核查不通过，退回返工", "居民确认期", "济南市12345市民服务热线条例"):
        assert words in text


def test_a_limit_is_changed_for_clocks_that_start_later_with_history(now, django_capture_on_commit_callbacks):
    before = reported("", at=now)
    client = seated(people.actor("CONFIG_ADMIN"))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("cases:save_limit", args=["CASE_ACCEPT"]), {"amount": 4, "counted": "HOUR"}).status_code == 302
    after = reported("", at=now)
    assert after.matter.due_at - before.matter.due_at == timedelta(hours=2)
    shown = client.get(reverse("cases:settings")).content.decode()
    assert "2 小时 → 4 小时" in shown
    assert Entry.objects.get(kind="cases.limit_set").facts == {"code": "CASE_ACCEPT", "before": "2 HOUR", "after": "4 HOUR"}


@pytest.mark.parametrize(("amount", "counted"), [("0", "HOUR"), ("400", "HOUR"), ("3", "FORTNIGHT"), ("", "HOUR")])
def test_a_limit_that_is_none_is_refused(amount, counted):
    client = seated(people.actor("CONFIG_ADMIN"))
    assert client.post(reverse("cases:save_limit", args=["CASE_ACCEPT"]), {"amount": amount, "counted": counted}).status_code == 422
    assert client.post(reverse("cases:save_limit", args=["NO_SUCH"]), {"amount": 1, "counted": "HOUR"}).status_code == 404
    assert not Entry.objects.filter(kind="cases.limit_set").exists()


def test_straight_dispatch_can_be_switched_off(now, django_capture_on_commit_callbacks):
    client = seated(people.actor("CONFIG_ADMIN"))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("cases:save_settings"), {}).status_code == 302
    assert reported(at=now).status == CaseStatus.REPORTED
    assert Entry.objects.filter(kind="cases.setting_set").count() == 1


def test_only_the_administrator_configures(desk):
    client = seated(desk)
    assert client.get(reverse("cases:settings")).status_code == 403
    assert client.post(reverse("cases:save_settings"), {}).status_code == 403
    assert client.post(reverse("cases:save_limit", args=["CASE_ACCEPT"]), {"amount": 4, "counted": "HOUR"}).status_code == 403
