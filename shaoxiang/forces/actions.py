"""Writes of the room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from shaoxiang.dispatch.rules import summon
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces.queries import readiness
from shaoxiang.forces.rules import ForceEngaged
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book


def check_summons(body_ids: Iterable[int], priority: Priority, *, at: datetime) -> None:
    """May these forces be summoned now? Call inside the summoning transaction: each force is held, so two streets never book one crew twice.

    Raises ForceEngaged.
    """
    wanted = sorted(set(body_ids))
    list(Body.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))
    for key, ready in readiness(wanted, at=at).items():
        answer = summon(priority, [Priority(order.priority) for order in ready.busy], ready.crews)
        if not answer.allowed:
            raise ForceEngaged(
                _("%(body)s的力量都在执行任务，不能再派：请先请对方街道解除一项，或改派别的力量。") % {"body": book().name_of(key)},
                tuple(ready.busy[place].pk for place in answer.must_release),
            )
