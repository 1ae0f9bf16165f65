"""How a notice is put into words, and where it leads. Rooms register their codes in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from shaoxiang.kernel.notices.rules import UNKNOWN


@dataclass(frozen=True, slots=True)
class Wording:
    """`text`: a Chinese msgid with %(name)s. `route`: the page it leads to; `args`: parameters that make its address, in order.

    `icon`: a drawing of the sprite. `urgent`: marked red.
    """

    text: str
    route: str = ""
    args: tuple[str, ...] = ()
    icon: str = "bell"
    urgent: bool = False


_wordings: dict[str, Wording] = {}


def register(wordings: Mapping[str, Wording]) -> None:
    """Add `{"cases.assigned": Wording(_("%(number)s 派给了您"), "cases:case", ("number",))}`."""
    _wordings.update(wordings)


def codes() -> list[str]:
    """Every code somebody registered, room by room."""
    return sorted(_wordings)


def kind_of(code: str) -> str:
    """What sort of notice it is, without any of its particulars: "… 派给了您"."""
    return gettext(wording_of(code).text) % _Blank()


def wording_of(code: str) -> Wording:
    return _wordings.get(code) or Wording(UNKNOWN)


def text_of(code: str, params: Mapping[str, Any]) -> str:
    """In the reader's language; a parameter that is missing shows as "—" and never breaks the page."""
    return gettext(wording_of(code).text) % _Filled(params)


def address_of(code: str, params: Mapping[str, Any]) -> str:
    """The page it leads to; "" where there is none."""
    wording = wording_of(code)
    if not wording.route or any(params.get(name) in (None, "") for name in wording.args):
        return ""
    try:
        return reverse(wording.route, args=[params[name] for name in wording.args])
    except NoReverseMatch:
        return ""


class _Filled(dict[str, Any]):
    def __missing__(self, _name: str) -> str:
        return "—"


class _Blank(dict[str, Any]):
    def __missing__(self, _name: str) -> str:
        return "…"
