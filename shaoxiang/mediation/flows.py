"""The life of a mediation, as data."""

from __future__ import annotations

from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _
from shaoxiang.mediation.vocabulary import RUNNING
from shaoxiang.mediation.vocabulary import MediationStatus as S

LAW = "人民调解法"
CONFIRM_CLOCK = "MED_JUDICIAL_CONFIRM"

MEDIATION_FLOW = Flow(
    S,
    (
        Move("consent", _("记一方的意愿"), (S.APPLIED,), None, rule=f"{LAW} 17、23"),
        Move("name_mediator", _("定调解员"), (S.APPLIED, S.ACCEPTED, S.IN_MEDIATION), None, rule=f"{LAW} 19"),
        Move("step_aside", _("调解员回避或换人"), (S.APPLIED, S.ACCEPTED, S.IN_MEDIATION), None, rule=f"{LAW} 15、23"),
        Move("accept", _("受理"), (S.APPLIED,), S.ACCEPTED, rule=f"{LAW} 17"),
        Move("hold", _("记一次调解"), (S.ACCEPTED, S.IN_MEDIATION), S.IN_MEDIATION, rule=f"{LAW} 27"),
        Move("agree", _("达成协议"), (S.IN_MEDIATION,), S.AGREED, starts=(CONFIRM_CLOCK,), rule=f"{LAW} 28、29、30"),
        Move("follow_up", _("回访履行"), (S.AGREED, S.CONFIRMING, S.CONFIRMED), None, rule=f"{LAW} 31"),
        Move("perform", _("已经履行"), (S.AGREED, S.CONFIRMING, S.CONFIRMED), S.PERFORMED, stops=("*",), rule=f"{LAW} 31"),
        Move("apply_confirmation", _("共同申请司法确认"), (S.AGREED,), S.CONFIRMING, stops=(CONFIRM_CLOCK,), rule=f"{LAW} 33"),
        Move("court_valid", _("法院确认有效"), (S.CONFIRMING,), S.CONFIRMED, rule=f"{LAW} 33"),
        Move("court_invalid", _("法院确认无效，再调解"), (S.CONFIRMING,), S.IN_MEDIATION, rule=f"{LAW} 33"),
        Move("breach", _("没有履行，告知其他途径"), (S.AGREED, S.CONFIRMED), S.BROKEN, stops=("*",), rule=f"{LAW} 32、33"),
        Move("fail", _("调解不成，告知其他途径"), (S.APPLIED, S.ACCEPTED, S.IN_MEDIATION), S.FAILED, stops=("*",), rule=f"{LAW} 17、26"),
        Move("withdraw", _("当事人要求终止"), (S.APPLIED, S.ACCEPTED, S.IN_MEDIATION), S.WITHDRAWN, stops=("*",), rule=f"{LAW} 23"),
        Move("tell_police", _("有危险，已报警"), RUNNING, None, rule=f"{LAW} 25"),
    ),
)
