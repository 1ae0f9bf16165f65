"""机构册: bodies, posts and who sits in them, read once per process and kept until someone changes them."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import get_language

from shaoxiang.institutions.models import Assignment, Body, BookStamp, Installation, Post
from shaoxiang.kernel.web.installation import NOT_INSTALLED, InstallationFacts

LOOK_EVERY_S = 2.0


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


@dataclass(frozen=True, slots=True)
class PostLine:
    id: int
    body_id: int
    title: str
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
        return "—" if body is None else (body.name_en or body.name) if _english() else body.name

    def short_name_of(self, body_id: int) -> str:
        body = self.bodies.get(body_id)
        return "—" if body is None else (body.name_en or body.name) if _english() else (body.short_name or body.name)

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
        people = self.names_in(post_id)
        return f"{self.short_name_of(post.body_id)} {post.title}" + (f"（{people}）" if people else "")

    def assignment_words(self, assignment_id: int) -> str:
        """人 · 机构 岗位: who acted, for timelines."""
        seat = self.seats.get(assignment_id)
        if seat is None:
            return "—"
        post = self.posts[seat.post_id]
        return f"{seat.name} · {self.short_name_of(post.body_id)} {post.title}"


_lock = threading.Lock()
_book: BodyBook | None = None
_facts: InstallationFacts = NOT_INSTALLED
_stamp: str | None = None
_looked_at = -LOOK_EVERY_S


def book() -> BodyBook:
    """The book of now. Looks at the stamp at most every LOOK_EVERY_S; reads anew only when it or the day changed."""
    global _book
    stamp, today = _stamp_now(), timezone.localdate()
    kept = _book
    if kept is None or kept.stamp != stamp or kept.on != today:
        kept = _book = _read_book(stamp, today)
    return kept


def stamp_today() -> str:
    """Changes with every change of bodies, posts, people or accounts, and at midnight: what was derived from the book is good while it stays."""
    return f"{_stamp_now()}:{timezone.localdate().isoformat()}"


def installation() -> InstallationFacts:
    """What this installation is; NOT_INSTALLED before seeding, or while the database is gone."""
    try:
        _stamp_now()
    except DatabaseError:
        return NOT_INSTALLED
    return _facts


def is_demo() -> bool:
    return installation().demo


def forget_book() -> None:
    """Look again at once: after a change in this process, and between tests."""
    global _looked_at, _book, _stamp
    with _lock:
        _book, _stamp, _looked_at = None, None, -LOOK_EVERY_S


def _stamp_now() -> str:
    global _stamp, _looked_at, _facts
    now = time.monotonic()
    if _stamp is not None and now - _looked_at < LOOK_EVERY_S:
        return _stamp
    row = BookStamp.objects.order_by("pk").first()
    stamp = row.stamp if row else ""
    if stamp != _stamp:
        first = Installation.objects.order_by("pk").first()
        _facts = InstallationFacts(first.name, first.demo, first.district_code) if first else NOT_INSTALLED
    with _lock:
        _stamp, _looked_at = stamp, now
    return stamp


def _read_book(stamp: str, on: date) -> BodyBook:
    bodies = {
        row.pk: BodyLine(row.pk, row.code, row.kind, row.name, row.name_en, row.short_name, row.parent_id, row.unit_id or row.pk,
                         row.street_id, row.community_id, row.phone, row.sample, row.address, row.open_hours)
        for row in Body.objects.all()
    }
    posts: dict[int, PostLine] = {}
    answering: dict[int, int] = {}
    for post in Post.objects.order_by("order", "pk"):
        posts[post.pk] = PostLine(post.pk, post.body_id, post.title, frozenset(post.roles), post.answers, post.is_leader, post.community_id)
        if post.answers and post.valid_from <= on and (post.valid_to is None or on < post.valid_to):
            answering.setdefault(post.body_id, post.pk)
    seats = {
        row.pk: Seat(row.pk, row.post_id, row.person_id, row.person.name, row.valid_from, row.valid_to)
        for row in Assignment.objects.select_related("person").order_by("pk")
    }
    today: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats.values():
        if seat.holds(on):
            today[seat.post_id].append(seat)
    return BodyBook(
        stamp, on, bodies, posts, seats, {post_id: tuple(held) for post_id, held in today.items()}, answering,
        {body.code: body.id for body in bodies.values()},
    )


def _english() -> bool:
    return (get_language() or "").startswith("en")
