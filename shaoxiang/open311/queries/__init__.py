"""Reads of the room: services, requests, updates, foreign requests, settings."""

from __future__ import annotations

from shaoxiang.institutions.queries import installation
from shaoxiang.open311.models import ForeignJurisdiction, Open311Setting
from shaoxiang.open311.vocabulary import SettingCode


def home_jurisdiction() -> str:
    """jurisdiction_id of this district: its six-digit division code."""
    return installation().district_code


def jurisdiction_named(code: str) -> ForeignJurisdiction | None:
    """An imported jurisdiction by its jurisdiction_id."""
    return ForeignJurisdiction.objects.filter(code=code).first()


def post_is_open() -> bool:
    """May a caller without a key report? As an administrator said; else only in a demonstration (ADR 0014)."""
    said = Open311Setting.objects.filter(code=SettingCode.OPEN_POST).values_list("value", flat=True).first()
    return installation().demo if said is None else bool(said)
