"""The grid worker's pages: who comes in, what they show, and that each works as a plain page."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import STREET_TYPE, handled, reported
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.identity.models import VaultRecord
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
PAGES = ("field:home", "field:report", "field:tasks", "field:queue")


@pytest.fixture
def worker():
    return people.actor("GRID_WORKER", street=people.HOME)


def test_the_pages_open_for_posts_on_the_ground_and_for_nobody_else(worker):
    for actor in (worker, people.actor("COMMUNITY_DESK", street=people.HOME)):
        assert {seated(actor).get(reverse(name)).status_code for name in PAGES} == {200}
    for role in (Role.STREET_DESK, Role.DISTRICT_DESK, Role.AUDIT_ADMIN):
        assert {seated(people.actor(role.value)).get(reverse(name)).status_code for name in (*PAGES, "field:kit")} == {403}


def test_home_names_the_people_in_charge_and_their_working_telephones(worker):
    text = seated(worker).get(reverse("field:home")).content.decode()
    assert worker.name in text
    assert "街道调度" in text
    assert len(re.findall(r'href="tel:', text)) >= 2


def test_a_report_without_script_needs_a_type_and_nothing_else(worker):
    answer = seated(worker).post(reverse("field:report"), {"type_code": STREET_TYPE})
    assert answer.status_code == 302
    case = Case.objects.select_related("matter").get()
    assert (case.source, case.kind, case.reported_by) == ("PATROL", "PATROL", worker.assignment_id)
    assert case.matter.grid_id == worker.grid_ids[0]
    assert case.description


def test_nothing_said_at_all_is_refused_with_its_cure(worker):
    answer = seated(worker).post(reverse("field:report"), {"address": "示例路口"})
    assert answer.status_code == 422
    assert "请选一个类别" in answer.content.decode()
    assert "示例路口" in answer.content.decode()


def test_the_types_this_post_used_last_come_first(worker):
    client = seated(worker)
    for code in (STREET_TYPE, "0406"):
        assert client.post(reverse("field:report"), {"type_code": code, "no_photo": "on"}).status_code == 302
    tiles = re.findall(r'name="type_code" value="([^"]+)"', client.get(reverse("field:report")).content.decode())
    assert tiles[:2] == ["0406", STREET_TYPE]


def test_reported_for_an_old_person_the_contact_goes_to_the_vault(worker):
    client = seated(worker)
    given = {"type_code": STREET_TYPE, "proxy": "on", "name": "示例孙奶奶", "phone": "13900000000"}
    refused = client.post(reverse("field:report"), given)
    assert refused.status_code == 422
    assert "先征得本人同意" in refused.content.decode()
    assert not Case.objects.exists()
    answer = client.post(reverse("field:report"), {**given, "consent": "on"}, follow=True)
    case = Case.objects.select_related("matter").get()
    assert case.source == "PROXY"
    assert case.reporter_id in set(VaultRecord.objects.values_list("pk", flat=True))
    assert "孙奶奶" not in case.description + case.matter.title
    assert case.tracking_code in answer.content.decode()
    shown = client.get(reverse("cases:case", args=[case.number])).content.decode()
    assert "代报" in shown
    assert "孙奶奶" not in shown


def test_report_and_settle_are_one_press(worker):
    answer = seated(worker).post(reverse("field:report"), {"type_code": STREET_TYPE, "outcome": "已清理干净"})
    assert answer.status_code == 302
    case = Case.objects.select_related("matter").get()
    assert (case.matter.status, case.closure_level, case.outcome) == ("HANDLED", "GRID", "已清理干净")


def test_elsewhere_he_reports_but_does_not_settle(worker):
    lon, lat, _grid = people.point_in(people.NEXT)
    answer = seated(worker).post(reverse("field:report"), {"type_code": STREET_TYPE, "outcome": "已清理干净", "point": f"{lon},{lat}"})
    assert answer.status_code == 422
    assert "不在您负责的网格里" in answer.content.decode()
    assert not Case.objects.exists()


def test_the_fix_of_the_device_and_the_pin_are_kept_apart(worker):
    lon, lat, _grid = people.point_in(people.HOME)
    pin = {"lon": lon, "lat": lat, "raw_lon": lon + 0.0004, "raw_lat": lat, "accuracy": "85", "crs": "wgs84"}
    seated(worker).post(reverse("field:report"), {"type_code": STREET_TYPE, **pin})
    case = Case.objects.select_related("matter").get()
    assert (case.matter.lon, case.matter.lat) == (pytest.approx(lon), pytest.approx(lat))
    assert (case.raw_lon, case.accuracy_m, case.raw_crs) == (pytest.approx(lon + 0.0004), 85, "wgs84")


def test_what_others_did_in_my_grid_waits_to_be_verified():
    case, handler = handled(at=timezone.now() - timedelta(hours=5))
    worker = next(people.in_post(post) for post in posts_of_grid(case.matter.grid_id))
    page = seated(worker).get(reverse("field:tasks")).content.decode()
    assert case.number in page
    one = seated(worker).get(reverse("field:task", args=[case.number])).content.decode()
    assert 'data-act="verify_pass"' in one
    stranger = people.actor("GRID_WORKER", street=people.NEXT)
    assert case.number not in seated(stranger).get(reverse("field:tasks")).content.decode()
    assert seated(stranger).get(reverse("field:task", args=[case.number])).status_code == 404


def posts_of_grid(grid_id):
    from shaoxiang.institutions.models import Post

    return Post.objects.filter(grids=grid_id, roles__0="GRID_WORKER").values_list("pk", flat=True)


def test_the_kit_holds_tasks_of_this_post_and_no_private_data(worker):
    reported(at=timezone.now(), street=people.NEXT, description="示例别处的事")
    kit = json.loads(seated(worker).get(reverse("field:kit")).content)
    assert kit["post"] == worker.post_id
    assert {grid["id"] for grid in kit["grids"]} == set(worker.grid_ids)
    assert len(kit["types"]) > 50
    assert "119" in kit["danger"]
    assert "13900000000" not in json.dumps(kit)
    assert "示例别处" not in json.dumps(kit, ensure_ascii=False)


def test_the_shell_is_the_same_for_everybody_and_holds_nothing_of_anybody(worker):
    reported(at=timezone.now(), actor=worker, source="PATROL", kind="PATROL", reporter={})
    mine = seated(worker).get(reverse("field:shell"))
    nobody = Client().get(reverse("field:shell"))
    assert mine.content == nobody.content
    assert worker.name not in mine.content.decode()
    assert "csrfmiddlewaretoken" not in mine.content.decode()


def test_a_grid_worker_with_a_telephone_lands_on_the_grid(worker):
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36"}
    landing = reverse("landing")
    assert seated(worker).get(landing, headers=phone)["Location"] == reverse("field:home")
    assert seated(worker).get(landing)["Location"] == reverse("desk")
    assert seated(people.actor("STREET_DESK", street=people.HOME)).get(landing, headers=phone)["Location"] == reverse("desk")


def test_the_navigation_shows_the_grid_to_those_on_the_ground(worker):
    assert reverse("field:home") in seated(worker).get(reverse("desk")).content.decode()
    assert f'href="{reverse("field:home")}"' not in seated(people.actor("STREET_DESK", street=people.HOME)).get(reverse("desk")).content.decode()


def test_signing_out_leaves_no_mark_of_the_post(worker):
    client = seated(worker)
    client.get(reverse("field:home"))
    assert client.cookies["shaoxiang_field"].value == str(worker.post_id)
    client.post(reverse("institutions:sign_out"))
    assert client.cookies["shaoxiang_field"].value == ""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_both_languages(worker, language):
    client = seated(worker)
    client.cookies["django_language"] = language
    assert all(client.get(reverse(name)).status_code == 200 for name in PAGES)


def test_few_queries_for_home(worker, django_assert_max_num_queries):
    client = seated(worker)
    client.get(reverse("field:home"))
    with django_assert_max_num_queries(16):
        client.get(reverse("field:home"))


def test_the_finder_says_so_within_three_days_and_not_later(worker):
    at = timezone.now() - timedelta(days=10)
    case = reported(at=at, actor=worker, source="PATROL", kind="PATROL", reporter={})
    handler = people.in_post(case_lead(case).post_id)
    actions.sign(case.number, actor=handler, at=at)
    actions.finish(case.number, actor=handler, at=at, outcome="已清运")
    actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=at)
    assert 'data-act="reopen"' not in seated(worker).get(reverse("field:task", args=[case.number])).content.decode()


def case_lead(case):
    from shaoxiang.dispatch.queries import running_lead

    return running_lead(case.pk)
