"""The life of a file on which streets are asked, and of one street's request, as data."""

from __future__ import annotations

from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.rules import FEEDBACK_CLOCK
from shaoxiang.opinions.vocabulary import FileStatus as F
from shaoxiang.opinions.vocabulary import OpinionStatus as S

DECISIONS = "重大行政决策程序暂行条例(2019)"
REPLY_CLOCK, COMMENT_CLOCK, LEGAL_CLOCK = "ADM_STREET_REPLY", "DEC_PUBLIC_COMMENT", "DEC_LEGAL_CHECK"
UNDER_WAY = (F.PREPARING, F.ASKING)

FILE_FLOW = Flow(
    F,
    (
        Move("concern", _("定涉及的街道"), UNDER_WAY, None),
        Move("attach", _("附材料"), UNDER_WAY, None),
        Move("ask", _("发出征求意见"), UNDER_WAY, F.ASKING),
        Move("publish", _("公开征求意见"), UNDER_WAY, None, starts=(COMMENT_CLOCK,), rule=f"{DECISIONS} 14、15"),
        Move("submit_legal", _("送合法性审查"), UNDER_WAY, None, starts=(LEGAL_CLOCK,), rule=f"{DECISIONS} 25、26"),
        Move("find_legal", _("出合法性审查意见"), UNDER_WAY, None, stops=(LEGAL_CLOCK,), rule=f"{DECISIONS} 27"),
        Move("legal_again", _("附了新材料，重新审查"), UNDER_WAY, None, stops=(LEGAL_CLOCK,), starts=(LEGAL_CLOCK,), rule=f"{DECISIONS} 25、26"),
        Move("send_to_meeting", _("提交会议"), (F.ASKING,), F.SENT_TO_MEETING, stops=("*",)),
        Move("close_file", _("办结"), (F.SENT_TO_MEETING,), F.CLOSED, stops=("*",)),
        Move("drop", _("不再办理"), UNDER_WAY, F.DROPPED, stops=("*",)),
    ),
)
REQUEST_FLOW = Flow(
    S,
    (
        Move("open", _("签收"), (S.NOTIFIED,), S.OPENED),
        Move("answer", _("答复"), (S.NOTIFIED, S.OPENED), S.ANSWERED, stops=(REPLY_CLOCK,), starts=(FEEDBACK_CLOCK,)),
        Move("run_out", _("期满未答"), (S.NOTIFIED, S.OPENED), S.NO_OPINION, stops=(REPLY_CLOCK,)),
        Move("answer_late", _("过期补答"), (S.NO_OPINION,), S.ANSWERED, starts=(FEEDBACK_CLOCK,)),
        Move("feedback", _("书面反馈采纳情况"), (S.ANSWERED,), S.FEEDBACK_GIVEN, stops=(FEEDBACK_CLOCK,)),
        Move(
            "ask_again", _("附了新材料，请再答"), (S.ANSWERED, S.FEEDBACK_GIVEN, S.CLOSED), S.NOTIFIED, stops=(FEEDBACK_CLOCK,), starts=(REPLY_CLOCK,),
        ),
        Move("close", _("知道了，了结"), (S.FEEDBACK_GIVEN,), S.CLOSED),
        Move("dropped", _("对方不再办理"), (S.NOTIFIED, S.OPENED, S.ANSWERED, S.NO_OPINION, S.FEEDBACK_GIVEN), S.DROPPED, stops=("*",)),
    ),
)
AWAITED = {
    "answer": _("说说街道的意见"), "answer_late": _("时间过了，会前还可以补答"), "feedback": _("书面反馈采纳情况"),
}
