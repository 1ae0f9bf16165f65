"""A learned model: what it holds, how it answers, how it is kept in a file. Needs numpy and nothing else."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shaoxiang.kernel.text.grams import pieces
from shaoxiang.kernel.vocabulary import _
from shaoxiang.learning.rules.features import LONGEST, TITLE_WEIGHT, Bag, Features, bag, keys_of, readable

FORMAT = 1
MAX_BYTES = 10_000_000
MAX_UNPACKED = 64_000_000
MOST_SURE = 0.9999  # nothing is certain
WORDS_SHOWN = 3
WORD_AT_MOST = 6  # characters of a shown word
_ARRAYS = {"keys": np.uint32, "rarity": np.float16, "weights": np.int8, "scales": np.float32, "intercepts": np.float32, "offsets": np.float32, "head": np.uint8}


class ModelRefused(ValueError):
    """A file that is no model of ours, or was changed; the sentence (a Chinese msgid) says how to cure it."""


class Answer(NamedTuple):
    """A label, how sure (0 to 1, calibrated), and the words that decided."""

    label: str
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """Linear in the features: `weights[feature, label] * scales[label]`. `sharpness` and `offsets` make probabilities of scores."""

    labels: tuple[str, ...]
    keys: Features  # ascending
    rarity: NDArray[np.float16]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    sharpness: float
    offsets: NDArray[np.float32]

    def scores(self, given: Bag) -> NDArray[np.float32]:
        rows, values = self._values(given)
        found: NDArray[np.float32] = (values @ self.weights[rows].astype(np.float32)) * self.scales + self.intercepts
        return found

    def probabilities(self, given: Bag) -> NDArray[np.float64]:
        found: NDArray[np.float64] = softmax(self.scores(given)[None, :], self.sharpness, self.offsets)[0]
        return found

    def answer(self, title: str, text: str, *, limit: int = 2) -> list[Answer]:
        """The `limit` likeliest labels, likeliest first, with words. Empty for a text without a single known feature."""
        given = bag(title, text)
        rows, values = self._values(given)
        if not len(rows):
            return []
        scores = (values @ self.weights[rows].astype(np.float32)) * self.scales + self.intercepts
        chances = softmax(scores[None, :], self.sharpness, self.offsets)[0]
        order = [int(one) for one in np.argsort(-chances)[:limit]]
        words = self._words(title, text, order)
        return [Answer(self.labels[one], min(MOST_SURE, round(float(chances[one]), 4)), words[one]) for one in order]

    def _values(self, given: Bag) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows of the known features and their values: frequency times rarity, text and title each of length one."""
        at, known = self._found(given.keys)
        values = (1 + np.log(given.counts[known])) * self._rarity[at]
        begin = int(np.searchsorted(known, given.from_title))
        for part, weight in ((slice(0, begin), 1.0), (slice(begin, None), TITLE_WEIGHT)):
            length = float(np.sqrt((values[part] ** 2).sum()))
            if length:
                values[part] *= weight / length
        return at, values.astype(np.float32)

    @cached_property
    def _rarity(self) -> NDArray[np.float32]:
        return self.rarity.astype(np.float32)

    def _words(self, title: str, text: str, order: list[int]) -> dict[int, tuple[str, ...]]:
        """For each of these labels the stretches of the text that speak most for it and against its rival (the first; for the first the second)."""
        row, _head = readable(title, text)
        gain: dict[int, list[tuple[float, int, int]]] = {label: [] for label in order}
        for found in pieces(row, 2, LONGEST):
            at, known = self._found(keys_of(found))
            if not len(at):
                continue
            weights = self.weights[at][:, order].astype(np.float32) * self.scales[order] * self._rarity[at][:, None]
            for place, label in enumerate(order):
                rival = weights[:, 0 if place else 1] if len(order) > 1 else 0.0
                value = weights[:, place] - rival
                best = np.argsort(-value)[: 2 * WORDS_SHOWN]
                starts = found.starts[known[best]]
                gain[label] += [(float(value[each]), int(start), int(start) + found.length)
                                for each, start in zip(best, starts, strict=True) if value[each] > 0 and weights[each, place] > 0]
        letters = "".join(map(chr, row))
        return {label: _joined(sorted(spans, reverse=True), letters) for label, spans in gain.items()}

    def _found(self, keys: Features) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows of those keys that the model knows, and which of the keys those are."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = np.flatnonzero(self.keys[at] == keys)
        return at[known], known


def _joined(gain: list[tuple[float, int, int]], text: str) -> tuple[str, ...]:
    """Overlapping stretches become one word, while it stays short; the best come first, none twice."""
    spans: list[tuple[int, int]] = []
    for _value, begin, end in gain:
        near = next((number for number, (first, last) in enumerate(spans) if begin < last and first < end), None)
        if near is None:
            if len(spans) < WORDS_SHOWN:
                spans.append((begin, end))
        elif max(end, spans[near][1]) - min(begin, spans[near][0]) <= WORD_AT_MOST:
            spans[near] = (min(begin, spans[near][0]), max(end, spans[near][1]))
    return tuple(dict.fromkeys(text[begin:end] for begin, end in spans))


def softmax(scores: NDArray[Any], sharpness: float, offsets: NDArray[Any]) -> NDArray[np.float64]:
    """Scores, one row a text, as probabilities."""
    raised = scores.astype(np.float64) * sharpness + offsets
    raised -= raised.max(axis=1, keepdims=True)
    powers = np.exp(raised)
    found: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return found


# --- file -------------------------------------------------------------------------------------------------------------

def packed(model: Model) -> bytes:
    """As kept in a file: plain arrays and a few JSON words, nothing that could run."""
    head = json.dumps({"format": FORMAT, "labels": model.labels, "sharpness": model.sharpness}, ensure_ascii=False).encode()
    held = io.BytesIO()
    np.savez_compressed(
        held, keys=model.keys, rarity=model.rarity, weights=model.weights, scales=model.scales, intercepts=model.intercepts, offsets=model.offsets,
        head=np.frombuffer(head, np.uint8),
    )
    return held.getvalue()


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unpacked(data: bytes, *, digest: str) -> Model:
    """Raises ModelRefused for a file that is too large, was changed, or is not of this shape. Never unpickles."""
    if len(data) > MAX_BYTES:
        raise ModelRefused(_("模型文件超过 10 MB，不予加载：请减少特征后重新训练。"))
    if digest_of(data) != digest:
        raise ModelRefused(_("模型文件与登记的摘要不符，不予加载：请重新训练，或从备份恢复。"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MAX_UNPACKED:
                raise ModelRefused(_("模型文件展开后过大，不予加载：请重新训练。"))
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            arrays = {name: held[name] for name in _ARRAYS}
        head = json.loads(arrays.pop("head").tobytes())
        model = Model(labels=tuple(head["labels"]), sharpness=float(head["sharpness"]), **arrays)
        fits = head["format"] == FORMAT and _fits(model)
    except ModelRefused:
        raise
    except Exception as error:  # whatever a broken archive can raise, it means one thing
        raise ModelRefused(_("模型文件读不懂，不予加载：请重新训练。")) from error
    if not fits:
        raise ModelRefused(_("模型文件读不懂，不予加载：请重新训练。"))
    return model


def _fits(model: Model) -> bool:
    """Types, shapes and order are as written."""
    features, labels = len(model.keys), len(model.labels)
    shapes = {"keys": (features,), "rarity": (features,), "weights": (features, labels), "scales": (labels,), "intercepts": (labels,), "offsets": (labels,)}
    typed = all(getattr(model, name).dtype == kind for name, kind in _ARRAYS.items() if name != "head")
    shaped = all(getattr(model, name).shape == shape for name, shape in shapes.items())
    return typed and shaped and labels > 1 and all(isinstance(label, str) for label in model.labels) and bool((np.diff(model.keys.astype(np.int64)) > 0).all())
