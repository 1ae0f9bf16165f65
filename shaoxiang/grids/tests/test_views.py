from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from shapely.geometry import shape

from shaoxiang.cases.tests.seats import seated
from shaoxiang.grids import actions, queries
from shaoxiang.grids.models import AdmittedWork, GridPerson, GridTask, PatrolPlan, PatrolRecord
from shaoxiang.grids.rules import WORKER
from shaoxiang.institutions.models import Body, Person
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import Grid, GridDivision, MapOverlay
from tests import papers, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

@pytest.fixture(autouse=True)
def _kept(district):
    papers.keep("示例编发〔2026〕3号")



def text(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig", "replace")


# --- the public card ----------------------------------------------------------------------------------------------------


def test_everybody_reads_the_card_with_worker_area_and_telephones(grid, worker):
    answer = Client().get(f"/grids/g/{grid.code}/card/")
    assert answer.status_code == 200
    for words in (grid.name, worker.name, "公顷", "监督电话", "12345", "专职"):
        assert words in text(answer)


def test_the_card_shows_no_mobile_number_and_no_resident(grid, worker):
    Person.objects.filter(pk=worker.person_id).update(work_phone="13912345678")
    resident = GridPerson.objects.filter(grid=grid, post__isnull=True).first()
    for address in (f"/grids/g/{grid.code}/card/", f"/grids/g/{grid.code}/card/print/", f"/grids/panel/grid/{grid.code}/"):
        shown = text(Client().get(address))
        assert worker.name in shown
        assert "13912345678" not in shown
        assert resident.name not in shown


def test_the_code_leads_to_the_card_and_holds_nothing_else(grid):
    answer = Client().get(f"/grids/g/{grid.code}/card/code.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert b"style=" not in answer.content


@pytest.mark.parametrize("paper", ["a4", "a5", "a0"])
def test_the_card_prints_on_a4_and_a5(grid, paper):
    shown = text(Client().get(f"/grids/g/{grid.code}/card/print/?paper={paper}"))
    assert ("card-a5.css" in shown) == (paper == "a5")


def test_an_unknown_grid_has_no_card():
    for tail in ("card/", "card/print/", "card/code.svg"):
        assert Client().get(f"/grids/g/990000000000001/{tail}").status_code == 404


def test_the_place_page_asks_for_the_panel_and_the_duties_are_public(grid):
    assert f"/grids/panel/grid/{grid.code}/" in text(Client().get(f"/places/grid/{grid.code}/"))
    shown = text(Client().get("/grids/duties/"))
    assert "基础信息采集核对" in shown
    assert "示例" in shown
    assert "发布新的一版" not in shown


# --- the street ---------------------------------------------------------------------------------------------------------


def test_the_overview_counts_what_is_missing_and_ranks_nobody(desk):
    shown = text(seated(desk).get("/grids/"))
    assert "缺什么" in shown
    assert "没有网格员" in shown
    for word in ("排名第", "上报量", "积分"):
        assert word not in shown


def test_the_list_of_what_is_missing_filters_and_downloads_the_same(desk, today):
    client = seated(desk)
    lacking = queries.standing_lines(desk, on=today, missing="TEAM")
    other = next(line for line in queries.standing_lines(desk, on=today) if "TEAM" not in line.standing.missing)
    assert lacking
    shown = text(client.get("/grids/standing/?missing=TEAM"))
    csv = text(client.post("/grids/standing/export/csv/?missing=TEAM"))
    for line in lacking:
        assert line.grid.code in shown
        assert line.grid.code in csv
    assert other.grid.code not in shown
    assert other.grid.code not in csv
    assert client.post("/grids/standing/export/xlsx/?missing=TEAM").status_code == 200
    assert Entry.objects.filter(kind="grids.exported").count() == 2


def test_a_street_sees_its_own_grids_only(desk, stranger, grid):
    assert grid.code in text(seated(desk).get("/grids/standing/"))
    client = seated(stranger)
    assert grid.code not in text(client.get(f"/grids/standing/?street={people.HOME}"))
    assert client.get(f"/grids/g/{grid.code}/").status_code == 404
    assert client.get(f"/grids/g/{grid.code}/patrols/").status_code == 404
    assert client.get(f"/grids/g/{grid.code}/task/").status_code == 404
    assert grid.code not in text(client.post(f"/grids/standing/export/csv/?street={people.HOME}"))


def test_the_grid_page_shows_who_and_what_is_missing(desk, grid):
    GridPerson.objects.filter(grid=grid, role="UNIT_CHIEF").delete()
    shown = text(seated(desk).get(f"/grids/g/{grid.code}/"))
    assert "还缺：单元长" in shown
    assert "通过网格员" in shown


def test_a_person_is_registered_on_the_page_and_a_telephone_refused(desk, grid):
    client = seated(desk)
    wrong = client.post(f"/grids/g/{grid.code}/person/", {"role": "UNIT_CHIEF", "name": "示例 13912345678"})
    assert wrong.status_code == 422
    assert "不要写手机号" in text(wrong)
    assert client.post(f"/grids/g/{grid.code}/person/", {"role": "UNIT_CHIEF", "name": "示例·新大姐"}).status_code == 302
    row = GridPerson.objects.get(name="示例·新大姐")
    assert "明天" not in text(client.post(f"/grids/people/{row.pk}/end/", follow=True))
    assert client.get(f"/grids/g/{grid.code}/asset/").status_code == 200
    assert client.post(f"/grids/g/{grid.code}/asset/", {"kind": "TEAM", "name": "示例队"}).status_code == 302
    assert client.post(f"/grids/g/{grid.code}/branch/", {"name": "示例支部", "members": "3"}).status_code == 302
    assert "示例支部" in text(client.get(f"/grids/g/{grid.code}/"))


def test_the_report_names_grids_without_a_worker(desk, grid, today):
    assert grid.name not in text(seated(desk).get("/grids/report/"))
    GridPerson.objects.filter(grid=grid, role=WORKER).update(valid_to=today)
    shown = text(seated(desk).get("/grids/report/"))
    assert grid.name in shown
    assert "没有缝隙、重叠和越界" in shown


# --- tasks --------------------------------------------------------------------------------------------------------------


def test_work_on_no_list_is_refused_on_the_page_and_what_was_typed_stays(desk, grid, later):
    answer = seated(desk).post(f"/grids/g/{grid.code}/task/", {"text": "示例：统计宽带", "duty": "0", "due_on": later.isoformat()})
    assert answer.status_code == 422
    assert "职责准入" in text(answer)
    assert "示例：统计宽带" in text(answer)
    assert not GridTask.objects.exists()


def test_a_task_goes_from_the_desk_to_the_worker_and_back_on_the_pages(desk, worker, leader, grid, duty, later):
    answer = seated(desk).post(f"/grids/g/{grid.code}/task/", {"text": "示例：看灯", "duty": duty.pk, "due_on": later.isoformat()})
    number = GridTask.objects.get().matter.number
    assert answer["Location"] == f"/grids/tasks/{number}/"
    mine = seated(worker)
    shown = text(mine.get("/desk/"))
    assert number in shown
    assert "去办，办完填结果" in shown
    assert "退回清单外事项" in text(mine.get(f"/grids/tasks/{number}/"))
    assert mine.post(f"/grids/tasks/{number}/finish/").status_code == 422
    assert mine.post(f"/grids/tasks/{number}/return_unlisted/").status_code == 302
    assert number in text(seated(leader).get("/desk/"))
    assert mine.post(f"/grids/tasks/{number}/return_unlisted/").status_code in (403, 409)
    assert seated(leader).post(f"/grids/tasks/{number}/withdraw/", {"words": ""}).status_code == 302
    assert GridTask.objects.get().outcome == "WITHDRAWN"
    assert "退回清单外事项" in text(seated(desk).get(f"/grids/tasks/{number}/"))  # the record tells it


def test_a_task_of_another_street_is_not_there(desk, stranger, grid, duty, later, now):
    number = actions.assign_task(grid.code, text="示例：看灯", duty=duty.pk, due_on=later, actor=desk, at=now).matter.number
    client = seated(stranger)
    assert client.get(f"/grids/tasks/{number}/").status_code == 404
    assert client.post(f"/grids/tasks/{number}/withdraw/").status_code == 404
    assert number not in text(client.get("/grids/tasks/"))
    assert client.get(f"/search/?q={number}", follow=True).status_code == 404  # its own page says so, as of a number that never was
    assert seated(desk).get(f"/search/?q={number.lower()}")["Location"] == f"/grids/tasks/{number}/"
    assert number in text(seated(desk).get("/grids/tasks/?status=ASSIGNED"))
    assert number not in text(seated(desk).get("/grids/tasks/?status=CLOSED"))


# --- lists, patrols -----------------------------------------------------------------------------------------------------


def test_the_standard_and_the_duties_are_edited_by_the_administrator_only(administrator, desk):
    for address in ("/grids/standard/", "/grids/duties/new/"):
        assert seated(desk).get(address).status_code == 403
    client = seated(administrator)
    wrong = client.post("/grids/standard/", {"roles": "网格长", "teams": "1", "places": "1"})
    assert wrong.status_code == 422
    assert "读不懂" in text(wrong)
    assert client.post("/grids/standard/", {"roles": "GRID_CHIEF 网格长", "teams": "0", "places": "0"}).status_code == 302
    assert client.post("/grids/duties/new/", {"duties": "甲 | 说明\n乙"}).status_code == 422
    assert client.post("/grids/duties/new/", {"duties": "甲 | 说明 | 示例编发〔2026〕3号\n乙 | | 示例编发〔2026〕3号"}).status_code == 302
    assert client.post("/grids/duties/new/", {"duties": " | 说明"}).status_code == 422


def test_the_staffing_office_enters_the_register_and_streets_read_it(desk, today):
    staffing = seated(people.actor("STAFFING_OFFICE"))
    row = {"number": "ZR-9", "title": "示例事项", "valid_from": today.isoformat(), "decided_by": "编办"}
    refused = staffing.post("/grids/admitted/", row)
    assert refused.status_code == 422
    assert "要先经职责准入" in text(refused)
    row |= {"document": "示例编发〔2026〕3号"}
    assert staffing.post("/grids/admitted/", row).status_code == 302
    assert staffing.post("/grids/admitted/", row).status_code == 422
    assert "文件不在系统里" in text(staffing.get("/grids/admitted/"))
    client = seated(desk)
    assert "示例事项" in text(client.get("/grids/admitted/"))
    assert client.post("/grids/admitted/", row | {"number": "ZR-10"}).status_code == 403
    pk = AdmittedWork.objects.get().pk
    assert client.post(f"/grids/admitted/{pk}/end/").status_code == 403
    assert staffing.post(f"/grids/admitted/{pk}/end/").status_code == 302
    assert AdmittedWork.objects.get().valid_to is not None


def test_a_worker_notes_a_patrol_and_a_stranger_cannot(worker, stranger, desk, grid, today):
    plan = PatrolPlan.objects.filter(grid=grid).first()
    client = seated(worker)
    assert client.get(f"/grids/patrol/{plan.pk}/").status_code == 200
    given = {"on": today.isoformat(), "looked_at": plan.points[:2], "found": "SETTLED", "note": "示例：搬走了"}
    assert client.post(f"/grids/patrol/{plan.pk}/", given | {"found": "REPORTED"}).status_code == 422
    assert client.post(f"/grids/patrol/{plan.pk}/", given).status_code == 302
    assert PatrolRecord.objects.count() == 1
    assert "搬走了" in text(seated(desk).get(f"/grids/g/{grid.code}/patrols/"))
    assert seated(stranger).post(f"/grids/patrol/{plan.pk}/", given).status_code == 404
    assert seated(desk).post(f"/grids/g/{grid.code}/plan/", {"title": "示例", "points": "甲\n乙", "rhythm": "WEEKLY", "season": "ALL"}).status_code == 302


# --- division -----------------------------------------------------------------------------------------------------------


def upload(row: Grid, name: str = "grids.geojson", **changes) -> SimpleUploadedFile:
    features = [{"type": "Feature", "geometry": row.geometry, "properties": {"code": row.code, "community": row.community.code, "name": row.name} | changes}]
    return SimpleUploadedFile(name, json.dumps({"type": "FeatureCollection", "features": features}).encode())


def test_a_division_is_drawn_compared_and_decided_on_the_pages(administrator, grid, today):
    client = seated(administrator)
    given = {"title": "示例", "source": "DISTRICT", "effective_on": today.isoformat(), "file": upload(grid, kind="MARKET")}
    answer = client.post("/places/divisions/new/", given)
    division = GridDivision.objects.get()
    assert answer["Location"] == f"/places/divisions/{division.pk}/"
    shown = text(client.get(answer["Location"]))
    assert "只改名称或层级" in shown
    assert b"<svg" in client.get(f"/places/divisions/{division.pk}/before.svg").content
    assert client.post(f"/places/divisions/{division.pk}/confirm/", {"decided_by": ""}).status_code == 422
    assert client.post(f"/places/divisions/{division.pk}/confirm/", {"decided_by": "区人民政府（示例）"}).status_code == 302
    assert Grid.objects.get(code=grid.code, valid_to=None).kind == "MARKET"
    assert "区人民政府（示例）决定" in text(client.get(f"/places/divisions/{division.pk}/"))
    assert b"<svg" in client.get(f"/places/divisions/{division.pk}/after.svg").content


def test_a_departments_file_is_refused_with_the_rule_and_may_be_laid_over(administrator, grid, today):
    client = seated(administrator)
    given = {"title": "示例", "source": "DEPARTMENT", "owner": "消防（示例）", "effective_on": today.isoformat(), "file": upload(grid)}
    refused = client.post("/places/divisions/new/", given)
    assert refused.status_code == 422
    assert "第六条" in text(refused)
    assert not GridDivision.objects.exists()
    assert client.post("/places/divisions/new/", given | {"owner": "", "file": upload(grid)}).status_code == 422
    assert client.post("/places/divisions/new/", given | {"overlay": "1", "file": upload(grid)}).status_code == 302
    assert "消防（示例）" in text(client.get("/places/divisions/"))
    assert client.get(f"/places/overlays/{MapOverlay.objects.get().pk}.geojson").json()["type"] == "FeatureCollection"


def test_the_load_page_does_not_redraw_grids_that_are_there(administrator, grid):
    client = seated(administrator)
    answer = client.post("/places/load/", {"level": "grid", "file": upload(grid, kind="MARKET"), "load": "1", "allow_flaws": "on"})
    assert answer.status_code == 422
    assert "网格调整" in text(answer)
    grid.refresh_from_db()
    assert grid.kind == "ORDINARY"


def test_an_overlay_is_drawn_over_before_and_after(administrator, grid, today):
    client = seated(administrator)
    given = {"title": "示例", "source": "DEPARTMENT", "owner": "消防（示例）", "effective_on": today.isoformat(), "file": upload(grid), "overlay": "1"}
    client.post("/places/divisions/new/", given)
    client.post("/places/divisions/new/", {"title": "示例", "source": "DISTRICT", "effective_on": today.isoformat(), "file": upload(grid, kind="PARK")})
    division = GridDivision.objects.get()
    assert b"stroke-dasharray" in client.get(f"/places/divisions/{division.pk}/after.svg").content


def test_a_table_with_outlines_as_text_is_read_too(administrator, grid, today):
    wkt = shape(grid.geometry).wkt
    table = f'网格代码,名称,社区代码,层级,户数,边界\n{grid.code},{grid.name},{grid.community.code},微网格,12,"{wkt}"\n'.encode()
    client = seated(administrator)
    given = {"title": "示例", "source": "DISTRICT", "effective_on": today.isoformat()}
    assert client.post("/places/divisions/new/", given | {"file": SimpleUploadedFile("g.csv", table)}).status_code == 302
    assert GridDivision.objects.get().proposal["grids"][0]["level"] == "MICRO"
    broken = SimpleUploadedFile("g.csv", table.replace(b"POLYGON", b"POLYGONE"))
    assert "WKT" in text(client.post("/places/divisions/new/", given | {"file": broken}))


def test_days_are_filled_in_as_browsers_want_them(administrator, worker, grid, today):
    filled = f'value="{today.isoformat()}"'
    plan = PatrolPlan.objects.filter(grid=grid).first()
    staffing = people.actor("STAFFING_OFFICE")
    for actor, address in ((administrator, "/places/divisions/new/"), (administrator, "/places/divisions/special/"), (worker, f"/grids/patrol/{plan.pk}/"),
                           (staffing, "/grids/admitted/")):
        assert filled in text(seated(actor).get(address)), address


def test_only_the_administrator_divides_and_all_staff_read_the_history(desk, grid, today):
    client = seated(desk)
    own = (f"/places/grid/{grid.code}/standing/", f"/places/community/{grid.community.code}/group/")
    for address in ("/places/divisions/new/", "/places/divisions/special/", *own):
        assert client.get(address).status_code == 403, address
    assert client.get("/places/divisions/").status_code == 200


def test_special_and_larger_grids_are_made_on_the_pages(administrator, grid, today):
    client = seated(administrator)
    small = shape(grid.geometry)
    outline = small.intersection(small.representative_point().buffer(0.0006, cap_style=3))
    given = {"community": grid.community.code, "name": "示例市场", "kind": "MARKET", "effective_on": today.isoformat()}
    assert client.post("/places/divisions/special/", given | {"outline": "{"}).status_code == 422
    assert client.post("/places/divisions/special/", given | {"outline": json.dumps(outline.__geo_interface__)}).status_code == 302
    division = GridDivision.objects.get()
    assert client.post(f"/places/divisions/{division.pk}/drop/").status_code == 302
    made = client.post(f"/places/community/{grid.community.code}/group/", {"name": "示例大网格", "level": "LARGE", "parts": [grid.code]})
    assert made.status_code == 302
    assert grid.name in text(client.get(made["Location"]))
    assert "示例大网格" in text(client.get(f"/places/grid/{grid.code}/"))
    assert client.post(f"/places/grid/{grid.code}/standing/", {"parent": "999"}).status_code == 422
    assert client.post(f"/places/grid/{grid.code}/standing/", {"parent": ""}).status_code == 302


# --- the interface ------------------------------------------------------------------------------------------------------


def key(*scopes: Scope, street: str = people.HOME) -> dict[str, str]:
    body = Body.objects.get(street__code=street, kind=BodyKind.STREET_OFFICE)
    _row, token = keys.make_key("示例系统", list(scopes), body_id=body.pk, post_id=None, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


def test_the_interface_gives_cards_and_no_private_number(grid, worker):
    Person.objects.filter(pk=worker.person_id).update(work_phone="13912345678")
    client, headers = Client(), key(Scope.PLACES_READ)
    card = client.get(f"/api/v1/grids/{grid.code}/card", headers=headers).json()
    assert card["workers"][0]["name"] == worker.name
    assert card["workers"][0]["phone"] == ""
    page = client.get(f"/api/v1/grids/cards?street={people.HOME}&limit=2", headers=headers).json()
    assert len(page["items"]) == 2
    more = client.get(f"/api/v1/grids/cards?street={people.HOME}&limit=500&cursor={page['next']}", headers=headers).json()
    assert page["items"][0]["code"] not in {each["code"] for each in more["items"]}
    assert client.get("/api/v1/grids/990000000000001/card", headers=headers).status_code == 404
    assert client.get("/api/v1/grids/cards?street=999", headers=headers).status_code == 422
    assert len(client.get("/api/v1/grids/duties", headers=headers).json()["items"]) == 10
    assert len(client.get("/api/v1/grids/standard", headers=headers).json()["roles"]) == 5
    assert client.get("/api/v1/grids/standing", headers=headers).status_code == 403
    assert client.get("/api/v1/grids/cards").status_code == 401


def test_standing_is_given_for_the_keys_own_street(grid):
    headers = key(Scope.INSTITUTIONS_READ)
    rows = Client().get("/api/v1/grids/standing?limit=500", headers=headers).json()["items"]
    assert {row["code"][:9] for row in rows} == {people.HOME}
    assert grid.code in {row["code"] for row in rows}


def test_the_checkup_names_vacancies_and_standards_unmet(grid, today):
    from shaoxiang.grids.checks import checks

    before = " ".join(finding.text for finding in checks())
    assert grid.code not in before
    assert "没有达到建设标准" in before
    GridPerson.objects.filter(grid=grid, role=WORKER).update(valid_to=today - timedelta(days=1))
    assert grid.code in " ".join(finding.text for finding in checks())
