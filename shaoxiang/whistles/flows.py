"""The life of a whistle as a whole; what each unit does is `dispatch.flows.ORDER_FLOW`, read here with the whistle's clocks."""

from __future__ import annotations

from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles.vocabulary import APPRAISE, APPROVE, CONFIRM, OUT, VERIFY
from shaoxiang.whistles.vocabulary import WhistleStatus as S

LAW = "北京市街道办事处条例"
EVERY_CLOCK = "*"
RUNNING = (*OUT, S.DONE_CLAIMED, S.SUSPENDED)
AFTER = (S.VERIFIED, S.CLOSED)

WHISTLE_FLOW = Flow(
    S,
    (
        Move("edit", _("修改"), (S.DRAFT,), None),
        Move("submit", _("报批"), (S.DRAFT,), S.PENDING, starts=(APPROVE,)),
        Move("approve", _("批准并吹哨"), (S.PENDING,), S.BLOWN, stops=(APPROVE,), rule=f"{LAW} 11"),
        Move("refuse", _("不批准"), (S.PENDING,), S.REFUSED, stops=(EVERY_CLOCK,)),
        Move("blow", _("吹哨"), (S.DRAFT,), S.BLOWN, rule=f"{LAW} 11"),
        Move("confirm", _("街道确认"), RUNNING, None, stops=(CONFIRM,)),
        Move("add_unit", _("加叫单位"), OUT, None),
        Move("release_unit", _("让单位先撤"), RUNNING, None),
        Move("rule_stands", _("异议不成立"), RUNNING, None, rule="潍坊市12345政务服务便民热线条例 22"),
        Move("rule_reassigned", _("异议成立，改派"), RUNNING, None, rule="北京市接诉即办工作条例 12"),
        Move("rule_withdrawn", _("异议成立，不再派"), RUNNING, None, rule="北京市接诉即办工作条例 12"),
        Move("note", _("记进展"), RUNNING, None),
        Move("all_done", _("全部报完成"), OUT, S.DONE_CLAIMED, starts=(VERIFY,)),
        Move("verify_pass", _("核查通过"), (S.DONE_CLAIMED,), S.VERIFIED, stops=(VERIFY,)),
        Move("verify_fail", _("核查不通过，继续办"), (S.DONE_CLAIMED,), S.IN_PROGRESS, stops=(VERIFY,)),
        Move("close", _("办结"), (S.VERIFIED,), S.CLOSED, stops=(EVERY_CLOCK,), starts=(APPRAISE,)),
        Move("reopen", _("没有解决，重办"), (S.VERIFIED, S.CLOSED), S.IN_PROGRESS, stops=(EVERY_CLOCK,)),
        Move("appraise_unit", _("评单位"), AFTER, None, rule="北京市接诉即办工作条例 33"),
        Move("answer_appraisal", _("申辩"), (*AFTER, S.APPRAISED), None),
        Move("appraise_whistle", _("评这次吹哨"), AFTER, None, rule="北京市接诉即办工作条例 33"),
        Move("settle_appraisal", _("评哨完毕"), (S.CLOSED,), S.APPRAISED, stops=(EVERY_CLOCK,)),
        Move("suspend", _("中止"), OUT, S.SUSPENDED),
        Move("resume", _("恢复"), (S.SUSPENDED,), S.IN_PROGRESS),
        Move("cancel", _("取消"), (S.DRAFT, S.PENDING, *OUT, S.SUSPENDED), S.CANCELLED, stops=(EVERY_CLOCK,)),
        Move("link", _("关联前哨"), (S.DRAFT, S.PENDING, *RUNNING), None),
        Move("suggest_key_issue", _("转为攻坚哨"), (*RUNNING, *AFTER), None),
        Move("supervise", _("催办督办"), RUNNING, None, rule=f"{LAW} 44"),
    ),
)
