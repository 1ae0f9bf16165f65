import io
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from django.http import Http404
from django.test import RequestFactory
from PIL import Image

from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.files import access, actions, store, views
from shaoxiang.kernel.files.tests.hostile import picture, upload
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
OFFICER = Actor(kind=ActorKind.PERSON, unit_id=1)
STRANGER = Actor(kind=ActorKind.PERSON, unit_id=2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_room(settings, tmp_path, monkeypatch):
    settings.FILES = tmp_path
    monkeypatch.setattr(access, "_rooms", {})
    access.register(MatterKind.REFORM, lambda actor, matter_id: actor.unit_id == 1 or actor.matter_id == matter_id)


def attached(content, name="现场 1.jpg", kind=MatterKind.REFORM, public=False):
    matter = open_matter(kind, title="x", status="REPORTED", at=NOON)
    return actions.attach(matter.pk, actions.take(upload(content, name), at=NOON), role=AttachmentRole.REPORT, name=name, by=OFFICER, at=NOON, public=public)


def body(response):
    """Read to the end; closing would end the request, and with it the test's connection."""
    return b"".join(response.streaming_content)


def get(view, attachment, actor=OFFICER):
    request = RequestFactory().get("/")
    request.actor = actor
    return view(request, attachment.pk if hasattr(attachment, "pk") else attachment)


def test_a_picture_is_shown_with_safe_headers():
    response = get(views.download, attached(picture("PNG"), "现场 1.html"))
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline")
    assert "现场 1.png" in unquote(response["Content-Disposition"])
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert Image.open(io.BytesIO(body(response))).size == (60, 40)


def test_a_paper_is_saved_never_opened_in_place():
    response = get(views.download, attached(b"%PDF-1.7 x", "通知.pdf"))
    assert response["Content-Disposition"].startswith("attachment")
    assert body(response) == b"%PDF-1.7 x"


def test_a_small_picture_is_drawn_once():
    attachment = attached(picture(size=(2000, 1000)))
    small = Image.open(io.BytesIO(body(get(views.thumbnail, attachment))))
    assert small.size == (320, 160)
    drawn = store.path_of(attachment.file.sha256, store.THUMB).stat().st_ino
    body(get(views.thumbnail, attachment))
    assert store.path_of(attachment.file.sha256, store.THUMB).stat().st_ino == drawn
    with pytest.raises(Http404):
        get(views.thumbnail, attached(b"%PDF-1.7 x", "a.pdf"))


@pytest.mark.parametrize("view", [views.download, views.thumbnail])
def test_outside_the_scope_there_is_no_file(view):
    attachment = attached(picture())
    body(get(view, attachment, OFFICER))
    for actor in (STRANGER, Actor(kind=ActorKind.RESIDENT), Actor(kind=ActorKind.RESIDENT, matter_id=attachment.matter_id)):
        with pytest.raises(Http404):
            get(view, attachment, actor)
    with pytest.raises(Http404):
        get(view, attached(picture(), kind=MatterKind.CASE))  # a room that registered nothing shows nothing
    with pytest.raises(Http404):
        get(view, 10**9)


def test_the_reporter_sees_what_is_shown_to_the_reporter():
    attachment = attached(picture(), public=True)
    body(get(views.download, attachment, Actor(kind=ActorKind.RESIDENT, matter_id=attachment.matter_id)))
    with pytest.raises(Http404):
        get(views.download, attachment, Actor(kind=ActorKind.RESIDENT, matter_id=0))


def test_lost_bytes_are_a_plain_not_found():
    attachment = attached(picture())
    store.remove(attachment.file.sha256)
    with pytest.raises(Http404):
        get(views.download, attachment)


def test_the_address_answers_strangers_with_404(client):
    assert client.get(f"/files/{attached(picture()).pk}/").status_code == 404
