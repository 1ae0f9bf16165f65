"""A document of which this house knows only the number carries its paper: named on the version, opened by whoever sees the version."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import attach_basis, change_item, confirm, draft_version, drop_basis, send_for_review
from shaoxiang.duties.actions.publishing import Barred
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.papers import bare_documents, papers_of, without_paper
from shaoxiang.duties.queries.versions import base_items
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.tests.reviewing import paper, publish
from shaoxiang.duties.tests.test_matter import MONDAY, decided, office
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
DOCUMENT = "某发〔2026〕3号"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def draft() -> ListVersion:
    """Two items that stand on one document, its brackets written two ways."""
    version = draft_version("STREET_DUTY", title="示例", actor=office(), at=MONDAY)
    item = next(iter(base_items("STREET_DUTY").values()))
    for code, basis in (("D-C97", DOCUMENT), ("D-C98", "某发[2026]3号，第二条")):
        version.refresh_from_db()
        values = {"office_name": item["office_name"], "title": f"示例 {code}", "role": "PRIMARY"}
        change_item(version.pk, code, act="ADD", values=values, reason="", basis=basis, revision=version.revision, actor=office(), at=MONDAY)
    version.refresh_from_db()
    return decided(version=version, begins=date(2026, 12, 1))


def got(client, row) -> int:
    return client.get(reverse("files:download", args=[row.attachment_id])).status_code


def test_without_its_paper_a_draft_is_not_sent(draft):
    assert [(one.codes, one.papers) for one in bare_documents(draft)] == [(("D-C97", "D-C98"), ())]
    with pytest.raises(Barred, match="原件") as refused:
        send_for_review(draft.pk, actor=office(), at=MONDAY)
    assert len(refused.value.codes) == 1, "one paper for both"
    row = attach_basis(draft.pk, document=DOCUMENT, upload=paper(), actor=office(), at=MONDAY)
    assert without_paper(draft) == []
    assert Entry.objects.get(kind="duties.basis_attached").facts == {"paper": row.pk, "file_sha256": row.attachment.file.sha256}
    send_for_review(draft.pk, actor=office(), at=MONDAY)
    confirm(draft.pk, actor=office(1), at=MONDAY)
    drop_basis(draft.pk, row.pk, actor=office(), at=MONDAY)
    draft.refresh_from_db()
    assert (draft.reviewed_by, Attachment.objects.filter(pk=row.attachment_id).exists()) == (None, False), "the review is taken back"
    with pytest.raises(Barred, match="原件"):
        send_for_review(draft.pk, actor=office(), at=MONDAY)


def test_what_may_be_attached_and_by_whom(draft):
    with pytest.raises(ChangeRefused, match="没有条目依据"):
        attach_basis(draft.pk, document="别的〔2026〕9号", upload=paper(), actor=office(), at=MONDAY)
    with pytest.raises(ChangeRefused) as refused:
        attach_basis(draft.pk, document=DOCUMENT, upload=SimpleUploadedFile("示例.exe", b"MZ\x90\x00"), actor=office(), at=MONDAY)
    assert refused.value.field == "upload"
    with pytest.raises(PermissionDenied):
        attach_basis(draft.pk, document=DOCUMENT, upload=paper(), actor=people.actor("STREET_LEADER"), at=MONDAY)
    assert not Attachment.objects.filter(matter_id=draft.matter_id).exists()


def test_whoever_sees_the_version_opens_its_paper(draft, client):
    row = attach_basis(draft.pk, document=DOCUMENT, upload=paper("示例依据.pdf"), actor=office(), at=MONDAY)
    assert (got(seated(office(1)), row), got(seated(people.actor("STREET_LEADER")), row), got(client, row)) == (200, 404, 404)
    publish(draft.pk, actor=office(), at=MONDAY)
    assert got(client, row) == 200
    page = client.get(reverse("duties:version", args=[draft.pk])).content.decode()
    assert (DOCUMENT in page, "示例依据.pdf" in page) == (True, True)


def test_the_page_asks_for_it_takes_it_and_takes_it_off(draft):
    office_page, page, act = seated(office()), reverse("duties:version", args=[draft.pk]), reverse("duties:version_basis", args=[draft.pk])
    assert "还没有原件" in office_page.get(page).content.decode()
    given = {"document": DOCUMENT, "revision": draft.revision}
    assert office_page.post(act, given).status_code == 422
    assert office_page.post(act, {**given, "upload": paper()}).status_code == 302
    assert office_page.post(act, {**given, "upload": paper()}).status_code == 422, "somebody who saw the draft before"
    (row,) = papers_of(draft)
    draft.refresh_from_db()
    assert "示例文件.pdf" in office_page.get(page).content.decode()
    assert office_page.post(act, {"drop": row.pk, "revision": draft.revision}).status_code == 302
    assert seated(people.actor("STREET_LEADER")).post(act, {**given, "upload": paper()}).status_code == 404
