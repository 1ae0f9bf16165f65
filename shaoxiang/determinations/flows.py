"""The life of one version of a unit's 三定规定, as data."""

from __future__ import annotations

from shaoxiang.determinations.vocabulary import VersionStatus as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

VERSION_FLOW = Flow(
    S,
    (
        Move("edit", _("修改"), (S.DRAFT,), None),
        Move("adopt", _("编委会通过"), (S.DRAFT,), S.ADOPTED),
        Move("issue", _("印发"), (S.ADOPTED,), S.ISSUED),
        Move("withdraw", _("撤回"), (S.DRAFT, S.ADOPTED), S.WITHDRAWN),
        Move("ask_retraction", _("提请撤回"), (S.ISSUED,), None),
        Move("retract", _("确认撤回"), (S.ISSUED,), S.RETRACTED),
        Move("refuse_retraction", _("不撤回"), (S.ISSUED,), None),
        Move("resume", _("接着有效"), (S.SUPERSEDED,), S.ISSUED),
        Move("supersede", _("被新版替代"), (S.ISSUED,), S.SUPERSEDED),
    ),
)
AWAITED = {
    "edit": _("接着起草，写全了送编委会"), "adopt": _("编委会审议：通过了记上会议和日期"), "issue": _("编委会已通过：印发并记上文号"),
    "retract": _("看要不要撤回印发了、还没有施行的这一版"),
}
