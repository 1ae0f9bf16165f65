"""The life of an item, of a meeting and of a task, as data."""

from __future__ import annotations

from shaoxiang.coordination.vocabulary import AT_WORK, BEFORE, RUNNING, TaskState
from shaoxiang.coordination.vocabulary import CoordinationStatus as S
from shaoxiang.coordination.vocabulary import MeetingStatus as M
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

EVERY_CLOCK = "*"
MEET = "COORD_MEET*"  # the ordinary and the urgent
LISTENS = "北京市街道办事处条例 17"
CONVENES = "北京市街道办事处条例 12"
STAFFING_LAW = "地方各级人民政府机构设置和编制管理条例 10"

COORDINATION_FLOW = Flow(
    S,
    (
        Move("settle", _("当场协调好了"), (S.RAISED,), S.SETTLED, stops=(EVERY_CLOCK,), rule=LISTENS),
        Move("put_on_agenda", _("列入议程"), (S.RAISED,), S.AGENDA, stops=("COORD_ARRANGE",), rule=CONVENES),
        Move("take_off", _("移出议程"), (S.AGENDA,), S.RAISED, starts=("COORD_ARRANGE",)),
        Move("discuss", _("上会"), (S.AGENDA,), S.MEETING, stops=(MEET,), rule=CONVENES),
        Move("carry_over", _("没有议定，另行安排"), (S.MEETING,), S.RAISED, starts=("COORD_ARRANGE",)),
        Move("decide_tasks", _("作出决定，分工办理"), (S.MEETING,), S.TASKS),
        Move("rule", _("定由谁主责"), (S.MEETING,), S.EFFECT_CHECK, starts=("COORD_EFFECT",)),
        Move("no_action", _("不采取措施"), (S.MEETING,), S.CLOSED, stops=(EVERY_CLOCK,)),
        Move(
            "escalate", _("提交上一级"), (S.RAISED, S.MEETING, S.TASKS, S.EFFECT_CHECK), S.RAISED, stops=(EVERY_CLOCK,), starts=("COORD_ARRANGE",),
            rule=LISTENS,
        ),
        Move("tasks_done", _("任务全部验收"), (S.TASKS,), S.EFFECT_CHECK, starts=("COORD_EFFECT",)),
        Move("close", _("效果好，办结"), (S.EFFECT_CHECK,), S.CLOSED, stops=(EVERY_CLOCK,)),
        Move("reopen", _("没有效果，再协调"), (S.EFFECT_CHECK,), S.RAISED, stops=("COORD_EFFECT",), starts=("COORD_ARRANGE",)),
        Move("withdraw", _("撤回"), (S.RAISED, S.AGENDA), S.WITHDRAWN, stops=(EVERY_CLOCK,)),
        Move("add_unit", _("加涉及单位"), (S.RAISED, S.AGENDA, S.MEETING, S.TASKS), None),
        Move("ask_staffing", _("请编办提意见"), (S.RAISED, S.AGENDA, S.MEETING), None, starts=("COORD_STAFFING",), rule=STAFFING_LAW),
        Move("give_opinion", _("编办提出意见"), RUNNING, None, stops=("COORD_STAFFING",), rule=STAFFING_LAW),
        Move("file_duty", _("编办备案"), tuple(S), None, stops=("COORD_STAFFING",), rule=STAFFING_LAW),
        Move("supervise", _("催办督办"), RUNNING, None),
        Move("redispatched", _("已按裁定派单"), tuple(S), None),
    ),
)

MEETING_FLOW = Flow(
    M,
    (
        Move("change", _("改时间、地点、单位"), BEFORE, None),
        Move("call", _("发会议通知"), (M.PLANNED,), M.CALLED, rule=CONVENES),
        Move("open", _("开会"), (M.CALLED,), M.OPENED, starts=("MEETING_MINUTES",)),
        Move("attend", _("登记到会"), (M.OPENED,), None),
        Move("finish", _("散会，出纪要"), (M.OPENED,), M.MINUTED, stops=("MEETING_MINUTES",)),
        Move("cancel", _("取消会议"), BEFORE, M.CANCELLED, stops=(EVERY_CLOCK,)),
    ),
)

TASK_FLOW = Flow(
    TaskState,
    (
        Move("sign_task", _("签收任务"), (TaskState.GIVEN,), TaskState.SIGNED),
        Move("claim_task", _("报完成"), (TaskState.GIVEN, TaskState.SIGNED, TaskState.RETURNED), TaskState.DONE_CLAIMED),
        Move("accept_task", _("验收通过"), (TaskState.DONE_CLAIMED,), TaskState.ACCEPTED),
        Move("return_task", _("退回再办"), (TaskState.DONE_CLAIMED,), TaskState.RETURNED),
        Move("extend_task", _("延期"), AT_WORK, None),
        Move("drop_task", _("不再办理"), AT_WORK, TaskState.DROPPED),
    ),
)
