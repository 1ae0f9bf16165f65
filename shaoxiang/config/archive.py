"""备份与恢复: every table, row by row, and every file, in one tar. Keys are not in it: they are kept apart, or the vault opens to a thief.

The database part is JSON lines written from one snapshot, so people may go on working; restoring wants the same kind of database
and the same table structure, checks every digest first, and changes nothing until all of it has been read.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_iso_string

import shaoxiang
from shaoxiang.config.words import both
from shaoxiang.kernel import db
from shaoxiang.kernel.matter import cells
from shaoxiang.kernel.search import store
from shaoxiang.kernel.vocabulary import _

FORMAT = 1
MANIFEST, DATABASE, FILES, CHECKPOINTS = "manifest.json", "database.jsonl", "files", "checkpoints"
KEYS = ("secret_key", "journal_key", "vault_key", "vault_index_key")
GUARDED = ("journal_entry",)
SEARCH = "search_text"  # kept by each database its own way
BATCH = 500


# --- making --------------------------------------------------------------------------------------------------------


def backup(target: Path, *, now: datetime) -> dict[str, Any]:
    """Write the archive; it appears under its name only when whole. Returns its manifest. Raises CommandError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
            manifest = _write(Path(work) / target.name, Path(work) / DATABASE, now)
            os.chmod(Path(work) / target.name, 0o600)
            os.replace(Path(work) / target.name, target)
    except OSError as error:
        sentence = _("备份写不下去（%(reason)s）：检查 %(folder)s 是否可写、磁盘是否够用。")
        raise CommandError(both(sentence, reason=error.strerror or error, folder=target.parent)) from None
    return manifest


def _write(target: Path, dump: Path, now: datetime) -> dict[str, Any]:
    with dump.open("w", encoding="utf-8") as out, db.snapshot():
        rows = _dump(out)
        migrations = _migrations()
    digests = {DATABASE: _digest(dump)}
    with tarfile.open(target, "w:gz", compresslevel=3) as tar:
        tar.add(dump, DATABASE)
        for name, folder in ((FILES, settings.FILES), (CHECKPOINTS, settings.CHECKPOINTS)):
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    member = f"{name}/{path.relative_to(folder).as_posix()}"
                    digests[member] = _digest(path)
                    tar.add(path, member)
        manifest = {"format": FORMAT, "version": shaoxiang.__version__, "at": now.isoformat(), "vendor": connection.vendor, "rows": rows,
                    "migrations": migrations, "digests": digests}
        written = dump.with_name(MANIFEST)
        written.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
        tar.add(written, MANIFEST)
    return manifest


def backup_keys(target: Path) -> None:
    """The keys alone, for a safe of their own."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({name: getattr(settings, name.upper()) for name in KEYS}, file, indent=1)


def _models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy and model._meta.db_table != SEARCH]


def _dump(out: IO[str]) -> int:
    """A line `{"table", "columns"}`, then one list per row. Returns how many rows."""
    count = 0

    def line(value: Any) -> None:
        out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n")

    for model in _models():
        fields = model._meta.concrete_fields
        line({"table": model._meta.db_table, "columns": [field.column for field in fields]})
        rows = model._base_manager.order_by("pk").values_list(*[field.attname for field in fields])
        for row in rows.iterator(chunk_size=2000):
            line(row)
            count += 1
    line({"table": SEARCH, "columns": []})
    for text in store.texts():
        line(text)
    line({"numbers": db.number_mark()})
    return count


def _plain(value: Any) -> Any:
    """As text that `to_python` of its field reads back exactly; microseconds matter to the journal's chain."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(type(value).__name__)


# --- bringing back -------------------------------------------------------------------------------------------------


def restore(source: Path, *, replace: bool, now: datetime) -> dict[str, Any]:
    """Bring an archive back into an empty installation, or with `replace` over the present one. Raises CommandError."""
    with tempfile.TemporaryDirectory(prefix="shaoxiang-restore-") as work:
        folder = Path(work)
        manifest = _unpack(source, folder)
        _refuse_other(manifest)
        if not replace and holds_something():
            raise CommandError(both(_("数据库里已有内容：确认要覆盖时加 --replace，先备份现在的库。")))
        with (folder / DATABASE).open(encoding="utf-8") as lines, transaction.atomic():
            _load(lines)
        _reset_sequences()
        _bring_files(folder, now)
    return manifest


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Everything out, every digest compared, before anything is touched."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        broken = [name for name, digest in manifest["digests"].items() if _digest(folder / name) != digest]
    except FileNotFoundError as error:
        raise CommandError(both(_("找不到文件 %(name)s。"), name=error.filename)) from None
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError) as error:
        raise CommandError(both(_("这个备份读不出来（%(reason)s）：请换一份备份。"), reason=error)) from None
    if broken:
        raise CommandError(both(_("备份里的 %(name)s 与校验值不符：文件坏了或被改过，请换一份备份。"), name=broken[0]))
    return manifest


def _refuse_other(manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT or manifest["migrations"] != _migrations():
        sentence = _("备份来自版本 %(version)s，表结构与现在不同：请装上那个版本恢复，再升级。")
        raise CommandError(both(sentence, version=manifest["version"]))
    if manifest["vendor"] != connection.vendor:
        raise CommandError(both(_("备份来自 %(theirs)s，这里是 %(ours)s：请恢复到同类数据库。"), theirs=manifest["vendor"], ours=connection.vendor))


def holds_something() -> bool:
    from shaoxiang.institutions.models import Installation
    from shaoxiang.kernel.journal.models import Entry

    return Installation.objects.exists() or Entry.objects.exists()


def _load(lines: Iterable[str]) -> None:
    """In one transaction: the tables are emptied, the guards stand aside, foreign keys are checked at its end."""
    by_table = {model._meta.db_table: model for model in _models()}
    for table in GUARDED:
        db.remove_append_only(table)
    db.remove_room_guards()
    with connection.constraint_checks_disabled():
        db.run([f"DELETE FROM {connection.ops.quote_name(table)}" for table in (*reversed(by_table), SEARCH)])  # noqa: S608 (our own names)
        for head, rows in _tables(lines):
            if head["table"] == SEARCH:
                store.put_back(rows)
            else:
                _insert(by_table[head["table"]], head["columns"], rows)
    connection.check_constraints()
    cells.recount()  # follows from the matters: no archive carries it
    for table in GUARDED:
        db.install_append_only(table)
    db.install_room_guards()


def _tables(lines: Iterable[str]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """(head, rows) in portions of at most BATCH rows."""
    head: dict[str, Any] = {}
    rows: list[Any] = []
    for text in lines:
        value = json.loads(text)
        if isinstance(value, dict) or len(rows) == BATCH:
            if rows:
                yield head, rows
            rows = []
        if isinstance(value, list):
            rows.append(value)
        elif "numbers" in value:
            db.set_number_mark(value["numbers"])
        else:
            head = value
    if rows:
        yield head, rows


def _insert(model: type[models.Model], columns: list[str], rows: list[Any]) -> None:
    fields = {field.column: field for field in model._meta.concrete_fields}
    ordered = [fields[column] for column in columns]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608 (our own names)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[_stored(field, value) for field, value in zip(ordered, row, strict=True)] for row in rows])


def _stored(field: models.Field[Any, Any], value: Any) -> Any:
    if value is not None and isinstance(field, models.BinaryField):
        value = base64.b64decode(value)
    elif value is not None and not isinstance(field, models.JSONField | models.ForeignKey):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _reset_sequences() -> None:
    db.run(connection.ops.sequence_reset_sql(no_style(), _models()))


def _bring_files(folder: Path, now: datetime) -> None:
    """Files are named by their content, so they are only added; present checkpoints step aside for those of the archive."""
    old = Path(settings.CHECKPOINTS)
    if old.is_dir() and any(path.is_file() for path in old.iterdir()):
        aside = old / f"before-restore-{now:%Y%m%d-%H%M%S}"
        aside.mkdir()
        for path in old.iterdir():
            if path.is_file():
                path.rename(aside / path.name)
    for name, target in ((FILES, settings.FILES), (CHECKPOINTS, settings.CHECKPOINTS)):
        for path in sorted((folder / name).rglob("*")):
            place = Path(target) / path.relative_to(folder / name)
            if path.is_file() and not (name == FILES and place.exists()):
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(path.read_bytes())
                place.chmod(0o600)


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
