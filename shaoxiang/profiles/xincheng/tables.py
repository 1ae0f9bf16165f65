"""The catalogue files of this profile, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Model

from shaoxiang.institutions.queries.reform import REFORM_DAY

__all__ = ["CATALOGUES", "LONG_AGO", "REFORM_DAY", "add_missing", "parts", "rows"]

CATALOGUES = Path(__file__).parent / "catalogues"
LONG_AGO = date(2010, 1, 1)  # bodies that were there before the reform
M = TypeVar("M", bound=Model)


def rows(name: str) -> list[dict[str, str]]:
    with (CATALOGUES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(text: str) -> list[str]:
    """A cell that holds a list, separated by semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def add_missing(model: type[M], wanted: Iterable[M], key: str = "code") -> dict[Any, M]:
    """Insert the rows whose key is not there yet; rows that are there stay as people left them. Returns the new ones by key."""
    manager = model._default_manager
    known = set(manager.values_list(key, flat=True))
    fresh = [row for row in wanted if getattr(row, key) not in known]
    return {getattr(row, key): row for row in manager.bulk_create(fresh, batch_size=500)}
