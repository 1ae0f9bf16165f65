"""补充情况: what the one who reported adds later, in words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.cases.actions.desk import need_words
from shaoxiang.cases.actions.steps import say, take, write
from shaoxiang.cases.models import Case
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def supplement(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """补充情况: changes no status; whoever works on the case reads it there."""
    step = take(number, "supplement", actor=actor, at=at)
    need_words(words, _("请写一句话，或选一张照片。"))
    return write(step, facts=say(step, words, for_resident=True))
