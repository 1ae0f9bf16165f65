"""手上有什么: what hangs on a body or a post, asked of a registry (ADR 0031). Closing waits until nothing does; every change shows it beforehand.

    register_holding("cases", _("在办事件"), bodies=lambda ids, on: Case.objects.filter(...), words=…, cure=_("请先改派…"))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from shaoxiang.institutions.models import Assignment, Body, Handover, Post
from shaoxiang.institutions.vocabulary import HandoverStatus
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _

Ids = Collection[int]
Rows = Callable[[Ids, date], "QuerySet[Any]"]
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Source:
    """Where things that hang on bodies or posts are found. `label` and `cure` are msgids.

    `words` and `link` speak for one row; `link` is (URL name, argument or None), followed only by whom `seen` lets: rows outside one's scope stay closed.
    `names_unit`: the rows name the unit too, so they must be done before their office goes to another unit.
    """

    code: str
    label: str
    cure: str
    words: Callable[[Any], str]
    bodies: Rows | None = None
    posts: Rows | None = None
    link: Callable[[Any], tuple[str, object] | None] | None = None
    seen: Callable[[Actor], QuerySet[Any]] | None = None
    names_unit: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing held: how many, and the first of them. `orders`: what is to be done with it now, where that is not its cure."""

    source: Source
    total: int
    lines: list[Line]
    orders: str = ""

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


_sources: dict[str, Source] = {}


def register_holding(code: str, label: str, words: Callable[[Any], str], *, cure: str, **more: Any) -> None:
    """A room says what it keeps by body or post; registered again, it takes the place of the former. See `Source`."""
    _sources[code] = Source(code, label, cure, words, **more)


def register_matters(code: str, label: str, kind: MatterKind, *, cure: str, route: str, seen: Callable[[Actor], QuerySet[Any]]) -> None:
    """Open matters of a kind, by the unit and the office that answer for them; `seen`: the room's rows, whose key is the matter's."""
    register_holding(
        code, label, lambda matter: matter.number, cure=cure, names_unit=True, link=lambda matter: (route, matter.number),
        bodies=lambda ids, on: Matter.objects.filter(kind=kind.value, closed_at__isnull=True).filter(of_bodies(ids)).order_by("pk"),
        seen=lambda actor: Matter.objects.filter(pk__in=seen(actor).values("pk")),
    )


def sources() -> list[Source]:
    return list(_sources.values())


def held_by_bodies(ids: Iterable[int], on: date, actor: Actor | None = None, *, names_unit: bool = False) -> list[Holding]:
    """What hangs on these bodies from that day on; with an actor, the rows he may open are links."""
    keys = frozenset(ids)
    return _found(((source, source.bodies(keys, on)) for source in _sources.values()
                   if source.bodies is not None and (source.names_unit or not names_unit)), actor)


def held_by_posts(ids: Iterable[int], on: date, actor: Actor | None = None) -> list[Holding]:
    keys = frozenset(ids)
    return _found(((source, source.posts(keys, on)) for source in _sources.values() if source.posts is not None), actor)


def _found(asked: Iterable[tuple[Source, QuerySet[Any]]], actor: Actor | None) -> list[Holding]:
    found = []
    for source, rows in asked:
        first = list(rows[:SHOWN])
        if first:
            total = len(first) if len(first) < SHOWN else rows.count()
            open_to_him = _open_to(source, first, actor)
            found.append(Holding(source, total, [Line(source.words(row), _url(source, row) if row.pk in open_to_him else "") for row in first]))
    return found


def _open_to(source: Source, rows: list[Any], actor: Actor | None) -> set[Any]:
    if source.link is None or actor is None:
        return set()
    keys = {row.pk for row in rows}
    return keys if source.seen is None else set(source.seen(actor).filter(pk__in=keys).values_list("pk", flat=True))


def _url(source: Source, row: Any) -> str:
    found = source.link(row) if source.link is not None else None
    try:
        return reverse(found[0], args=[found[1]] if found[1] is not None else []) if found is not None else ""
    except NoReverseMatch:
        return ""


# -- what this room and the kernel keep

def still_holds(on: date, prefix: str = "") -> Q:
    """Rows that still hold on that day or begin later."""
    return Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})


def of_bodies(ids: Ids) -> Q:
    return Q(office_id__in=ids) | Q(unit_id__in=ids)


def _seats(on: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(still_holds(on)).select_related("person", "post").order_by("pk")


def _rows() -> QuerySet[DeskRow]:
    return DeskRow.objects.filter(OPEN).order_by("pk")


def _matter_words(row: DeskRow) -> str:
    """Kind and number of the matter; titles stay with those who may read them."""
    matter = Matter.objects.filter(pk=row.matter_id).only("kind", "number").first()
    return f"{matter.number} {gettext(MatterKind.label_of(matter.kind))}" if matter is not None else f"#{row.matter_id}"


register_holding(
    "children", _("下级机构"), lambda row: row.shown_name, cure=_("请先把下级机构改到别的上级，或先撤销它们。"),
    bodies=lambda ids, on: Body.objects.filter(still_holds(on), parent_id__in=ids).order_by("order", "pk"), link=lambda row: ("institutions:body", row.code),
)
register_holding(
    "people", _("在岗的人"), lambda row: f"{row.person.shown_name} · {row.post.shown_title}", cure=_("请先办交接，或登记离任。"),
    bodies=lambda ids, on: _seats(on).filter(still_holds(on, "post__"), post__body_id__in=ids), posts=lambda ids, on: _seats(on).filter(post_id__in=ids),
    link=lambda row: ("institutions:post", row.post_id),
)
_RUNNING = [HandoverStatus.OPEN.value, HandoverStatus.PASSED.value]
register_holding(
    "handovers", _("正在办的交接"), lambda row: f"{row.leaving.person.shown_name} → {row.successor.shown_name}", cure=_("请先办完交接，或取消它。"),
    bodies=lambda ids, on: Handover.objects.filter(post__body_id__in=ids, status__in=_RUNNING).select_related("leaving__person", "leaving__post", "successor"),
    posts=lambda ids, on: Handover.objects.filter(post_id__in=ids, status__in=_RUNNING).select_related("leaving__person", "leaving__post", "successor"),
)
register_holding(
    "desk", _("没办完的待办"), _matter_words, cure=_("请先办完，或转给接手的机构。"), names_unit=True,
    bodies=lambda ids, on: _rows().filter(of_bodies(ids) | Q(post_id__in=Post.objects.filter(body_id__in=ids).values("pk"))),
    posts=lambda ids, on: _rows().filter(post_id__in=ids),
)
register_holding(
    "keys", _("接口密钥"), lambda row: f"{row.name} {row.prefix}…", cure=_("请系统管理员停用密钥，或另发一把。"),
    bodies=lambda ids, on: ApiKey.objects.filter(body_id__in=ids, revoked_at__isnull=True).order_by("pk"),
    posts=lambda ids, on: ApiKey.objects.filter(post_id__in=ids, revoked_at__isnull=True).order_by("pk"),
)
