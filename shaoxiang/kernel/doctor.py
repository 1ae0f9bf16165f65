"""体检: what `shaoxiang doctor` reads aloud. Every room may hold a `checks.py` with `checks() -> Iterable[Finding]`."""

from __future__ import annotations

from dataclasses import dataclass

from shaoxiang.kernel.vocabulary import Vocabulary, _


class Level(Vocabulary):
    """How a finding weighs. BAD: must be cured before people rely on it; WARN: soon; OK: as it should be."""

    OK = "OK", _("正常")
    WARN = "WARN", _("提醒")
    BAD = "BAD", _("问题")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was found, and how to cure it (empty where nothing needs curing). Both already in the reader's language."""

    level: Level
    text: str
    cure: str = ""
