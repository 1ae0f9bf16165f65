"""The life of a change of quota, and of a selection of cadres, as data."""

from __future__ import annotations

from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules.selection import CADRES, PUBLICITY
from shaoxiang.staffing.vocabulary import ChangeStatus as S
from shaoxiang.staffing.vocabulary import SelectionStatus as C

LAW = "地方各级人民政府机构设置和编制管理条例"

QUOTA_FLOW = Flow(
    S,
    (
        Move("review", _("复核通过"), (S.DRAFT,), S.REVIEWED, rule=f"{LAW} 6、15"),
        Move("send_back", _("复核不通过"), (S.DRAFT,), S.REJECTED, rule=f"{LAW} 6、15"),
        Move("approve", _("编委会批准"), (S.REVIEWED,), S.APPROVED, rule=f"{LAW} 6、15"),
        Move("reject", _("编委会不批准"), (S.REVIEWED,), S.REJECTED, rule=f"{LAW} 6、15"),
        Move("take_effect", _("记入台账，生效"), (S.APPROVED,), S.EFFECTIVE, rule=f"{LAW} 6"),
    ),
)

ASKED_ABOVE = frozenset({"review", "send_back", "approve", "reject"})


def rule_of(move: Move, *, between_levels: bool) -> str:
    """The articles a move of a change rests on: what goes from level to level also on 18 (approval from above)."""
    return f"{move.rule}、18" if between_levels and move.name in ASKED_ABOVE else move.rule


OPEN_STEPS = (C.MOTION, C.RECOMMENDATION, C.INSPECTION, C.DECISION, C.PUBLICITY)
SELECTION_FLOW = Flow(
    C,
    (
        Move("recommend", _("开始民主推荐"), (C.MOTION,), C.RECOMMENDATION, rule=f"{CADRES} 第三章"),
        Move("inspect", _("确定考察对象"), (C.RECOMMENDATION,), C.INSPECTION, rule=f"{CADRES} 第四章"),
        Move("submit", _("提交讨论决定"), (C.INSPECTION,), C.DECISION, rule=f"{CADRES} 第五章"),
        Move("admit", _("请参加讨论的人看"), (C.DECISION,), None),
        Move("decide", _("记讨论决定"), (C.DECISION,), None, rule=f"{CADRES} 第六章"),
        Move("publish", _("开始公示"), (C.DECISION,), C.PUBLICITY, starts=(PUBLICITY.code,), rule=f"{CADRES} 41"),
        Move("take_post", _("办任职"), (C.PUBLICITY,), C.APPOINTED, stops=("*",), rule=f"{CADRES} 42"),
        Move("object", _("记异议"), (C.PUBLICITY,), None, rule=f"{CADRES} 41"),
        Move("answer", _("答复异议"), (C.INSPECTION, C.DECISION, C.PUBLICITY), None, rule=f"{CADRES} 41"),
        Move("nominate", _("提名人选"), (C.MOTION, C.RECOMMENDATION), None),
        Move("drop_candidate", _("撤下人选"), (C.MOTION, C.RECOMMENDATION, C.INSPECTION), None),
        Move("reconsider", _("退回考察"), (C.DECISION, C.PUBLICITY), C.INSPECTION, stops=("*",)),
        Move("end", _("终止选配"), OPEN_STEPS, C.ENDED, stops=("*",)),
    ),
)
