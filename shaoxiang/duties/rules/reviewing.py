"""复核: a draft is looked at by a second person before it is published. Whose hands were in it may not confirm it. Pure."""

from __future__ import annotations

from collections.abc import Collection

from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.kernel.hands import Hand, had_a_hand
from shaoxiang.kernel.vocabulary import _


def check_second(one: Hand, hands: Collection[Hand], others: str) -> None:
    """`others`: who may, in words; "" where there is nobody. Raises ChangeRefused with the cure."""
    if not had_a_hand(one, hands):
        return
    if others:
        raise ChangeRefused("review", _("这一版是您起草、最后改动或者送来复核的，不能由您复核。请这几位中的一位复核：%(who)s。"), who=others)
    raise ChangeRefused("review", _("这一版是您起草、最后改动或者送来复核的，不能由您复核，本单位又没有别人能复核：请业务管理员给本单位另一个岗位相同的权限，"
                                    "请安全管理员给那位同志开账号；或者请本单位的部门负责人复核。"))
