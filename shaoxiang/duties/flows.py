"""The life of a version of a list, as data. Information is published within twenty working days of the day it was made or changed."""

from __future__ import annotations

from shaoxiang.duties.vocabulary import VersionStage as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

LAW = "政府信息公开条例(2019) 26"
PUBLISH_CLOCK = "FOI_PROACTIVE"  # counted from the day of the decision, whenever that day was written down

LIST_FLOW = Flow(
    S,
    (
        Move("decide", _("写明决定"), (S.DRAFT,), S.DECIDED, starts=(PUBLISH_CLOCK,), rule=LAW),
        Move("correct_decision", _("更正决定日期"), (S.DECIDED,), None, stops=(PUBLISH_CLOCK,), starts=(PUBLISH_CLOCK,), rule=LAW),
        Move("undecide", _("还没有决定"), (S.DECIDED,), S.DRAFT, stops=(PUBLISH_CLOCK,)),
        Move("publish", _("公布"), (S.DECIDED,), S.PUBLISHED, stops=(PUBLISH_CLOCK,), rule=LAW),
        Move("withdraw", _("撤销草案"), (S.DRAFT, S.DECIDED), S.WITHDRAWN, stops=(PUBLISH_CLOCK,)),
    ),
)
AWAITED = {"decide": _("改好草案，决定以后写明决定"), "publish": _("公布清单新版")}
