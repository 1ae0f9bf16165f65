"""承办力量: which body may carry what, by which deployment. Pure.

A carrier moves work inside the side that has it: a street's own bureau carries what its list gives the street, a department's unit or team what the
department leads. So it gives a street nothing (A1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.vocabulary import _

M, K = DeploymentMode, BodyKind
KINDS = {
    M.FULL_TRANSFER: (frozenset({K.AFFILIATED_INSTITUTION.value}), _("全部下沉的，承办的是下沉到镇街的机构：请选那个镇街的综合行政执法局或中心。")),
    M.AREA_STATIONED: (frozenset({K.DISPATCHED_INSTITUTION.value}), _("区域派驻的，承办的是部门派驻的所、站：请选派驻机构。")),
    M.ON_WHISTLE: (frozenset({K.EMERGENCY_TEAM.value}), _("哨响即到的，承办的是部门的应急队伍：请选队伍。")),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """`home`: the street the body's unit serves; `department`: whose it is. `named`: an item or a type is named; `area`: the body has an area of its own."""

    mode: DeploymentMode
    kind: str
    home: int | None
    department: int | None
    named: bool
    street: int | None
    area: bool
    basis: str


def check_carrier(wish: Wish, *, since: date, today: date) -> None:
    """Raises ChangeRefused."""
    kinds, why = KINDS[wish.mode]
    if wish.kind not in kinds:
        raise ChangeRefused("body_id", why)
    if wish.mode is M.FULL_TRANSFER:
        if not wish.named:
            raise ChangeRefused("what", _("全部下沉的，请写明承办哪一条职责或者哪一类事项。"))
        if wish.street is None or wish.home != wish.street:
            raise ChangeRefused("street_id", _("下沉到镇街的机构只在那个镇街承办：请选它所在的镇街。"))
    else:
        if wish.named:
            raise ChangeRefused("what", _("派驻机构和队伍承办的是部门的全部事项，不写哪一条、哪一类：请空着。"))
        if wish.department is None:
            raise ChangeRefused("body_id", _("看不出它是哪个部门的：请先在机构登记里写明上级部门。"))
        if wish.area and wish.street is not None:
            raise ChangeRefused("street_id", _("它有执法片区，服务哪里照片区算：镇街请空着。"))
    if not wish.basis.strip():
        raise ChangeRefused("basis", _("请写明依据的文件：谁在什么时候定的。"))
    if since < today:
        raise ChangeRefused("since", _("不能早于今天：过去由谁承办不改，只从某天起续。"))
