"""What a new type must say before it is one. Pure."""

from __future__ import annotations

import re

from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.kernel.vocabulary import _

_CODE, _CLASS = re.compile(r"[A-Z]{0,2}[0-9]{4,6}"), re.compile(r"[A-Z]{0,2}[0-9]{2}")


def check_codes(code: str, class_code: str) -> None:
    """Both as the standard writes them: a spreadsheet that lost its zeros is told so. Raises ChangeRefused."""
    if not _CODE.fullmatch(code):
        raise ChangeRefused("code", _("代码写大类代码加两位以上数字，如 0101、B0107，前面的 0 不能丢：请把这一列设成文本。"))
    if not _CLASS.fullmatch(class_code):
        raise ChangeRefused("class_code", _("大类代码写两位数字，部件前面加 B，如 01、B01，前面的 0 不能丢：请把这一列设成文本。"))
    if not code.startswith(class_code):
        raise ChangeRefused("code", _("代码要以大类代码开头，如大类 01 的 0101：请改代码，或者改大类代码。"))


def check_class(code: str, given: str, stands: str) -> None:
    """`stands`: the name the class bears already, "" where it is new. Raises ChangeRefused."""
    if not given and not stands:
        raise ChangeRefused("class_name", _("大类 %(code)s 还没有：请写明它叫什么。"), code=code)
    if given and stands and given != stands:
        raise ChangeRefused("class_name", _("大类 %(code)s 现在叫“%(stands)s”：请照写，或者另用一个大类代码。"), code=code, stands=stands)
