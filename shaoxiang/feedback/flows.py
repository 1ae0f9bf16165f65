from __future__ import annotations

from shaoxiang.feedback.vocabulary import FeedbackStatus as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

FEEDBACK_FLOW = Flow(S, (Move("answer_feedback", _("答复产品意见"), (S.RECEIVED,), S.ANSWERED, stops=("FEEDBACK_ANSWER",), rule="国办函〔2026〕12号"),))
