"""流程: the life of a matter as a table of moves. Pages draw their buttons from it; documents print it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shaoxiang.kernel.vocabulary import Vocabulary, _


@dataclass(frozen=True, slots=True)
class Move:
    """One permitted step: from which statuses, to which, and the clocks it touches (codes of `kernel.clocks`).

    `target` None means the move changes no status (a note, an extension). `rule` names the article it rests on.
    """

    name: str
    label: str
    sources: tuple[Vocabulary, ...]
    target: Vocabulary | None
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    rule: str = ""


class MoveRefused(Exception):
    """The move is not open from the present status. Shown to people as HTTP 409."""

    def __init__(self, move: str, status: str, reason: str = "") -> None:
        super().__init__(f"{move} from {status}: {reason}" if reason else f"{move} from {status}")
        self.move = move
        self.status = status
        self.reason = reason or _("这一步现在办不了：事项已不在原来的环节，请刷新后再看。")


@dataclass(frozen=True)
class Flow:
    """All moves of one kind of matter. Names are unique."""

    statuses: type[Vocabulary]
    moves: tuple[Move, ...]
    by_name: dict[str, Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = {move.name: move for move in self.moves}
        if len(names) != len(self.moves):
            raise ValueError("two moves share a name")
        object.__setattr__(self, "by_name", names)

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves)

    def open_moves(self, status: str) -> list[Move]:
        """Moves open from `status`, in the order of the table."""
        return [move for move in self.moves if status in move.sources]

    def take(self, name: str, status: str) -> Move:
        """The move of that name if it is open from `status`. Raises KeyError (no such move), MoveRefused."""
        move = self.by_name[name]
        if status not in move.sources:
            raise MoveRefused(name, status)
        return move

    def diagram(self) -> str:
        """A mermaid state diagram with Chinese labels; the same text goes to docs/generated and to the page."""
        lines = ["stateDiagram-v2"]
        for status in self.statuses:
            lines.append(f'    state "{status.label}" as {status.value}')
        for move in self.moves:
            for source in move.sources:
                target = (move.target or source).value
                lines.append(f"    {source.value} --> {target}: {move.label}")
        return "\n".join(lines) + "\n"
