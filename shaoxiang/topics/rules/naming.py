"""A title for a group: the name its members give the place, and words for what is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from shaoxiang.kernel.text.names import BEFORE, BEHIND, LEAST_STEM
from shaoxiang.kernel.text.normal import flat
from shaoxiang.topics.rules.features import DETAIL
from shaoxiang.topics.rules.messages import Message

SHORTEST, LONGEST = 3, 10  # characters of a place
READ = 40  # members read for the words
MOST, MANY = 0.5, 0.4  # of the members give this place; speak this word
SUBJECT_WORDS = 2
AS_A_NAME = 0.4  # of its occurrences
RARE = 1.5  # a word in more than a fifth of all texts says nothing about one of them

_RUN = re.compile(r"[\u3400-\u9fff0-9a-z]+")
_DISTRICT = re.compile(r"^(?:[a-z0-9]{1,2}|[\u3400-\u9fff]{2,3})(?:省|市|区|县|旗)(?=.{3,})")
_EMPTY = re.compile(
    "[的了是在和与及请我你您他该此这那有被把对为于到将就都也又还很不没要能会可以已并所让使给从向由等但而或之几个一二三四五六七八九十多]"
    "|领导|咨询|投诉|反映|举报|希望|建议|部门|问题|尽快|处理|解决|回复|谢谢|政府|相关|关于|严重|情况|附近|旁边|什么|怎么|居民|业主|市民|群众|百姓"
    "|影响|生活|长期|一直|小区|社区|街道|开发商|物业|何时|如何|为何|造成|导致|购买|进行|时间|人员|无法|每天|至今|正常|^[省市区县旗]|示例"
)
_BESIDE = frozenset(["附近", "旁", "周边", "对面", "门口", "业主", "物业", "期", "栋", "项目", "工地"])  # stand behind a name and are no part of it
_ENDING = re.compile(r"(?:" + "|".join(sorted(set(BEHIND) - _BESIDE, key=len, reverse=True)) + r")$")
_NO_NAME = re.compile("[了着过的是有在把被个们就还也都不没号请我想给]|(?:" + "|".join(sorted(_BESIDE)) + ")$")
_LED = re.compile(r"(?:" + "|".join(sorted(BEFORE, key=len, reverse=True)) + r")$")


def words_of(members: Sequence[Message], lexicon: Mapping[str, float]) -> tuple[str, tuple[str, ...]]:
    """The place most of them name, and up to two words about the matter. Empty where they share none. `lexicon`: word -> how rare."""
    texts = [flat(f"{each.topic} {each.detail.strip()[:DETAIL]}") for each in members[:READ]]
    place = _place([_RUN.findall(text) for text in texts])
    return place, _subject(texts, place, lexicon)


def is_place_name(word: str) -> bool:
    """Does it end as names of places, estates and companies end, with a stem before? Other names people use group well, but make no title."""
    stem = word
    while (shorter := _ENDING.sub("", stem)) != stem:
        stem = shorter
    return stem != word and len(stem) >= LEAST_STEM


def _place(texts: Sequence[Sequence[str]]) -> str:
    """A piece that most members use as a name; longer is better, up to six characters."""
    need = max(2, round(MOST * len(texts)))
    common = _common(texts, need)
    held: Counter[str] = Counter()
    times: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for runs in texts:
        held.update(_pieces(runs, common, times, named))
    names = {word: n for word, n in held.items() if n >= need and named[word] >= AS_A_NAME * times[word] and not _NO_NAME.search(word)}
    best = max(names, key=lambda word: (names[word] * min(len(word), 6) ** 0.5 * named[word] / times[word], len(word), word), default="")
    return _DISTRICT.sub("", best)


def _common(texts: Sequence[Sequence[str]], need: int) -> set[str]:
    """The shortest pieces that enough texts share: only what is made of them can be shared."""
    held: Counter[str] = Counter()
    for runs in texts:
        held.update({run[at : at + SHORTEST] for run in runs for at in range(len(run) - SHORTEST + 1)})
    return {word for word, n in held.items() if n >= need}


def _pieces(runs: Sequence[str], common: set[str], times: Counter[str], named: Counter[str]) -> set[str]:
    found = set()
    for run in runs:
        for begin in range(len(run) - SHORTEST + 1):
            last = begin
            while last - begin <= LONGEST - SHORTEST and run[last : last + SHORTEST] in common:
                word = run[begin : last + SHORTEST]
                found.add(word)
                times[word] += 1
                named[word] += run.startswith(BEHIND, begin + len(word)) or bool(_ENDING.search(word)) or bool(_LED.search(run[max(0, begin - 2) : begin]))
                last += 1
    return found


def _subject(texts: Sequence[str], place: str, lexicon: Mapping[str, float]) -> tuple[str, ...]:
    """Known words that many members use, rare elsewhere, that are no part of the place; each says something else."""
    held: Counter[str] = Counter()
    for text in texts:
        held.update({text[at : at + length] for length in (2, 3, 4) for at in range(len(text) - length + 1)} & lexicon.keys())
    need = max(2, round(MANY * len(texts)))
    fit = {word: n * lexicon[word] * len(word) ** 0.5 for word, n in held.items() if n >= need and lexicon[word] >= RARE and not _EMPTY.search(word)}
    chosen: list[str] = []
    for word in sorted(fit, key=lambda word: (-fit[word], word)):
        if len(chosen) < SUBJECT_WORDS and not any(_overlap(word, other) for other in (place, *chosen)):
            chosen.append(word)
    return tuple(chosen)


def _overlap(word: str, other: str) -> bool:
    pairs = {other[at : at + 2] for at in range(len(other) - 1)}
    return any(word[at : at + 2] in pairs for at in range(len(word) - 1))
