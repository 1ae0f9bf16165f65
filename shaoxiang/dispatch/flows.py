"""What a unit that was sent can do, the same for a case and a whistle: 签收, 到场, 处置, 完成. The matter's own flow goes beside it."""

from __future__ import annotations

from shaoxiang.dispatch.vocabulary import OrderState as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

UNDER_WAY = (S.ORDERED, S.ACKNOWLEDGED, S.ARRIVED, S.WORKING)

ORDER_FLOW = Flow(
    S,
    (
        Move("acknowledge", _("签收"), (S.ORDERED,), S.ACKNOWLEDGED),
        Move("arrive", _("报到"), (S.ORDERED, S.ACKNOWLEDGED), S.ARRIVED),
        Move("begin_work", _("开始处置"), (S.ACKNOWLEDGED, S.ARRIVED), S.WORKING),
        Move("claim_done", _("报完成"), (S.ARRIVED, S.WORKING), S.DONE),
        Move("rework", _("返工"), (S.DONE,), S.ACKNOWLEDGED),
        Move("object", _("提出异议"), (S.ORDERED, S.ACKNOWLEDGED, S.ARRIVED, S.WORKING), None, rule="北京市接诉即办工作条例 12"),
        Move("release", _("解除"), (S.ORDERED, S.ACKNOWLEDGED, S.ARRIVED, S.WORKING, S.DONE), S.RELEASED),
    ),
)
