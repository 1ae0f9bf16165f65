"""What feedback must hold, and by when it is answered."""

from __future__ import annotations

from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _

TEXT_MAX = 2000
ANSWER_TERM = ClockSpec("FEEDBACK_ANSWER", _("答复产品意见"), 10, Unit.DAY, DayType.WORKING)  # no law names days: the product's own (composed)


class FeedbackRefused(Refusal):
    """What was said cannot be taken; `field` names the input, `reason` says how to cure it."""


def checked(text: str) -> str:
    """The text, tidied. Raises FeedbackRefused."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise FeedbackRefused("text", _("请写一两句话。"))
    if len(text) > TEXT_MAX:
        raise FeedbackRefused("text", _("太长：最多 2000 字，请留下要点。"))
    return text


def page_of(address: str) -> str:
    """The page it came from: a path of this house without its query (which may hold what somebody typed); "" for anything else."""
    path = address.split("?")[0].split("#")[0]
    return path[:200] if path.startswith("/") and not path.startswith("//") and path.isprintable() else ""
