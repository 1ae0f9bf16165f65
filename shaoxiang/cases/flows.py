"""The life of a case and its clocks, as data. Buttons, documents and diagrams come from this table."""

from __future__ import annotations

from shaoxiang.cases.vocabulary import JOINABLE, MERGEABLE, RUNNING, DataStatus
from shaoxiang.cases.vocabulary import CaseStatus as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

STEP_CLOCKS = "CASE_STEP_*"  # every step limit of the type that still runs
EVERY_CLOCK = "*"

CASE_FLOW = Flow(
    S,
    (
        Move("accept", _("受理"), (S.REPORTED,), S.ACCEPTED, stops=("CASE_ACCEPT",), starts=("CASE_DISPATCH",), rule="北京市接诉即办工作条例 11"),
        Move("decline", _("不予受理"), (S.REPORTED, S.ACCEPTED), S.DECLINED, stops=(EVERY_CLOCK,), rule="北京市接诉即办工作条例 11"),
        Move("answer", _("当场答复"), (S.REPORTED, S.ACCEPTED), S.CLOSED, stops=(EVERY_CLOCK,), rule="北京市接诉即办工作条例 11"),
        Move("classify", _("改类别和位置"), (S.REPORTED, S.ACCEPTED), None),
        Move(
            "dispatch", _("派单"), (S.ACCEPTED,), S.DISPATCHED,
            stops=("CASE_ACCEPT", "CASE_DISPATCH"), starts=("CASE_SIGN", "CASE_HANDLE"), rule="北京市接诉即办工作条例 12",
        ),
        Move("recall", _("撤回派单"), (S.DISPATCHED,), S.ACCEPTED, stops=("CASE_SIGN", "CASE_HANDLE", STEP_CLOCKS), starts=("CASE_DISPATCH",)),
        Move("sign", _("签收"), (S.DISPATCHED,), S.HANDLING, stops=("CASE_SIGN",)),
        Move(
            "hand_back", _("退单"), (S.DISPATCHED, S.HANDLING), S.OBJECTED,
            stops=("CASE_SIGN",), suspends=("CASE_HANDLE", STEP_CLOCKS), starts=("CASE_RULE",), rule="安阳市政务服务条例 50",
        ),
        Move(
            "uphold", _("异议成立，改派"), (S.OBJECTED,), S.DISPATCHED,
            stops=("CASE_RULE", "CASE_HANDLE", STEP_CLOCKS), starts=("CASE_SIGN", "CASE_HANDLE"), rule="北京市接诉即办工作条例 12",
        ),
        Move(
            "dismiss", _("异议不成立"), (S.OBJECTED,), S.HANDLING,
            stops=("CASE_RULE",), resumes=("CASE_HANDLE", STEP_CLOCKS), rule="潍坊市12345政务服务便民热线条例 22",
        ),
        Move("assign", _("指定经办人"), (S.DISPATCHED, S.HANDLING), None),
        Move("progress", _("记进展"), (S.HANDLING, S.SUSPENDED), None),
        Move("suspend", _("挂起"), (S.HANDLING,), S.SUSPENDED, suspends=("CASE_HANDLE", STEP_CLOCKS)),
        Move("resume", _("恢复办理"), (S.SUSPENDED,), S.HANDLING, resumes=("CASE_HANDLE", STEP_CLOCKS)),
        Move("extend", _("延期"), (S.HANDLING,), None, rule="北京市接诉即办工作条例 15"),
        Move("finish", _("处置完毕"), (S.HANDLING,), S.HANDLED, stops=("CASE_HANDLE", STEP_CLOCKS, "CASE_REDO"), starts=("CASE_VERIFY",)),
        Move("settle", _("当场处置"), (S.REPORTED, S.ACCEPTED), S.HANDLED, stops=(EVERY_CLOCK,), starts=("CASE_VERIFY",)),
        Move("verify_pass", _("核查通过"), (S.HANDLED,), S.VERIFIED, stops=("CASE_VERIFY",), starts=("CASE_CALL_BACK",)),
        Move("verify_fail", _("核查不通过，退回返工"), (S.HANDLED,), S.HANDLING, stops=("CASE_VERIFY",), starts=("CASE_REDO",)),
        Move("call_back", _("回访"), (S.VERIFIED,), None, stops=("CASE_CALL_BACK",), rule="北京市接诉即办工作条例 23"),
        Move("confirm", _("确认解决"), (S.VERIFIED,), S.CLOSED, stops=(EVERY_CLOCK,)),
        Move("close", _("办结"), (S.VERIFIED,), S.CLOSED, stops=(EVERY_CLOCK,)),
        Move("reopen", _("没有解决，重办"), (S.VERIFIED, S.CLOSED), S.HANDLING, stops=("CASE_CALL_BACK",), starts=("CASE_REDO",)),
        Move("withdraw", _("撤回反映"), (S.REPORTED, S.ACCEPTED, S.DISPATCHED, S.HANDLING), S.WITHDRAWN, stops=(EVERY_CLOCK,)),
        Move("propose_exclusion", _("提请剔除"), (S.ACCEPTED, S.HANDLING), None),
        Move("confirm_exclusion", _("复核同意剔除"), (S.ACCEPTED, S.HANDLING), S.CLOSED, stops=(EVERY_CLOCK,)),
        Move("refuse_exclusion", _("复核不同意剔除"), (S.ACCEPTED, S.HANDLING), None),
        Move("tell_resident", _("告知居民"), RUNNING, None),
        Move("hand_over", _("移交答复责任"), RUNNING, None, rule="北京市接诉即办工作条例 14"),
        Move("supervise", _("催办督办"), RUNNING, None, rule="北京市接诉即办工作条例 15"),
        Move("supplement", _("补充情况"), RUNNING, None),
        Move("attach", _("补充附件"), RUNNING, None),
        Move("rate", _("评价"), (S.VERIFIED, S.CLOSED), None),
        Move("answer_rating", _("处理差评"), tuple(S), None),
        Move("consent", _("改公开意愿"), tuple(S), None, rule="个人信息保护法 15"),
        Move("publish", _("审核后公开"), (S.CLOSED,), None),
        Move("keep_private", _("审核后不公开"), (S.CLOSED,), None),
        Move("unpublish", _("撤下公开"), (S.CLOSED,), None),
        Move("field_note", _("离线补记"), tuple(S), None),  # said on the spot without a network; by now the case had gone on
        Move("follow", _("我也遇到"), JOINABLE, None),
        Move("merge", _("并入主件"), MERGEABLE, S.MERGED, stops=(EVERY_CLOCK,)),
        Move("unmerge", _("拆开，恢复单独办理"), (S.MERGED,), None),  # back to the status it had: see ADR 0015
        Move("ask_merge", _("提请区里合并"), MERGEABLE, None),
        Move("refuse_merge", _("不同意合并"), RUNNING, None),
        Move("split", _("拆成几件"), MERGEABLE, None),
        Move("link_child", _("关联子件"), RUNNING, None),
        Move("unlink_child", _("解除关联"), RUNNING, None),
    ),
)

DATA_FLOW = Flow(
    DataStatus,
    (
        Move("erase_data", _("同意删除"), (DataStatus.SUBMITTED,), DataStatus.ERASED, stops=(EVERY_CLOCK,), rule="个人信息保护法 47"),
        Move("restrict_data", _("只保存，不再使用"), (DataStatus.SUBMITTED,), DataStatus.RESTRICTED, stops=(EVERY_CLOCK,), rule="个人信息保护法 47"),
        Move("refuse_data", _("不予删除，说明理由"), (DataStatus.SUBMITTED,), DataStatus.REFUSED, stops=(EVERY_CLOCK,), rule="个人信息保护法 50"),
    ),
)
