"""查验: walks every chain, compares it with its head and with the checkpoints outside, and says what does not fit.

Streams: memory does not grow with the journal. Reads one snapshot, so that people may go on writing meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shaoxiang.kernel import db
from shaoxiang.kernel.journal import checkpoints, rules
from shaoxiang.kernel.journal.checkpoints import AlteredCheckpoint, Mark
from shaoxiang.kernel.journal.models import Entry, Head
from shaoxiang.kernel.matter.models import Matter

CHUNK = 2000
TABLE = "journal_entry"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit. `subject` is `kind:id`, or the name of what is wrong."""

    kind: str
    subject: str
    detail: str


def verify() -> Iterator[Finding]:
    """Everything that does not fit, as it is found. Nothing: the record is whole."""
    if not db.has_append_only(TABLE):
        yield Finding("guards_missing", TABLE, _("数据库的防改触发器不在：运行 shaoxiang migrate 会重新装上，并请查清是谁拿掉的。"))
    with db.snapshot():
        for kind in sorted(_kinds()):
            yield from _chains(kind)
        yield from _matters()
        yield from _against_checkpoints()


def _kinds() -> set[str]:
    return {kind for model in (Head, Entry) for kind in model.objects.order_by().values_list("subject_kind", flat=True).distinct()}


# --- chains against heads ------------------------------------------------------------------------------------------

_FIELDS = ("subject_id", "seq", "kind", "at", "actor_kind", "actor_id", "post_id", "unit_id", "rule", "facts", "mac")


def _chains(kind: str) -> Iterator[Finding]:
    """Both tables in the order of subject ids, side by side."""
    heads = Head.objects.filter(subject_kind=kind).order_by("subject_id").values_list("subject_id", "count", "mac").iterator(CHUNK)
    entries = Entry.objects.filter(subject_kind=kind).order_by("subject_id", "seq").values_list(*_FIELDS).iterator(CHUNK)
    head = next(heads, None)
    for subject_id, chain in groupby(entries, key=lambda row: row[0]):
        while head is not None and head[0] < subject_id:
            yield _chain_gone(kind, head)
            head = next(heads, None)
        if head is not None and head[0] == subject_id:
            yield from _one_chain(kind, subject_id, chain, head[1], head[2])
            head = next(heads, None)
        else:
            yield Finding("head_missing", f"{kind}:{subject_id}", _("有记录而没有链头：链头被删，或记录是从库外塞进来的。"))
    while head is not None:
        yield _chain_gone(kind, head)
        head = next(heads, None)


def _chain_gone(kind: str, head: tuple[Any, ...]) -> Finding:
    return Finding("removed", f"{kind}:{head[0]}", _("链头说有 %(count)s 条记录，一条也不在。") % {"count": head[1]})


def _one_chain(kind: str, subject_id: int, chain: Iterator[tuple[Any, ...]], count: int, head_mac: str) -> Iterator[Finding]:
    """Each entry against the one before, the last against the head. After a gap the chain goes on from the stored link."""
    key = settings.JOURNAL_KEY.encode()
    subject = f"{kind}:{subject_id}"
    expected, previous = 1, rules.GENESIS
    for row in chain:
        seq, mac = row[1], row[-1]
        if seq > count:
            yield Finding("inserted", f"{subject}#{seq}", _("链头只到第 %(count)s 条，这一条是后来塞进来的。") % {"count": count})
            continue
        if seq != expected:
            missing = f"{expected}" if seq == expected + 1 else f"{expected}–{seq - 1}"
            yield Finding("removed", f"{subject}#{missing}", _("第 %(numbers)s 条记录不在。") % {"numbers": missing})
        elif rules.link(key, previous, _body(kind, row)) != mac:
            yield Finding("edited", f"{subject}#{seq}", _("内容与链值不符：这一条被改过。"))
        expected, previous = seq + 1, mac
    if expected <= count:
        yield Finding("cut_tail", f"{subject}#{expected}–{count}", _("链头说有 %(count)s 条，末尾的不在。") % {"count": count})
    elif previous != head_mac:
        yield Finding("head_wrong", subject, _("链头的链值与最后一条记录不符。"))


def _body(kind: str, row: tuple[Any, ...]) -> bytes:
    subject_id, seq, entry_kind, at, actor_kind, actor_id, post_id, unit_id, rule, facts, _mac = row
    actor = {"kind": actor_kind, "id": actor_id, "post": post_id, "unit": unit_id}
    return rules.canonical(subject_kind=kind, subject_id=subject_id, seq=seq, kind=entry_kind, at=at, actor=actor, rule=rule, facts=facts)


# --- matters against heads -----------------------------------------------------------------------------------------


def _matters() -> Iterator[Finding]:
    """A matter whose row is gone though its record stands, and a row that no record ever opened."""
    rows = Matter.objects.order_by("pk").values_list("pk", "number").iterator(CHUNK)
    heads = Head.objects.filter(subject_kind="matter").order_by("subject_id").values_list("subject_id", flat=True).iterator(CHUNK)
    row, head = next(rows, None), next(heads, None)
    while row is not None or head is not None:
        if row is None or (head is not None and head < row[0]):
            yield Finding("matter_gone", f"matter:{head}", _("记录还在，事项本身被删。"))
            head = next(heads, None)
        elif head is None or row[0] < head:
            yield Finding("matter_unrecorded", f"matter:{row[0]}", _("事项 %(number)s 没有任何记录：记录被删，或事项是从库外塞进来的。") % {"number": row[1]})
            row = next(rows, None)
        else:
            row, head = next(rows, None), next(heads, None)


# --- checkpoints against entries -----------------------------------------------------------------------------------


def _against_checkpoints() -> Iterator[Finding]:
    try:
        for line in checkpoints.read():
            yield from _line_against_entries(line.marks)
    except AlteredCheckpoint as altered:
        detail = _("检查点文件第 %(line)s 行被改、被删或读不出来：以下各行不再可信，请用异地副本核对。") % {"line": altered.line}
        yield Finding("checkpoint_altered", str(checkpoints.path().name), detail)


def _line_against_entries(marks: tuple[Mark, ...]) -> Iterator[Finding]:
    """Every head ever written outside must still be an entry, unchanged. Finds what is consistent inside, even made with the key."""
    for start in range(0, len(marks), 500):
        part = marks[start:start + 500]
        stored = _stored([mark.entry_id for mark in part])
        for mark in part:
            found = stored.get(mark.entry_id)
            subject = f"{mark.subject_kind}:{mark.subject_id}"
            if found == (mark.subject_kind, mark.subject_id, mark.count, mark.mac):
                continue
            if found is not None or Entry.objects.filter(subject_kind=mark.subject_kind, subject_id=mark.subject_id, seq=mark.count).exists():
                yield Finding("recomputed", f"{subject}#{mark.count}", _("与库外检查点不符：整条链被重算过。"))
            elif Entry.objects.filter(subject_kind=mark.subject_kind, subject_id=mark.subject_id).exists():
                yield Finding("cut_tail", f"{subject}#{mark.count}", _("库外检查点记着第 %(count)s 条，现在不在：末尾被截。") % {"count": mark.count})
            else:
                yield Finding("removed_matter", subject, _("库外检查点记着它有 %(count)s 条记录，现在全部不在。") % {"count": mark.count})


def _stored(ids: list[int]) -> dict[int, tuple[str, int, int, str]]:
    rows: QuerySet[Entry, tuple[int, str, int, int, str]]
    rows = Entry.objects.filter(pk__in=ids).values_list("pk", "subject_kind", "subject_id", "seq", "mac")
    return {pk: (kind, subject_id, seq, mac) for pk, kind, subject_id, seq, mac in rows}
