"""信访事项: what is asked of a registration, where the not-accepted go, what the caller is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shaoxiang.hotline.rules.refusal import Refused, Trouble
from shaoxiang.hotline.vocabulary import NotAccepted, PetitionForm, PetitionGround, PetitionStatus
from shaoxiang.kernel.vocabulary import _

CONTENT_MAX = 5000
REPRESENTATIVES = 5  # 信访工作条例 20
WHERE_TO: Mapping[NotAccepted, str] = {
    NotAccepted.LITIGATION: _("请向有管辖权的人民法院起诉、上诉或者申请再审；法律援助可以拨打 12348。"),
    NotAccepted.ARBITRATION: _("请向仲裁委员会申请；劳动争议先向劳动人事争议仲裁委员会申请，咨询可以拨打 12333。"),
    NotAccepted.RECONSIDERATION: _("请自知道该行政行为之日起 60 日内，向行政复议机关申请复议；也可以依法直接起诉。"),
    NotAccepted.DISCIPLINE: _("请向纪检监察机关反映，可以拨打 12388。"),
    NotAccepted.ENFORCEMENT: _("请向主管部门投诉举报，由它依法查处并答复；说不准是哪个部门的，拨打 12345。"),
    NotAccepted.RUNNING: _("原来的事项还在办理期限内，请向正在办理的机关补充材料；编号和期限不变。"),
    NotAccepted.FINAL: _("复核意见是信访程序的终结；有新的事实和理由的，可以重新提出。"),
    NotAccepted.NOT_OURS: _("请向有权处理的机关、单位提出；下面写明了是哪一个。"),
}
# As one would say it on the telephone.
PLAIN: Mapping[PetitionStatus, str] = {
    PetitionStatus.REGISTERED: _("已经登记，信访部门会在 15 日内转给有权处理的机关。"),
    PetitionStatus.TRANSFERRED: _("已经转给有权处理的机关，它会在收到之日起 15 日内书面告诉您受理不受理。"),
    PetitionStatus.OBJECTED: _("收到的机关认为不归它管，信访部门正在核实；您不用做什么。"),
    PetitionStatus.ACCEPTED: _("已经受理，自受理之日起 60 日内办结。"),
    PetitionStatus.NOT_ACCEPTED: _("没有作为信访事项受理；原因和去处已经书面告诉您。"),
    PetitionStatus.DECIDED: _("处理意见已经出具。不服的，自收到之日起 30 日内可以请求上一级复查。"),
    PetitionStatus.REVIEW: _("上一级正在复查，30 日内书面答复。"),
    PetitionStatus.REVIEWED: _("复查意见已经出具。不服的，自收到之日起 30 日内可以请求上一级复核。"),
    PetitionStatus.RECHECK: _("上一级正在复核，30 日内书面答复；听证的时间不算在内。"),
    PetitionStatus.CLOSED: _("信访程序已经终结。"),
}


def check(*, content: str, grounds: Sequence[str], people: int, form: str) -> None:
    """What a registration needs. Raises Refused; a missing name or address is no reason (it only frees from the written notice)."""
    found = []
    if not content.strip():
        found.append(Trouble("content", _("请如实记下请求、事实和理由（口头提出的也要记）。")))
    if len(content) > CONTENT_MAX:
        found.append(Trouble("content", _("内容太长：最多 5000 字。请留下要点，其余作为附件。")))
    if not grounds or any(one not in PetitionGround._value2member_map_ for one in grounds):
        found.append(Trouble("grounds", _("请至少选一条“为什么是信访事项”：说不出理由的，按普通诉求登记。")))
    if people < 1:
        found.append(Trouble("people", _("人数至少是 1。")))
    if form == PetitionForm.VISIT and people > REPRESENTATIVES:
        found.append(Trouble("people", _("多人走访应当推选代表，代表不得超过 5 人：请填代表人数，总人数写在内容里。")))
    if found:
        raise Refused(*found)
