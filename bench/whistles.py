"""Running whistles for the board: in every state and street, three units each, with clocks and desk rows."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from shaoxiang.dispatch.vocabulary import OrderState
from shaoxiang.insight.tests.compose import Called, awaits, office_of, street_of, teams, whistle
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.vocabulary import WhistleStatus

RUNNING = 200


def blow(*, at: datetime, n: int = RUNNING) -> None:
    """Once into a database; a second call finds them there."""
    if Whistle.objects.exists():
        return
    luck, crews = random.Random(5), teams(13)
    streets = [body.street.code for body in Body.objects.filter(kind=BodyKind.STREET_OFFICE).select_related("street") if body.street]
    for turn in range(n):
        street = luck.choice(streets)
        called = [Called(body, luck.choice(list(OrderState)[:4]), luck.randint(-120, 600)) for body in luck.sample(crews, 3)]
        status = luck.choice((WhistleStatus.BLOWN, WhistleStatus.IN_PROGRESS, WhistleStatus.DONE_CLAIMED))
        made = whistle(status, called, at=at - timedelta(minutes=3 * turn), street=street, turn=turn)
        if turn % 4 == 0:
            awaits(made, "confirm", Role.STREET_DESK, office_of(street_of(street)), at=at, due_in=luck.randint(-60, 60))
