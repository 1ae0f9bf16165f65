"""The life of a version of a list, and of a written rule of the district and its review, as data.

A version is drafted, decided, looked at by a second person and only then published. A change after that takes the review back.
Information is published within twenty working days of the day it was made or changed.
"""

from __future__ import annotations

from shaoxiang.duties.vocabulary import ReviewStatus, RuleStatus
from shaoxiang.duties.vocabulary import VersionStage as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

LAW = "政府信息公开条例(2019) 26"
PUBLISH_CLOCK = "FOI_PROACTIVE"  # counted from the day of the decision, whenever that day was written down

LIST_FLOW = Flow(
    S,
    (
        Move("decide", _("写明决定"), (S.DRAFT,), S.DECIDED, starts=(PUBLISH_CLOCK,), rule=LAW),
        Move("correct_decision", _("更正决定日期"), (S.DECIDED,), None, stops=(PUBLISH_CLOCK,), starts=(PUBLISH_CLOCK,), rule=LAW),
        Move("send_for_review", _("送复核"), (S.DECIDED,), S.IN_REVIEW),
        Move("confirm", _("复核通过"), (S.IN_REVIEW,), S.REVIEWED),
        Move("send_back", _("复核不通过，退回修改"), (S.IN_REVIEW, S.REVIEWED), S.DECIDED),
        Move("take_back", _("改动以后，原来的复核作废"), (S.IN_REVIEW, S.REVIEWED), S.DECIDED),
        Move("undecide", _("还没有决定"), (S.DECIDED,), S.DRAFT, stops=(PUBLISH_CLOCK,)),
        Move("publish", _("公布"), (S.REVIEWED,), S.PUBLISHED, stops=(PUBLISH_CLOCK,), rule=LAW),
        Move("ask_retraction", _("提请撤回"), (S.PUBLISHED,), S.RETRACTING),
        Move("refuse_retraction", _("不撤回"), (S.RETRACTING,), S.PUBLISHED),
        Move("retract", _("确认撤回"), (S.RETRACTING,), S.RETRACTED),
        Move("withdraw", _("撤销草案"), (S.DRAFT, S.DECIDED, S.IN_REVIEW, S.REVIEWED), S.WITHDRAWN, stops=(PUBLISH_CLOCK,)),
    ),
)
AWAITED_IN = {S.DRAFT: "decide", S.DECIDED: "send_for_review", S.IN_REVIEW: "confirm", S.REVIEWED: "publish", S.RETRACTING: "retract"}
AWAITED = {
    "decide": _("改好草案，决定以后写明决定"), "send_for_review": _("送另一位同志复核"), "confirm": _("复核别人起草的这一版"), "publish": _("公布这一版"),
    "retract": _("看要不要撤回已公布、还没有生效的这一版"),
}

R = RuleStatus
IN_FORCE = (R.TRIAL, R.FORMAL)

RULE_FLOW = Flow(R, (
    Move("describe", _("改说明"), (R.DRAFT, *IN_FORCE), None),
    Move("write", _("写文本"), (R.DRAFT, *IN_FORCE), None),
    Move("try_out", _("印发试行"), (R.DRAFT,), R.TRIAL),
    Move("issue", _("印发施行"), (R.DRAFT,), R.FORMAL),
    Move("amend", _("印发修订后的文本"), IN_FORCE, None),
    Move("extend", _("延长试行"), (R.TRIAL,), None),
    Move("confirm", _("转为正式施行"), (R.TRIAL,), R.FORMAL),
    Move("keep", _("复核后继续施行"), (R.FORMAL,), None),
    Move("repeal", _("废止"), IN_FORCE, R.REPEALED),
))
REVIEW_FLOW = Flow(ReviewStatus, (Move("review", _("复核这份制度"), (ReviewStatus.WAITING,), ReviewStatus.DONE),))
ISSUES = ("try_out", "issue", "amend")  # moves that make the drafted text hold
DECISIONS = ("extend", "confirm", "keep", "repeal")  # what a review may come to
