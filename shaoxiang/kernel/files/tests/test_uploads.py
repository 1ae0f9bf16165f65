"""Parts over a line that breaks: they go on where they stopped, belong to one post, and are looked at like any other file."""

import hashlib
import json
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.files import actions, store, uploads
from shaoxiang.kernel.files.models import Attachment, StoredFile, Upload
from shaoxiang.kernel.files.tests.hostile import HTML, SVG, bomb, picture, with_place_and_turned
from shaoxiang.kernel.files.tests.recordings import webm
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def client():
    return seated(people.actor("GRID_WORKER", street=people.HOME))


def key():
    return str(uuid.uuid4())


def begin(client, content, name, **changed):
    given = {"key": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "name": "现场.jpg", **changed}
    return client.post(reverse("files:upload_begin"), json.dumps(given), content_type="application/json")


def send(client, name, offset, content):
    return client.patch(reverse("files:upload", args=[name]), content, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)})


def parts_on_disk():
    return sorted(path.name for path in (Path(configured.FILES) / "parts").glob("*"))


def test_it_goes_on_where_it_stopped(client):
    content, name = picture(size=(300, 300)), key()
    assert begin(client, content, name).json() == {"offset": 0, "size": len(content), "done": False}
    assert send(client, name, 0, content[:100]).json()["offset"] == 100
    asked = client.head(reverse("files:upload", args=[name]))
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"], asked.headers["Upload-Done"]) == ("100", str(len(content)), "0")
    assert begin(client, content, name).json()["offset"] == 100  # asking to begin is the same question
    assert send(client, name, 100, content[100:]).json()["done"] is True
    assert send(client, name, 0, content[:50]).json()["done"] is True  # the answer to the last part was lost: it is there
    assert StoredFile.objects.get().media_type == "image/jpeg"
    assert parts_on_disk() == []


@pytest.mark.parametrize("offset", [0, 99, 101, 5000])
def test_a_part_that_does_not_fit_is_told_where_to_go_on(client, offset):
    content, name = picture(size=(300, 300)), key()
    begin(client, content, name)
    send(client, name, 0, content[:100])
    refused = send(client, name, offset, content[100:200])
    assert (refused.status_code, refused.json()["offset"]) == (409, 100)
    assert Upload.objects.get().offset == 100


def test_bytes_written_before_a_kill_are_written_again(client):
    """The row says how far it came; what a killed process wrote beyond it does not count."""
    content, name = picture(size=(300, 300)), key()
    begin(client, content, name)
    store.write_part(str(Upload.objects.get().pk), 0, b"x" * (len(content) + 500))
    assert send(client, name, 0, content).json()["done"] is True


def test_killed_between_the_last_byte_and_the_file_an_empty_part_asks_again(client):
    content, name = picture(), key()
    begin(client, content, name)
    upload = Upload.objects.get()
    store.write_part(str(upload.pk), 0, content)
    Upload.objects.update(offset=len(content))
    assert send(client, name, len(content), b"").json()["done"] is True


def test_other_bytes_than_announced_are_refused_and_begun_again(client):
    content, name = picture(), key()
    begin(client, content, name, sha256="0" * 64)
    refused = send(client, name, 0, content)
    assert (refused.status_code, refused.json()["again"]) == (422, True)
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()
    assert parts_on_disk() == []
    assert send(client, name, 0, content).status_code == 404


HOSTILE = {"html": HTML, "svg": SVG, "bomb": bomb(), "exe": b"MZ" + b"\0" * 200, "film": webm(2, 1), "zip": b"PK\3\4" + b"\0" * 60}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_file_of_ours_is_refused_in_words_and_gone(client, content):
    name = key()
    begin(client, content, name)
    refused = send(client, name, 0, content)
    assert refused.status_code == 422
    assert refused.json()["reason"]
    assert "again" not in refused.json()
    assert not Upload.objects.exists()
    assert parts_on_disk() == []


def test_a_photo_loses_its_place_on_this_way_too(client):
    content, name = with_place_and_turned(), key()
    begin(client, content, name)
    send(client, name, 0, content)
    with store.opened(StoredFile.objects.get().sha256) as kept:
        assert b"PhoneMaker" not in kept.read()


@pytest.mark.parametrize("changed", [
    {"size": 10**9}, {"size": 0}, {"size": -5}, {"sha256": "x"}, {"sha256": "A" * 64}, {"key": "../../etc"}, {"key": "short"}, {"key": "x" * 41},
])
def test_what_cannot_be_begun(client, changed):
    assert begin(client, b"x" * 10, key(), **changed).status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{}", "null", '{"key": 1}', '{"key": "12345678", "sha256": "", "size": "many"}'])
def test_what_is_no_question_is_400(client, body):
    assert client.post(reverse("files:upload_begin"), body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "ten", "9" * 30])
def test_what_is_no_offset_is_400(client, offset):
    content, name = picture(), key()
    begin(client, content, name)
    assert send(client, name, offset, content).status_code == 400


def test_more_than_was_announced_is_refused(client):
    content, name = picture(), key()
    begin(client, content, name)
    assert send(client, name, 0, content + b"more").status_code == 422
    assert begin(client, b"other", key()).status_code == 200
    big = key()
    begin(client, b"x", big, size=3 * 1024**2)
    assert send(client, big, 0, b"x" * (uploads.PART_MAX_BYTES + 1)).status_code == 422


def test_one_key_one_file(client):
    content, name = picture(), key()
    begin(client, content, name)
    assert begin(client, content, name, sha256="1" * 64).status_code == 422


def test_uploads_of_another_post_are_not_there(client):
    content, name = picture(), key()
    begin(client, content, name)
    other = seated(people.actor("GRID_WORKER", street=people.NEXT))
    assert other.head(reverse("files:upload", args=[name])).status_code == 404
    assert send(other, name, 0, content).status_code == 404
    assert begin(other, content, name).status_code == 200  # his own, of the same name
    assert Upload.objects.count() == 2


def test_nobody_uploads_without_a_post():
    assert begin(Client(), b"x", key()).status_code == 404
    assert send(Client(), key(), 0, b"x").status_code == 404


def test_too_many_at_once_are_refused(client, monkeypatch):
    monkeypatch.setattr(uploads, "OPEN_MAX", 3)
    assert [begin(client, b"x" * 9, key()).status_code for _turn in range(4)] == [200, 200, 200, 422]


def test_what_is_left_lying_goes_with_its_bytes(client):
    content, name = picture(size=(300, 300)), key()
    begin(client, content, name)
    send(client, name, 0, content[:100])
    now = timezone.now()
    assert uploads.drop_old(now) == 0
    assert uploads.drop_old(now + uploads.KEPT_FOR + timedelta(minutes=1)) == 1
    assert not Upload.objects.exists()
    assert parts_on_disk() == []


def test_a_file_that_waits_for_its_report_is_no_orphan(client):
    content, name = picture(), key()
    begin(client, content, name)
    send(client, name, 0, content)
    later = timezone.now() + timedelta(days=2)
    assert actions.remove_orphans(later) == 0
    uploads.drop_old(timezone.now() + uploads.KEPT_FOR + timedelta(days=1))
    assert actions.remove_orphans(timezone.now() + timedelta(days=9)) >= 1


def test_a_recording_is_sent_piece_by_piece(client):
    from shaoxiang.cases.tests.walks import reported

    content, name = webm(2), key()
    begin(client, content, name)
    send(client, name, 0, content)
    case = reported(at=timezone.now())
    attachment = actions.attach(case.pk, StoredFile.objects.get(), role=AttachmentRole.REPORT, name="voice.webm",
                                by=Actor(kind=ActorKind.PERSON), at=timezone.now())
    address, desk = reverse("files:download", args=[attachment.pk]), seated(people.actor("STREET_DESK", street=people.HOME))
    whole = desk.get(address)
    assert (whole.headers["Content-Type"], whole.headers["Accept-Ranges"]) == ("audio/webm", "bytes")
    for asked, expected in (("bytes=0-3", content[:4]), ("bytes=10-", content[10:]), ("bytes=-5", content[-5:]), ("bytes=0-99999", content)):
        piece = desk.get(address, headers={"Range": asked})
        assert (piece.status_code, b"".join(piece.streaming_content)) == (206, expected)
        assert piece.headers["X-Content-Type-Options"] == "nosniff"
    for asked in ("bytes=99999-", "bytes=-0"):
        assert desk.get(address, headers={"Range": asked}).status_code == 416
    for asked in ("bytes=5-2", "bytes=-", "lines=1-2", "bytes=0-1,4-5"):
        assert desk.get(address, headers={"Range": asked}).status_code == 200
    stranger = seated(people.actor("STREET_DESK", street=people.NEXT))
    assert stranger.get(address, headers={"Range": "bytes=0-3"}).status_code == 404
    assert Attachment.objects.count() == 1
