"""网格人员 from a sheet: the register comes in as it went out; telephones are the register of people's; no sheet reaches another street's grids."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.grids.actions.importing import import_people
from shaoxiang.grids.models import GridPerson
from shaoxiang.institutions.models import Person, Post
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import Grid
from tests import people
from tests.sheets import csv_of, entered, told, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
HEAD = ["网格代码", "担任", "岗位代码", "姓名", "用工", "负责范围", "到任日期", "离任日期", "办公电话"]


def send(actor, *lines):
    return tried(seated(actor), reverse("grids:people_import"), csv_of(HEAD, *lines), "示例.csv")


def enter(actor, *lines):
    answer = send(actor, *lines)
    assert answer.status_code == 200, told(answer)
    return entered(seated(actor), reverse("grids:people_import"), answer)


def cells(grid, role="", post="", name="", employment="", covers="", since="", until="", phone=""):
    return [grid.code, role, post, name, employment, covers, since, until, phone]


def test_the_blank_sheet_is_the_register_and_comes_in_again_without_a_change(desk):
    client = seated(desk)
    blank = b"".join(client.get(f"{reverse('grids:people_import')}blank/csv/").streaming_content)
    answer = tried(client, reverse("grids:people_import"), blank, "表样.csv")
    assert (answer.status_code, list(answer.context["taken"].made)) == (200, []), told(answer)
    own = Grid.objects.filter(community__street__code=people.HOME, valid_to=None).values_list("code", flat=True)
    assert all(code in blank.decode() for code in own)
    assert not Grid.objects.filter(code__in=[line.split(",")[0] for line in blank.decode().splitlines()[1:]]).exclude(
        community__street__code=people.HOME).exists()


def test_a_worker_and_a_resident_take_up_their_roles_and_one_leaves(desk, grid, spare_post, today):
    before = set(GridPerson.objects.values_list("pk", flat=True))
    worker = GridPerson.objects.filter(grid=grid, role="WORKER", valid_to=None).select_related("post").first()
    enter(desk, cells(grid, "网格员", spare_post.code, employment="专职"), cells(grid, "楼栋长", name="示例张大爷", covers="3号楼"),
          cells(grid, "网格员", worker.post.code, employment=worker.get_employment_display(), covers=worker.covers, until=today.isoformat()))
    made = list(GridPerson.objects.exclude(pk__in=before).order_by("pk"))
    assert [(row.role, row.post_id, row.name, row.covers) for row in made] == [
        ("WORKER", spare_post.pk, "", ""), ("BUILDING_CHIEF", None, "示例张大爷", "3号楼"),
    ]
    worker.refresh_from_db()
    assert worker.valid_to == today
    assert spare_post.grids.filter(pk=grid.pk).exists(), "the post answers for the grid, as on its page"
    kinds = list(Entry.objects.filter(kind__startswith="grids.person").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["grids.person_set", "grids.person_set", "grids.person_ended"]


def test_a_telephone_is_kept_by_the_register_of_people_and_nowhere_here(desk, grid):
    worker = GridPerson.objects.filter(grid=grid, role="WORKER", valid_to=None).select_related("post").first()
    sitting = Person.objects.filter(assignments__post=worker.post, assignments__valid_to=None).first()
    Person.objects.filter(pk=sitting.pk).update(work_phone="0471-0000123")
    same = cells(grid, "网格员", worker.post.code, employment=worker.get_employment_display(), covers=worker.covers, name=sitting.name, phone="0471 0000123")
    assert send(desk, same).status_code == 200
    other = send(desk, [*same[:-1], "0471-0000999"])
    assert other.status_code == 422
    assert "第 2 行“办公电话”：和“机构和人”里登记的不一样" in told(other)[0]
    sitting.refresh_from_db()
    assert sitting.work_phone == "0471-0000123"


@pytest.mark.parametrize(("change", "column", "says"), [
    ({"role": "格长助理"}, "担任", "建设标准里没有"), ({"role": "网格员"}, "岗位代码", "选一个岗位，或写一个姓名"),
    ({"post": "NO:1"}, "岗位代码", "没有这个岗位代码"), ({"name": "示例张大爷13900000000"}, "姓名", "不要写手机号"),
    ({"employment": "临时"}, "用工", "没有“临时”这一种"), ({"since": "去年"}, "到任日期", "不是日期"),
])
def test_each_bad_cell_is_told_and_nothing_is_written(desk, grid, change, column, says):
    before = GridPerson.objects.count()
    bad = cells(grid, **{"role": "楼栋长", **({"name": "示例张大爷"} if change.get("role") != "网格员" else {}), **change})
    answer = send(desk, cells(grid, "单元长", name="示例李阿姨"), bad)
    assert answer.status_code == 422
    assert any(f"第 3 行“{column}”" in words and says in words for words in told(answer)), told(answer)
    assert GridPerson.objects.count() == before


def test_grids_of_another_street_are_not_there_and_strangers_may_not(stranger, grid, now, worker):
    answer = send(stranger, cells(grid, "楼栋长", name="示例张大爷"))
    assert "没有归您管的网格" in told(answer)[0]
    with pytest.raises(PermissionDenied):
        import_people([], actor=worker, at=now)


def test_who_left_before_he_came_is_refused(desk, grid, today):
    answer = send(desk, cells(grid, "楼栋长", name="示例张大爷", since=today.isoformat(), until=(today - timedelta(days=3)).isoformat()))
    assert "离任日期要在到任之后" in told(answer)[0]
    assert Post.objects.exists()
