"""What a room says of its sheet. The pages, the trial and the entering are the same for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row, RowError
from shaoxiang.kernel.sheets.forms import FileForm
from shaoxiang.kernel.vocabulary import _


@dataclass(frozen=True, slots=True)
class Hand:
    """Who brings the sheet, when, and what he filled in beside it. `dry`: a trial; what the act writes is taken back whatever it says."""

    actor: Actor
    at: datetime
    given: Mapping[str, Any] = field(default_factory=dict)
    dry: bool = True

    @property
    def today(self) -> date:
        return timezone.localtime(self.at).date()


@dataclass(frozen=True, slots=True)
class Taken:
    """What the act makes of the lines, and every line that is wrong: with one of these nothing is written."""

    lines: int
    made: Sequence[Any] = ()
    errors: Sequence[RowError] = ()

    @property
    def sorted_errors(self) -> list[RowError]:
        return sorted(self.errors, key=lambda error: error.line)


class Sheet:
    """One register as a spreadsheet. A room makes a class of its own, with its columns, its act and its words (Chinese msgids)."""

    code: str  # "staffing.changes": of what is held, and of the columns an office told
    title = _("从表格导入")
    lede = _("先试一遍：有一行不对就什么也不写，并说清哪一行、哪一列、怎么改。都对了，看过再写入。")
    up: tuple[str, str]  # label and URL name of the page above
    form: type[FileForm] = FileForm
    most, strict = 5000, False
    head: Sequence[str] = ()  # columns of the preview
    preview = "sheets/lines.html"
    hints: Sequence[str] = ()
    alike: frozenset[str] = frozenset()  # fields that may be the same on every line of a sheet without such a column
    of = ""
    sealed = False  # what is tried waits under the key of the vault: lines that stand sealed in their own register

    def allow(self, hand: Hand) -> None:
        """Raises PermissionDenied."""
        raise NotImplementedError

    def headings(self) -> Sequence[Heading]:
        raise NotImplementedError

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        """The act: all lines or none. Raises Refusal for what is wrong beside the lines."""
        raise NotImplementedError

    def line(self, made: Any) -> Sequence[Any]:
        """One line of the preview, as `head` names its columns."""
        raise NotImplementedError

    def forget(self) -> None:
        """After a trial: what was compiled from rows that are gone again."""

    def page(self, taken: Taken) -> Mapping[str, Any]:
        """What a preview of the room's own needs."""
        return {}

    def found(self, taken: Taken) -> str:
        return ngettext("%(lines)s 行都对", "%(lines)s 行都对", taken.lines) % {"lines": taken.lines}

    def ask(self, taken: Taken) -> str:
        return gettext("就这样导入")

    def done(self, taken: Taken) -> str:
        return ngettext("表格已导入：%(n)s 处变更。", "表格已导入：%(n)s 处变更。", len(taken.made)) % {"n": len(taken.made)}

    @property
    def up_address(self) -> str:
        return reverse(self.up[1])

    def then(self, hand: Hand) -> str:
        """The address of the page where what was written is seen."""
        return self.up_address

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        """表样: the columns, and lines that are known already."""
        return [Column(gettext(one.shown), "") for one in self.headings()], []
