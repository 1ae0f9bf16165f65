"""听街道意见 before a list is published: what in a version streets have to be heard on, and which streets."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.book import duty_book
from shaoxiang.duties.queries.impact import streets_of
from shaoxiang.duties.queries.standing import standings
from shaoxiang.duties.queries.streets import keys_of, street_keys
from shaoxiang.duties.queries.versions import Line, base_items, changes_of, compared, versions_for
from shaoxiang.duties.queries.wording import words_in
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.standing import not_yet_heard
from shaoxiang.duties.rules.versions import Items, apply
from shaoxiang.duties.vocabulary import ChangeAct, VersionKind, VersionStatus
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.hearing import Topic
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.language import in_words

NAMED_MOST = 60  # more items than a letter holds: the draft goes along with it
LINE_MOST, WORDS_MOST = 28, 1950  # characters of an item in the letter at least, and of a whole letter
CHANGED = (
    EntryKind.VERSION_CHANGED, EntryKind.ITEMS_CHANGED, EntryKind.ITEM_SPLIT, EntryKind.ITEMS_MERGED, EntryKind.VERSION_IMPORTED, EntryKind.VERSION_REBASED,
)


class Concern(NamedTuple):
    """`codes`: items streets are to be heard on; `streets`: keys of those streets, `names` in the reader's language. All empty: nothing is to be asked.

    `called`: what a file about it says, in Chinese: the version as it is called, its number. `each`: code and title of every item; the file names them all,
    unless they are so many that the draft itself goes along.
    """

    codes: tuple[str, ...] = ()
    streets: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    each: tuple[tuple[str, ...], ...] = ()


def concern_of(version: ListVersion, on: date) -> Concern:
    """What stands on an admission was heard there, street by street; the rest of a street's or a town's list is asked about, and what the others give more."""
    grown = {one.code: bool(one.route and not one.why) for one in standings(version)}
    now = base_items(version.kind)
    codes = not_yet_heard(version.kind, version.changes.values_list("code", flat=True), grown, _taken_away(version, now))
    if not codes:
        return Concern()
    book = duty_book(on)
    items = [{**now.get(row.code, {}), **row.values} for row in version.changes.filter(code__in=codes).order_by("code")]
    every, keys = streets_of(version.kind, book), street_keys(on)
    streets = frozenset().union(*(keys_of(item.get("streets") or (), keys) or every for item in items)) & every
    titles = (str(item.get("title") or item.get("name") or "") for item in items)
    called = (version.title, version.matter.number)
    each = tuple((code, title) if title else (code,) for code, title in zip(sorted(codes), titles, strict=True)) if len(codes) <= NAMED_MOST else ()
    names = [in_words(book.streets[key].name, book.streets[key].name_en) for key in sorted(streets)]
    return Concern(codes, streets, tuple(names), called, each)


def _taken_away(version: ListVersion, now: Items) -> list[str]:
    """Services that leave a street's or a community's window: struck, or handled there no longer."""
    if version.kind != VersionKind.SERVICE:
        return []
    found = []
    for row in version.changes.exclude(act=ChangeAct.ADD.value):
        before = set(now.get(row.code, {}).get("handled_at") or ())
        after = set() if row.act == ChangeAct.REMOVE else set({**now.get(row.code, {}), **row.values}.get("handled_at") or ())
        if before - after:
            found.append(row.code)
    return found


def page(key: int) -> str:
    return reverse("duties:version", args=[key])


def topic(key: int, actor: Actor) -> Topic | None:
    """For `kernel.hearing`: a draft this reader sees, with something in it on which streets are to be heard."""
    version = versions_for(actor).filter(pk=key, status=VersionStatus.DRAFT.value).first()
    if version is None:
        return None
    today = timezone.localdate()
    try:
        concern = concern_of(version, max(version.effective_from or today, today))
    except ChangeRefused:  # changes that do not fit any more: to be rebased first
        return None
    if not concern.codes:
        return None
    return Topic(version.title, letter(version, concern), concern.streets, page(version.pk))


def letter(version: ListVersion, concern: Concern) -> str:
    """What the streets are asked, in Chinese: every item by code and title, what happens to it and which words change; shorter the more they are."""
    head = f"{VersionKind.label_of(version.kind)}新版草案《{version.title}》（{version.matter.number}）动到这些条目，请就能不能承接、还缺什么答复："
    if not concern.each:
        return f"{head}\n共 {len(concern.codes)} 条，见所附草案。"
    most = max(LINE_MOST, (WORDS_MOST - len(head)) // len(concern.each) - 1)
    now = base_items(version.kind)
    with override("zh-hans"):
        lines = [_line(one)[:most] for one in compared(version.kind, now, apply(now, changes_of(version))) if one.code in concern.codes]
    return "\n".join([head, *lines])


def _line(line: Line) -> str:
    changed = [(one.field.label, words_in(one.field, one.before) or "无", words_in(one.field, one.after) or "无") for one in line.fields]
    told = "；".join(f"{gettext(label)}：{before} → {after}" for label, before, after in changed)
    return f"{line.code} {line.title}（{gettext(line.act.label)}）{told}"


def stands_since(version: ListVersion) -> datetime:
    """When its items were last changed: who was asked before could not see it. A change taken out of the draft is nothing new to anybody."""
    entries = Entry.objects.filter(subject_kind="matter", subject_id=version.matter_id, kind__in=[str(kind) for kind in CHANGED]).exclude(facts__act="")
    return max(entries.aggregate(last=Max("at"))["last"] or version.matter.opened_at, version.matter.opened_at)
