"""机构图: the organisation on a day as a tree, drawn from dated rows. Nothing is kept: another day is another drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet

from shaoxiang.institutions.models import Assignment, Body, Plate, Post
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.institutions.queries.lines import stationed_with
from shaoxiang.institutions.queries.spans import as_on, that_day
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries.areas import AreaPlace

OFFICES, INSTITUTIONS = BodyKind.INTERNAL_OFFICE.value, BodyKind.AFFILIATED_INSTITUTION.value
SEATS = "seats_then"
NAMES_ONLY = 40  # a group of more is drawn as names, each leading to its page: no street has so many


class Shape(NamedTuple):
    """Offices and institutions of a unit (5, 1), and whether one of those counted is composed (示例)."""

    offices: int
    institutions: int
    composed: bool = False


@dataclass(slots=True)
class Node:
    """A body in the picture. `shape`: what a unit counts; `dashed`: it works here and belongs to another."""

    body: Body
    plates: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    shape: Shape | None = None
    dashed: bool = False
    area: AreaPlace | None = None
    opens: bool = False  # has a picture of its own


@dataclass(slots=True)
class Branch:
    """A group under the root. `code` names it on the page; `title` is a msgid."""

    code: str
    title: str
    nodes: list[Node]
    dashed: bool = False
    plain: bool = False  # many small ones: names only

    @property
    def composed(self) -> bool:
        """Is every one of them 示例? Then the group says so, once."""
        return all(node.body.sample for node in self.nodes)


@dataclass(slots=True)
class Chart:
    root: Node | None
    branches: list[Branch]


def district_chart(on: date) -> Chart:
    """区: its organs, departments and units; the units of the reform apart from the offices that manage the rest of the ground."""
    rows = as_on(
        Body.objects.filter(in_force(on), kind__in=[*UNITS, *(kind.value for kind in (
            BodyKind.DISTRICT_ORGAN, BodyKind.COMMAND_CENTER, BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY))]).select_related("street").order_by("order", "pk"),
        on,
    )
    root = next((row for row in rows if row.kind == BodyKind.DISTRICT_ORGAN.value and row.code == "QW"), None)
    shapes = _shapes(on)
    units = [Node(row, shape=shapes.get(row.pk, Shape(0, 0)), opens=True) for row in rows if row.kind in UNITS]
    organs = [row for row in rows if row.kind in (BodyKind.DISTRICT_ORGAN.value, BodyKind.COMMAND_CENTER.value) and row is not root]
    branches = [
        Branch("units", _("镇和街道"), [node for node in units if node.body.street is not None and node.body.street.reform_unit]),
        Branch("others", _("其他管理单位"), [node for node in units if node.body.street is None or not node.body.street.reform_unit]),
        Branch("organs", _("区级领导机关"), [Node(row, opens=True) for row in organs], plain=True),
        Branch("departments", _("区直部门"), [Node(row, opens=True) for row in rows if row.kind == BodyKind.DEPARTMENT.value], plain=True),
        Branch("utilities", _("公共服务企业"), [Node(row, opens=True) for row in rows if row.kind == BodyKind.PUBLIC_UTILITY.value], plain=True),
    ]
    return Chart(Node(root) if root else None, [branch for branch in branches if branch.nodes])


def unit_chart(unit: Body, on: date) -> Chart:
    """One unit: its leaders, offices, institutions with plates, posts with people, and who is stationed with it (dashed)."""
    _unit, *inside = as_on([unit, *Body.objects.filter(in_force(on)).filter(that_day(on, parent=unit)).order_by("order", "pk")], on)
    stationed = stationed_with(unit.street_id, on) if unit.kind in UNITS and unit.street_id is not None else []
    of_kind: dict[str, list[Body]] = defaultdict(list)
    for row in inside:
        of_kind[row.kind].append(row)
    plain = {kind for kind, rows in of_kind.items() if len(rows) > NAMES_ONLY} | {BodyKind.COMMUNITY_COMMITTEE.value}
    nodes = _with_people([unit, *(row for row in inside if row.kind not in plain), *(one.body for one in stationed)], on)
    branches = [Branch(kind.lower(), BodyKind.label_of(kind), [nodes.get(row.pk) or Node(row) for row in of_kind[kind]], plain=kind in plain)
                for kind in dict.fromkeys([OFFICES, INSTITUTIONS, *of_kind]) if of_kind[kind] and kind != BodyKind.COMMUNITY_COMMITTEE.value]
    here = [nodes[one.body.pk] for one in stationed]
    for node, one in zip(here, stationed, strict=True):
        node.dashed, node.area = True, one.area
    branches.append(Branch("stationed", _("派驻机构（由部门派出，在这里工作）"), here, dashed=True))
    communities = of_kind[BodyKind.COMMUNITY_COMMITTEE.value]
    branches.append(Branch("communities", BodyKind.COMMUNITY_COMMITTEE.label, [Node(row) for row in communities], plain=True))
    root = nodes[unit.pk]
    if unit.kind in UNITS:
        root.shape = _shape([*of_kind[OFFICES], *of_kind[INSTITUTIONS]])
    return Chart(root, [branch for branch in branches if branch.nodes])


def _shapes(on: date) -> dict[int, Shape]:
    """Unit -> what it counted that day."""
    inside: dict[int, list[Body]] = defaultdict(list)
    for row in as_on(Body.objects.filter(in_force(on), kind__in=[OFFICES, INSTITUTIONS]), on):
        if row.unit_id is not None:
            inside[row.unit_id].append(row)
    return {unit_id: _shape(rows) for unit_id, rows in inside.items()}


def _shape(rows: list[Body]) -> Shape:
    institutions = sum(row.kind == INSTITUTIONS for row in rows)
    return Shape(len(rows) - institutions, institutions, any(row.sample for row in rows))


def _with_people(bodies: Iterable[Body], on: date) -> dict[int, Node]:
    """The bodies by key, each with its plates, posts and who sat in them that day: three queries for the whole picture."""
    nodes = {body.pk: Node(body) for body in bodies}
    for plate in Plate.objects.filter(in_force(on), body_id__in=nodes).order_by("pk"):
        nodes[plate.body_id].plates.append(plate.title)
    for post in _posts(nodes, on):
        nodes[post.body_id].posts.append(post)
    return nodes


def _posts(body_ids: Iterable[int], on: date) -> QuerySet[Post]:
    seats = Prefetch("assignments", queryset=Assignment.objects.filter(in_force(on)).select_related("person").order_by("pk"), to_attr=SEATS)
    return Post.objects.filter(in_force(on), body_id__in=list(body_ids)).prefetch_related(seats).order_by("-is_leader", "-answers", "order", "pk")


def has_chart(body: Body) -> bool:
    """Units have a picture of their own; an office is drawn inside its unit's."""
    return body.unit_id in (None, body.pk)
