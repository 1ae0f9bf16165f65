"""决定: what a version says of the decision it carries out, and when its day may be written anew. Pure."""

from __future__ import annotations

from datetime import date

from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _

LEAST = 6  # letters of a reason
LATER = _("决定日期先写的是 %(first)s，现在往后改了：公布的期限会跟着往后，请写明为什么（六个字以上），和先写的日子一起留在这一版上。")


def check_document(document: str) -> None:
    """A decision is found again by its number. Raises ChangeRefused; nothing written yet is told at publishing."""
    if document and not document_in(document):
        raise ChangeRefused("document", _("“%(document)s”不是文号：请照决定的文件写全，如“新编发〔2026〕9号”。"), document=document)


def first_day(first: date | None, day: date | None) -> date | None:
    """The earliest day of the decision ever written on the version."""
    return min((one for one in (first, day) if one is not None), default=None)


def check_day(first: date | None, day: date | None, why: str) -> None:
    """The time to publish runs from the day of the decision: to wind it back needs a reason. Raises ChangeRefused."""
    if first is None or (day is not None and day <= first):
        return
    if sum(letter.isalnum() for letter in why) < LEAST:
        raise ChangeRefused("redated_why", LATER, first=first.isoformat())
