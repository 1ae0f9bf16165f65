"""机构变更: open, rename, move, plates, particulars, close. One act, one line in the change log, one journal entry (ADR 0031)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shaoxiang.institutions import rules
from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.actions.accounts import changed
from shaoxiang.institutions.actions.spans import place_under, write_spans
from shaoxiang.institutions.models import Body, BodyChange, Plate, Post
from shaoxiang.institutions.queries.holdings import Holding, held_by_bodies
from shaoxiang.institutions.queries.spans import spans_of, that_day
from shaoxiang.institutions.rules import OWN_UNIT, ChangeRefused, Decision
from shaoxiang.institutions.vocabulary import ChangeAct
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.models import Community

KINDS = {
    ChangeAct.OPEN: "institutions.body_open", ChangeAct.RENAME: "institutions.body_rename", ChangeAct.MOVE: "institutions.body_move",
    ChangeAct.PLATES: "institutions.body_plates", ChangeAct.ATTRIBUTES: "institutions.body_attributes", ChangeAct.CLOSE: "institutions.body_close",
    ChangeAct.POST_OPEN: "institutions.post_open", ChangeAct.POST_CHANGE: "institutions.post_change", ChangeAct.POST_CLOSE: "institutions.post_close",
    ChangeAct.SEAT: "institutions.seat", ChangeAct.UNSEAT: "institutions.unseat", ChangeAct.PERSON: "institutions.person",
}
PLAIN = ("phone", "address", "open_hours")  # as they are today; no day is asked for them
DATED = ("aliases", "agricultural")


class HeldRefused(ChangeRefused):
    """Something hangs on it still: `holdings` says what. It is about no field of the form: what must go first is listed above it."""

    def __init__(self, reason: str, holdings: list[Holding]) -> None:
        super().__init__("held", reason, n=sum(one.total for one in holdings))
        self.holdings = holdings


@transaction.atomic
def open_body(
    code: str, kind: str, name: str, *, decision: Decision, actor: Actor, at: datetime, parent_id: int | None = None, name_en: str = "", short_name: str = "",
    aliases: Iterable[str] = (), plates: Iterable[str] = (), agricultural: bool = False, phone: str = "", address: str = "", open_hours: str = "",
    community: str = "", sample: bool = False,
) -> BodyChange:
    """设立机构, from the day of the decision. Raises PermissionDenied, ChangeRefused."""
    require(actor, GRANTS["change_bodies"])
    rules.check_decision(decision)
    rules.check_code(code, Body.objects.filter(code=code).exists())
    parent = _parent(kind, None, parent_id, decision.on)
    _check_name(name, parent_id, decision.on)
    body = Body(
        code=code, kind=kind, name=name, name_en=name_en, short_name=short_name, aliases=list(aliases), parent=parent, agricultural=agricultural, phone=phone,
        address=address, open_hours=open_hours, valid_from=decision.on, sample=sample, revision=1, community=_community(community), order=90,
    )
    body.unit_id, body.street_id = place_under(body, parent)
    body.save()
    if body.unit_id is None:
        body.unit = body
        body.save(update_fields=["unit"])
    Plate.objects.bulk_create(Plate(body=body, title=title, valid_from=decision.on, sample=sample) for title in _titles(plates))
    shown = {"code": code, "kind": kind, "name": name, "name_en": name_en, "short_name": short_name, "aliases": list(aliases), "plates": _titles(plates),
             "parent": parent.code if parent else "", "agricultural": agricultural, "phone": phone, "address": address, "open_hours": open_hours,
             "community": community, "valid_from": decision.on.isoformat()}
    return note(body, ChangeAct.OPEN, {}, {field: value for field, value in shown.items() if value}, decision, actor, at, new=True)


@transaction.atomic
def rename_body(
    body_id: int, name: str, *, decision: Decision, revision: int, actor: Actor, at: datetime, name_en: str = "", short_name: str = "",
) -> BodyChange:
    """更名: the old name stays with the days before. Raises PermissionDenied, ChangeRefused, Body.DoesNotExist."""
    body = held(body_id, decision, revision, actor)
    values = {"name": name, "name_en": name_en, "short_name": short_name}
    before = rules.value_on(spans_of(body), decision.on)
    if all(before[field] == value for field, value in values.items()):
        raise ChangeRefused("name", _("名称和原来一样，没有要改的。"))
    if name != before["name"]:
        _check_name(name, before["parent_id"], decision.on, but=body.pk)
    write_spans(body, decision.on, values, timezone.localtime(at).date())
    return note(body, ChangeAct.RENAME, before, values, decision, actor, at)


@transaction.atomic
def move_body(body_id: int, parent_id: int | None, *, decision: Decision, revision: int, actor: Actor, at: datetime) -> BodyChange:
    """改隶属: under another parent, with everything inside it. To another unit only when nothing open names the old one.

    Raises PermissionDenied, ChangeRefused, HeldRefused, Body.DoesNotExist.
    """
    body, today = held(body_id, decision, revision, actor), timezone.localtime(at).date()
    rules.check_not_past(decision.on, today)
    was = rules.value_on(spans_of(body), decision.on)
    if was["parent_id"] == parent_id:
        raise ChangeRefused("parent", _("上级机构和原来一样，没有要改的。"))
    parent = _parent(body.kind, body.pk, parent_id, decision.on)
    _check_name(str(was["name"]), parent_id, decision.on, but=body.pk, field="parent")
    unit, street = place_under(body, parent)
    inside = _inside(body, was["unit_id"], decision.on)
    if unit != was["unit_id"]:
        open_rows = held_by_bodies([body.pk, *(one.pk for one in inside)], decision.on, actor, names_unit=True)
        if open_rows:
            raise HeldRefused(_("还有 %(n)s 件没办完的事记在原单位名下：先办完或转走，再改到另一个单位。"), open_rows)
    write_spans(body, decision.on, {"parent_id": parent_id, "unit_id": unit, "street_id": street}, today)
    for one in inside:
        write_spans(one, decision.on, {"unit_id": unit, "street_id": street if one.kind in rules.ON_THE_GROUND_OF_ITS_PARENT else one.street_id}, today)
    before = {"parent": _code(was["parent_id"]), "unit": _code(was["unit_id"])}
    after: dict[str, Any] = {"parent": parent.code if parent else "", "unit": _code(unit)}
    made = note(body, ChangeAct.MOVE, before, after | ({"inside": [one.code for one in inside]} if inside else {}), decision, actor, at)
    _went_along(inside, made)
    return made


def _went_along(inside: list[Body], change: BodyChange) -> None:
    """A line in the log of each that moved with its parent to another unit; the journal has the one act."""
    if "unit" not in change.after:  # a body that stays of its own unit takes nobody along
        return
    Body.objects.filter(pk__in=[one.pk for one in inside]).update(revision=F("revision") + 1)
    units = {side: {"unit": values["unit"]} for side, values in (("before", change.before), ("after", change.after))}
    BodyChange.objects.bulk_create(BodyChange(
        body=one, act=change.act, on=change.on, document=change.document, message=change.message, at=change.at, by=change.by, sample=one.sample, **units,
    ) for one in inside)


@transaction.atomic
def change_plates(body_id: int, titles: Iterable[str], *, decision: Decision, revision: int, actor: Actor, at: datetime) -> BodyChange:
    """改挂牌: these and no others, from the day on. Raises PermissionDenied, ChangeRefused, Body.DoesNotExist."""
    body, wanted = held(body_id, decision, revision, actor), _titles(titles)
    on = decision.on
    now = list(Plate.objects.filter(in_force(on), body=body).order_by("pk"))
    before = [plate.title for plate in now]
    if sorted(before) == sorted(wanted):
        raise ChangeRefused("plates", _("挂牌和原来一样，没有要改的。"))
    later = Plate.objects.filter(body=body, valid_from__gt=on).order_by("valid_from").first()
    if later is not None:
        raise ChangeRefused("on", _("%(day)s 起的挂牌已经登记过，请选这一天或以后。"), day=later.valid_from.isoformat())
    for plate in now:
        if plate.title not in wanted:
            if plate.valid_from == on:
                raise ChangeRefused("on", _("“%(title)s”正是这一天挂的，请选晚一天的日子摘牌。"), title=plate.title)
            plate.valid_to = on
            plate.save(update_fields=["valid_to"])
    fresh = [title for title in wanted if title not in before]
    Plate.objects.bulk_create(Plate(body=body, title=title, valid_from=on, valid_to=body.valid_to, sample=body.sample) for title in fresh)
    return note(body, ChangeAct.PLATES, {"plates": before}, {"plates": wanted}, decision, actor, at)


@transaction.atomic
def change_attributes(body_id: int, values: Mapping[str, Any], *, decision: Decision, revision: int, actor: Actor, at: datetime) -> BodyChange:
    """改资料: aliases and 涉农 from the day on; telephone, address and hours as they are now. Only what is given. Raises as `rename_body`."""
    body = held(body_id, decision, revision, actor, needs_document=False)
    then = rules.value_on(spans_of(body), decision.on)
    before = {field: then[field] if field in DATED else getattr(body, field) for field in values}
    changes = {field: value for field, value in values.items() if before[field] != value}
    if not changes:
        raise ChangeRefused("", _("和原来一样，没有要改的。"))
    plain = {field: value for field, value in changes.items() if field in PLAIN}
    if dated := {field: value for field, value in changes.items() if field in DATED}:
        write_spans(body, decision.on, dated, timezone.localtime(at).date())
    for field, value in plain.items():
        setattr(body, field, value)
    body.save(update_fields=[*plain]) if plain else None
    return note(body, ChangeAct.ATTRIBUTES, before, changes, decision, actor, at)


@transaction.atomic
def close_body(body_id: int, *, decision: Decision, revision: int, actor: Actor, at: datetime) -> BodyChange:
    """撤销: refused while anything hangs on it; its empty posts and its plates end with it. Raises as `move_body`."""
    body = held(body_id, decision, revision, actor)
    rules.check_closing(body.valid_from, body.valid_to, decision.on, timezone.localtime(at).date())
    holdings = held_by_bodies([body.pk], decision.on, actor)
    if holdings:
        raise HeldRefused(_("还有 %(n)s 项挂在这个机构名下，现在不能撤销：请按下面的办法逐项移交。"), holdings)
    later = body.spans.filter(valid_from__gte=decision.on).order_by("valid_from").first()
    if later is not None:
        raise ChangeRefused("on", _("已经登记它从 %(day)s 起变更，撤销要在这之后的一天。"), day=later.valid_from.isoformat())
    posts = list(Post.objects.filter(body=body).exclude(valid_to__lte=decision.on).order_by("order", "pk"))
    if any(post.valid_from >= decision.on for post in posts):
        raise ChangeRefused("on", _("有岗位要到撤销那天或以后才设，请先撤岗位。"))
    for row in (*posts, *Plate.objects.filter(body=body, valid_from__lt=decision.on).exclude(valid_to__lte=decision.on)):
        row.valid_to = decision.on
        row.save(update_fields=["valid_to"])
    body.spans.filter(valid_to__isnull=True).update(valid_to=decision.on)
    body.valid_to = decision.on
    body.save(update_fields=["valid_to"])
    after: dict[str, Any] = {"valid_to": decision.on.isoformat(), **({"posts": [post.title for post in posts]} if posts else {})}
    return note(body, ChangeAct.CLOSE, {}, after, decision, actor, at)


# -- what all of them share

def held(body_id: int, decision: Decision, revision: int, actor: Actor, *, needs_document: bool = True) -> Body:
    """Locked, and nobody was faster. Raises PermissionDenied, ChangeRefused, Body.DoesNotExist."""
    require(actor, GRANTS["change_bodies"])
    body = Body.objects.select_for_update().get(pk=body_id)
    rules.check_revision(revision, body.revision)
    rules.check_decision(decision, needs_document=needs_document)
    return body


def note(
    body: Body, act: ChangeAct, before: Mapping[str, Any], after: Mapping[str, Any], decision: Decision, actor: Actor, at: datetime, *,
    post: Post | None = None, new: bool = False,
) -> BodyChange:
    """The line in the change log and the entry in the journal, which holds no words. Raises ChangeRefused (a day too far, or over and on no paper)."""
    rules.check_reach(decision.on, timezone.localtime(at).date())
    if act in (ChangeAct.RENAME, ChangeAct.PLATES):
        rules.check_looked_back(decision.on, timezone.localtime(at).date(), decision.document)
    owner = post if post is not None else body
    after = {field: value for field, value in after.items() if field == "person" or field not in before or before[field] != value}
    if not new:
        owner.revision += 1
        owner.save(update_fields=["revision"])
    change = BodyChange.objects.create(
        body=body, post=post, act=act.value, on=decision.on, document=decision.document.strip(), message=decision.message.strip(), at=at,
        before={field: before.get(field) for field in after if field in before}, after=dict(after), by=actor.assignment_id, sample=owner.sample,
    )
    record(KINDS[act], subject=("post", post.pk) if post is not None else ("body", body.pk), actor=actor, at=at, facts={
        "change": change.pk, "on": decision.on.isoformat(), "fields": sorted(after), "message_sha256": digest(change.message),
        "document_sha256": digest(change.document),
    })
    changed()
    return change


def _parent(kind: str, body_id: int | None, parent_id: int | None, on: date) -> Body | None:
    parent = Body.objects.filter(pk=parent_id).first() if parent_id is not None else None
    holds = parent is not None and parent.valid_from <= on and (parent.valid_to is None or on < parent.valid_to)
    rules.check_parent(kind, body_id, parent_id, _above(parent), holds)
    return parent


def _above(body: Body | None) -> list[int]:
    found: list[int] = []
    while body is not None and body.pk not in found:
        found.append(body.pk)
        body = body.parent
    return found


def _inside(body: Body, unit_id: Any, on: date) -> list[Body]:
    """What stands under it and belongs to the same unit: it moves along. A body that is a unit takes nobody with it."""
    if body.kind in OWN_UNIT:
        return []
    found, layer = list[Body](), [body.pk]
    while layer:
        rows = list(Body.objects.filter(that_day(on, parent_id__in=layer), unit_id=unit_id).exclude(pk__in=[body.pk, *(one.pk for one in found)]))
        found, layer = [*found, *rows], [row.pk for row in rows]
    return found


def _check_name(name: str, parent_id: Any, on: date, *, but: int | None = None, field: str = "name") -> None:
    beside = Body.objects.filter(in_force(on)).filter(that_day(on, parent_id=parent_id, name=name)).exclude(pk=but or 0)
    rules.check_name(name, taken=beside.exists(), field=field)


def _community(code: str) -> Community | None:
    if not code:
        return None
    found = Community.objects.filter(code=code).first()
    if found is None:
        raise ChangeRefused("community", _("没有这个社区代码，请照区划网格里的代码写。"))
    return found


def _titles(plates: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(title.strip()[:60] for title in plates if title.strip()))


def _code(body_id: Any) -> str:
    return Body.objects.filter(pk=body_id).values_list("code", flat=True).first() or ""
