"""Drafting a version of a list: open it, describe it, change items one by one or from a spreadsheet, bring it onto a newer version, give it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties import access
from shaoxiang.duties.actions import matters
from shaoxiang.duties.models import ListChange, ListVersion
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.impact import unknown_types
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.versions import FIELDS, Change
from shaoxiang.duties.vocabulary import ChangeAct, ListForm, VersionKind, VersionStatus
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Heading, Row, RowError, read_table
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.vocabulary import _


class StaleDraft(ChangeRefused):
    """Somebody else changed the draft meanwhile; `changed` are the items, `revision` is where the draft stands now."""

    def __init__(self, changed: list[str], revision: int) -> None:
        super().__init__("revision", _("您打开以后，别人改过这份草案。您填的都还在：请看一看改了什么，再保存一次。"))
        self.changed = changed
        self.revision = revision


@transaction.atomic
def draft_version(kind: str, *, title: str, actor: Actor, at: datetime, form: str = "") -> ListVersion:
    """起草新版: from the version published last. Drafts may overlap. Raises PermissionDenied."""
    require(actor, access.drafting(kind))
    form = (form or ListForm.FORM_2019.value) if VersionKind(kind).value.endswith("_DUTY") else ""
    matter = matters.begin(kind, title.strip()[:80], actor=actor, at=at)
    version = ListVersion.objects.create(kind=kind, title=title.strip()[:80], form=form, base=queries.running(kind), matter=matter)
    journal.record("duties.version_drafted", subject=matter, actor=actor, at=at, new=True,
                   facts={"kind": kind, "version": version.pk, "number": matter.number, "base": version.base.number if version.base else 0})
    return version


def held(version_id: int, actor: Actor, revision: int | None = None) -> ListVersion:
    """The draft, locked. Raises ListVersion.DoesNotExist, PermissionDenied, StaleDraft, ChangeRefused for what is no draft."""
    version = ListVersion.objects.select_for_update().get(pk=version_id)
    require(actor, access.drafting(version.kind))
    if version.status != VersionStatus.DRAFT:
        raise ChangeRefused("version", _("这一版已经公布或撤销，里面的条目不能再改：请起草新的一版。"))
    if revision is not None and revision != version.revision:
        changed = version.changes.filter(revision__gt=revision).order_by("code").values_list("code", flat=True)
        raise StaleDraft(list(changed), version.revision)
    return version


@transaction.atomic
def describe(
    version_id: int, *, title: str, effective_from: date | None, decided_by: str, document: str, decided_on: date | None, revision: int, actor: Actor,
    at: datetime,
) -> ListVersion:
    """写明决定和生效日期. From the day of the decision the clock of publishing runs. Raises ChangeRefused for a decision still to come, StaleDraft."""
    version = held(version_id, actor, revision)
    if decided_on is not None and decided_on > timezone.localtime(at).date():
        raise ChangeRefused("decided_on", _("决定日期还没有到：决定以后再写，写了才开始算公布的期限。"))
    version.title, version.decided_by, version.document = title.strip(), decided_by.strip(), document.strip()
    version.effective_from, version.decided_on = effective_from, decided_on
    _touch(version)
    version.save()
    matters.follow_decision(version, actor=actor, at=at)
    facts = journal.facts_of(effective_from=effective_from and effective_from.isoformat(), decided_on=decided_on and decided_on.isoformat())
    journal.record("duties.version_described", subject=version.matter, actor=actor, at=at, facts=facts)
    return version


def _touch(version: ListVersion) -> None:
    version.revision += 1
    version.save(update_fields=["revision"])


@transaction.atomic
def change_item(
    version_id: int, code: str, *, act: str, values: Mapping[str, Any], reason: str, revision: int, actor: Actor, at: datetime,
    answers: tuple[str, ...] | None = None,
) -> ListChange | None:
    """改一条: the wish for one item; a second wish for the same item takes its place. None: the wish is what the list already says.

    `values` of an amendment may be the whole item: only what differs is kept. Raises ChangeRefused, StaleDraft, PermissionDenied.
    """
    version = held(version_id, actor, revision)
    items = queries.base_items(version.kind)
    wish = _wish(version.kind, items, ChangeAct(act), code.strip().upper(), values, answers)
    version.changes.filter(code=wish.code).delete()
    _touch(version)
    kept = None
    if wish.act is not ChangeAct.AMEND or wish.values or wish.answers is not None:
        kept = _store(version, [(wish, reason)])[0]
    journal.record("duties.version_changed", subject=version.matter, actor=actor, at=at, facts={"code": wish.code, "act": wish.act.value})
    return kept


def _wish(kind: str, items: queries.Items, act: ChangeAct, code: str, values: Mapping[str, Any], answers: tuple[str, ...] | None) -> Change:
    made = {} if act is ChangeAct.REMOVE else rules.checked(kind, code, values, whole=act is ChangeAct.ADD)
    if act is ChangeAct.AMEND and code in items:
        made = {name: value for name, value in made.items() if items[code].get(name) != value}
    if answers and kind not in (VersionKind.STREET_DUTY, VersionKind.TOWN_DUTY):
        raise ChangeRefused("answers", _("只有街道和镇的职责清单承接事项分类。"))
    if answers and unknown_types(frozenset(answers)):
        raise ChangeRefused("answers", _("有不认识的分类代码：请从事项分类页上抄代码，如 0111。"))
    wish = Change(act, code, made, None if act is ChangeAct.REMOVE else answers)
    rules.apply(items, [wish])
    return wish


def _store(version: ListVersion, wishes: Iterable[tuple[Change, str]]) -> list[ListChange]:
    return ListChange.objects.bulk_create(
        ListChange(
            version=version, act=wish.act.value, code=wish.code, values=dict(wish.values), reason=reason.strip()[:200],
            answers=None if wish.answers is None else list(wish.answers), revision=version.revision,
        )
        for wish, reason in wishes
    )


@transaction.atomic
def drop_change(version_id: int, code: str, *, revision: int, actor: Actor, at: datetime) -> None:
    """不改这一条了."""
    version = held(version_id, actor, revision)
    version.changes.filter(code=code).delete()
    _touch(version)
    journal.record("duties.version_changed", subject=version.matter, actor=actor, at=at, facts={"code": code, "act": ""})


@transaction.atomic
def rebase(version_id: int, *, actor: Actor, at: datetime, revision: int | None = None) -> ListVersion:
    """改到最新一版上: the same wishes on the version published last; the editor looks at them again before publishing. Raises StaleDraft."""
    version = held(version_id, actor, revision)
    reasons = dict(version.changes.values_list("code", "reason"))
    wishes = rules.rebased(queries.base_items(version.kind), queries.changes_of(version))
    version.changes.all().delete()
    version.base = queries.running(version.kind)
    version.save(update_fields=["base"])
    _touch(version)
    _store(version, [(wish, reasons[wish.code]) for wish in wishes])
    journal.record("duties.version_rebased", subject=version.matter, actor=actor, at=at,
                   facts={"base": version.base.number if version.base else 0, "fell_away": sorted(set(reasons) - {wish.code for wish in wishes})})
    return version


@transaction.atomic
def withdraw_draft(version_id: int, *, actor: Actor, at: datetime, revision: int | None = None) -> ListVersion:
    """撤销草案. Raises StaleDraft."""
    version = held(version_id, actor, revision)
    version.status = VersionStatus.WITHDRAWN.value
    version.save(update_fields=["status"])
    matters.end(version, "withdraw", actor=actor, at=at)
    journal.record("duties.version_withdrawn", subject=version.matter, actor=actor, at=at)
    return version


# --- from a spreadsheet -----------------------------------------------------------------------------------------------


def read_list(kind: str, file: BinaryIO, *, removes: bool) -> tuple[list[Change], list[RowError]]:
    """The changes a sheet asks for, and every bad line at once. `removes`: what the sheet does not name goes. Writes nothing."""
    headings = [Heading("code", (gettext("编号"), "编号", "code")), *(
        Heading(one.name, (gettext(one.label), one.label, one.name), required=one.required) for one in FIELDS[kind])]
    items = queries.base_items(kind)
    after: dict[str, dict[str, Any]] = {}
    errors: list[RowError] = []
    try:
        rows = list(read_table(file, headings))
    except RowError as error:
        return [], [error]
    for row in rows:
        try:
            code, values = _read_row(kind, row, items, after)
        except RowError as error:
            errors.append(error)
        else:
            after[code] = values
    if not rows:
        errors.append(RowError(0, "", gettext("表里没有一行条目。"), gettext("请在表头下面写条目。")))
    if errors:
        return [], errors
    return rules.diff(items, after if removes else {**items, **after}), []


def _read_row(kind: str, row: Row, items: queries.Items, seen: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    code = row.text("code", needed=True).upper()
    if code in seen:
        raise row.error("code", gettext("这个编号前面已经有一行了。"), gettext("请删去一行，或换一个编号。"))
    given = {name: value for name, value in row.values.items() if name != "code"}
    try:
        made = rules.checked(kind, code, given, whole=code not in items)
    except ChangeRefused as refused:
        raise row.error(refused.field, gettext(refused.sentence), gettext("请改好后重新导入。")) from None
    return code, {**items.get(code, {}), **made}


@transaction.atomic
def import_table(version_id: int, file: BinaryIO, *, removes: bool, revision: int, actor: Actor, at: datetime) -> list[RowError]:
    """导入: the sheet's changes take the place of the draft's. With one bad line nothing is written, and all bad lines are told."""
    version = held(version_id, actor, revision)
    changes, errors = read_list(version.kind, file, removes=removes)
    if errors:
        return errors
    version.changes.all().delete()
    _touch(version)
    _store(version, [(change, gettext("导入")) for change in changes])
    journal.record("duties.version_imported", subject=version.matter, actor=actor, at=at, facts={"changes": len(changes)})
    return []
