import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shaoxiang.duties.actions import draft_version
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.tests.test_versions import EDITOR, GOOD, HEAD, first, sheet, street  # noqa: F401
from shaoxiang.duties.tests.test_views import signed_in

pytestmark = pytest.mark.django_db


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
    told = {"title": "第二版", "effective_from": today, "decided_by": "区编委", "document": "1号", "decided_on": today, "revision": "1"}
    assert office.post(at("version_describe", draft), told).status_code == 302
    assert office.post(at("version_act", draft, "publish"), {"revision": "1"}).status_code == 422
    assert office.post(at("version_act", draft, "publish"), {"revision": "2"}).status_code == 302
    shown = client.get(at("version", draft)).content.decode()
    assert "设施巡查二" in shown
    assert "按期公布" in shown


def test_a_street_desk_finds_no_draft(first):  # noqa: F811
    draft = draft_version("STREET_DUTY", title="草案", actor=EDITOR, at=timezone.now())
    desk = signed_in("STREET_DESK")
    for name, more in (("version", ()), ("version_item", ()), ("version_import", ()), ("version_act", ("publish",))):
        assert desk.post(at(name, draft, *more)).status_code in (404, 405)
    assert desk.get(at("version", draft)).status_code == 404
