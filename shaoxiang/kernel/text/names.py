"""Which pieces of text are names of places, estates and companies. No dictionary: a piece is a name as far as it keeps a name's company,
standing before 小区, 附近, 公司 …, behind 区, 街道, 位于 …, or ending in such a word. Learned from the texts at hand, without labels."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from shaoxiang.kernel.text.grams import Pieces
from shaoxiang.kernel.text.normal import Codes, flat

Flags = NDArray[np.bool_]

# 什么跟在名称后面, 或作名称的结尾
BEHIND = (
    "小区", "社区", "街道", "附近", "旁", "周边", "对面", "门口", "业主", "楼盘", "公司", "集团", "学校", "小学", "中学", "幼儿园", "大学", "学院", "医院",
    "项目", "花园", "广场", "大厦", "家园", "物业", "路", "街", "大道", "巷", "村", "镇", "乡", "期", "栋", "苑", "城", "府", "湾", "庭", "工地", "站",
    "市场", "厂", "嘎查", "苏木", "公园", "商场", "宾馆", "酒店",
)
# 什么站在名称前面
BEFORE = ("省", "市", "区", "县", "旗", "镇", "乡", "街道", "路", "村", "位于", "住在", "我是", "购买", "投诉", "举报")
LEAST_STEM = 2  # characters a name keeps before its ending
DOUBT = 3  # occurrences added to every count, so that a piece seen twice is not yet a name


class Company:
    """Where in a row of joined texts a name may begin, end, or lie whole. `known`: names given by the places of the district."""

    def __init__(self, codes: Codes, known: Iterable[str] = ()) -> None:
        size = len(codes) + 1
        self._codes = codes
        self._led = np.zeros(size, bool)  # a BEFORE word ends just before this place
        self._followed = np.zeros(size, bool)  # a BEHIND word begins at this place
        self._ends = {1: np.zeros(size, bool), 2: np.zeros(size, bool), 3: np.zeros(size, bool)}  # one of that length ends before this place
        for word in BEFORE:
            self._led[self._find(word) + len(word)] = True
        for word in BEHIND:
            found = self._find(word)
            self._followed[found] = True
            self._ends[len(word)][found + len(word)] = True
        inside = np.zeros(size, np.int32)
        for name in known:
            plain = flat(name)
            if len(plain) > 1:
                found = self._find(plain)
                np.add.at(inside, found, 1)
                np.add.at(inside, found + len(plain), -1)
        self._known = np.cumsum(inside) > 0
        self._whole = np.concatenate([[0], np.cumsum(self._known[:-1])])

    def keeps(self, pieces: Pieces) -> Flags:
        """For each piece: does it stand here as a name would?"""
        ends = pieces.starts + pieces.length
        found = self._led[pieces.starts] | self._followed[ends]
        for length, flags in self._ends.items():
            if pieces.length - length >= LEAST_STEM:
                found |= flags[ends]
        known: Flags = found | (self._whole[ends] - self._whole[pieces.starts] == pieces.length)
        return known

    def _find(self, word: str) -> NDArray[np.int64]:
        letters = [ord(letter) for letter in word]
        left = len(self._codes) - len(letters) + 1
        if left <= 0:
            return np.zeros(0, np.int64)
        hits = self._codes[:left] == letters[0]
        for place, letter in enumerate(letters[1:], 1):
            hits &= self._codes[place : place + left] == letter
        return np.flatnonzero(hits)
