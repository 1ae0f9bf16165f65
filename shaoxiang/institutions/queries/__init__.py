"""Reads of the room: the book of bodies every process keeps, the actor of an account, the organisation on any day."""

from shaoxiang.institutions.queries.bodybook import BodyBook, BodyLine, PostLine, Seat, book, forget_book, installation, is_demo, stamp_today
from shaoxiang.institutions.queries.posts import PostChoice, actor_of, posts_of, roles_elsewhere

__all__ = [
    "BodyBook", "BodyLine", "PostChoice", "PostLine", "Seat", "actor_of", "book", "forget_book", "installation", "is_demo", "posts_of",
    "roles_elsewhere", "stamp_today",
]
