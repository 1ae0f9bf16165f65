import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import confirm, draft_version
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.tests.reviewing import SOMEBODY_ELSE
from shaoxiang.duties.tests.test_importing import GOOD, HEAD, sheet
from shaoxiang.duties.tests.test_versions import EDITOR, LONG_AGO, first, street  # noqa: F401
from shaoxiang.duties.tests.test_views import signed_in
from shaoxiang.institutions.models import Account, Assignment, Body, Person, Post
from shaoxiang.institutions.queries import actor_of
from tests.hearing import heard_on_list

pytestmark = pytest.mark.django_db


def colleague():
    """A second post in the body of `signed_in`, and a client that sits in it."""
    post = Post.objects.create(body=Body.objects.get(code="CENTER"), code="CENTER:Y", title="复核岗", roles=["STAFFING_OFFICE"], valid_from=LONG_AGO)
    person = Person.objects.create(name="示例复核人", sample=True)
    assignment = Assignment.objects.create(person=person, post=post, valid_from=LONG_AGO)
    account = Account.objects.create_account("somebody-else", "a-long-password-1", person=person)
    return seated(actor_of(assignment.pk, account, timezone.localdate()))


def at(name, version, *more):
    return reverse(f"duties:{name}", args=[version.pk, *more])


def test_a_published_version_is_open_to_everyone_with_downloads(client, first):  # noqa: F811
    assert client.get(reverse("duties:versions")).status_code == 200
    assert client.get(at("version", first)).status_code == 200
    assert "与公布时一致" in client.get(at("version_check", first)).content.decode()
    for form in ("csv", "xlsx", "json"):
        assert client.get(at("version_download", first, form)).status_code == 200
    assert client.get(at("version_download", first, "exe")).status_code == 404


def test_a_version_is_drafted_changed_imported_and_published_on_pages(client, first):  # noqa: F811
    office = signed_in("STAFFING_OFFICE")
    assert office.post(reverse("duties:version_new"), {"kind": "STREET_DUTY", "title": "第二版"}).status_code == 302
    draft = ListVersion.objects.get(status="DRAFT")
    assert client.get(at("version", draft)).status_code == 404
    wish = {"act": "AMEND", "code": "D-C16", "office_name": "平安建设办公室", "title": "设施巡查二", "role": "PRIMARY", "basis": "某条例 1", "answers": "0111",
            "reason": "因为", "revision": "0"}
    assert office.get(at("version_item", draft) + "?code=D-C16").status_code == 200
    assert office.post(at("version_item", draft), {**wish, "title": ""}).status_code == 422
    assert office.post(at("version_item", draft), wish).status_code == 302
    kept = office.post(at("version_item", draft), {**wish, "title": "我填的话"})
    assert kept.status_code == 422
    assert "我填的话" in kept.content.decode()
    assert "D-C16" in kept.content.decode()
    bad = SimpleUploadedFile("x.xlsx", sheet(HEAD, ["", *GOOD[0][1:]]).getvalue())
    assert office.post(at("version_import", draft), {"file": bad, "revision": "1"}).status_code == 422
    page = office.get(at("version", draft)).content.decode()
    assert "平安建设办公室" in page
    assert office.post(at("version_act", draft, "publish")).status_code == 422
    today = timezone.localdate().isoformat()
    told = {"title": "第二版", "effective_from": today, "decided_by": "区编委", "document": "编发〔2026〕1号", "decided_on": today, "revision": "1"}
    assert office.post(at("version_describe", draft), told).status_code == 302
    assert office.post(at("version_act", draft, "publish"), {"revision": "1"}).status_code == 422
    unread = office.post(at("version_act", draft, "publish"), {"revision": "2"})
    assert unread.status_code == 422
    assert "还没有复核" in unread.content.decode()
    assert office.post(at("version_act", draft, "send_for_review"), {"revision": "2"}).status_code == 302
    own = office.post(at("version_review", draft, "confirm"), {"revision": "2"})
    assert own.status_code == 422
    other = colleague()
    assert "我看过了，复核通过" in other.get(at("version", draft)).content.decode()
    assert other.post(at("version_review", draft, "confirm"), {"revision": "1"}).status_code == 422
    assert other.post(at("version_review", draft, "confirm"), {"revision": "2"}).status_code == 302
    assert office.post(at("version_act", draft, "publish"), {"revision": "2", "heard_number": heard_on_list(draft.pk, at=timezone.now())}).status_code == 302
    shown = client.get(at("version", draft)).content.decode()
    assert "设施巡查二" in shown
    assert "按期公布" in shown


def test_a_street_desk_finds_no_draft(first):  # noqa: F811
    draft = draft_version("STREET_DUTY", title="草案", actor=EDITOR, at=timezone.now())
    desk = signed_in("STREET_DESK")
    for name, more in (("version", ()), ("version_item", ()), ("version_import", ()), ("version_act", ("publish",))):
        assert desk.post(at(name, draft, *more)).status_code in (404, 405)
    assert desk.get(at("version", draft)).status_code == 404


# --- three parts, many at once, a sheet read first --------------------------------------------------------------------


@pytest.fixture
def three(first):  # noqa: F811
    Body.objects.create(code="ZJ", kind="DEPARTMENT", name="区住建局", valid_from=LONG_AGO)
    made, today = draft_version("STREET_DUTY", form="THREE_PART", title="三张清单（示例）", actor=EDITOR, at=timezone.now()), timezone.localdate()
    ListVersion.objects.filter(pk=made.pk).update(effective_from=today, decided_by="区编委", document="编发〔2026〕3号", decided_on=today)
    return ListVersion.objects.get(pk=made.pk)


def now(version):
    version.refresh_from_db()
    return version.revision


def test_items_are_walked_one_by_one_until_the_draft_may_be_published(client, three):
    office = signed_in("STAFFING_OFFICE")
    assert "2 条里已定 0 条" in office.get(at("version_items", three)).content.decode()
    refused = office.post(at("version_act", three, "publish"), {"revision": now(three)})
    assert refused.status_code == 422
    one = at("version_decide", three, "D-C16")
    assert office.get(one).status_code == 200
    half = {"part": "COOPERATIVE", "lead_department": "区住建局", "department_duty": "维修", "revision": now(three)}
    assert office.post(one, half).headers["Location"] == one  # still lacks what the street does
    assert "D-C16" in office.post(at("version_act", three, "publish"), {"revision": now(three)}).content.decode()
    saved = office.post(one, {**half, "street_duty": "巡查上报", "change_basis": "编发3号", "revision": now(three)})
    assert saved.headers["Location"] == at("version_decide", three, "D-C17")
    assert office.post(saved.headers["Location"], {"part": "PRIMARY", "revision": now(three)}).headers["Location"] == at("version_items", three)
    assert office.post(at("version_act", three, "send_for_review"), {"revision": now(three)}).status_code == 302
    confirm(three.pk, actor=SOMEBODY_ELSE, at=timezone.now())
    assert office.post(at("version_act", three, "publish"), {
        "revision": now(three), "heard_number": heard_on_list(three.pk, at=timezone.now())}).status_code == 302
    shown = client.get(reverse("duties:items")).content.decode()
    assert "部门主责、街道配合" in shown
    assert "巡查上报" in shown
    assert "编发3号" in client.get(at("version", three) + "?basis=3号").content.decode()
    log = client.get(reverse("duties:item", args=["STREET_DUTY", "D-C16"])).content.decode()
    assert "编发3号" in log
    assert "第 2 版" in log


def test_a_refused_decision_keeps_what_was_typed(three):
    office = signed_in("STAFFING_OFFICE")
    wrong = {"part": "COOPERATIVE", "lead_department": "区没有局", "department_duty": "我填的话", "revision": now(three)}
    refused = office.post(at("version_decide", three, "D-C16"), wrong)
    assert refused.status_code == 422
    assert "机构表里没有这个部门" in refused.content.decode()
    assert "我填的话" in office.get(at("version_decide", three, "D-C16")).content.decode()


def test_many_are_changed_at_once_by_ticks_or_by_the_filter(three):
    office = signed_in("STAFFING_OFFICE")
    many = at("version_many", three)
    assert office.post(many, {"what": "part", "part": "PRIMARY", "revision": now(three)}).status_code == 422  # nothing chosen
    assert office.post(many, {"what": "remove", "pick": ["D-C16"], "revision": now(three)}).status_code == 422  # no reason
    assert office.post(many, {"what": "part", "part": "PRIMARY", "all": "1", "query": "office=平安建设办公室", "revision": now(three)}).status_code == 302
    assert list(three.changes.values_list("code", flat=True)) == ["D-C17"]
    assert office.post(many, {"what": "office", "office_name": "平安建设办公室", "pick": ["D-C16"], "revision": now(three)}).status_code == 302
    assert three.changes.get(code="D-C16").values == {"office_name": "平安建设办公室"}
    assert office.post(many, {"what": "cite", "pick": ["D-C16"], "change_basis": "编发3号", "revision": now(three)}).status_code == 302
    assert "D-C16" in office.get(at("version_items", three) + "?basis=3号").content.decode()
    stale = office.post(many, {"what": "part", "part": "PRIMARY", "pick": ["D-C16"], "revision": 0})
    assert stale.status_code == 422
    assert "别人改过这份草案" in stale.content.decode()


def test_an_item_is_split_and_merged_on_its_page(three):
    office = signed_in("STAFFING_OFFICE")
    split = {"split-title": "巡查", "split-new_code": "D-C18", "split-new_title": "报修", "split-moves": ["0111"], "split-revision": now(three)}
    assert office.post(at("version_split", three, "D-C16"), {**split, "split-new_code": "D-C17"}).status_code == 422
    assert office.post(at("version_split", three, "D-C16"), split).headers["Location"] == at("version_decide", three, "D-C18")
    assert office.post(at("version_merge", three, "D-C17"), {"merge-into": "D-C16", "merge-revision": now(three)}).status_code == 302
    assert list(three.changes.values_list("code", "act")) == [("D-C16", "AMEND"), ("D-C17", "REMOVE"), ("D-C18", "ADD")]


def test_a_sheet_is_shown_before_it_enters(three):
    office = signed_in("STAFFING_OFFICE")
    head, line = ["编号", "承办机构", "职责", "归入哪张清单"], ["D-C16", "平安建设办公室", "设施巡查", "街道主责"]
    sent = {"file": SimpleUploadedFile("清单.xlsx", sheet(head, line).getvalue()), "revision": now(three)}
    assert office.post(at("version_import", three), sent).headers["Location"] == at("version_reading", three)
    shown = office.get(at("version_reading", three)).content.decode()
    assert "清单.xlsx" in shown
    assert "平安建设办公室" in shown
    assert not three.changes.exists()
    assert office.post(at("version_enter", three), {"revision": now(three)}).headers["Location"] == at("version", three)
    assert three.changes.get().values["part"] == "PRIMARY"
    assert office.post(at("version_enter", three), {"revision": now(three)}).headers["Location"] == at("version_import", three)
    assert office.get(at("version_sheet", three, "xlsx")).status_code == 200


def test_a_draft_of_the_lists_is_nobody_elses(three):
    desk = signed_in("STREET_DESK")
    for name, more in (("version_items", ()), ("version_decide", ("D-C16",)), ("version_reading", ()), ("version_sheet", ("csv",))):
        assert desk.get(at(name, three, *more)).status_code == 404
    for name, more in (("version_many", ()), ("version_split", ("D-C16",)), ("version_merge", ("D-C16",)), ("version_enter", ())):
        assert desk.post(at(name, three, *more), {"what": "remove", "all": "1", "reason": "x", "revision": 0}).status_code == 404
    assert not three.changes.exists()


def test_every_list_has_the_log_of_its_items(client, first):  # noqa: F811
    assert client.get(reverse("duties:item", args=["STREET_DUTY", "D-C17"])).status_code == 200
    for kind, code in (("STREET_DUTY", "D-X99"), ("NOTHING", "D-C17")):
        assert client.get(reverse("duties:item", args=[kind, code])).status_code == 404
