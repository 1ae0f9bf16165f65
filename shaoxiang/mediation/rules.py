"""Decisions of the room: no database, no clock on the wall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _
from shaoxiang.mediation.vocabulary import Consent, DisputeKind, Origin, Side

WORDS_MAX = 5000
CHUNK = 400  # a field of a paper holds 420 characters

CASE_TYPES = {"0601": DisputeKind.NEIGHBOUR, "0602": DisputeKind.ESTATE}  # 事项分类 that are disputes from the start


class MediationRefused(Refusal):
    """What was given cannot be taken; `field` names the input, `reason` (a Chinese msgid) says how to cure it."""


@dataclass(frozen=True, slots=True)
class PartyGiven:
    """One party as given: fields of the vault (name, phone, address, id_number)."""

    side: Side
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Application:
    """调解申请, oral or written (人民调解法 17)."""

    dispute: DisputeKind
    facts: str
    parties: Sequence[PartyGiven]
    demands: str = ""
    origin: Origin = Origin.APPLIED
    community_id: int | None = None
    case_id: int | None = None
    open_to_others: bool = False  # 要求公开进行 (人民调解法 23)
    extra: Mapping[str, str] = field(default_factory=dict)


def check(application: Application) -> None:
    """Raises MediationRefused: no facts, not both sides named, too long."""
    if not application.facts.strip():
        raise MediationRefused("facts", _("请写明纠纷是怎么回事。"))
    if len(application.facts) > WORDS_MAX or len(application.demands) > WORDS_MAX:
        raise MediationRefused("facts", _("太长：最多 5000 字，请留下要点。"))
    named = {party.side for party in application.parties if party.fields.get("name", "").strip()}
    for side, name in ((Side.FIRST, "first_name"), (Side.SECOND, "second_name")):
        if side not in named:
            raise MediationRefused(name, _("请写明双方怎么称呼：一方没有人，调解不起来。"))


def may_accept(consents: Iterable[str], *, has_mediator: bool) -> None:
    """受理 needs the will of every party and somebody who mediates. Raises MediationRefused."""
    consents = list(consents)
    if Consent.REFUSED in consents:
        raise MediationRefused("", _("有一方明确拒绝调解，不得调解（人民调解法 17）：请办“调解不成”，并告知其他途径。"))
    if not consents or any(consent != Consent.GIVEN for consent in consents):
        raise MediationRefused("", _("要等双方都同意：请先问到还没有表态的一方，记下意愿。"))
    if not has_mediator:
        raise MediationRefused("", _("还没有调解员：请先指定，或由双方选择。"))


def may_mediate(post_id: int, stepped_aside: Iterable[int]) -> None:
    """Whoever stepped aside from this dispute does not come back to it. Raises MediationRefused."""
    if post_id in set(stepped_aside):
        raise MediationRefused("post_id", _("这个岗位在这件纠纷里已经回避或被当事人拒绝，请换一位。"))


def check_agreement(text: str, performance_on: date | None, effective_on: date, *, today: date) -> None:
    """Raises MediationRefused: no words, in force in the future, performance before it is in force."""
    if not text.strip():
        raise MediationRefused("agreement", _("请写明协议内容：谁、在什么时候、做什么（口头协议也要记下来）。"))
    if len(text) > WORDS_MAX:
        raise MediationRefused("agreement", _("太长：最多 5000 字，请留下要点。"))
    if effective_on > today:
        raise MediationRefused("effective_on", _("生效日不能在今天以后：书面协议自签字盖章之日起生效，口头协议自达成之日起生效。"))
    if performance_on is not None and performance_on < effective_on:
        raise MediationRefused("performance_on", _("履行期限不能早于生效日。"))


def pieces(text: str) -> dict[str, str]:
    """A long text in pieces a paper prints whole: by its lines, none longer than a field holds."""
    found: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        found += [line[start : start + CHUNK] for start in range(0, len(line), CHUNK)]
    return {str(turn): piece for turn, piece in enumerate(found, start=1)}
