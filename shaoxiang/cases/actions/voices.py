"""反映人: one matter, several who reported it. Who joins, who may speak for whom, and whose yes is still awaited."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from shaoxiang.cases import access, rules
from shaoxiang.cases.actions.steps import Step, note, take
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import FOLLOWING, HELD, Case, CaseMerge, Follower, Progress, ReporterAnswer
from shaoxiang.cases.queries.relations import Voice, unheard, voices_of
from shaoxiang.cases.rules.relations import join_refusal
from shaoxiang.cases.vocabulary import CaseStatus, Satisfaction, Source
from shaoxiang.kernel.access import Actor, ActorKind, require
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.actions import keep
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.rows import hold
from shaoxiang.kernel.vocabulary import _

TRACKING_DIGITS = 8


def resident_of(case: Case) -> Actor:
    """A reporter of this case, by number and code."""
    return Actor(kind=ActorKind.RESIDENT, roles=frozenset({access.RESIDENT}), matter_id=case.pk)


def locked(number: str) -> Case:
    """The case with its matter held. Raises Case.DoesNotExist."""
    return hold(Case.objects.all(), number)


def locked_main(number: str) -> Case:
    """The case that is worked on under this number, held; of a merged one only its main, so that nobody waits in a circle with who takes them apart."""
    link = CaseMerge.objects.filter(HELD, case__matter__number=number).select_related("main__matter").first()
    case = locked(link.main.number if link else number)
    return locked_main(number) if case.status == CaseStatus.MERGED else case  # merged while we waited


@transaction.atomic
def follow(
    number: str, *, actor: Actor, at: datetime, source: Source, reporter: Mapping[str, str] | None = None, anonymous: bool = False,
    words: str = "", client_id: str = "",
) -> Follower:
    """我也遇到: join a running case. Of a merged one, its main is joined. Whoever may report may join; no sight of the case is needed.

    The same `source` and `client_id` again gives the same follower. Raises PermissionDenied, MoveRefused (ended), Case.DoesNotExist.
    """
    require(actor, access.GRANTS["follow"])
    if client_id and (known := Follower.objects.filter(source=source, client_id=client_id).first()):
        return known
    case = locked_main(number)
    if refusal := join_refusal(case.status):
        raise MoveRefused("follow", case.matter.status, refusal)
    given = {name: value for name, value in (reporter or {}).items() if value}
    record = keep(given, purpose="case_reporter", at=at).pk if given and not anonymous else None
    follower = Follower.objects.create(
        case=case, source=Source(source), tracking_code=f"{secrets.randbelow(10**TRACKING_DIGITS):0{TRACKING_DIGITS}d}", reporter_id=record,
        anonymous=anonymous, registered_by=actor.assignment_id, client_id=client_id[:64], joined_at=at,
    )
    step = Step(case, case.matter, CASE_FLOW.take("follow", case.matter.status), actor, at)
    facts: dict[str, Fact] = {"follower": follower.pk, "source": follower.source}
    if text := rules.tidy(words)[: rules.DESCRIPTION_MAX]:  # for those who work on it, never for the other reporters
        Progress.objects.create(case=case, entry_kind="cases.follow", text=text, written_at=at, written_by=actor.assignment_id)
        facts["words_sha256"] = digest(text)
    note(step, facts)
    return follower


@transaction.atomic
def leave(follower_id: int, *, actor: Actor, at: datetime) -> Follower:
    """不再关注: the one who joined goes; the case goes on."""
    follower = Follower.objects.select_for_update().get(FOLLOWING, pk=follower_id)
    main = locked_main(follower.case.number)
    _must_be(actor, main)
    follower.left_at = at
    follower.save(update_fields=["left_at"])
    note(Step(main, main.matter, CASE_FLOW.by_name["follow"], actor, at), {"follower": follower.pk}, kind="cases.left")
    return follower


def hear(number: str, name: str, *, actor: Actor, at: datetime, follower_id: int | None = None) -> tuple[Step, Voice | None]:
    """Take a reporter's move on the case that is worked on, and say who of the reporters speaks; None for staff.

    The reporter of a merged case acts on its main; so does one who joined. Raises as `take` does.
    """
    if actor.kind != ActorKind.RESIDENT:
        return take(number, name, actor=actor, at=at), None
    own = Case.objects.select_related("matter").filter(matter__number=number).first()
    if own is None:
        raise Case.DoesNotExist(number)
    main = locked_main(number)
    if own.pk != main.pk or follower_id is not None:
        _must_be(actor, own if follower_id is None else main)
        actor = resident_of(main)
    step = take(main.number, name, actor=actor, at=at)
    wanted = (None, follower_id) if follower_id is not None else (own.pk, None)
    voice = next((one for one in voices_of(step.case) if (one.own_id, one.follower_id) == wanted), None)
    if voice is None:
        raise PermissionDenied(_("您已经退出这件事：有新情况请重新反映。"))
    return step, voice


def _must_be(actor: Actor, case: Case) -> None:
    if actor.kind == ActorKind.RESIDENT and actor.matter_id != case.pk:
        raise Case.DoesNotExist(case.number)


def facts_of_voice(step: Step, voice: Voice | None) -> dict[str, Fact]:
    """Who of several spoke, by key; nothing where there is only one."""
    if voice is None or voice.own_id == step.case.pk:
        return {}
    return {"follower": voice.follower_id} if voice.follower_id is not None else {"reporter_of": voice.own_id}


def remember(step: Step, voice: Voice | None) -> None:
    """Keep that one of the reporters called this handling a solution."""
    own, follower = (voice.own_id, voice.follower_id) if voice else (step.case.pk, None)
    said: dict[str, Any] = {"case": step.case, "own_id": own, "follower_id": follower, "round": step.case.reopened}
    ReporterAnswer.objects.get_or_create(**said, defaults={"at": step.at})


def others_awaited(step: Step, voice: Voice | None) -> int:
    """Whose yes is still awaited after this one: a yes of one never silences the others (ADR 0015)."""
    return unheard(step.case, besides=voice or voices_of(step.case)[0])


def rating_of(step: Step, voice: Voice | None) -> str:
    """The rating this reporter has given already; empty where none."""
    row = _own_row(step, voice)
    return str(row.satisfaction)


def rated(step: Step, voice: Voice | None, satisfaction: Satisfaction) -> None:
    """Each reporter's own rating stands on his own row."""
    row = _own_row(step, voice)
    row.satisfaction = Satisfaction(satisfaction)
    if row is not step.case:
        row.save(update_fields=["satisfaction"])


def _own_row(step: Step, voice: Voice | None) -> Case | Follower:
    if voice is None or voice.own_id == step.case.pk:
        return step.case
    if voice.follower_id is not None:
        return Follower.objects.get(pk=voice.follower_id)
    return Case.objects.get(pk=voice.own_id)
