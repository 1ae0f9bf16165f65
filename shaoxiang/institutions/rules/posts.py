"""三员分立 and who may hand out which role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shaoxiang.institutions.rules.seating import Way
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _

ADMINISTRATORS = THREE_ADMINISTRATORS | {Role.CONFIG_ADMIN}
BUSINESS_ROLES = frozenset(Role) - ADMINISTRATORS
OWN_POST = _("不能改自己岗位的角色，请由另一位管理员操作。")
NOT_FOR_THEM = _("这样改，在岗的人就不能坐这个岗位了：%(who)s 请先办好，或者先请在岗的人离任、交接，再改。")
OWN_ACCOUNT = _("不能停用或重置自己的账号，请由另一位安全管理员操作。")


class RolesRefused(ValueError):
    """The roles may not be given so. `sentence` is a Chinese msgid for people, `facts` its parameters; `ways` where what is missing is done."""

    def __init__(self, sentence: str, ways: tuple[Way, ...] = (), **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.ways, self.facts = sentence, ways, facts


def three_of(roles: Iterable[str]) -> frozenset[str]:
    """Those of the three administrators' roles that are among these."""
    return frozenset(str(role) for role in roles) & frozenset(str(role) for role in THREE_ADMINISTRATORS)


def clash(*holdings: Iterable[str]) -> bool:
    """Would one person with all these holdings be two of the three administrators? (GB/T 22239: 三员分立)"""
    return len(frozenset[str]().union(*(three_of(roles) for roles in holdings))) > 1


def check_roles(before: Iterable[str], after: Iterable[str], *, may_change: Iterable[str], elsewhere: Iterable[Iterable[str]] = ()) -> list[str]:
    """The new roles of a post, sorted as the vocabulary has them.

    `may_change`: roles the changer may give or take. `elsewhere`: roles the people in this post hold in other posts.
    Raises RolesRefused.
    """
    known = {str(role) for role in Role}
    old, new = {str(role) for role in before}, {str(role) for role in after}
    if new - known:
        raise RolesRefused(_("没有这个角色，请从列表中选择。"))
    if (old ^ new) - {str(role) for role in may_change}:
        raise RolesRefused(_("您只能增减您管的角色：业务角色由业务管理员管，管理员角色由安全管理员管。"))
    if clash(new):
        raise RolesRefused(_("系统、安全、审计三个管理员角色不能给同一个岗位。"))
    if any(clash(new, other) for other in elsewhere):
        raise RolesRefused(_("这个岗位上的人在别的岗位已是另一类管理员，三员不能由一人兼任。"))
    return [str(role) for role in Role if str(role) in new]


class AreaRefused(ValueError):
    """The unit may not serve that area; `reason` is a msgid that says how to cure it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_area(*, body_since: date, area_since: date | None, served_before: bool, today: date) -> None:
    """May a unit's area be set now? What was routed on days that are over must be found again as it was. Raises AreaRefused."""
    if served_before:
        raise AreaRefused(_("它已经服务过一个片区，换片区会改掉以前的事归谁：请改那个片区的范围，或撤销这个机构、另设一个。"))
    if area_since is not None and area_since < today and body_since < today:
        raise AreaRefused(_("这个片区以前就有，直接挂上会改掉以前的事归谁：请另划一个从今天起的片区，或另设一个派驻机构。"))


class HandoverRefused(Refusal):
    """The post may not change hands so. `reason` is a msgid that says how to cure it, `facts` its parameters; `field` where it belongs."""

    ways: tuple[Way, ...] = ()  # where what is missing is done

    def __init__(self, reason: str, field: str = "", **facts: object) -> None:
        super().__init__(field, reason, **facts)


def check_handover(*, since: date, until: date | None, on: date, today: date) -> None:
    """May the post change hands on that day? Of one who has left already, on any day from now on. Raises HandoverRefused."""
    if on < today:
        raise HandoverRefused(_("交接的日子已经过去，请选今天或以后的一天。"), "planned_on")
    if on <= since:
        raise HandoverRefused(_("这个人从 %(day)s 才任职，交接要在这之后的一天。"), "planned_on", day=since.isoformat())
    if until is not None and today < until < on:
        raise HandoverRefused(_("这个人的任职到 %(day)s 为止，交接不能晚于这一天。"), "planned_on", day=until.isoformat())


def check_successor(
    *, leaving: int, successor: int, post_roles: Iterable[str], sits_there: bool, elsewhere: Iterable[Iterable[str]], left: bool = False,
) -> None:
    """May this person take over? `left`: the post was empty and has been filled since; what belongs to it is still to be passed on. Raises HandoverRefused."""
    if leaving == successor:
        raise HandoverRefused(_("接手人就是交出人，请选另一个人。"), "successor")
    if sits_there and not left:
        raise HandoverRefused(_("接手人已经在这个岗位上，请选另一个人。"), "successor")
    if any(clash(post_roles, other) for other in elsewhere):
        raise HandoverRefused(_("接手人在别的岗位已是另一类管理员，三员不能由一人兼任，请选另一个人。"), "successor")
