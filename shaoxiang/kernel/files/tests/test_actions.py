import io
import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from PIL import Image

from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.files import actions, queries, store
from shaoxiang.kernel.files.models import Attachment, StoredFile
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.tests.hostile import HTML, SCRIPT, SVG, archive, bomb, picture, upload, with_place_and_turned
from shaoxiang.kernel.files.vocabulary import AttachmentRole

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
WORKER = Actor(kind=ActorKind.PERSON, assignment_id=7)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def stored_bytes(file):
    with store.opened(file.sha256) as content:
        return content.read()


def attached(file, **columns):
    return actions.attach(1, file, role=AttachmentRole.REPORT, name="现场.jpg", by=WORKER, at=NOON, **columns)


def files_on_disk():
    return sorted(path.name for path in Path(configured.FILES).rglob("*") if path.is_file())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_and_kept_small(form):
    file = actions.take(upload(picture(form, (4000, 3000)), "x." + form), at=NOON)
    assert file.media_type == f"image/{form.lower()}"
    assert (file.width, file.height) == (2560, 1920)
    assert Image.open(io.BytesIO(stored_bytes(file))).size == (2560, 1920)
    assert file.size == len(stored_bytes(file))


def test_place_maker_and_comment_do_not_survive_and_the_picture_stands_upright():
    original = with_place_and_turned()
    assert b"PhoneMaker" in original
    file = actions.take(upload(original), at=NOON)
    kept = Image.open(io.BytesIO(stored_bytes(file)))
    assert kept.size == (40, 60)
    assert not kept.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & kept.info.keys()
    assert b"PhoneMaker" not in stored_bytes(file)
    assert b"somebody" not in stored_bytes(file)


def test_what_hides_behind_a_picture_is_left_behind():
    for content in (picture() + HTML, picture("PNG") + archive("word/document.xml"), picture(comment=SCRIPT)):
        assert b"script" not in stored_bytes(actions.take(upload(content), at=NOON))
        assert b"PK" not in stored_bytes(actions.take(upload(content), at=NOON))


def test_transparency_stays_in_png():
    made = io.BytesIO()
    Image.new("LA", (5, 5), (0, 0)).save(made, "PNG")
    assert Image.open(io.BytesIO(stored_bytes(actions.take(upload(made.getvalue()), at=NOON)))).mode == "RGBA"


@pytest.mark.parametrize(("content", "name"), [
    (HTML, "photo.jpg"), (SVG, "photo.svg"), (SVG, "photo.png"), (b"MZ" + b"\0" * 300, "photo.jpg"), (b"#!/bin/sh\n", "a.pdf"),
    (b"GIF89a" + b"\0" * 50, "a.gif"), (archive("a.txt"), "a.docx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "setup.msi"),
    (b"PK\x03\x04broken", "a.docx"), (b" \n%PDF-1.7", "a.pdf"), ("电话13900000000".encode(), "a.txt"),
], ids=range(11))
def test_what_is_no_picture_paper_or_recording_is_refused(content, name):
    with pytest.raises(Refused, match="不支持"):
        actions.take(upload(content, name), at=NOON)
    assert files_on_disk() == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "空"), (bomb(), "6400"), (picture()[:200], "损坏"), (picture("PNG")[:60], "损坏"), (b"\xff\xd8\xff\xe0" + b"\x00" * 5000, "损坏"),
    (archive("word/document.xml", "word/vbaProject.bin"), "宏"),
])
def test_broken_and_dangerous_files_are_refused_with_a_cure(content, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.take(upload(content), at=NOON)
    assert files_on_disk() == []


def test_too_large_is_refused_whatever_the_sender_says():
    big = upload(b"%PDF-1.7" + b"\0" * 25 * 1024**2)
    big.size = 10
    with pytest.raises(Refused, match="20 MB"):
        actions.take(big, at=NOON)
    with pytest.raises(Refused, match="1 MB"):
        actions.take(upload(b"%PDF-1.7" + b"\0" * 1024**2), at=NOON, limit=1024**2)


@pytest.mark.parametrize(("content", "name", "kind"), [
    (b"%PDF-1.7\n", "通知.pdf", "application/pdf"), (archive("OFD.xml"), "x", "application/ofd"),
    (archive("[Content_Types].xml", "xl/workbook.xml"), "x.zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧文.WPS", "application/msword"),
    (b"#!AMR\n" + b"\0" * 100, "录音", "audio/amr"), (b"ID3\x03" + b"\0" * 100, "a", "audio/mpeg"),
])
def test_papers_and_recordings_pass_untouched(content, name, kind):
    file = actions.take(upload(content, name), at=NOON)
    assert (file.media_type, stored_bytes(file)) == (kind, content)


def test_the_same_bytes_are_kept_once():
    first, second = (actions.take(upload(b"%PDF-1.7 same"), at=NOON) for _turn in range(2))
    assert first.pk == second.pk
    assert files_on_disk() == [first.sha256]


def test_a_file_nobody_attached_goes_after_a_day_and_others_stay():
    alone = actions.take(upload(b"%PDF-1.7 alone"), at=NOON)
    kept = actions.take(upload(b"%PDF-1.7 kept"), at=NOON)
    attached(kept)
    assert actions.remove_orphans(NOON + timedelta(hours=23)) == 0
    assert actions.remove_orphans(NOON + timedelta(hours=25)) == 1
    assert not StoredFile.objects.filter(pk=alone.pk).exists()
    assert files_on_disk() == [kept.sha256]


def test_a_file_asked_for_again_is_not_cleaned_away():
    actions.take(upload(b"%PDF-1.7 again"), at=NOON)
    actions.take(upload(b"%PDF-1.7 again"), at=NOON + timedelta(days=3))
    assert actions.remove_orphans(NOON + timedelta(days=3, hours=1)) == 0


def test_bytes_without_a_row_and_left_over_uploads_go_too():
    lost = store.path_of("ab" * 32)
    lost.parent.mkdir(parents=True)
    left = Path(configured.FILES) / "incoming" / "left"
    left.parent.mkdir(parents=True)
    for path in (lost, left):
        path.write_bytes(b"x")
        os.utime(path, (1, 1))
    assert actions.remove_orphans(NOON) == 2
    assert files_on_disk() == []


def test_attachments_in_order_by_role_and_for_the_reporter():
    file = actions.take(upload(picture()), at=NOON)
    first, second = attached(file), attached(file, public=True)
    assert [row.pk for row in queries.attachments_of(1)] == [first.pk, second.pk]
    assert [row.pk for row in queries.attachments_of(1, public_only=True)] == [second.pk]
    assert not queries.attachments_of(1, role=AttachmentRole.VERIFY).exists()
    assert Attachment.objects.get(pk=first.pk).assignment_id == 7


KILLED = textwrap.dedent("""
    import sys, os, hashlib, django
    from django.conf import settings
    settings.configure(FILES=sys.argv[1])
    from shaoxiang.kernel.files import store
    for number in range(100000):
        content = str(number).encode() * 20000
        with store.incoming() as file:
            file.write(content)
            store.keep(file, hashlib.sha256(content).hexdigest())
        print(hashlib.sha256(content).hexdigest(), flush=True)
""")


def test_a_killed_process_leaves_whole_files_only(tmp_path):
    writer = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    said = [writer.stdout.readline().strip() for _line in range(40)]
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.read().split()
    writer.wait()
    assert writer.returncode == -signal.SIGKILL
    for sha256 in said[:-1]:
        with store.opened(sha256) as file:
            assert store.digest_of(file) == sha256
    for path in (tmp_path / "sha256").rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                assert store.digest_of(file) == path.name
