"""What may stand in a notice."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shaoxiang.kernel.vocabulary import _

Param = str | int | bool | None
Params = Mapping[str, Param]
MAX_CHARS = 60
PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx]|0\d{2,3}-?\d{7,8})(?!\d)")


class PersonalInNotice(ValueError):
    """A notice is read on screens and sent through other people's gateways: no telephone, no id number, no free text."""


def check_params(params: Params) -> dict[str, Param]:
    """The parameters, if they are ids, numbers, codes or dates. Raises PersonalInNotice."""
    for name, value in params.items():
        if not isinstance(value, (str, int, bool, type(None))):
            raise PersonalInNotice(f"{name}: {type(value).__name__}")
        if isinstance(value, str) and (len(value) > MAX_CHARS or "\n" in value or PERSONAL.search(value)):
            raise PersonalInNotice(name)
    return dict(params)


UNKNOWN = _("有一条新消息")
