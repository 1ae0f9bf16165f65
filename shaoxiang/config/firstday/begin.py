"""Checks how the rows hang together, then writes everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.config.firstday.forms import DISTRICT, GRID, YES, Row, Trouble
from shaoxiang.institutions import rules
from shaoxiang.institutions.actions import ONE_TIME_HOLDS, changed, one_time_password
from shaoxiang.institutions.models import Account, Assignment, Body, Installation, Person, Post
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.places.models import Community, District, Grid, StreetUnit
from shaoxiang.places.vocabulary import CommunityKind, GridKind, GridLevel, StreetKind
from shaoxiang.whistles.actions import load_types

ADMINISTRATORS = {Role.SYSTEM_ADMIN: "system", Role.SECURITY_ADMIN: "security", Role.AUDIT_ADMIN: "audit", Role.CONFIG_ADMIN: "config"}
OFFICE = "FIRST-OFFICE"
STREETS, COMMUNITIES = {member.label: member for member in StreetKind}, {member.label: member for member in CommunityKind}
Rows = dict[str, list[Row]]


class AlreadyBegun(Exception):
    """The installation has begun before."""


@dataclass
class Begun:
    """What was made, and every one-time password: username -> password. They are held nowhere else."""

    passwords: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


# --- do the rows hang together? -------------------------------------------------------------------------------------


def check(rows: Rows) -> Iterator[Trouble]:
    """Codes twice, references to nothing, administrators mixed. Rows already well-shaped."""
    for form in ("places", "bodies", "posts"):
        yield from _twice(rows[form], "code", "代码")
    yield from _twice([row for row in rows["people"] if row["username"]], "username", "账号")
    for row in rows["people"]:
        if row["username"] in ADMINISTRATORS.values():
            yield Trouble("people", row.line, "账号", _("“%(value)s”留给第一批管理员：请换一个账号名。"), {"value": row["username"]})
    yield from _levels(rows["places"])
    codes = {form: {row["code"] for row in rows[form]} for form in ("places", "bodies", "posts")}
    streets = {row["code"] for row in rows["places"] if row["kind"] in STREETS}
    communities = {row["code"] for row in rows["places"] if row["kind"] in COMMUNITIES}
    grids = {row["code"] for row in rows["places"] if row["kind"] == GRID}
    wanted: tuple[tuple[str, str, str, set[str]], ...] = (
        ("bodies", "parent", "上级机构代码", codes["bodies"]), ("bodies", "unit", "所属单位代码", codes["bodies"]),
        ("bodies", "street", "镇街代码", streets), ("bodies", "community", "社区代码", communities),
        ("posts", "body", "机构代码", codes["bodies"]), ("posts", "community", "社区代码", communities), ("posts", "grids", "负责网格代码", grids),
        ("people", "post", "岗位代码", codes["posts"]),
    )
    for form, name, heading, known in wanted:
        for row in rows[form]:
            for value in row.words(name):
                if value not in known:
                    yield Trouble(form, row.line, heading, _("表里没有代码 %(value)s：请先在相应的表里填上它。"), {"value": value})
    for row in rows["posts"]:
        if rules.clash(_roles(row)):
            yield Trouble("posts", row.line, "角色", _("系统、安全、审计三个管理员角色不能给同一个岗位。"), {})


def _twice(rows: Sequence[Row], name: str, heading: str) -> Iterator[Trouble]:
    seen: dict[str, int] = {}
    for row in rows:
        if row[name] and seen.setdefault(row[name], row.line) != row.line:
            facts = {"value": row[name], "line": str(seen[row[name]])}
            yield Trouble(row.form, row.line, heading, _("%(value)s 与第 %(line)s 行重复。"), facts)


def _levels(rows: Sequence[Row]) -> Iterator[Trouble]:
    """A street under the district, a community under a street, a grid under a community."""
    rank = {DISTRICT: 0, **dict.fromkeys(STREETS, 1), **dict.fromkeys(COMMUNITIES, 2), GRID: 3}
    known = {row["code"]: rank.get(row["kind"], -1) for row in rows}
    for row in rows:
        mine = rank.get(row["kind"], 0)
        if mine and known.get(row["parent"]) != mine - 1:
            text = _("上级不对：街道乡镇的上级是区，社区村的上级是街道乡镇，网格的上级是社区村。")
            yield Trouble("places", row.line, "上级代码", text, {})


# --- writing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(rows: Rows, *, code: str, name: str, profile: str, at: datetime) -> Begun:
    """Everything or nothing. Raises AlreadyBegun."""
    if Installation.objects.exists():
        raise AlreadyBegun
    on = timezone.localtime(at).date()
    begun = Begun()
    installation = Installation.objects.create(district_code=code, name=name, profile=profile, seeded_at=at)
    places = _write_places(rows["places"], on)
    bodies = _write_bodies(rows["bodies"], places, on)
    posts = _write_posts(rows["posts"], bodies, places, on)
    for row in rows["people"]:
        person = Person.objects.create(name=row["name"], work_phone=row["work_phone"])
        Assignment.objects.create(person=person, post=posts[row["post"]], valid_from=on)
        if row["username"]:
            begun.passwords[row["username"]] = _open_account(row["username"], person, at)
    _write_administrators(name, on, at, begun)
    begun.counts = {form: len(rows[form]) for form in rows}
    facts = {**begun.counts, "accounts": len(begun.passwords)}
    record("config.begun", subject=("installation", installation.pk), actor=SYSTEM, at=at, facts=facts, new=True)
    load_types(at=at)
    changed()
    return begun


def _write_places(rows: Sequence[Row], on: date) -> dict[str, Any]:
    made: dict[str, Any] = {}
    order = (
        (lambda kind: kind == DISTRICT, lambda row: District(**_named(row, on))),
        (lambda kind: kind in STREETS, lambda row: StreetUnit(**_named(row, on), kind=STREETS[row["kind"]].value, district=made[row["parent"]])),
        (lambda kind: kind in COMMUNITIES,
         lambda row: Community(**_named(row, on), kind=COMMUNITIES[row["kind"]].value, street=made[row["parent"]])),
        (lambda kind: kind == GRID, lambda row: Grid(
            **_named(row, on), community=made[row["parent"]], level=_code(GridLevel, row["level"], GridLevel.SMALL),
            kind=_code(GridKind, row["special"], GridKind.ORDINARY))),
    )
    for wanted, build in order:
        for row in rows:
            if wanted(row["kind"]):
                made[row["code"]] = place = build(row)
                place.save()
    return made


def _named(row: Row, on: date) -> dict[str, Any]:
    return {"code": row["code"], "name": row["name"], "valid_from": on}


def _code(vocabulary: type[Vocabulary], label: str, default: Vocabulary) -> str:
    return next((str(member) for member in vocabulary if member.label == label), str(default))


def _write_bodies(rows: Sequence[Row], places: dict[str, Any], on: date) -> dict[str, Body]:
    made = {}
    for order, row in enumerate(rows):
        made[row["code"]] = Body.objects.create(
            code=row["code"], name=row["name"], short_name=row["short_name"], kind=_code(BodyKind, row["kind"], BodyKind.DEPARTMENT),
            street=places.get(row["street"]), community=places.get(row["community"]), phone=row["phone"], order=order, valid_from=on)
    for row in rows:
        body = made[row["code"]]
        body.parent, body.unit = made.get(row["parent"]), made.get(row["unit"], body)
        body.save(update_fields=["parent", "unit"])
    return made


def _roles(row: Row) -> list[str]:
    by_label = {role.label: role.value for role in Role}
    return sorted(by_label[word] for word in row.words("roles") if word in by_label)


def _write_posts(rows: Sequence[Row], bodies: dict[str, Body], places: dict[str, Any], on: date) -> dict[str, Post]:
    made = {}
    for order, row in enumerate(rows):
        post = Post.objects.create(
            code=row["code"], body=bodies[row["body"]], title=row["title"], roles=_roles(row), is_leader=row["is_leader"] == YES,
            answers=row["answers"] == YES, community=places.get(row["community"]), order=order, valid_from=on)
        post.grids.set([places[code] for code in row.words("grids")])
        made[row["code"]] = post
    return made


def _write_administrators(name: str, on: date, at: datetime, begun: Begun) -> None:
    """三员 and the business administrator: four people's seats, filled with names to be replaced on the first day."""
    office = Body.objects.create(code=OFFICE, name=f"{name}数据管理机构", kind=BodyKind.COMMAND_CENTER.value, valid_from=on)
    Body.objects.filter(pk=office.pk).update(unit=office)
    for role, username in ADMINISTRATORS.items():
        post = Post.objects.create(code=f"{OFFICE}-{username}", body=office, title=role.label, roles=[role.value], valid_from=on)
        person = Person.objects.create(name=role.label)
        Assignment.objects.create(person=person, post=post, valid_from=on)
        begun.passwords[username] = _open_account(username, person, at)


def _open_account(username: str, person: Person, at: datetime) -> str:
    password = one_time_password()
    account = Account.objects.create_account(username, password, person=person)
    Account.objects.filter(pk=account.pk).update(one_time_until=at + ONE_TIME_HOLDS)
    record("institutions.account_created", subject=("account", account.pk), actor=SYSTEM, at=at, facts={"person": person.pk}, new=True)
    return password


