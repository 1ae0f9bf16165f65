"""在清单上找: how near a line of the lists comes to the words somebody typed. Pure."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import NamedTuple

from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.kernel.search.rules import is_pair, normalised, question_tokens, tokens_of, without_pairs
from shaoxiang.kernel.vocabulary import _

EXACT = 9.0  # the code itself: nothing else is meant
SAID, MEANT, TYPED, SPOKEN, NEAR, RESTS = 3.0, 2.5, 2.0, 1.6, 1.0, 0.4  # the words; what an everyday name means; a type's name, its words; alike; the basis
ENOUGH = 0.5  # of what was typed: a line that says less is not alike
EVERYDAY_LEAST, EVERYDAY_MOST, MEANING_MOST = 2, 20, 40


class Listed(NamedTuple):
    """One line of any list. `row`: the key of a duty item, 0 of anything else. `taken_back`: a higher level took it back, so a street may refuse it."""

    kind: str
    code: str
    title: str
    title_en: str = ""
    owner: str = ""
    basis: str = ""
    taken_back: bool = False
    sample: bool = False
    document: str = ""  # of work admitted under a document this house does not keep
    row: int = 0
    streets: tuple[str, ...] = ()  # the only ones that carry it; none: all of its list


class Asked(NamedTuple):
    """What was typed, read once. `meanings`: what the everyday names in it are called on the lists, with the name."""

    words: str
    tokens: frozenset[str]
    meanings: tuple[tuple[str, str], ...]


def asked(words: str, everyday: Mapping[str, Iterable[str]]) -> Asked:
    """`everyday`: name -> what the lists call it. A longer name is read before a shorter one inside it."""
    plain = rest = normalised(words.strip())
    meanings: list[tuple[str, str]] = []
    for name in sorted(everyday, key=len, reverse=True):
        if normalised(name) in rest:
            meanings += [(normalised(meaning), name) for meaning in everyday[name]]
            rest = rest.replace(normalised(name), " ")
    return Asked(plain, frozenset(token.text for token in question_tokens(plain)), tuple(meanings))


def likeness(wanted: frozenset[str], said: frozenset[str]) -> float:
    """How much of what was typed a line says, from 0 to 1."""
    return len(wanted & said) / len(wanted) if wanted else 0.0


def nearness(question: Asked, line: Listed) -> tuple[float, str]:
    """How near, 0 not at all; and the everyday name by which it was found, "" otherwise. Of many lines: `Read.near`."""
    words = f"{line.title} {line.title_en}"
    return _near(question, line.code.lower(), normalised(words), likeness(question.tokens, frozenset(tokens_of(words))), normalised(line.basis))


def _near(question: Asked, code: str, said: str, alike: float, basis: str) -> tuple[float, str]:
    if code == question.words:
        return EXACT, ""
    if question.words in said:
        return SAID, ""
    name = next((name for meaning, name in question.meanings if meaning in said), "")
    if name:
        return MEANT, name
    if alike >= ENOUGH:
        return NEAR * alike, ""
    return (RESTS, "") if len(question.words) > 1 and question.words in basis else (0.0, "")


class Read:
    """Lines read once, so that a question looks for its words in what was read. `_holding`: word -> the lines it stands in; pairs are looked for."""

    def __init__(self, lines: Iterable[Listed]) -> None:
        self.lines = tuple(lines)
        self._codes = [line.code.lower() for line in self.lines]
        self._said = [normalised(f"{line.title} {line.title_en}") for line in self.lines]
        self._basis = [intern(normalised(line.basis)) for line in self.lines]
        self._holding: dict[str, array[int]] = {}
        for place, said in enumerate(self._said):
            for token in set(without_pairs(said)):
                if token not in self._holding:
                    self._holding[token] = array("I")
                self._holding[token].append(place)

    def near(self, question: Asked) -> Iterator[tuple[int, float, str]]:
        """Place, nearness and everyday name of every line that comes near at all, in the order of the lines: as `nearness` says of each."""
        wanted, alike = len(question.tokens), Counter[int]()
        for token in question.tokens:
            alike.update((place for place, said in enumerate(self._said) if token in said) if is_pair(token) else self._holding.get(token, ()))
        for place, (code, said, basis) in enumerate(zip(self._codes, self._said, self._basis, strict=True)):
            score, name = _near(question, code, said, alike[place] / wanted if wanted else 0.0, basis)
            if score:
                yield place, score, name


def check_everyday(word: str, meaning: str, titles: Sequence[str]) -> tuple[str, str]:
    """An everyday name and what the lists call it, tidied. `titles`: what stands on the lists that day. Raises ChangeRefused."""
    word, meaning = word.strip(), meaning.strip()
    if not EVERYDAY_LEAST <= len(word) <= EVERYDAY_MOST:
        raise ChangeRefused("word", _("俗称请写两个到二十个字：一个字到处都有，查出来没有用。"))
    if not EVERYDAY_LEAST <= len(meaning) <= MEANING_MOST:
        raise ChangeRefused("meaning", _("清单上的说法请写两个到四十个字，照清单上的字抄。"))
    if not any(normalised(meaning) in normalised(title) for title in titles):
        raise ChangeRefused("meaning", _("清单上没有一条写着“%(meaning)s”：请照清单上的字抄一段，如“最低生活保障”。"), meaning=meaning)
    return word, meaning
