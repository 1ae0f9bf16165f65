from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from shaoxiang.insight.queries.board import Board, shelf
from shaoxiang.insight.vocabulary import Part


@pytest.fixture
def now(district) -> datetime:
    return timezone.now()


@pytest.fixture(autouse=True)
def _empty_shelf():
    shelf.forget()


def decide(board: Board):
    return board.data(Part.DECIDE)


def late(board: Board):
    return board.data(Part.LATE)


def whistles(board: Board):
    return board.data(Part.WHISTLES)


def forces(board: Board):
    return board.data(Part.FORCES)
