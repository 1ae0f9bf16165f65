"""职责落实表导入: which post carries which duty, a whole unit in one sheet. What the sheet does not name stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.determinations import access
from shaoxiang.determinations.actions.naming import name_duties
from shaoxiang.determinations.queries.naming import OfficeDuties, unit_duties
from shaoxiang.determinations.rules import DeterminationRefused, Naming
from shaoxiang.determinations.vocabulary import Share
from shaoxiang.institutions.models import Body, Post
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.exchange.reading import Heading, Row, RowError
from shaoxiang.kernel.sheets.cells import each_line, every, told, twice, word_in
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.asked import said

HEADINGS = (
    Heading("office", (_("机构"), "承办机构", "科室", "Office"), required=False), Heading("item", (_("职责编号"), "编号", "Duty code")),
    Heading("title", (_("职责"), "职责事项", "Duty"), required=False), Heading("post", (_("岗位代码"), "岗位", "Post")),
    Heading("share", (_("分工"), "主办或协办", "Share")), Heading("people", (_("在岗的人"), "People"), required=False),
)


class Duty(NamedTuple):
    page: OfficeDuties
    list_kind: str


@dataclass(slots=True)
class Said:
    """What the lines say of one office: of which duties, who carries them, and the first line of each duty."""

    named: set[Naming] = field(default_factory=set)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NamedDuty:
    """A duty that changes hands: who carries it afterwards (post title, share)."""

    office: Body
    item: str
    title: str
    carriers: tuple[tuple[str, Share], ...]


def offices_kept_by(unit: Body, actor: Actor, at: datetime) -> list[OfficeDuties]:
    """Offices of the unit whose duties this actor names."""
    pages = unit_duties(unit, timezone.localtime(at).date())
    return [page for page in pages if allowed(actor, access.GRANTS["name_duties"], page.office)]


def import_naming(unit: Body, rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """Duties the sheet names are carried by the posts it names, others as before. `made`: NamedDuty. Raises PermissionDenied."""
    pages = offices_kept_by(unit, actor, at)
    duties = {row.item.code: Duty(page, row.item.list_kind) for page in pages for row in page.rows}
    posts = {post.code: post for page in pages for post in page.posts}
    said_of: dict[int, Said] = defaultdict(Said)
    _made, errors = each_line(rows, lambda row: _read(row, duties, posts, said_of))
    errors = [*twice(rows, "item", lambda row: (row.text("item"), row.text("post"))), *errors]
    made = [] if errors else [one for page in pages if page.office.pk in said_of for one in _named(page, said_of[page.office.pk], errors, actor, at)]
    return Taken(len(rows), made, errors)


def _read(row: Row, duties: dict[str, Duty], posts: dict[str, Post], said_of: dict[int, Said]) -> None:
    read = every({"duty": partial(_duty, row, duties), "post": partial(_post, row, posts)})
    share = word_in(row, "share", Share, needed=read["post"] is not None)
    (page, list_kind), code = read["duty"], row.text("item").upper()
    found = said_of[page.office.pk]
    found.rows.setdefault((list_kind, code), row)
    if read["post"] is not None:
        if read["post"].body_id != page.office.pk:
            facts = {"office": page.office.shown_name}
            raise row.error("post", gettext("这个岗位不在承办这项职责的%(office)s。") % facts, gettext("请写那个机构的岗位代码。"))
        found.named.add(Naming(read["post"].pk, list_kind, code, Share(share)))


def _duty(row: Row, duties: dict[str, Duty]) -> Duty:
    code = row.text("item", needed=True).upper()
    if code not in duties:
        raise row.error("item", gettext("没有归您落实的职责“%(code)s”。") % {"code": code}, gettext("请照表样里的编号写；收回的和别的机构的不写。"))
    return duties[code]


def _post(row: Row, posts: dict[str, Post]) -> Post | None:
    """Empty: nobody carries it (yet)."""
    code = row.text("post")
    if code and code not in posts:
        raise row.error("post", gettext("没有岗位“%(code)s”。") % {"code": code}, gettext("请照表样里的岗位代码写；还没有定的空着。"))
    return posts.get(code)


def _named(page: OfficeDuties, found: Said, errors: list[RowError], actor: Actor, at: datetime) -> list[NamedDuty]:
    """One office saved as a whole; a refusal is told at the duty it is about."""
    kept = {one for one in page.named if (one.list_kind, one.item) not in found.rows}
    try:
        with transaction.atomic():
            name_duties(page.office.pk, kept | found.named, revision=page.revision, actor=actor, at=at)
    except DeterminationRefused as refused:
        row = next((row for (_kind, code), row in found.rows.items() if code == refused.field), next(iter(found.rows.values())))
        errors.append(told(row, refused, {refused.field: "share"}, said(refused)))
        return []
    return [_after(page, code, kind, found) for kind, code in found.rows if _carriers(page.named, kind, code) != _carriers(found.named, kind, code)]


def _carriers(named: frozenset[Naming] | set[Naming], kind: str, code: str) -> set[Naming]:
    return {one for one in named if (one.list_kind, one.item) == (kind, code)}


def _after(page: OfficeDuties, code: str, kind: str, found: Said) -> NamedDuty:
    titles = {post.pk: post.shown_title for post in page.posts}
    title = next(row.title for row in page.rows if row.item.code == code)
    carriers = sorted(_carriers(found.named, kind, code), key=lambda one: (one.share != Share.LEAD, one.post_id))
    return NamedDuty(page.office, code, title, tuple((titles[one.post_id], one.share) for one in carriers))
