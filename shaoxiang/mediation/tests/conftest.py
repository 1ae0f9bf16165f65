from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.mediation import actions
from shaoxiang.mediation.models import MediationCase
from shaoxiang.mediation.rules import Application, PartyGiven
from shaoxiang.mediation.vocabulary import AgreementForm, ChosenBy, Consent, DisputeKind, Said, Side
from tests import people

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECRET = "示例：楼上漏水泡了楼下的墙，联系 13900000000"


def desk(**where) -> Actor:
    return people.actor("COMMUNITY_DESK", **{"street": people.HOME, **where})


def judicial(street: str = people.HOME) -> Actor:
    return people.actor("JUDICIAL_OFFICE", street=street)


def mediator_of(actor: Actor) -> Actor:
    """A grid worker of the same community, who mediates."""
    post = next(post for post in book().posts.values() if post.community_id == actor.community_id and "GRID_WORKER" in post.roles)
    return people.in_post(post.id)


def registered(at: datetime = MONDAY, actor: Actor | None = None, **changes) -> MediationCase:
    parties = [
        PartyGiven(Side.FIRST, {"name": "示例甲某", "phone": "13900000000"}), PartyGiven(Side.SECOND, {"name": "示例乙某", "phone": "13900000001"}),
    ]
    given = {"dispute": DisputeKind.NEIGHBOUR, "facts": SECRET, "parties": parties, "demands": "修好并赔墙面"}
    return actions.register(Application(**{**given, **changes}), actor=actor or desk(), at=at)


def willing(mediation: MediationCase, actor: Actor | None = None, at: datetime = MONDAY) -> None:
    for party in mediation.parties.all():
        actions.consent(mediation.number, actor=actor or desk(), at=at, party_id=party.pk, given=Consent.GIVEN, said=Said.IN_PERSON)


def mediating(at: datetime = MONDAY) -> tuple[MediationCase, Actor]:
    mediation, mediator = registered(at), mediator_of(desk())
    willing(mediation, at=at)
    actions.name_mediator(mediation.number, actor=desk(), at=at, post_id=mediator.post_id, chosen_by=ChosenBy.PARTIES)
    actions.accept(mediation.number, actor=desk(), at=at + HOUR)
    actions.hold(mediation.number, actor=mediator, at=at + 2 * HOUR, words="示例：双方到场，同意请物业看漏点。", place="社区调解室")
    return fresh(mediation), mediator


def agreed(at: datetime = MONDAY, form: AgreementForm = AgreementForm.WRITTEN) -> tuple[MediationCase, Actor]:
    mediation, mediator = mediating(at)
    actions.agree(
        mediation.number, actor=mediator, at=at + 3 * HOUR, form=form, agreement="示例：乙方三日内修好水管。\n甲方自行粉刷墙面。",
        effective_on=date(2026, 11, 2), performance_on=date(2026, 11, 5),
    )
    return fresh(mediation), mediator


def fresh(mediation: MediationCase) -> MediationCase:
    return MediationCase.objects.select_related("matter").get(pk=mediation.pk)


