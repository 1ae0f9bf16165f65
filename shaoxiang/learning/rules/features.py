"""What a text looks like to a model: pieces of one to four characters of the whole text, and of its title once more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shaoxiang.kernel.text.grams import Keys, Pieces, pieces
from shaoxiang.kernel.text.normal import Codes, codes, masked

SHORTEST, LONGEST = 1, 4
READ = 2000  # characters of a text
TITLE = 30  # characters that count as the title where none is given
IN_TITLE = np.uint64(0x5851F42D4C957F2D)  # a piece of the title is another feature than the same piece of the text
TITLE_WEIGHT = 0.5

Features = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Bag:
    """The features of one text and how often each occurs; those of the text first, then those of the title."""

    keys: Features
    counts: NDArray[np.float32]
    from_title: int  # where those of the title begin


def bag(title: str, text: str) -> Bag:
    """`title` empty: the first thirty characters. Personal numbers and announced names are cut out first."""
    whole, head = readable(title, text)
    parts = [_counted(whole, np.uint64(0)), _counted(head, IN_TITLE)]
    return Bag(np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]), len(parts[0][0]))


def readable(title: str, text: str) -> tuple[Codes, Codes]:
    """The codes of the whole and of the title, as the features are made of them."""
    plain = masked(f"{title}。{text}"[:READ] if title else text[:READ])
    head = masked(title[:READ]) if title else plain[:TITLE]
    return codes(plain, digits=False), codes(head, digits=False)


def keys_of(found: Pieces) -> Features:
    """The features of pieces of the text, one by one and in their order."""
    return _short(found.keys)


def _counted(row: Codes, salt: np.uint64) -> tuple[Features, NDArray[np.float32]]:
    found = [each.keys for each in pieces(row, SHORTEST, LONGEST)]
    if not found:
        return np.zeros(0, np.uint32), np.zeros(0, np.float32)
    keys, counts = np.unique(_short(np.concatenate(found) ^ salt), return_counts=True)
    return keys, counts.astype(np.float32)


def _short(keys: Keys) -> Features:
    """Thirty-two bits are enough to tell some hundred thousand features apart."""
    return ((keys * np.uint64(0xD6E8FEB86659FD93)) >> np.uint64(32)).astype(np.uint32)
