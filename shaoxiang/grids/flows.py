"""The life of a task for a grid worker, as data."""

from __future__ import annotations

from shaoxiang.grids.vocabulary import TaskStatus as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

GATE = _("网格员职责清单或准入编号")

TASK_FLOW = Flow(S, (
    Move("finish", _("办好了"), (S.ASSIGNED,), S.DONE),
    Move("return_unlisted", _("退回清单外事项"), (S.ASSIGNED,), S.RETURNED, rule=GATE),
    Move("accept_done", _("确认办结"), (S.DONE,), S.CLOSED),
    Move("redo", _("请再办"), (S.DONE,), S.ASSIGNED),
    Move("withdraw", _("撤回"), (S.RETURNED, S.ASSIGNED), S.CLOSED),
    Move("uphold", _("仍属清单，请办"), (S.RETURNED,), S.ASSIGNED, rule=GATE),
))
