"""The file: who is concerned, what each said, what keeps it from the meeting, and the paper that goes there with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override

from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import all_of
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.record import ShownEntry
from shaoxiang.opinions import access, rules
from shaoxiang.opinions.flows import COMMENT_CLOCK, FILE_FLOW
from shaoxiang.opinions.models import EarlierWord, OpinionFile, OpinionRequest
from shaoxiang.opinions.queries.entries import entries_of
from shaoxiang.opinions.queries.places import named_of
from shaoxiang.opinions.rules import Bar, Concerned, Obstacle, Steps
from shaoxiang.opinions.vocabulary import LegalFinding, OpinionStatus, View

PAPER = "OPINION_SUMMARY"
OF_DECISIONS = frozenset({"publish", "submit_legal", "find_legal"})
PIECE = 400  # characters of one line of the paper: a long answer is printed in pieces, whole


@dataclass(frozen=True, slots=True)
class Line:
    """One street concerned, and its request where it was asked."""

    unit_id: int
    request: OpinionRequest | None
    earlier: tuple[EarlierWord, ...] = ()  # what it said before another paper was attached

    @property
    def concerned(self) -> Concerned:
        if self.request is None:
            return Concerned(self.unit_id)
        return Concerned(self.unit_id, self.request.status, self.request.matter.due_at)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a file stands. `obstacles` empty: it may go to the meeting. For upper rooms and for the page."""

    lines: list[Line]
    obstacles: list[Obstacle]
    unanswered: tuple[int, ...]  # streets that spoke and have no feedback yet

    @property
    def may_go(self) -> bool:
        return not self.obstacles

    @property
    def left_out(self) -> tuple[int, ...]:
        """Streets the file's words name and nobody has put on it."""
        return next((one.unit_ids for one in self.obstacles if one.bar == Bar.NAMED), ())

    @property
    def silent(self) -> list[int]:
        """Streets whose time ran out without a word: never counted as consent."""
        return [line.unit_id for line in self.lines if line.request is not None and line.request.status == OpinionStatus.NO_OPINION]

    def said(self, *views: View) -> list[OpinionRequest]:
        """Requests answered so: `said(View.OPPOSE, View.SUGGEST)`."""
        return [line.request for line in self.lines if line.request is not None and line.request.view in views]


@dataclass(frozen=True, slots=True)
class FilePage:
    file: OpinionFile
    moves: dict[str, Move]
    standing: Standing
    bars: list[str]
    needed: bool
    comment_ends: datetime | None
    clocks: list[RunningClock]
    entries: list[ShownEntry]
    attachments: list[Attachment]
    papers: list[IssuedDocument]
    found_before: list[EarlierWord]  # by justice, before another paper was attached


def files_for(actor: Actor) -> QuerySet[OpinionFile]:
    """Every file this actor may see, with its matter."""
    return OpinionFile.objects.filter(visible(actor, access.GRANTS["view_file"])).select_related("matter", "scope")


def may_open(actor: Actor) -> bool:
    """A file about anything; a street asks its neighbours only from a row of another room."""
    return allowed(actor, access.GRANTS["new"]) and (actor.has_role(*access.ASKING) or not actor.has_role(*access.STREET))


def of_subject(kind: str, key: int) -> OpinionFile | None:
    """The newest file an upper room opened about a row of its own."""
    return OpinionFile.objects.filter(subject_kind=kind, subject_id=key).select_related("matter").order_by("-pk").first()


def file_moves(file: OpinionFile, actor: Actor) -> dict[str, Move]:
    """The page's buttons, by name."""
    return {
        move.name: move for move in FILE_FLOW.open_moves(file.matter.status)
        if allowed(actor, access.GRANTS[move.name], file) and _makes_sense(move.name, file)
    }


def _makes_sense(name: str, file: OpinionFile) -> bool:
    if name in OF_DECISIONS and not file.ground:
        return False
    if name == "publish":
        return file.comment_began_at is None and file.legal_finding != LegalFinding.NOT_DECISION
    if name == "submit_legal":
        return file.legal_sent_at is None or file.legal_finding in (LegalFinding.CHANGE, LegalFinding.UNLAWFUL)
    if name == "find_legal":
        return file.legal_sent_at is not None and not file.legal_finding
    return True


def standing(file: OpinionFile, *, now: datetime) -> Standing:
    """Who was asked, what came back, what is still in the way."""
    asked = {row.unit_id: row for row in file.requests.select_related("matter")}
    earlier = earlier_of(file)
    lines = [Line(row.unit_id, asked.get(row.unit_id), tuple(earlier.get(row.unit_id, ()))) for row in file.concerned.order_by("pk")]
    concerned = [line.concerned for line in lines]
    left_out = named_of(file) - {line.unit_id for line in lines}
    return Standing(lines, rules.obstacles(concerned, steps_of(file), now, left_out), rules.without_feedback(concerned))


def earlier_of(file: OpinionFile) -> dict[int | None, list[EarlierWord]]:
    """What was said before another paper was attached, by street; None: by justice."""
    found: dict[int | None, list[EarlierWord]] = {}
    for row in EarlierWord.objects.filter(file=file):
        found.setdefault(row.unit_id, []).append(row)
    return found


def comment_ends(file: OpinionFile) -> datetime | None:
    """公开征求意见止: where its clock stands by the calendar of today. None: not published."""
    if file.comment_began_at is None:
        return None
    clock = RunningClock.objects.filter(matter_id=file.pk, code=COMMENT_CLOCK).order_by("-started_at", "-pk").first()
    return clock.due_at if clock is not None else None


def usual_comment() -> int:
    """Days of public comment where nothing is urgent: thirty, or what the district has set above that."""
    return max(rules.COMMENT_USUAL, specs.spec(COMMENT_CLOCK).amount)


def steps_of(file: OpinionFile) -> Steps:
    finding = LegalFinding(file.legal_finding) if file.legal_finding else None
    return Steps(bool(file.ground), comment_ends(file), file.legal_sent_at is not None, finding)


def bar_words(obstacles: Iterable[Obstacle]) -> list[str]:
    """Each obstacle as one sentence in the reader's language, with the streets it is about."""
    return [unit_words(one.bar.label, one.unit_ids) for one in obstacles]


def unit_words(reason: str, unit_ids: Iterable[int]) -> str:
    names = gettext("、").join(name_of("body", key) for key in unit_ids)
    return gettext("%(why)s（%(streets)s）") % {"why": gettext(reason), "streets": names} if names else gettext(reason)


def page_of(file: OpinionFile, actor: Actor, *, now: datetime) -> FilePage:
    stand = standing(file, now=now)
    return FilePage(
        file, file_moves(file, actor), stand, bar_words(stand.obstacles),
        bool(file.ground), comment_ends(file),
        list(all_of(file.matter)), entries_of(file.pk), list(attachments_of(file.pk)),
        list(IssuedDocument.objects.filter(matter_id=file.pk, kind=PAPER).order_by("-pk")),
        earlier_of(file).get(None, []),
    )


def summary(file: OpinionFile, *, now: datetime) -> dict[str, Any]:
    """街道意见汇总: every street's words as they were said; silence is called 未提出意见."""
    with override("zh-hans"):  # what goes to the meeting is Chinese, whoever prints it
        lines = standing(file, now=now).lines
        return {
            "number": file.number, "document_number": "", "title": file.matter.title, "power": gettext(file.get_power_display()),
            "asking": name_of("body", file.matter.unit_id), "made_at": now, "streets": [_printed(line) for line in lines],
        }


def _printed(line: Line) -> dict[str, Any]:
    row = line.request
    said = row is not None and bool(row.view)
    view = gettext(row.get_view_display()) if row is not None and said else gettext("未提出意见") if row is not None else gettext("还没有征求")
    words = row.words if row is not None else ""
    return {
        "name": name_of("body", line.unit_id), "view": view + (gettext("（过期补答）") if row is not None and row.late else ""),
        "asked_at": row.asked_at if row is not None else "", "answered_at": row.answered_at if row is not None and row.answered_at else "",
        "words": [*_pieces(words), *(piece for one in line.earlier for piece in _pieces(_before(one)))],
        "uptake": gettext(row.get_uptake_display()) if row is not None and row.uptake else "",
        "feedback": _pieces(row.feedback if row is not None else ""),
    }


def _before(one: EarlierWord) -> str:
    """An earlier answer, printed under the present one: what it was said of lacked a paper."""
    day = timezone.localtime(one.said_at).date().isoformat() if one.said_at is not None else ""
    head = gettext("原先的答复（%(day)s，还没有附后来的材料）：%(view)s") % {"day": day, "view": gettext(one.get_said_display())}
    return f"{head}\n{one.words}"


def _pieces(words: str) -> list[str]:
    return [text[at:at + PIECE] for text in words.splitlines() if text.strip() for at in range(0, len(text), PIECE)]
