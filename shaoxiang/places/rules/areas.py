"""What an enforcement area must be before it may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _

CODE_LENGTH = 15
TOO_EARLY = _("生效日期要晚于现在这一版的生效日期（%(day)s）：过去的划分不改。")


class AreaRefused(Refusal):
    """The area may not be written so."""


@dataclass(frozen=True, slots=True)
class AreaGiven:
    """One version of an area as given: keys of streets and of communities (none: the whole of each street)."""

    code: str
    name: str
    streets: Sequence[int]
    since: date
    name_en: str = ""
    communities: Sequence[int] = ()
    document: str = ""
    heard_number: str = ""  # of the file on which the streets were heard that get another force


def check_area(given: AreaGiven, street_of: Mapping[int, int], held_since: date | None) -> None:
    """`street_of`: community -> street; `held_since`: since when the version in force holds. Raises AreaRefused."""
    if not given.code.strip() or len(given.code) > CODE_LENGTH:
        raise AreaRefused("code", _("请写代码，最多 15 个字符，例如 PQ01。"))
    if not given.name.strip():
        raise AreaRefused("name", _("请写片区名称。"))
    if not given.streets:
        raise AreaRefused("streets", _("请至少选一个镇街。"))
    if any(street_of.get(community) not in given.streets for community in given.communities):
        raise AreaRefused("communities", _("有社区不在所选的镇街里：请先选它的镇街，或去掉它。"))
    if held_since is not None and given.since <= held_since:
        raise AreaRefused("since", TOO_EARLY, day=held_since.isoformat())
    if not given.document.strip():
        raise AreaRefused("document", _("请写决定片区的文件。"))


def check_redrawn(since: date, document: str | None, today: date) -> None:
    """An area that stands is changed from today on, on a document of its number (None: it ends). Raises AreaRefused."""
    if since < today:
        raise AreaRefused("since", _("生效日期最早是今天：过去的划分不改，那时的事照那时的片区。"))
    if too_far(since, today):
        raise AreaRefused("since", _("日期最晚在一年以内：请核对年份。"))
    if document is not None and not document_in(document):
        raise AreaRefused("document", _("请写决定文件的文号，如“新政发〔2026〕9号”：口头定的不算。"))
