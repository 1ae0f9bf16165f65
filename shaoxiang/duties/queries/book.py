"""Reads of the lists: the compiled book of a day, and answers drawn from it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from shaoxiang.duties import rules
from shaoxiang.duties.models import (
    BookVersion,
    Carrier,
    DispatchCatalogueEntry,
    DutyItem,
    EmpoweredMatter,
    EventType,
    ListVersion,
    TypeDuty,
    TypeEnd,
    TypeLimit,
    TypeWord,
)
from shaoxiang.duties.queries.powers import power_lines
from shaoxiang.duties.queries.streets import keys_of, street_keys
from shaoxiang.duties.rules import Assignment, BodyLine, CatalogueLine, DutyBook, DutyLine, LimitLine, PlaceRef, StreetLine, Target, TypeLine
from shaoxiang.duties.vocabulary import DeploymentMode, VersionStatus
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries.areas import areas_of_bodies
from shaoxiang.institutions.queries.spans import all_names, as_on
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.held import Held, Watch
from shaoxiang.places.models import Community, Grid, StreetUnit

UNITS_OF_PLACES = (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)
OFFICES = (BodyKind.INTERNAL_OFFICE.value, BodyKind.AFFILIATED_INSTITUTION.value)
DEPARTMENTS = (BodyKind.DEPARTMENT.value, BodyKind.DISTRICT_ORGAN.value)


DAYS_KEPT = 8


def duty_book(on: date | None = None) -> DutyBook:
    """The lists in force on a day (today in Asia/Shanghai): compiled once per process, again within seconds of a change."""
    return _books.get(on or timezone.localdate())


def forget_books() -> None:
    """Look at the version row at the next question (after a change in this process, and between tests)."""
    _books.forget()


def current_version() -> str:
    """Changes with every change of the lists, the bodies, the posts or the places."""
    return BookVersion.objects.filter(pk=1).values_list("token", flat=True).first() or "-"


def replay(type_code: str | None, place: PlaceRef, on: date) -> Assignment:
    """Who would have answered on that day, by the lists of that day (回放)."""
    return rules.route(type_code, place, on, duty_book(on))


def type_limits(type_code: str, on: date | None = None) -> tuple[LimitLine, ...]:
    """The steps of a type and their times; empty for an unknown type."""
    line = duty_book(on).types.get(type_code)
    return line.limits if line else ()


def cited_item_exists(cited_list: str, item: str, on: date | None = None) -> bool:
    """Does an objection cite an item in force? `cited_list`: DUTY_LIST, DISPATCH_CATALOGUE (its number) or EMPOWERED_MATTERS."""
    holds = in_force(on or timezone.localdate())
    if cited_list == "DUTY_LIST":
        return DutyItem.objects.filter(holds, code=item).exists()
    if cited_list == "EMPOWERED_MATTERS":
        return EmpoweredMatter.objects.filter(holds, code=item).exists()
    return item.isdecimal() and DispatchCatalogueEntry.objects.filter(holds, pk=int(item)).exists()


def compile_book(on: date, version: str = "") -> DutyBook:
    """Read every list in force on a day into one immutable book."""
    holds = in_force(on)
    bodies = _bodies(on)
    by_name = department_names(on)
    types = _types(on)
    streets, desk = _streets(on, bodies)
    stationed, parts, transferred, whistle = _carriers(on)
    duties, own = _duties(on, by_name, {line.name: line.name_en for line in streets.values()})
    powers = power_lines(on, [street.unit_id for street in streets.values()], by_name)
    communities = {
        key: (name, name_en) for key, name, name_en in Community.objects.filter(holds).values_list("pk", "name", "name_en")
    }
    words: dict[str, list[tuple[str, int]]] = {}
    for word, code, weight in TypeWord.objects.filter(holds, in_force(on, "type__")).values_list("word", "type__code", "weight"):
        if code not in types or types[code].ended:
            continue
        words.setdefault(word.lower(), []).append((code, weight))
    return DutyBook(
        on=on, version=version, types=types, duties=duties, own=own, catalogue=_catalogue(on), bodies=bodies, streets=streets,
        stationed=stationed, parts=parts, transferred=transferred, whistle=whistle, powers=powers,
        enforcers={street_id: body_id for (_code, street_id), body_id in transferred.items() if street_id is not None},
        grids=_grids(on, bodies), communities=communities,
        district_desk=desk, words={word: tuple(lines) for word, lines in words.items()},
    )


def _types(on: date) -> dict[str, TypeLine]:
    limits: dict[int, list[LimitLine]] = {}
    for type_id, step, amount, unit, closes in (
        TypeLimit.objects.filter(in_force(on)).order_by("type_id", "pk").values_list("type_id", "step", "amount", "unit", "closes")
    ):
        limits.setdefault(type_id, []).append(LimitLine(step, amount, unit, closes))
    ends = TypeEnd.objects.filter(in_force(on), type=OuterRef("pk"))
    known = EventType.objects.filter(in_force(on)).annotate(ended=Subquery(ends.values("valid_from")[:1]), instead=Subquery(ends.values("successor__code")[:1]))
    return {
        row.code: TypeLine(
            row.code, row.name, row.name_en, row.class_code, row.class_name, row.class_name_en, row.grid_settles, row.danger,
            tuple(row.emergency_numbers), tuple(limits.get(row.pk, ())), row.needs_photo, row.photo_reason,
            row.ended.isoformat() if row.ended else "", row.instead or "",
        )
        for row in known
    }


def _bodies(on: date) -> dict[int, BodyLine]:
    """Every body in force with its answering post (a street itself answers by its desk)."""
    answering: dict[int, tuple[int, str, str]] = {}
    for body_id, post_id, title, title_en in (
        Post.objects.filter(in_force(on), answers=True).order_by("-order", "-pk").values_list("body_id", "pk", "title", "title_en")
    ):
        answering[body_id] = (post_id, title, title_en)
    found: dict[int, BodyLine] = {}
    for row in as_on(Body.objects.filter(in_force(on)), on):
        post = answering.get(row.pk)
        found[row.pk] = BodyLine(
            row.pk, row.unit_id or row.pk, row.name, row.name_en, post and post[0], post[1] if post else "", row.kind in DEPARTMENTS, post[2] if post else "",
        )
    return found


def department_names(on: date) -> dict[str, int]:
    """Every name a department goes by on the lists -> its id."""
    found: dict[str, int] = {}
    kinds = [*DEPARTMENTS, BodyKind.COMMAND_CENTER.value, BodyKind.PUBLIC_UTILITY.value]
    rows = as_on(Body.objects.filter(in_force(on), kind__in=kinds).order_by("pk"), on)
    known = all_names(row.pk for row in rows)
    for labels in ((lambda row: (row.name, row.short_name, *row.aliases)), (lambda row: known[row.pk])):
        for row in rows:
            for label in labels(row):
                if label:
                    found.setdefault(label, row.pk)
    return found


def _duties(
    on: date, by_name: dict[str, int], english: dict[str, str],
) -> tuple[dict[tuple[str, str], DutyLine], dict[tuple[str, int], DutyLine]]:
    """By type and scope, and by type and street for items that are for some streets.

    With the number of their list's version, read in one statement: a version published meanwhile is seen whole or not at all.
    """
    then = ListVersion.objects.filter(status=VersionStatus.PUBLISHED.value, kind=Concat(OuterRef("item__list_kind"), Value("_DUTY")), effective_from__lte=on)
    rows = TypeDuty.objects.filter(in_force(on), in_force(on, "item__"), in_force(on, "type__")).select_related("item", "type").annotate(
        version=Subquery(then.order_by("-effective_from").values("number")[:1]))
    keys = street_keys(on)
    found: dict[tuple[str, str], DutyLine] = {}
    own: dict[tuple[str, int], DutyLine] = {}
    for row in rows.order_by("pk"):
        item: DutyItem = row.item
        line = DutyLine(
            item.code, item.list_kind, item.title, item.title_en, item.office_name, item.role,
            tuple(by_name[name] for name in item.departments if name in by_name), item.basis, item.valid_from.isoformat(),
            row.version or 0, item.part, item.department_duty, item.street_duty, item.carried_how, keys_of(item.streets, keys), "、".join(item.streets),
            ", ".join(english.get(name) or name for name in item.streets),
        )
        if row.street_id is None:
            found[row.type.code, row.unit_scope] = line
        else:
            own[row.type.code, row.street_id] = line
    return found, own


def _catalogue(on: date) -> dict[tuple[str, int | None], CatalogueLine]:
    rows = DispatchCatalogueEntry.objects.filter(in_force(on)).select_related("type").prefetch_related("cooperating").order_by("valid_from", "pk")
    return {
        (row.type.code, row.street_id): CatalogueLine(
            row.pk, row.lead_id, tuple(body.pk for body in row.cooperating.all()), row.source_code, row.source_reference,
            row.stands_on,
        )
        for row in rows
    }


def _streets(on: date, bodies: dict[int, BodyLine]) -> tuple[dict[int, StreetLine], Target]:
    offices: dict[int, dict[str, int]] = {}
    named = as_on(Body.objects.filter(in_force(on), kind__in=OFFICES).order_by("pk"), on)
    known = all_names(row.pk for row in named)
    for row in named:
        offices.setdefault(row.unit_id or 0, {})[row.name] = row.pk
    for row in named:  # a list that was published before a change of name says the old one until its next version
        for name in known[row.pk]:
            offices[row.unit_id or 0].setdefault(name, row.pk)
    desks = _desks(on)
    found = {
        body.street_id: StreetLine(body.street_id, body.street.name, body.street.name_en, body.pk, offices.get(body.pk, {}), desks.get(body.pk),
                                   body.kind == BodyKind.TOWN_GOVERNMENT.value)
        for body in as_on(Body.objects.filter(in_force(on), kind__in=UNITS_OF_PLACES).select_related("street"), on)
        if body.street_id is not None and body.street is not None
    }
    center = Body.objects.filter(in_force(on), kind=BodyKind.COMMAND_CENTER.value).first()
    if center is None:
        return found, Target(0)
    return found, desks.get(center.pk) or Target(center.pk)


def _desks(on: date) -> dict[int, Target]:
    """Unit -> where its desk sits: the first post there with the desk role."""
    found: dict[int, Target] = {}
    wanted = {Role.STREET_DESK.value, Role.DISTRICT_DESK.value}
    rows = Post.objects.filter(in_force(on)).order_by("order", "pk").values_list("pk", "body_id", "body__unit_id", "roles")
    for post_id, body_id, unit_id, roles in rows:
        if not wanted.isdisjoint(roles):
            unit = unit_id or body_id
            found.setdefault(unit, Target(unit, None if body_id == unit else body_id, post_id))
    return found


Stationed = dict[tuple[int, int | None], int]


def _carriers(on: date) -> tuple[Stationed, dict[tuple[int, int], int], dict[tuple[str, int | None], int], dict[int, int]]:
    """(department, street) -> unit, (department, community) -> unit for parts of a street, transferred bureaus, teams."""
    stationed: Stationed = {}
    parts: dict[tuple[int, int], int] = {}
    transferred: dict[tuple[str, int | None], int] = {}
    whistle: dict[int, int] = {}
    rows = list(Carrier.objects.filter(in_force(on)).select_related("item", "type", "body").order_by("-pk"))
    areas = areas_of_bodies(on, {row.body_id for row in rows if row.mode == DeploymentMode.AREA_STATIONED.value})
    for row in rows:
        if row.mode == DeploymentMode.FULL_TRANSFER.value:
            named = row.type.code if row.type else row.item.code if row.item else None
            if named:
                transferred[named, row.street_id] = row.body_id
        elif row.department_id is not None and row.mode == DeploymentMode.AREA_STATIONED.value:
            area = areas.get(row.body_id)
            own = () if row.street_id is None and row.body.area_id is not None else (row.street_id,)  # an area of another time is not "everywhere"
            for street_id in area.whole if area else own:
                stationed[row.department_id, street_id] = row.body_id
            for community_id in frozenset().union(*area.parts.values()) if area else ():
                parts[row.department_id, community_id] = row.body_id
        elif row.department_id is not None:
            whistle[row.department_id] = row.body_id
    return stationed, parts, transferred, whistle


def _grids(on: date, bodies: dict[int, BodyLine]) -> dict[int, tuple[BodyLine, str, str]]:
    """Grid -> its worker's post (as a body line of the community committee) and the grid's names."""
    names: dict[int, tuple[str, str]] = {
        key: (name, name_en) for key, name, name_en in Grid.objects.filter(in_force(on)).values_list("pk", "name", "name_en")
    }
    found: dict[int, tuple[BodyLine, str, str]] = {}
    links: Any = Post.grids.through.objects.filter(in_force(on, "post__")).order_by("-post__order", "-post_id").values_list(
        "grid_id", "post_id", "post__title", "post__title_en", "post__body_id", "post__roles"
    )
    for grid_id, post_id, title, title_en, body_id, roles in links:
        if Role.GRID_WORKER.value not in roles or grid_id not in names or body_id not in bodies:
            continue
        body = bodies[body_id]
        found[grid_id] = (BodyLine(body.id, body.unit_id, body.name, body.name_en, post_id, title, post_title_en=title_en), *names[grid_id])
    return found


def find_place(grid: Grid | None = None, community: Community | None = None, street: StreetUnit | None = None) -> PlaceRef:
    """The place of a case as `route` wants it, from whichever level is known."""
    community = community or (grid.community if grid else None)
    street = street or (community.street if community else None)
    if street is None:
        return PlaceRef()
    return PlaceRef(street.pk, street.kind, community.pk if community else None, grid.pk if grid else None)


watch = Watch(current_version)  # whatever else is read from the lists and held goes by it too
_books: Held[date, DutyBook] = Held(watch, lambda on: compile_book(on, watch.token()), kept=DAYS_KEPT)
