"""附材料: a scan hung on a request or a notice, seen by those who see the matter and by nobody else."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shaoxiang.admission import actions, rules
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.rules import AdmissionRefused
from shaoxiang.admission.tests.walks import HOUR, MONDAY, WORDS, asked, decided, desk, drafted, liaison, mayor, office, refused, stated, submitted
from shaoxiang.admission.vocabulary import WorkKind
from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def pdf(name="示例函.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")


def photo() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(file, "JPEG")
    return SimpleUploadedFile("示例照片.jpg", file.getvalue())


def elsewhere():
    """Of another department."""
    return people.actor("DEPARTMENT_LIAISON", body=Body.objects.get(code="DEP06").name)


def got(actor, attachment) -> int:
    return seated(actor).get(reverse("files:download", args=[attachment.pk])).status_code


def test_a_department_hangs_a_scan_on_its_draft_and_only_the_department_gets_it():
    request = drafted()
    actions.attach(request.number, upload=pdf(), actor=liaison(), at=MONDAY + HOUR)
    one = Attachment.objects.get(matter_id=request.pk)
    assert (one.name, one.assignment_id) == ("示例函.pdf", liaison().assignment_id)
    entry = Entry.objects.get(kind="admission.attach")
    assert entry.facts["file_sha256"] == one.file.sha256
    assert "示例函" not in str(entry.facts)
    assert got(liaison(), one) == 200
    assert [got(actor, one) for actor in (desk(), office(), elsewhere())] == [404, 404, 404]


def test_once_it_is_asked_those_who_see_the_matter_see_its_papers_and_nobody_else():
    request = drafted(stated(people.HOME))
    actions.attach(request.number, upload=pdf(), actor=liaison(), at=MONDAY)
    actions.submit(request.number, actor=liaison(), at=MONDAY + HOUR)
    one = Attachment.objects.get(matter_id=request.pk)
    seers = (liaison(), desk(), office(), people.actor("JUSTICE_BUREAU"), people.actor("FINANCE_BUREAU"), mayor())
    assert [got(actor, one) for actor in seers] == [200] * len(seers)
    strangers = (desk(people.NEXT), people.actor("GRID_WORKER", street=people.HOME), elsewhere())
    assert [got(actor, one) for actor in strangers] == [404] * len(strangers)
    assert "示例函.pdf" in seated(desk()).get(reverse("admission:show", args=[request.number])).content.decode()


def test_a_receipt_is_hung_while_resources_are_delivered_and_nothing_while_others_examine():
    request = decided()
    actions.attach(request.number, upload=photo(), actor=liaison(), at=MONDAY + 9 * HOUR)
    assert Attachment.objects.get(matter_id=request.pk).file.is_image
    for other in (submitted(stated(people.HOME)), asked()):
        with pytest.raises(MoveRefused):
            actions.attach(other.number, upload=pdf(), actor=liaison(), at=MONDAY + HOUR)


def test_who_may_hang_something_on_a_request():
    request = decided()
    for actor in (desk(), office(), mayor()):
        with pytest.raises(PermissionDenied):
            actions.attach(request.number, upload=pdf(), actor=actor, at=MONDAY + 9 * HOUR)
    with pytest.raises(AdmissionRequest.DoesNotExist):
        actions.attach(request.number, upload=pdf(), actor=elsewhere(), at=MONDAY + 9 * HOUR)
    assert not Attachment.objects.exists()


def test_a_refusal_carries_the_letter_it_refuses_in_one_entry():
    given = {"title": "示例", "words": WORDS, "department_id": liaison().unit_id, "received_on": MONDAY.date(), "letter": "示例函"}
    notice = actions.refuse(actions.Work(WorkKind.LETTER, **given), actor=desk(), at=MONDAY, upload=pdf())
    one = Attachment.objects.get(matter_id=notice.pk)
    assert [entry.facts["file_sha256"] for entry in Entry.objects.filter(subject_kind="matter", subject_id=notice.pk)] == [one.file.sha256]
    assert [got(actor, one) for actor in (desk(), liaison(), office(), mayor())] == [200] * 4
    assert [got(actor, one) for actor in (desk(people.NEXT), elsewhere())] == [404, 404]


def test_both_sides_may_add_proof_until_it_is_settled_and_the_desk_stays_as_it_is():
    notice = refused()
    before = [(row.pk, row.what) for row in desk_of(liaison()) if row.matter_id == notice.pk]
    for actor in (desk(), liaison()):
        actions.attach_proof(notice.number, upload=pdf(f"{actor.assignment_id}.pdf"), actor=actor, at=MONDAY + HOUR)
    assert Attachment.objects.filter(matter_id=notice.pk).count() == 2
    assert [(row.pk, row.what) for row in desk_of(liaison()) if row.matter_id == notice.pk] == before
    with pytest.raises(PermissionDenied):
        actions.attach_proof(notice.number, upload=pdf(), actor=office(), at=MONDAY + HOUR)
    with pytest.raises(RefusalNotice.DoesNotExist):
        actions.attach_proof(notice.number, upload=pdf(), actor=desk(people.NEXT), at=MONDAY + HOUR)
    actions.accept(notice.number, actor=liaison(), at=MONDAY + 2 * HOUR)
    with pytest.raises(MoveRefused):
        actions.attach_proof(notice.number, upload=pdf(), actor=desk(), at=MONDAY + 3 * HOUR)


def test_what_is_no_paper_is_refused_and_nothing_is_written():
    request = drafted()
    with pytest.raises(AdmissionRefused) as refusal:
        actions.attach(request.number, upload=SimpleUploadedFile("示例.pdf", b"MZ\x90\x00 program"), actor=liaison(), at=MONDAY)
    assert refusal.value.field == "upload"
    assert not Attachment.objects.exists()
    assert not Entry.objects.filter(kind="admission.attach").exists()


def test_no_more_than_so_many_are_hung_on_one(monkeypatch):
    monkeypatch.setattr(rules, "PAPERS_MAX", 1)
    request = drafted()
    actions.attach(request.number, upload=pdf(), actor=liaison(), at=MONDAY)
    with pytest.raises(AdmissionRefused, match="并成一份"):
        actions.attach(request.number, upload=photo(), actor=liaison(), at=MONDAY)


def test_through_the_pages():
    request = drafted()
    client = seated(liaison())
    show, act = reverse("admission:show", args=[request.number]), reverse("admission:act", args=[request.number, "attach"])
    assert act in client.get(show).content.decode()
    page = client.get(act).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert client.post(act, {"upload": photo()}).status_code == 302
    one = Attachment.objects.get()
    shown = client.get(show).content.decode()
    assert reverse("files:thumbnail", args=[one.pk]) in shown
    assert client.post(act, {"upload": SimpleUploadedFile("a.pdf", b"MZ")}).status_code == 422
    new = reverse("admission:refusal_new")
    given = {"title": "示例", "department": liaison().unit_id, "kind": "LETTER", "letter": "示例函", "received_on": "2026-11-02", "words": WORDS}
    assert seated(desk()).post(new, {**given, "upload": pdf()}).status_code == 302
    notice = RefusalNotice.objects.get()
    assert "示例函.pdf" in seated(desk()).get(reverse("admission:refusal", args=[notice.number])).content.decode()
    proof = reverse("admission:refusal_act", args=[notice.number, "attach_proof"])
    assert seated(liaison()).post(proof, {"upload": pdf("回单.pdf")}).status_code == 302
    assert Attachment.objects.filter(matter_id=notice.pk).count() == 2
