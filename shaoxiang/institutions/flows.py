"""交接: how a post changes hands."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import HandoverStatus as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

HANDOVER_FLOW = Flow(S, (
    Move("pass_on", _("交出勾选的"), (S.OPEN,), None),
    Move("recount", _("重新清点"), (S.OPEN,), None),
    Move("sign", _("都交清了，请接手人确认"), (S.OPEN,), S.PASSED),
    Move("sign_in_place", _("交出人不在，由我代签"), (S.OPEN,), S.PASSED),
    Move("give_back", _("没交清，退回"), (S.PASSED,), S.OPEN),
    Move("complete", _("确认接手"), (S.PASSED,), S.DONE),
    Move("cancel", _("取消交接"), (S.OPEN, S.PASSED), S.CANCELLED),
))

# As one would say it aloud, on the desk.
AWAITED = {"pass_on": _("逐项交出手上的事"), "sign_in_place": _("交出人不在：核对清单，代签"), "complete": _("核对清单，确认接手")}
