"""What goes in and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One report. `user`: any key that is the same for the same reporter; empty: unknown, counted as a person of its own."""

    topic: str
    detail: str = ""
    user: str = ""
    time: datetime | None = None
    lon: float | None = None  # WGS-84 degrees
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """The same subject at the same place. `members`: row numbers in the texts given, nearest to the middle first.

    `place`, `subject`: words its members share, for a title; empty where they share none. `cohesion`: how much of the subject
    two members share on average, 0 to 1.
    """

    members: tuple[int, ...]
    place: str
    subject: tuple[str, ...]
    cohesion: float
