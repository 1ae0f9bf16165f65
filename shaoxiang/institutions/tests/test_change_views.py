"""机构变更 on pages: look first, then register; refused with the list; two editors; old names found."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.institutions.checks import findings
from shaoxiang.institutions.models import Assignment, Body, BodyChange
from shaoxiang.institutions.tests.conftest import as_, seated

pytestmark = pytest.mark.django_db


def posted(client, body, act, **data):
    given = {"on": timezone.localdate().isoformat(), "document": "新编发〔2026〕3号", "message": "机构调整", "revision": body.revision, **data}
    return client.post(reverse("institutions:change", args=[body.code, act]), given)


def text(answer):
    return answer.content.decode()


def test_a_change_is_looked_at_first_and_then_registered(cast, staffing):
    client = seated(staffing)
    look = posted(client, cast.office, "rename", name="城市管理办公室")
    assert look.status_code == 200
    assert "公共管理办公室</del> → <b>城市管理办公室" in text(look)
    assert "陈科 · 主任" in text(look)
    assert "只是名字跟着改" in text(look)
    assert "请先办交接" not in text(look)  # nothing is ordered that only closing asks for
    assert not BodyChange.objects.exists()
    done = posted(client, cast.office, "rename", name="城市管理办公室", step="apply")
    assert done.headers["Location"] == reverse("institutions:body", args=["S7-1"])
    page = text(client.get(done.headers["Location"]))
    assert "曾用名" in page
    assert "公共管理办公室" in page
    log = text(client.get(reverse("institutions:log", args=["S7-1"])))
    assert "新编发〔2026〕3号" in log
    assert "机构调整" in log


def test_the_old_name_finds_it_and_the_old_day_shows_it(cast, staffing):
    client = seated(staffing)
    posted(client, cast.office, "rename", name="城市管理办公室", step="apply")
    assert "曾用名：公共管理办公室" in text(client.get("/institutions/?q=公共管理"))
    before = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "<title>公共管理办公室" in text(client.get(f"/institutions/body/S7-1/?on={before}"))


def test_closing_is_refused_with_the_list_and_what_was_typed_is_kept(cast, staffing):
    answer = posted(seated(staffing), cast.office, "close", message="撤并", on=(timezone.localdate() + timedelta(days=1)).isoformat())
    assert answer.status_code == 422
    assert "先移交这些" in text(answer)
    assert not answer.context["form"].errors.get("on")  # it is no fault of the day
    assert "挂在这个机构名下" in str(answer.context["form"].non_field_errors())
    assert "请先办交接" in text(answer)
    assert "撤并" in text(answer)


def test_whoever_was_faster_is_shown_and_the_second_may_go_on(cast, staffing):
    client = seated(staffing)
    posted(client, cast.office, "attributes", phone="0471-0000001", step="apply")
    late = posted(client, cast.office, "rename", name="乙办公室", step="apply")
    assert late.status_code == 422
    assert "别人改过它" in text(late)
    assert 'name="revision" value="1"' in text(late)
    assert Body.objects.get(pk=cast.office.pk).name == "公共管理办公室"


def test_a_new_body_is_opened_from_the_page(cast, staffing):
    client = seated(staffing)
    given = {"code": "S7-9", "kind": "INTERNAL_OFFICE", "name": "数据办公室", "parent_id": cast.street.pk, "on": timezone.localdate().isoformat(),
             "document": "新编发〔2026〕3号", "message": "新设", "plates": "大数据中心、便民服务站"}
    assert "数据办公室" in text(client.post(reverse("institutions:body_new"), given))
    assert not Body.objects.filter(code="S7-9").exists()
    done = client.post(reverse("institutions:body_new"), {**given, "step": "apply"})
    assert done.headers["Location"] == reverse("institutions:body", args=["S7-9"])
    assert Body.objects.get(code="S7-9").plates.count() == 2
    again = client.post(reverse("institutions:body_new"), given)
    assert "这个代码已有" in text(again)


def test_a_post_has_a_page_with_its_people_and_is_closed_when_empty(cast, staffing):
    client, address = seated(staffing), reverse("institutions:post", args=[cast.posts.head.pk])
    assert "陈科" in text(client.get(address))
    Assignment.objects.filter(post=cast.posts.head).update(valid_to=timezone.localdate())
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    given = {"on": day, "message": "撤并", "document": "", "revision": 0, "step": "apply"}
    assert client.post(reverse("institutions:post_change", args=[cast.posts.head.pk, "close"]), given).status_code == 302
    assert "撤岗位" in text(client.get(address))


@pytest.mark.parametrize("who", ["desk", "head", "security"])
def test_others_read_and_do_not_change(cast, who):
    client = seated(as_(cast, who, timezone.localdate()))
    assert client.get(reverse("institutions:log", args=["S7-1"])).status_code == 200
    assert posted(client, cast.office, "rename", name="乙").status_code == 403
    assert client.get(reverse("institutions:touches", args=["S7-1"])).status_code == 403
    assert reverse("institutions:change", args=["S7-1", "rename"]) not in text(client.get("/institutions/body/S7-1/"))


def test_the_page_shows_only_what_would_change(cast, staffing):
    look = posted(seated(staffing), cast.office, "attributes", phone="0471-0000001", aliases="", address="", open_hours="")
    assert [line.label for line in look.context["line"].lines] == ["对外电话"]


def test_who_leaves_is_chosen_among_those_who_sit_there(cast, staffing):
    client, address = seated(staffing), reverse("institutions:post_change", args=[cast.posts.head.pk, "unseat"])
    assert "陈科" in text(client.get(address))
    given = {"on": (timezone.localdate() + timedelta(days=1)).isoformat(), "message": "调走", "step": "apply"}
    assert client.post(address, {**given, "seat": cast.seats["desk"].pk}).status_code == 422
    assert client.post(address, {**given, "seat": cast.seats["head"].pk}).status_code == 302
    assert Assignment.objects.get(pk=cast.seats["head"].pk).valid_to == timezone.localdate() + timedelta(days=1)


def test_doctor_warns_of_what_came_after_a_closing_was_registered(cast, staffing):
    Assignment.objects.filter(post=cast.posts.clerk).update(valid_to=timezone.localdate())
    day = timezone.localdate() + timedelta(days=5)
    assert posted(seated(staffing), cast.other, "close", on=day.isoformat(), step="apply").status_code == 302
    assert not [code for code, _words, _facts in findings(timezone.localdate()) if code == "CLOSED_HOLDS"]
    Body.objects.create(code="S7-2-1", kind="AFFILIATED_INSTITUTION", name="后来的", parent=cast.other, unit=cast.street)
    assert [facts["n"] for code, _words, facts in findings(timezone.localdate()) if code == "CLOSED_HOLDS"] == [1]


def test_what_hangs_on_it_is_worded_by_the_act(cast, staffing):
    client = seated(staffing)
    pages = {act: text(client.get(reverse("institutions:change", args=["S7-1", act]))) for act in ("plates", "close", "rename", "move")}
    assert ["请先办交接" in pages[act] for act in ("plates", "close", "rename", "move")] == [False, True, False, False]
    assert "不受影响" in pages["plates"]
    assert "跟着它走" in pages["move"]
    assert "只在撤销它以前要办：请先办交接" in text(client.get(reverse("institutions:touches", args=["S7-1"])))
