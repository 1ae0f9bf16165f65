"""Who may enforce: 执法人员不得少于两人 (行政处罚法 42), with a valid certificate, never an auxiliary."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shaoxiang.forces.vocabulary import CertificateState, MemberKind
from shaoxiang.kernel.vocabulary import _

NEEDED = 2
SOON = timedelta(days=60)  # a new certificate takes an examination and a month


@dataclass(frozen=True, slots=True)
class Certificate:
    """What of a member decides: kind, the certificate's number and its days; `valid_until` is the last day it holds."""

    kind: str
    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


def certificate_number(words: str) -> str:
    """As it is kept: no spaces, wide letters narrow, capitals. So one number written twice is seen to be one."""
    return "".join(unicodedata.normalize("NFKC", words).split()).upper()


@dataclass(frozen=True, slots=True)
class TeamOfTwo:
    officers: int
    enough: bool
    reason: str = ""  # a msgid; "" where enough


def certificate_state(held: Certificate, on: date) -> CertificateState:
    if not held.number:
        return CertificateState.NONE
    if held.issued_on is not None and on < held.issued_on:
        return CertificateState.NOT_YET
    if held.valid_until is not None and on > held.valid_until:
        return CertificateState.EXPIRED
    if held.valid_until is not None and held.valid_until - on <= SOON:
        return CertificateState.EXPIRING
    return CertificateState.VALID


def counts_as_officer(held: Certificate, on: date) -> bool:
    """An auxiliary never does, whatever card he carries."""
    return held.kind == MemberKind.OFFICER and certificate_state(held, on) in (CertificateState.VALID, CertificateState.EXPIRING)


def officers_among(members: Iterable[Certificate], on: date) -> int:
    """Certificates that count, each once: two names on one certificate are one officer."""
    return len({member.number for member in members if counts_as_officer(member, on)})


def may_form_team_of_two(members: Iterable[Certificate], on: date) -> TeamOfTwo:
    """May these people carry out an inspection or file a case together that day?"""
    officers = officers_among(members, on)
    if officers >= NEEDED:
        return TeamOfTwo(officers, True)
    return TeamOfTwo(officers, False, _("持有效执法证的执法人员不足两人，不能立案和现场检查：请先补足，或请有证的单位派人。辅助人员不算。"))
