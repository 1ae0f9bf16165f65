"""Drafting a version of a list: open it, describe it, change an item, bring it onto a newer version, give it up."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties import access
from shaoxiang.duties.actions import matters
from shaoxiang.duties.models import ListChange, ListVersion
from shaoxiang.duties.queries import department_names
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.deadline import forerunners
from shaoxiang.duties.queries.impact import ended_types, unknown_types
from shaoxiang.duties.queries.reviewing import hand_of
from shaoxiang.duties.queries.standing import offices_of
from shaoxiang.duties.queries.streets import named_streets, streets_of_list
from shaoxiang.duties.rules import ChangeRefused, deciding, three_parts
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.versions import Change
from shaoxiang.duties.vocabulary import ChangeAct, DutyRole, ListForm, VersionKind, VersionStatus
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import too_long_ago
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _

NO_OFFICE = _("没有“%(name)s”这个机构的镇街：%(units)s。可以写：%(allowed)s。")
NO_STREET = _("这张清单里没有这些镇街：%(names)s。可以写：%(allowed)s；所有镇街都承担的，空着就行。")


class StaleDraft(ChangeRefused):
    """Somebody else changed the draft meanwhile; `changed` are the items, `revision` is where the draft stands now."""

    def __init__(self, changed: list[str], revision: int) -> None:
        super().__init__("revision", _("您打开以后，别人改过这份草案。您填的都还在：请看一看改了什么，再保存一次。"))
        self.changed = changed
        self.revision = revision


class Wish(NamedTuple):
    """One change, why it is wished, and what it rests on."""

    change: Change
    reason: str = ""
    basis: str = ""
    split_from: str = ""  # the item it was split from: the same duty, not a new one


@transaction.atomic
def draft_version(kind: str, *, title: str, actor: Actor, at: datetime, form: str = "") -> ListVersion:
    """起草新版: from the version published last, in its form unless another is named. Drafts may overlap. Raises PermissionDenied.

    A draft that leaves the three parts begins with the changes that take their words away.
    """
    require(actor, access.drafting(kind))
    base = queries.running(kind)
    form = (form or (base and base.form) or ListForm.FORM_2019.value) if VersionKind(kind).value.endswith("_DUTY") else ""
    matter = matters.begin(kind, title.strip()[:80], actor=actor, at=at)
    version = ListVersion.objects.create(kind=kind, title=title.strip()[:80], form=form, base=base, matter=matter, drafted_by=hand_of(actor))
    if form == ListForm.FORM_2019:
        items = queries.base_items(kind)
        store(version, [Wish(change, gettext("回到 2019 年体例")) for change in rules.diff(items, three_parts.back_to_2019(items))])
    journal.record("duties.version_drafted", subject=matter, actor=actor, at=at, new=True,
                   facts={"kind": kind, "version": version.pk, "number": matter.number, "base": version.base.number if version.base else 0})
    return version


def held(version_id: int, actor: Actor, revision: int | None = None) -> ListVersion:
    """The draft, locked. Raises ListVersion.DoesNotExist, PermissionDenied, StaleDraft, ChangeRefused for what is no draft."""
    version = ListVersion.objects.select_for_update().get(pk=version_id)
    require(actor, access.drafting(version.kind))
    if version.status != VersionStatus.DRAFT:
        raise ChangeRefused("version", _("这一版已经公布或撤销，里面的条目不能再改：请起草新的一版。"))
    check_revision(version, revision)
    return version


def check_revision(version: ListVersion, revision: int | None) -> None:
    """Raises StaleDraft where somebody changed the draft after `revision` was read."""
    if revision is not None and revision != version.revision:
        changed = version.changes.filter(revision__gt=revision).order_by("code").values_list("code", flat=True)
        raise StaleDraft(list(changed), version.revision)


@transaction.atomic
def describe(
    version_id: int, *, title: str, effective_from: date | None, decided_by: str, document: str, decided_on: date | None, revision: int, actor: Actor,
    at: datetime, redated_why: str = "",
) -> ListVersion:
    """写明决定和生效日期. From the day of the decision the clock of publishing runs; a later day than the one written first needs a reason.

    Raises ChangeRefused for a decision still to come and for a document without a number, StaleDraft.
    """
    version = held(version_id, actor, revision)
    if decided_on is not None and decided_on > timezone.localtime(at).date():
        raise ChangeRefused("decided_on", _("决定日期还没有到：决定以后再写，写了才开始算公布的期限。"))
    if decided_on is not None and too_long_ago(decided_on):
        raise ChangeRefused("decided_on", _("请核对年份。"))
    deciding.check_document(document.strip())
    before = version.decided_on
    _redate(version, decided_on, redated_why.strip(), document.strip())
    version.title, version.decided_by, version.document = title.strip(), decided_by.strip(), document.strip()
    version.effective_from, version.decided_on = effective_from, decided_on
    touch(version, actor=actor, at=at)
    version.save()
    matters.follow_decision(version, actor=actor, at=at)
    facts = journal.facts_of(effective_from=effective_from and effective_from.isoformat(), decided_on=decided_on and decided_on.isoformat())
    if before is not None and before != decided_on:
        facts |= {"decided_before": before.isoformat(), "why_sha256": digest(version.redated_why)}
    journal.record("duties.version_described", subject=version.matter, actor=actor, at=at, facts=facts)
    return version


def _redate(version: ListVersion, day: date | None, why: str, document: str) -> None:
    """The reason stays while the day does. A draft for the paper of a withdrawn one goes on from the day written there. Raises ChangeRefused."""
    first = version.first_decided_on or version.decided_on
    if day is not None:
        for earlier in forerunners(version, document):
            first = deciding.first_day(first, earlier.first_decided_on)
    why = why or (version.redated_why if day == version.decided_on else "")
    deciding.check_day(first, day, why)
    version.first_decided_on = deciding.first_day(first, day)
    version.redated_why = why if day is None or day != version.first_decided_on else ""


def touch(version: ListVersion, *, actor: Actor, at: datetime) -> None:
    """The draft is another one now: who changed it may not confirm it, and what somebody confirmed before counts no more."""
    version.revision += 1
    version.changed_by = hand_of(actor)
    version.save(update_fields=["revision", "changed_by"])
    matters.take_back(version, actor=actor, at=at)


@transaction.atomic
def change_item(
    version_id: int, code: str, *, act: str, values: Mapping[str, Any], reason: str, revision: int, actor: Actor, at: datetime,
    answers: tuple[str, ...] | None = None, basis: str = "",
) -> ListChange | None:
    """改一条: the wish for one item; a second wish for the same item takes its place. None: the wish is what the list already says.

    `values` of an amendment may be the whole item: only what differs is kept. Raises ChangeRefused, StaleDraft, PermissionDenied.
    """
    version = held(version_id, actor, revision)
    items = queries.base_items(version.kind)
    wish = _wish(version, items, ChangeAct(act), code.strip().upper(), values, answers)
    split_from = version.changes.filter(code=wish.code).values_list("split_from", flat=True).first() or ""
    version.changes.filter(code=wish.code).delete()
    touch(version, actor=actor, at=at)
    kept = None
    if wish.act is not ChangeAct.AMEND or wish.values or wish.answers is not None:
        kept = store(version, [Wish(wish, reason, basis, split_from)])[0]
    journal.record("duties.version_changed", subject=version.matter, actor=actor, at=at, facts={"code": wish.code, "act": wish.act.value})
    return kept


def _wish(
    version: ListVersion, items: queries.Items, act: ChangeAct, code: str, values: Mapping[str, Any], answers: tuple[str, ...] | None,
) -> Change:
    made = {} if act is ChangeAct.REMOVE else rules.checked(version.kind, code, values, whole=act is ChangeAct.ADD, form=version.form)
    if act is ChangeAct.AMEND and code in items:
        after = arranged(version, {**items[code], **made})
        made = {name: value for name, value in after.items() if items[code].get(name) != value}
    elif act is ChangeAct.ADD:
        made = arranged(version, made)
    check_answers(version.kind, answers)
    if made.get("streets"):
        made["streets"] = checked_streets(version, made["streets"])
    if made.get("office_name"):
        streets = made.get("streets") or items.get(code, {}).get("streets") or ()
        made["office_name"] = check_office(version, str(made["office_name"]), streets)
    wish = Change(act, code, made, None if act is ChangeAct.REMOVE else answers)
    rules.apply(items, [wish])
    return wish


def arranged(version: ListVersion, values: Mapping[str, Any]) -> dict[str, Any]:
    """An item as the draft's form has it. A new one without a part yet counts as the street's own until it is decided."""
    if version.form != ListForm.THREE_PART:
        return dict(values)
    return {"role": DutyRole.PRIMARY.value} | three_parts.arranged(values)


def check_answers(kind: str, answers: tuple[str, ...] | None) -> None:
    """Raises ChangeRefused for a list that answers for no types, and for types nobody knows."""
    if answers and kind not in (VersionKind.STREET_DUTY, VersionKind.TOWN_DUTY):
        raise ChangeRefused("answers", _("只有街道和镇的职责清单承接事项分类。"))
    if answers and unknown_types(frozenset(answers)):
        raise ChangeRefused("answers", _("有不认识的分类代码：请从事项分类页上抄代码，如 0111。"))
    if answers and (ended := ended_types(frozenset(answers), timezone.localdate())):
        raise ChangeRefused("answers", _("%(codes)s 已经停用，不能再写由谁承接：请去掉，或者先恢复这一类。"), codes="、".join(ended))


def checked_streets(version: ListVersion, words: Iterable[str]) -> list[str]:
    """The streets an item is for, as they are named; none where it is for all of them. Raises ChangeRefused with those that may be named."""
    today = timezone.localdate()
    day = max(version.effective_from or today, today)
    names, wrong = named_streets(words, version.kind, day)
    if wrong:
        raise ChangeRefused("streets", NO_STREET, names="、".join(wrong[:5]), allowed="、".join(streets_of_list(version.kind, day)))
    return names


def check_office(version: ListVersion, name: str, streets: Collection[str] = ()) -> str:
    """The office, which must be there, on the day the draft begins, in every unit the item is for; a short name that speaks of one only will do.

    Raises ChangeRefused with those that may be named.
    """
    today = timezone.localdate()
    offices = offices_of(version.kind, max(version.effective_from or today, today)).within(streets)
    name = offices.meant(name)
    if missing := offices.without(name):
        raise ChangeRefused("office_name", NO_OFFICE, name=name, units="、".join(missing[:5]), allowed="、".join(offices.allowed))
    return name


def wishes_of(version: ListVersion) -> list[Wish]:
    """The wishes of a draft, with their reasons."""
    said = {row.code: (row.reason, row.basis, row.split_from) for row in version.changes.all()}
    return [Wish(change, *said[change.code]) for change in queries.changes_of(version)]


def check_leader(values: Mapping[str, Any], names: Container[str]) -> None:
    """The leading department must be a body of the district, or nobody could be sent to. Raises ChangeRefused."""
    if field := three_parts.unknown_leader(values, names):
        raise ChangeRefused(field, _("机构表里没有这个部门：请写机构表里的名称，如“区住建局”；确实没有的，请先在机构里添上。"))


def store(version: ListVersion, wishes: Iterable[Wish]) -> list[ListChange]:
    """Write wishes into a draft the caller holds; those of the same items must be gone already. Raises ChangeRefused for a leader nobody knows."""
    wishes = list(wishes)
    if version.form == ListForm.THREE_PART:
        names = department_names(timezone.localdate())
        for wish in wishes:
            for part in three_parts.LEADER:
                check_leader({**wish.change.values, "part": part}, names)
    return ListChange.objects.bulk_create(
        ListChange(
            version=version, act=change.act.value, code=change.code, values=dict(change.values), reason=reason.strip()[:200], basis=basis.strip()[:160],
            split_from=split_from, answers=None if change.answers is None else list(change.answers), revision=version.revision,
        )
        for change, reason, basis, split_from in wishes
    )


@transaction.atomic
def drop_change(version_id: int, code: str, *, revision: int, actor: Actor, at: datetime) -> None:
    """不改这一条了."""
    version = held(version_id, actor, revision)
    version.changes.filter(code=code).delete()
    touch(version, actor=actor, at=at)
    journal.record("duties.version_changed", subject=version.matter, actor=actor, at=at, facts={"code": code, "act": ""})


@transaction.atomic
def rebase(version_id: int, *, actor: Actor, at: datetime, revision: int | None = None) -> ListVersion:
    """改到最新一版上: the same wishes on the version published last; the editor looks at them again before publishing. Raises StaleDraft."""
    version = held(version_id, actor, revision)
    said = {wish.change.code: wish for wish in wishes_of(version)}
    wishes = rules.rebased(queries.base_items(version.kind), queries.changes_of(version))
    version.changes.all().delete()
    version.base = queries.running(version.kind)
    version.save(update_fields=["base"])
    touch(version, actor=actor, at=at)
    store(version, [said[wish.code]._replace(change=wish) for wish in wishes])
    journal.record("duties.version_rebased", subject=version.matter, actor=actor, at=at,
                   facts={"base": version.base.number if version.base else 0, "fell_away": sorted(set(said) - {wish.code for wish in wishes})})
    return version


@transaction.atomic
def withdraw_draft(version_id: int, *, actor: Actor, at: datetime, revision: int | None = None) -> ListVersion:
    """撤销草案. Raises StaleDraft."""
    version = held(version_id, actor, revision)
    version.status = VersionStatus.WITHDRAWN.value
    version.save(update_fields=["status"])
    matters.step(version, "withdraw", actor=actor, at=at)
    journal.record("duties.version_withdrawn", subject=version.matter, actor=actor, at=at)
    return version
