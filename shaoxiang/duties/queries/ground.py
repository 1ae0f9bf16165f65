"""为什么派给我: the steps of an assignment in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from shaoxiang.duties.rules import GroundStep
from shaoxiang.duties.vocabulary import DutyPart, DutyRole, Ground, LineGround, ListKind, PowerStanding
from shaoxiang.kernel.language import reads_english


def ground_json(steps: Iterable[GroundStep]) -> list[dict[str, Any]]:
    """Steps as they are stored with a case or an order."""
    return [{"code": step.code, "params": dict(step.params)} for step in steps]


def ground_text(steps: Iterable[GroundStep | Mapping[str, Any]]) -> list[str]:
    """One sentence per step, in the language now active. Takes steps, or steps as stored by `ground_json`."""
    return [text for text in (_sentence(*_parts(step)) for step in steps) if text]


def _parts(step: GroundStep | Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    if isinstance(step, GroundStep):
        return step.code, dict(step.params)
    return str(step["code"]), dict(step.get("params", {}))


def _sentence(code: str, params: dict[str, Any]) -> str:
    words = _localised(params)
    if code == Ground.PLACE:
        return _place(words)
    if code == Ground.ITEM:
        words["list"] = _(ListKind.label_of(str(words.get("list", ""))))
        words["role"] = _(DutyRole.label_of(str(words.get("role", ""))))
        if words.get("version"):
            return _("按《%(list)s》第%(version)s版第 %(code)s 项（%(role)s）：%(title)s。") % words
        return _("按《%(list)s》第 %(code)s 项（%(role)s）：%(title)s。") % words
    if code == Ground.PART:
        return _part(words)
    if code == Ground.TYPE_ENDED:
        if words.get("code"):
            return _("这一类自 %(since)s 起停用，新来的用 %(code)s %(name)s；以前来的照原来的办完。") % words
        return _("这一类自 %(since)s 起停用，新来的不再用它；以前来的照原来的办完。") % words
    if code == Ground.CATALOGUE:
        if words.get("reference"):
            return _("按《派单目录》第 %(entry)s 条（%(reference)s），由%(body)s主责。") % words
        return _("按《派单目录》第 %(entry)s 条，由%(body)s主责。") % words
    if code == Ground.CATALOGUE_SKIPPED:
        words["why"] = _(LineGround.label_of(str(words.get("why", ""))))
        return _("《派单目录》第 %(entry)s 条写了%(body)s，但%(why)s，所以不照它派。") % words
    if code == Ground.DESIGNATED:
        if words.get("on"):
            return _("由%(desk)s凭%(on)s指定%(body)s承办，理由见记录。") % words
        return _("由%(desk)s指定%(body)s承办，理由见记录。") % words
    if code == Ground.POWER:
        return _power(words)
    if code == Ground.NO_POWER:
        return _no_power(words)
    template = _TEMPLATES.get(code)
    return template() % words if template else ""


def _part(words: dict[str, Any]) -> str:
    """Which of the three lists, and what each side does there."""
    part = words.get("part")
    if part == DutyPart.COOPERATIVE:
        return _("这一条在三张清单里是“部门主责、街道配合”：%(department)s负责%(department_duty)s；街道配合%(street_duty)s。") % words
    if part == DutyPart.WITHDRAWN:
        return _("这一条在三张清单里是“上级部门收回”：由%(department)s自己办（%(how)s），街道不承担，可以不接。") % words
    return _("这一条在三张清单里是“街道主责”：由街道牵头办到底。")


def _power(words: dict[str, Any]) -> str:
    """Under which decision the street acts, and in whose name."""
    if not words.get("own_name"):
        return _("按赋权事项 %(code)s（%(name)s）：%(street)s自 %(since)s 起受%(department)s委托办理（%(number)s），以部门名义。") % words
    if words.get("basis"):
        return _(
            "按赋权事项 %(code)s（%(name)s）：依据%(basis)s和赋权决定 %(number)s，%(street)s自 %(since)s 起以自己名义行使（行政处罚法第二十四条）。"
        ) % words
    return _("按赋权事项 %(code)s（%(name)s）：依据赋权决定 %(number)s，%(street)s自 %(since)s 起以自己名义行使。") % words


def _no_power(words: dict[str, Any]) -> str:
    """Why the street may not, and who does instead."""
    template = _NO_POWER.get(str(words.get("standing")), _NO_POWER[PowerStanding.NONE.value])
    if words.get("listed"):
        who = _("所以照清单由部门牵头。")
    else:
        who = _("所以由%(department)s实施。") if words.get("department") else _("清单和赋权决定都没有写明由哪个部门实施。")
    return f"{template()}{who}" % words


_NO_POWER: dict[str, Callable[[], str]] = {
    PowerStanding.NONE.value: lambda: _("这件事要用赋权事项 %(code)s（%(name)s），这项权力没有交给%(street)s，"),
    PowerStanding.SHORT.value: lambda: _(
        "这件事要用赋权事项 %(code)s（%(name)s），%(street)s自 %(since)s 起有这项权力（%(number)s），"
        "但 %(on)s 这天承接能力不足（%(why)s），补足以前新来的不能按它办，"
    ),
    PowerStanding.COMING.value: lambda: _("这件事要用赋权事项 %(code)s（%(name)s），%(street)s要到 %(since)s 才有这项权力（%(number)s），"),
    PowerStanding.RECALLED.value: lambda: _("这件事要用赋权事项 %(code)s（%(name)s），%(street)s的这项权力 %(until)s 起已收回（%(number)s），"),
}


def _localised(params: dict[str, Any]) -> dict[str, Any]:
    """In English a name gives way to its English twin where one is known."""
    words = {name: value for name, value in params.items() if not name.endswith("_en")}
    if reads_english():
        words.update({name[:-3]: value for name, value in params.items() if name.endswith("_en") and value})
    return words


def _place(words: dict[str, Any]) -> str:
    if words.get("grid"):
        return _("点位在%(grid)s，属%(street)s%(community)s。") % words
    if words.get("community"):
        return _("点位属%(street)s%(community)s。") % words
    return _("点位属%(street)s。") % words


_TEMPLATES = {
    Ground.NO_PLACE.value: lambda: _("没有落到镇街的点位，由区综合指挥中心研判。"),
    Ground.BORDER.value: lambda: _("点位在交界处，相邻网格是%(grid)s。"),
    Ground.TYPE.value: lambda: _("事项分类是 %(code)s %(name)s（%(class)s）。"),
    Ground.NO_TYPE.value: lambda: _("还没有分类，先由镇街调度研判。"),
    Ground.BASIS.value: lambda: _("依据：%(basis)s。"),
    Ground.GRID_SETTLES.value: lambda: _("属小事，%(grid)s的网格员可以就地处置。"),
    Ground.POWER_UNKNOWN.value: lambda: _("这件事和赋权事项 %(code)s（%(name)s）有关；本区还没有登记任何赋权决定，先按职责清单派。"),
    Ground.POWER_LEFT.value: lambda: _("%(department)s不再行使这一项，仍负责培训、指导和执法协助。"),
    Ground.POWER_SHARED.value: lambda: _("%(department)s仍可行使这一项，配合办理：培训、指导、执法协助。"),
    Ground.OFFICE.value: lambda: _("由%(body)s承办。"),
    Ground.TRANSFERRED.value: lambda: _("执法力量已全部下沉，由%(body)s承办。"),
    Ground.STATIONED.value: lambda: _("%(department)s在本镇街派驻了%(body)s，由它承办，服从镇街日常指挥。"),
    Ground.DEPARTMENT.value: lambda: _("由%(department)s牵头。"),
    Ground.WHISTLE.value: lambda: _("需要到场时，镇街可以吹哨召集%(body)s。"),
    Ground.ASSIST.value: lambda: _("%(body)s协助。"),
    Ground.POST.value: lambda: _("责任岗位：%(body)s · %(post)s。"),
    Ground.NO_POST.value: lambda: _("%(body)s还没有设责任岗位，由该机构负责人安排。"),
    Ground.SETTLED.value: lambda: _("由%(body)s当场处置。"),
    Ground.ONLY_IN.value: lambda: _("这一项只给了%(streets)s。"),
    Ground.NOT_HERE.value: lambda: _("清单第 %(code)s 项（%(title)s）只给了%(streets)s，%(street)s不承担。"),
    Ground.GAP.value: lambda: _("%(on)s 的各张清单都没有写明「%(name)s」由谁负责，属职责空白：转区综合指挥中心协调，不直接压给镇街。"),
}
