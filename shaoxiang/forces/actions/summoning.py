"""May a force be summoned now? Asked inside the summoning transaction, with the force held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from shaoxiang.dispatch.rules import summon
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces.queries import Readiness, readiness
from shaoxiang.forces.rules import ForceEngaged
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book


def check_summons(body_ids: Iterable[int], priority: Priority, *, at: datetime) -> dict[int, int]:
    """May these forces be summoned now? Call inside the summoning transaction: each force is held, so two streets never book one crew twice.

    Returns, for each force whose crew leaves a less urgent task for this one, the order that gives way. Raises ForceEngaged.
    """
    wanted = sorted(set(body_ids))
    list(Body.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))
    gives_way: dict[int, int] = {}
    for key, ready in readiness(wanted, at=at, with_duty=False).items():
        answer = summon(priority, [Priority(order.priority) for order in ready.busy], ready.crews)
        if not answer.allowed:
            raise ForceEngaged(_refusal(ready), tuple(ready.busy[place].pk for place in answer.must_release))
        if answer.gives_way is not None:
            gives_way[key] = ready.busy[answer.gives_way].pk
    return gives_way


def _refusal(ready: Readiness) -> str:
    name = {"body": book().name_of(ready.body_id)}
    if not ready.crews:
        return _("%(body)s现在没有能出动的组（休假、培训或装备检修），不能派：请改派别的力量，或打它的值守电话。") % name
    return _("%(body)s的力量都在执行任务，不能再派：请先请对方街道解除一项，或改派别的力量。") % name
