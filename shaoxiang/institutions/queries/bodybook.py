"""机构册: bodies, posts and who sits in them, read once per process and kept until someone changes them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions.models import Assignment, Body, BookStamp, Installation, Post
from shaoxiang.institutions.queries.spans import as_on, former_by_body
from shaoxiang.kernel.held import Held, Watch
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.installation import NOT_INSTALLED, InstallationFacts


@dataclass(frozen=True, slots=True)
class BodyLine:
    id: int
    code: str
    kind: str
    name: str
    name_en: str
    short_name: str
    parent_id: int | None
    unit_id: int  # itself where it is a street or a department
    street_id: int | None
    community_id: int | None
    phone: str
    sample: bool
    address: str = ""
    open_hours: str = ""
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()  # names it had before, the latest first
    ended_on: date | None = None  # first day it is no longer, where that day has come


@dataclass(frozen=True, slots=True)
class PostLine:
    id: int
    body_id: int
    title: str
    title_en: str
    roles: frozenset[str]
    answers: bool
    is_leader: bool
    community_id: int | None


@dataclass(frozen=True, slots=True)
class Seat:
    """任职: a person in a post; `valid_to` as everywhere the first day it no longer holds."""

    assignment_id: int
    post_id: int
    person_id: int
    name: str
    valid_from: date
    valid_to: date | None
    name_en: str = ""

    @property
    def shown_name(self) -> str:
        return in_words(self.name, self.name_en)

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, eq=False)
class BodyBook:
    """Immutable. Bodies and posts of every time (names of old ones are still asked for); seats of today by post."""

    stamp: str
    on: date
    bodies: dict[int, BodyLine]
    posts: dict[int, PostLine]
    seats: dict[int, Seat]  # by assignment
    today: dict[int, tuple[Seat, ...]]  # by post
    answering: dict[int, int]  # body -> post
    codes: dict[str, int]  # body code -> body

    def name_of(self, body_id: int) -> str:
        body = self.bodies.get(body_id)
        return "—" if body is None else in_words(body.name, body.name_en)

    def short_name_of(self, body_id: int) -> str:
        body = self.bodies.get(body_id)
        return "—" if body is None else in_words(body.short_name or body.name, body.name_en)

    def unit_of(self, body_id: int) -> int | None:
        body = self.bodies.get(body_id)
        return body.unit_id if body else None

    def answering_post(self, office_id: int) -> PostLine | None:
        """责任岗位: the post that answers for this body's matters by default; None where none is marked."""
        post_id = self.answering.get(office_id)
        return self.posts[post_id] if post_id is not None else None

    def people_in(self, post_id: int) -> tuple[Seat, ...]:
        """Who sits in the post today."""
        return self.today.get(post_id, ())

    def names_in(self, post_id: int) -> str:
        return "、".join(seat.name for seat in self.people_in(post_id))

    def post_words(self, post_id: int) -> str:
        """机构 岗位（人）."""
        post = self.posts.get(post_id)
        if post is None:
            return "—"
        people = gettext("、").join(seat.shown_name for seat in self.people_in(post_id))
        return f"{self.short_name_of(post.body_id)} {in_words(post.title, post.title_en)}" + (gettext("（") + people + gettext("）") if people else "")

    def assignment_words(self, assignment_id: int) -> str:
        """人 · 机构 岗位: who acted, for timelines."""
        seat = self.seats.get(assignment_id)
        if seat is None:
            return "—"
        post = self.posts[seat.post_id]
        return f"{seat.shown_name} · {self.short_name_of(post.body_id)} {in_words(post.title, post.title_en)}"


def book() -> BodyBook:
    """The book of now, read anew only when something or the day changed."""
    return _books.get(timezone.localdate())


def stamp_today() -> str:
    """Changes with every change of bodies, posts, people or accounts, and at midnight: what was derived from the book is good while it stays."""
    return f"{_watch.token()}:{timezone.localdate().isoformat()}"


def installation() -> InstallationFacts:
    """What this installation is; NOT_INSTALLED before seeding, or while the database is gone."""
    try:
        return _facts.get(None)
    except DatabaseError:
        return NOT_INSTALLED


def is_demo() -> bool:
    return installation().demo


def forget_book() -> None:
    """Look again at once: after a change in this process, and between tests."""
    _books.forget()
    _facts.forget()


def _read_stamp() -> str:
    return BookStamp.objects.order_by("pk").values_list("stamp", flat=True).first() or ""


def _read_facts(_key: None) -> InstallationFacts:
    first = Installation.objects.order_by("pk").first()
    return InstallationFacts(first.name, first.demo, first.district_code) if first else NOT_INSTALLED


def _read_book(on: date) -> BodyBook:
    rows = as_on(Body.objects.all(), on)
    former = former_by_body({row.pk: row.name for row in rows}, on)
    bodies = {
        row.pk: BodyLine(row.pk, row.code, row.kind, row.name, row.name_en, row.short_name, row.parent_id, row.unit_id or row.pk,
                         row.street_id, row.community_id, row.phone, row.sample, row.address, row.open_hours, tuple(row.aliases),
                         former.get(row.pk, ()), row.valid_to if row.valid_to is not None and row.valid_to <= on else None)
        for row in rows
    }
    posts: dict[int, PostLine] = {}
    answering: dict[int, int] = {}
    for post in Post.objects.order_by("order", "pk"):
        posts[post.pk] = PostLine(post.pk, post.body_id, post.title, post.title_en, frozenset(post.roles), post.answers, post.is_leader, post.community_id)
        if post.answers and post.valid_from <= on and (post.valid_to is None or on < post.valid_to):
            answering.setdefault(post.body_id, post.pk)
    seats = {
        row.pk: Seat(row.pk, row.post_id, row.person_id, row.person.name, row.valid_from, row.valid_to, row.person.name_en)
        for row in Assignment.objects.select_related("person").order_by("pk")
    }
    today: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats.values():
        if seat.holds(on):
            today[seat.post_id].append(seat)
    return BodyBook(
        _watch.token(), on, bodies, posts, seats, {post_id: tuple(held) for post_id, held in today.items()}, answering,
        {body.code: body.id for body in bodies.values()},
    )


_watch = Watch(_read_stamp)
_books: Held[date, BodyBook] = Held(_watch, _read_book)
_facts: Held[None, InstallationFacts] = Held(_watch, _read_facts)
