"""How far a clock may be extended, and a setting may go: a district may tighten the law, never loosen it."""

from __future__ import annotations

from shaoxiang.kernel.clocks.rules.spec import BACKWARD, WAIT, Authored, ClockSpec
from shaoxiang.kernel.clocks.vocabulary import Extension
from shaoxiang.kernel.vocabulary import _


class ExtensionRefused(Exception):
    """延期: not foreseen, beyond the cap, or asked for after the clock has ended or stopped."""


class SuspensionRefused(Exception):
    """中止: the reason is not on the clock's closed list, or the clock has ended."""


class SettingRefused(Exception):
    """A district setting would loosen what the law says."""


class Refusal(str):
    """A sentence that remembers its msgid and parameters, so that a page can say it in another language."""

    msgid: str
    params: dict[str, object]

    def __new__(cls, msgid: str, **params: object) -> Refusal:
        made = super().__new__(cls, msgid.format(**params))
        made.msgid, made.params = msgid, params
        return made


def check_extension(spec: ClockSpec, *, held: int, more: int) -> None:
    """May a clock already extended by `held` be extended by `more`? Raises ExtensionRefused."""
    ground = spec.ground or spec.code
    if more <= 0:
        raise ExtensionRefused(_("延长的数量须大于零。"))
    if spec.extension is Extension.DECIDED:
        return
    if spec.extension_cap is None:
        raise ExtensionRefused(Refusal(_("“{label}”不得延长（{ground}）。"), label=spec.label, ground=ground))
    if held + more > spec.extension_cap:
        raise ExtensionRefused(
            Refusal(
                _("“{label}”累计最多延长 {cap}，已延长 {held}，不能再延长 {more}（{ground}）。"),
                label=spec.label,
                cap=spec.extension_cap,
                held=held,
                more=more,
                ground=ground,
            )
        )


def check_setting(authored: Authored, *, amount: int, extension_cap: int | None, basis: str = "") -> None:
    """A district may tighten what the law says, never loosen it. Raises SettingRefused naming the article."""
    law = authored.spec
    if amount <= 0:
        raise SettingRefused(_("时限须大于零。"))
    if not authored.binding:
        return
    ground = law.ground
    if authored.bearer == "PARTY":
        if amount != law.amount:
            raise SettingRefused(Refusal(_("这是当事人的法定期限，不能改动（{ground}）。"), ground=ground))
    elif law.sense is WAIT or law.direction is BACKWARD:
        if amount < law.amount:
            raise SettingRefused(
                Refusal(_("法定至少 {amount}，不能改短（{ground}）。"), amount=law.amount, ground=ground)
            )
    elif amount > law.amount:
        raise SettingRefused(Refusal(_("法定最长 {amount}，不能放宽（{ground}）。"), amount=law.amount, ground=ground))
    if (extension_cap or 0) > (law.extension_cap or 0) and not (law.extension is Extension.OTHER_LAW and basis.strip()):
        raise SettingRefused(
            Refusal(
                _("延长上限不能超过法定的 {cap}（{ground}）；另有规定的，请写明依据。"),
                cap=law.extension_cap or 0,
                ground=ground,
            )
        )
