"""The life of a petition and its legal clocks (信访工作条例), as data."""

from __future__ import annotations

from shaoxiang.hotline.vocabulary import PetitionStatus as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

ALL_CLOCKS = ("PET_ROUTE", "PET_ACK", "PET_OBJECT", "PET_HANDLE", "PET_REVIEW_ASK", "PET_REVIEW", "PET_RECHECK_ASK", "PET_RECHECK")

PETITION_FLOW = Flow(
    S,
    (
        Move("transfer", _("转送交办"), (S.REGISTERED,), S.TRANSFERRED, stops=("PET_ROUTE",), starts=("PET_ACK", "PET_OBJECT"), rule="信访工作条例 22"),
        Move("object", _("提出异议"), (S.TRANSFERRED,), S.OBJECTED, stops=("PET_OBJECT",), rule="信访工作条例 23"),
        Move("take_back", _("同意退还，重新转送"), (S.OBJECTED,), S.REGISTERED, stops=("PET_ACK",), starts=("PET_ROUTE",), rule="信访工作条例 23"),
        Move("insist", _("不同意退还"), (S.OBJECTED,), S.TRANSFERRED, rule="信访工作条例 23"),
        Move("accept", _("受理并书面告知"), (S.TRANSFERRED,), S.ACCEPTED, stops=("PET_ACK", "PET_OBJECT"), starts=("PET_HANDLE",), rule="信访工作条例 23"),
        Move("refuse", _("不予受理并告知去处"), (S.REGISTERED, S.TRANSFERRED), S.NOT_ACCEPTED, stops=ALL_CLOCKS, rule="信访工作条例 23"),
        Move("extend", _("延长办理期限"), (S.ACCEPTED,), None, rule="信访工作条例 34"),
        Move("decide", _("出具处理意见"), (S.ACCEPTED,), S.DECIDED, stops=("PET_HANDLE",), starts=("PET_REVIEW_ASK",), rule="信访工作条例 34"),
        Move("ask_review", _("信访人请求复查"), (S.DECIDED,), S.REVIEW, stops=("PET_REVIEW_ASK",), starts=("PET_REVIEW",), rule="信访工作条例 35"),
        Move("review", _("出具复查意见"), (S.REVIEW,), S.REVIEWED, stops=("PET_REVIEW",), starts=("PET_RECHECK_ASK",), rule="信访工作条例 35"),
        Move("ask_recheck", _("信访人请求复核"), (S.REVIEWED,), S.RECHECK, stops=("PET_RECHECK_ASK",), starts=("PET_RECHECK",), rule="信访工作条例 36"),
        Move("recheck", _("出具复核意见，终结"), (S.RECHECK,), S.CLOSED, stops=ALL_CLOCKS, rule="信访工作条例 36"),
        Move("close", _("终结"), (S.DECIDED, S.REVIEWED), S.CLOSED, stops=ALL_CLOCKS, rule="信访工作条例 35、36"),
    ),
)
