"""Publishing a version: the old rows end, the new ones begin, the whole list is digested and signed. One transaction, one at a time per list."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shaoxiang.duties.actions import matters
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.actions.versions import held
from shaoxiang.duties.flows import LAW
from shaoxiang.duties.models import Carrier, DutyItem, EventType, ListChange, ListVersion, TypeDuty
from shaoxiang.duties.queries import drafts, hanging, papers, sealing, standing
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.hearing import concern_of, stands_since
from shaoxiang.duties.queries.impact import impact_of
from shaoxiang.duties.queries.streets import keys_of, street_keys
from shaoxiang.duties.queries.versions import SUBJECT
from shaoxiang.duties.rules import ChangeRefused, deciding
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.sealing import LATEST
from shaoxiang.duties.rules.versions import FIELDS, Change
from shaoxiang.duties.vocabulary import ChangeAct, VersionStage, VersionStatus
from shaoxiang.kernel import db
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.hearing import Hearing, unheard
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.signing import sign
from shaoxiang.kernel.vocabulary import _


class Conflicts(ChangeRefused):
    """Another version published since the draft began touched the same items: `codes`."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__("conflicts", _("起草以后公布的新版也改了这些条目：请先“改到最新一版上”，看过再公布。"))
        self.codes = codes


class LeavesGaps(ChangeRefused):
    """Types nobody would answer for: `types`. Publishing says so expressly or does not happen."""

    def __init__(self, types: tuple[str, ...]) -> None:
        super().__init__("gaps", _("公布以后有的分类会没人承接（职责空白）：请补上承接的条目，或者写明就是这样决定的。"))
        self.types = types


class Barred(ChangeRefused):
    """Items that may not be published as they are: `codes`."""

    def __init__(self, field: str, reason: str, codes: list[str]) -> None:
        super().__init__(field, reason)
        self.codes = codes


@transaction.atomic
def publish(
    version_id: int, *, actor: Actor, at: datetime, accept_gaps: bool = False, revision: int | None = None, heard_number: str = "",
) -> ListVersion:
    """公布新版, once a second person has confirmed it and the streets were heard on what no admission heard them on, in a file of that number.

    Raises ListVersion.DoesNotExist, PermissionDenied, StaleDraft, Conflicts, Barred, LeavesGaps, ChangeRefused.
    """
    found = ListVersion.objects.get(pk=version_id)
    db.take_turns(f"list version {found.kind}")
    version = held(version_id, actor, revision)
    latest = queries.running(version.kind)
    day = checked(version, latest, timezone.localtime(at).date())
    _check_reviewed(version)
    changes = queries.changes_of(version)
    gaps = tuple(kind.code for kind in impact_of(version, day).gaps)
    if gaps and not accept_gaps:
        raise LeavesGaps(gaps)
    _hear(version, day, heard_number.strip())
    _change_rows(version, changes, day)
    version.number, version.status = queries.next_number(version.kind), VersionStatus.PUBLISHED.value
    version.base, version.title = latest, rules.titled(version.title, version.number)
    seal(version, at)
    matters.step(version, "publish", actor=actor, at=at)
    journal.record(
        "duties.version_published", subject=version.matter, actor=actor, at=at, rule=LAW,
        facts={"kind": version.kind, "number": version.number, "effective_from": day.isoformat(), "sha256": version.digest, "changes": len(changes),
               "gaps": list(gaps), "reviewed_by": version.reviewed_by or 0, "heard": version.heard_number or None},
    )
    raise_version()
    return version


def checked(version: ListVersion, latest: ListVersion | None, today: date) -> date:
    """The day it will hold from, when nothing stands in the way."""
    if not version.changes.exists():
        raise ChangeRefused("changes", _("草案里还没有改动，没有什么可以公布。"))
    for name, sentence in (("decided_by", _("还没有写决定机关。")), ("document", _("还没有写文号。")), ("decided_on", _("还没有写决定日期。"))):
        if not getattr(version, name):
            raise ChangeRefused(name, sentence)
    deciding.check_document(version.document)
    if version.decided_on is not None and version.decided_on > today:
        raise ChangeRefused("decided_on", _("决定日期还没有到：决定以后才能公布。"))
    day = rules.check_day(version.effective_from, latest.effective_from if latest else None, today)
    drafts.check_decided(version)
    if version.base is not None and version.base.status != VersionStatus.PUBLISHED:
        raise ChangeRefused("base", _("起草时依据的那一版已经撤回：请先“改到最新一版上”，看过再公布。"))
    since = ListChange.objects.filter(version__kind=version.kind, version__status=VersionStatus.PUBLISHED.value,
                                      version__number__gt=(version.base.number or 0) if version.base else 0)
    codes = rules.conflicts(version.changes.values_list("code", flat=True), since.values_list("code", flat=True))
    if codes:
        raise Conflicts(codes)
    _check_items(version, day)
    return day


def _hear(version: ListVersion, day: date, number: str) -> None:
    """Raises ChangeRefused where a street was not heard, or not on every item. No reason stands for it."""
    concern = concern_of(version, day)
    if not concern.codes:
        return
    if missing := unheard(Hearing(
        concern.streets, number, concern.called, stands_since(version), (SUBJECT, version.pk), concern.each, papered=not concern.each, until=version.decided_on,
    )):
        raise ChangeRefused("heard_number", missing.reason, **missing.facts)
    version.heard_number = number[:24]


def _check_reviewed(version: ListVersion) -> None:
    """Nobody publishes what no second person has looked at."""
    stage = version.matter.status
    if stage == VersionStage.IN_REVIEW:
        raise ChangeRefused("review", _("这一版还在等复核：另一位同志复核通过以后才能公布。"))
    if stage != VersionStage.REVIEWED:
        raise ChangeRefused("review", _("这一版还没有复核：请先“送复核”，由本单位另一位同志或者负责人复核通过，再公布。"))


def _check_items(version: ListVersion, day: date) -> None:
    """A1: a street carries no more without an admission or a document of its own; no office that is not there; nothing taken away that is still exercised."""
    if codes := [one.code for one in standing.standings(version) if one.why]:
        raise Barred("change_basis", _("街道多承担的要先经职责准入：请在“改动依据”里写批准的准入编号（ZR…），或者写裁定、文件的文号。还缺的："), codes)
    if codes := standing.nowhere(version, day):
        raise Barred("streets", _("有的镇街在那一天已经没有了，或者不归这张清单：请改“只在这些镇街”。这些条目："), codes)
    if documents := papers.without_paper(version):
        raise Barred("paper", _("依据的文件不在系统里，请先附上原件，看得到这一版的人都能打开。还缺的："), documents)
    if codes := [one.code for one in standing.without_office(version, day)]:
        raise Barred("office_name", _("承办机构在有的镇街没有设：请改成都有的机构。这些条目："), codes)
    if codes := [one.code for one in hanging.touched_items(version, day) if one.barred]:
        raise Barred("code", _("还有镇街在行使，先按程序收回再取消。这些条目："), codes)


def seal(version: ListVersion, at: datetime) -> None:
    """Digest and signature over the decision, every item in force on the version's day and what each answers for; saves the version.

    A version without a matter is one published before this house kept it: its matter is ended at once. From here the database holds the rows.
    """
    if version.matter_id is None:
        version.matter = matters.ended(version.title, at=at)
    version.scheme, version.answers = LATEST, sealing.answers_on_its_day(version)
    text = sealing.text_of(version)
    version.digest = hashlib.sha256(text).hexdigest()
    version.signature, version.public_key = sign(sealing.PURPOSE, text)
    version.published_at = at
    version.save()


def _change_rows(version: ListVersion, changes: list[Change], day: date) -> None:
    codes = [change.code for change in changes]
    old = {row.code: row for row in queries.rows_of(version.kind).filter(in_force(day), code__in=codes)}
    rules.apply({code: {} for code in old}, changes)  # a change that does not fit is refused here
    queries.rows_of(version.kind).filter(pk__in=[row.pk for row in old.values()]).update(valid_to=day)
    fresh = {change.code: _row(version, change, old.get(change.code), day) for change in changes if change.act is not ChangeAct.REMOVE}
    queries.rows_of(version.kind).bulk_create(list(fresh.values()), batch_size=500)
    if version.kind.endswith("_DUTY"):
        _carry_over(version.kind.removesuffix("_DUTY"), changes, old, fresh, day)


def _row(version: ListVersion, change: Change, old: Any, day: date) -> Any:
    """A new row: the old one's columns (marks, order, amounts) with what changed."""
    model = queries.rows_of(version.kind).model
    kept = {column.attname: getattr(old, column.attname) for column in model._meta.concrete_fields if column.name != "id"} if old is not None else {}
    row = model(**kept | dict(change.values) | {"code": change.code, "valid_from": day, "valid_to": None, "sample": version.sample})
    if old is None and model is DutyItem:
        row.list_kind = row.unit_scope = version.kind.removesuffix("_DUTY")
        row.order = 9999
    assert all(hasattr(row, one.name) for one in FIELDS[version.kind])  # noqa: S101
    return row


def _carry_over(scope: str, changes: list[Change], old: dict[str, Any], fresh: dict[str, Any], day: date) -> None:
    """Which types an item answers for, and where, and who carries it, go on with its new row; a removed item takes them with it."""
    holds, keys = in_force(day), street_keys(day)
    duties = list(TypeDuty.objects.filter(holds, item__in=list(old.values())).select_related("item"))
    named = {code for change in changes for code in change.answers or ()}
    wanted: dict[tuple[int, int | None], str] = {}  # type and street (None: everywhere) -> code of the item that answers from `day` on
    places = {code: streets_kept if (streets_kept := keys_of(row.streets, keys)) is not None else (None,) for code, row in fresh.items()}
    answered = {change.code: change.answers for change in changes}
    for duty in duties:
        if duty.item.code in fresh and answered[duty.item.code] is None:
            wanted.update(dict.fromkeys(((duty.type_id, street) for street in places[duty.item.code]), duty.item.code))
    types = dict(EventType.objects.filter(code__in=named).values_list("code", "pk"))
    for change in changes:
        wanted.update(dict.fromkeys(((types[code], street) for code in change.answers or () for street in places[change.code]), change.code))
    stop(TypeDuty.objects.filter(holds, pk__in=[duty.pk for duty in duties]), day)
    rivals = TypeDuty.objects.filter(holds, type_id__in={key for key, _street in wanted}, unit_scope=scope).values_list("pk", "type_id", "street_id")
    stop(TypeDuty.objects.filter(pk__in=[pk for pk, key, street in rivals if (key, street) in wanted]), day)
    TypeDuty.objects.bulk_create(
        TypeDuty(type_id=key, street_id=street, item=fresh[code], unit_scope=scope, valid_from=day) for (key, street), code in wanted.items()
    )
    carriers = list(Carrier.objects.filter(holds, item__in=list(old.values())).select_related("item"))
    stop(Carrier.objects.filter(holds, pk__in=[carrier.pk for carrier in carriers]), day)
    for carrier in carriers:
        if carrier.item is not None and carrier.item.code in fresh:
            carrier.pk, carrier.item, carrier.valid_from, carrier.valid_to = None, fresh[carrier.item.code], day, None
            carrier.save(force_insert=True)


def stop(rows: QuerySet[Any], day: date) -> None:
    """The rows hold no longer from `day` on; those that would have begun that very day never held and go."""
    rows.filter(valid_from=day).delete()
    rows.update(valid_to=day)
