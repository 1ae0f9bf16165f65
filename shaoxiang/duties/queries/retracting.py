"""Reads for taking back a published version whose day has not come: may it go, who asked, who may confirm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from shaoxiang.duties import access
from shaoxiang.duties.models import ListVersion, Retraction
from shaoxiang.duties.queries import reviewing
from shaoxiang.duties.queries.papers import papers_of
from shaoxiang.duties.queries.versions import changes_of, items_on, lines_of, predecessor, running
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules import retracting as rules
from shaoxiang.duties.rules.versions import apply
from shaoxiang.duties.vocabulary import RetractionState, VersionStatus
from shaoxiang.kernel.access import Actor, ActorKind, allowed
from shaoxiang.kernel.hands import Hand

Holds = Callable[[ListVersion], str]
_holds: dict[str, Holds] = {}


def register_hold(name: str, ask: Holds) -> None:
    """In `AppConfig.ready` of a room above: what it has against a version being taken back, a msgid with its cure; "" nothing."""
    _holds[name] = ask


def bars(version: ListVersion, today: date) -> str:
    """Why it may not be taken back, a msgid; "" where it may."""
    latest = running(version.kind)
    newest = latest is not None and latest.pk == version.pk
    found = rules.bars(version.effective_from, today, newest=newest, has_before=predecessor(version) is not None)
    return found or next((why for ask in _holds.values() if (why := ask(version))), "")


def hand(actor: Actor) -> Hand:
    return Hand(reviewing.hand_of(actor), actor.person_id)


def retraction_of(version: ListVersion) -> Retraction | None:
    return Retraction.objects.filter(version=version).first()


def confirmers(version: ListVersion, asker: Hand) -> list[reviewing.Reviewer]:
    """People of the keeping office who did not ask for it and can sign in."""
    return [one for one in reviewing.reviewers_of(version, [asker]) if one.signs_in]


@dataclass(frozen=True, slots=True)
class RetractionPage:
    """What the page of a published version says of taking it back. `may_ask`, `may_confirm`: this reader; `own`: it was this reader who asked."""

    row: Retraction | None
    may_ask: bool = False
    may_confirm: bool = False
    own: bool = False
    confirmers: tuple[int, ...] = ()

    @property
    def waits(self) -> bool:
        return self.row is not None and self.row.state == RetractionState.ASKED


def retracted_version(version: ListVersion) -> dict[str, Any]:
    """For the page of a version taken back: what it would have changed, item by item, and what holds instead."""
    base = items_on(version.kind, version.base.effective_from) if version.base is not None and version.base.effective_from else {}
    try:
        lines = lines_of(version.kind, changes_of(version), base, apply(base, changes_of(version)))
    except ChangeRefused:  # its base was taken back as well: the changes alone
        lines = []
    return {"version": version, "papers": papers_of(version), "row": retraction_of(version), "lines": lines, "holds": running(version.kind)}


def retraction_page(version: ListVersion, actor: Actor, today: date) -> RetractionPage:
    row = retraction_of(version)
    if actor.kind is not ActorKind.PERSON or version.status != VersionStatus.PUBLISHED or not (
            allowed(actor, access.drafting(version.kind)) or reviewing.keeps(actor, version)) or bars(version, today):
        return RetractionPage(row)
    if row is None or row.state != RetractionState.ASKED:
        return RetractionPage(row, may_ask=allowed(actor, access.drafting(version.kind)))
    own = bool(rules.not_second(hand(actor), row.asker))
    return RetractionPage(row, may_confirm=reviewing.keeps(actor, version) and not own, own=own,
                          confirmers=tuple(one.assignment_id for one in confirmers(version, row.asker)))
