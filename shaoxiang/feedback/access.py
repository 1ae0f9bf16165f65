"""Everybody may say something; the administrator of the product answers."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant, Grants

GRANTS: dict[str, Grants] = {"view": (Grant({Role.CONFIG_ADMIN}),), "answer_feedback": (Grant({Role.CONFIG_ADMIN}),)}
