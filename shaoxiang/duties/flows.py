"""The life of a written rule of the district, and of the review that asks whether it still holds, as data."""

from __future__ import annotations

from shaoxiang.duties.vocabulary import ReviewStatus, RuleStatus
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

S = RuleStatus
IN_FORCE = (S.TRIAL, S.FORMAL)

RULE_FLOW = Flow(S, (
    Move("describe", _("改说明"), (S.DRAFT, *IN_FORCE), None),
    Move("write", _("写文本"), (S.DRAFT, *IN_FORCE), None),
    Move("try_out", _("印发试行"), (S.DRAFT,), S.TRIAL),
    Move("issue", _("印发施行"), (S.DRAFT,), S.FORMAL),
    Move("amend", _("印发修订后的文本"), IN_FORCE, None),
    Move("extend", _("延长试行"), (S.TRIAL,), None),
    Move("confirm", _("转为正式施行"), (S.TRIAL,), S.FORMAL),
    Move("keep", _("复核后继续施行"), (S.FORMAL,), None),
    Move("repeal", _("废止"), IN_FORCE, S.REPEALED),
))
REVIEW_FLOW = Flow(ReviewStatus, (Move("review", _("复核这份制度"), (ReviewStatus.WAITING,), ReviewStatus.DONE),))
ISSUES = ("try_out", "issue", "amend")  # moves that make the drafted text hold
DECISIONS = ("extend", "confirm", "keep", "repeal")  # what a review may come to
