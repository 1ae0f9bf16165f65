"""Out and back again, on the real database, files included; what is broken or foreign is refused before anything is touched."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as live
from django.core.management.base import CommandError
from django.db import transaction

from shaoxiang.config import archive
from shaoxiang.institutions.models import Account, Installation
from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal import checkpoints
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.search import store

AT = datetime(2026, 3, 2, 4, 0, 0, 123457, tzinfo=UTC)


@pytest.fixture
def house(settings, tmp_path):
    settings.FILES, settings.CHECKPOINTS = tmp_path / "files", tmp_path / "checkpoints"
    (settings.FILES / "sha256" / "ab").mkdir(parents=True)
    (settings.FILES / "sha256" / "ab" / "photo.jpg").write_bytes(b"\xff\xd8 photo")
    return tmp_path


def work():
    """A matter with its record and search text, an account: what must come back exactly."""
    with transaction.atomic():
        Installation.objects.create(district_code="150102", name="新城区", profile="xincheng", seeded_at=AT)
        Account.objects.create_account("wang", "a long password")
        matter = open_matter(MatterKind.CASE, title="井盖破损 😀", status="REPORTED", at=AT, lon=111.7, lat=40.8)
        record("cases.reported", subject=matter, actor=SYSTEM, at=AT, facts={"type": "0101", "n": 1}, new=True)
        store.put([(matter.pk, AT, ["井盖", "破损"])])
    checkpoints.write(now=AT)
    return matter


@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_whole(house):
    matter = work()
    target = house / "backup.tar.gz"
    archive.backup(target, now=AT)
    assert target.stat().st_mode & 0o777 == 0o600

    with transaction.atomic():  # life goes on, then everything is lost
        record("cases.accepted", subject=matter, actor=SYSTEM, at=AT + timedelta(days=1))
        Account.objects.all().delete()
    checkpoints.write(now=AT + timedelta(days=1))
    (live.FILES / "sha256" / "ab" / "photo.jpg").unlink()

    archive.restore(target, replace=True, now=AT + timedelta(days=2))
    back = Matter.objects.get()
    assert (back.pk, back.number, back.title, back.opened_at) == (matter.pk, matter.number, matter.title, AT)
    assert Entry.objects.get().facts == {"type": "0101", "n": 1}
    assert Account.objects.get().check_password("a long password")
    assert next(store.texts())[2] == ["井盖", "破损"]
    assert (live.FILES / "sha256" / "ab" / "photo.jpg").read_bytes() == b"\xff\xd8 photo"
    assert list(verify()) == []
    assert db.has_append_only("journal_entry")
    assert [path.name for path in live.CHECKPOINTS.glob("before-restore-*/*")] == ["journal.jsonl"]
    with transaction.atomic():  # new rows get keys and numbers of their own
        later = open_matter(MatterKind.CASE, title="漏水", status="REPORTED", at=AT)
    assert later.pk > back.pk
    assert later.number > back.number


@pytest.mark.django_db(transaction=True)
def test_what_is_there_is_not_overwritten_unasked(house):
    work()
    archive.backup(house / "backup.tar.gz", now=AT)
    with pytest.raises(CommandError, match="--replace"):
        archive.restore(house / "backup.tar.gz", replace=False, now=AT)
    assert Matter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_broken_or_altered_backup_is_refused_before_anything_is_touched(house):
    work()
    good = house / "backup.tar.gz"
    archive.backup(good, now=AT)
    cut = house / "cut.tar.gz"
    cut.write_bytes(good.read_bytes()[:-200])
    with pytest.raises(CommandError, match="读不出来"):
        archive.restore(cut, replace=True, now=AT)
    with pytest.raises(CommandError, match="与校验值不符"):
        archive.restore(altered(good), replace=True, now=AT)
    with pytest.raises(CommandError, match="找不到文件"):
        archive.restore(house / "none.tar.gz", replace=True, now=AT)
    assert Entry.objects.count() == 1


def altered(good):
    import tarfile

    folder = good.parent / "open"
    with tarfile.open(good) as tar:
        tar.extractall(folder, filter="data")
    text = (folder / "database.jsonl").read_text()
    (folder / "database.jsonl").write_text(text.replace("井盖破损", "一切正常"))
    target = good.parent / "altered.tar.gz"
    with tarfile.open(target, "w:gz") as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, path.relative_to(folder).as_posix(), recursive=False)
    return target


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_another_structure_is_refused(house, monkeypatch):
    work()
    archive.backup(house / "backup.tar.gz", now=AT)
    monkeypatch.setattr(archive, "_migrations", lambda: ["later.0001"])
    with pytest.raises(CommandError, match="表结构与现在不同"):
        archive.restore(house / "backup.tar.gz", replace=True, now=AT)


def test_keys_are_kept_apart_and_never_overwritten(tmp_path):
    archive.backup_keys(tmp_path / "keys.json")
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert live.JOURNAL_KEY in (tmp_path / "keys.json").read_text()
    with pytest.raises(FileExistsError):
        archive.backup_keys(tmp_path / "keys.json")
