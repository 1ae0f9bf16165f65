"""The life of a change of quota, as data."""

from __future__ import annotations

from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.vocabulary import ChangeStatus as S

LAW = "机构编制工作条例"

QUOTA_FLOW = Flow(
    S,
    (
        Move("review", _("复核通过"), (S.DRAFT,), S.REVIEWED, rule=f"{LAW} 18、19"),
        Move("send_back", _("复核不通过"), (S.DRAFT,), S.REJECTED, rule=f"{LAW} 18、19"),
        Move("approve", _("编委会批准"), (S.REVIEWED,), S.APPROVED, rule=f"{LAW} 18、20"),
        Move("reject", _("编委会不批准"), (S.REVIEWED,), S.REJECTED, rule=f"{LAW} 18、20"),
        Move("take_effect", _("记入台账，生效"), (S.APPROVED,), S.EFFECTIVE, rule=f"{LAW} 28"),
    ),
)
