"""Pieces of text (n-grams) as numbers: the same number for the same piece on every machine and in every version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shaoxiang.kernel.text.normal import BREAK, Codes

Keys = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_STIR = np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces of one length: their keys, and where each begins in the codes they came from."""

    length: int
    keys: Keys
    starts: NDArray[np.int64]


def pieces(codes: Codes, shortest: int, longest: int) -> Iterator[Pieces]:
    """Pieces of every length from `shortest` to `longest` that run over no break."""
    wide = codes.astype(np.uint64)
    whole = codes != BREAK
    rolled, good = wide.copy(), whole.copy()
    for length in range(1, longest + 1):
        if length > 1:
            left = len(wide) - length + 1
            if left <= 0:
                return
            rolled = rolled[:left] * _STEP + wide[length - 1 :]
            good = good[:left] & whole[length - 1 :]
        if length >= shortest:
            starts = np.flatnonzero(good)
            yield Pieces(length, _stirred(rolled[starts], length), starts)


def all_keys(codes: Codes, shortest: int, longest: int) -> Keys:
    """The keys of all pieces, repeats and all."""
    found = [each.keys for each in pieces(codes, shortest, longest)]
    return np.concatenate(found) if found else np.zeros(0, np.uint64)


def key_of(piece: str) -> int:
    """The key of one piece, written in characters that count."""
    codes = np.frombuffer(piece.encode("utf-32-le"), dtype=np.uint32)
    return int(next(iter(pieces(codes, len(piece), len(piece)))).keys[0])


def joined(texts: Iterable[Codes]) -> tuple[Codes, NDArray[np.int32]]:
    """Many texts in one row, a break between each two, and beside every character the number of its text."""
    parts: list[Codes] = []
    owners: list[NDArray[np.int32]] = []
    gap = np.zeros(1, np.uint32)
    for number, text in enumerate(texts):
        parts += [text, gap]
        owners.append(np.full(len(text) + 1, number, np.int32))
    if not parts:
        return np.zeros(0, np.uint32), np.zeros(0, np.int32)
    return np.concatenate(parts), np.concatenate(owners)


def _stirred(rolled: Keys, length: int) -> Keys:
    """Every bit of the key depends on every character; the two lowest say the length (1 to 4, then round again)."""
    mixed = (rolled ^ (rolled >> np.uint64(29))) * _STIR
    return (mixed ^ (mixed >> np.uint64(32))) * np.uint64(4) + np.uint64((length - 1) % 4)
