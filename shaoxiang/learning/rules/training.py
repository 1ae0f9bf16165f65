"""Training: two linear models on the same features, added up; probabilities fitted on texts the models had not seen. Needs scikit-learn ([ml])."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shaoxiang.kernel.text.near import near_groups
from shaoxiang.kernel.vocabulary import _
from shaoxiang.learning.rules.features import TITLE_WEIGHT, Bag, bag
from shaoxiang.learning.rules.model import Model, softmax

FOLDS = 5
LEAST_TEXTS = 2  # that share a feature before it is kept: what one text alone says is nobody's business
LEAST_OF_LABEL = 10  # examples, and different texts, before a label is learned
BYTES_OF_WEIGHTS = 8_000_000  # what the arrays may take, so that the file stays below ten megabytes
STRICTNESS, PRIOR_STRICTNESS = 1.0, 1.0  # C of the two machines
PRIOR_SHARE = 0.5  # of the machine on features weighed by how much more often a label uses them

Square = NDArray[np.float64]


class NothingToLearn(ValueError):
    """Too few examples; the sentence (a Chinese msgid) says how many are needed."""


class Sample(NamedTuple):
    """One labelled text. `key`: the same for the same text in two files; empty: known nowhere else. `extra`: trains, is never tested."""

    title: str
    text: str
    label: str
    key: str = ""
    extra: bool = False


@dataclass(frozen=True)
class Trained:
    """The model, and what it would have said of texts it had not seen: one row per sample that is not extra."""

    model: Model
    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    chances: Square
    used: int
    extra: int
    groups: int
    dropped: dict[str, int]  # labels with too few examples


def train(samples: Sequence[Sample], *, tell: Callable[[str], None] = lambda _line: None) -> Trained:
    """Five folds first, for figures and probabilities, then the model on everything. Near copies of a text share its fold.

    Raises NothingToLearn, ImportError (without the extra).
    """
    kept, dropped = _enough(samples)
    labels = tuple(sorted({each.label for each in kept if not each.extra}))
    if len(labels) < 2:
        raise NothingToLearn(_("可学的分类不足两个：每个分类至少要有 10 件已办结的事件。"))
    truth = np.array([labels.index(each.label) for each in kept])
    main = np.array([not each.extra for each in kept])
    groups = _groups(kept)
    table = _Table([bag(each.title, each.text) for each in kept])
    scores = np.zeros((len(kept), len(labels)))
    for number, (fit, test) in enumerate(folds(truth, groups, main), 1):
        tell(f"{number}/{FOLDS}")
        scores[test] = _fitted(table, fit, truth[fit], len(labels)).scores(table, test)
    fitted = _fitted(table, np.flatnonzero(_once(kept)), truth[_once(kept)], len(labels))
    sharpness, offsets = calibrated(scores[main], truth[main])
    chances = softmax(scores[main], sharpness, offsets)
    model = fitted.model(labels, sharpness, offsets)
    return Trained(model, labels, truth[main], chances, int(main.sum()), int((~main & _once(kept)).sum()), len(set(groups[main])), dropped)


def folds(truth: NDArray[np.int64], groups: NDArray[np.int64], main: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(train, test) row numbers: stratified by label; no group on both sides; extra rows train only where no member of their group is tested."""
    from sklearn.model_selection import StratifiedGroupKFold

    rows = np.flatnonzero(main)
    split = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(rows, truth[rows], groups[rows])
    for _fit, test in split:
        tested = rows[test]
        yield np.flatnonzero(~np.isin(groups, groups[tested])), tested


def _enough(samples: Sequence[Sample]) -> tuple[list[Sample], dict[str, int]]:
    counts: dict[str, set[str]] = {}
    for each in samples:
        if not each.extra and each.label:
            counts.setdefault(each.label, set()).add(each.title + each.text)
    learned = {label for label, texts in counts.items() if len(texts) >= LEAST_OF_LABEL}
    return [each for each in samples if each.label in learned], {label: len(texts) for label, texts in counts.items() if label not in learned}


def _once(samples: Sequence[Sample]) -> NDArray[np.bool_]:
    """Every sample but the extra ones that are a main one in other clothes."""
    keys = {each.key for each in samples if each.key and not each.extra}
    return np.array([not each.extra or each.key not in keys for each in samples])


def _groups(samples: Sequence[Sample]) -> NDArray[np.int64]:
    """Near copies share a number; so do rows of the same key, and whatever resembles either."""
    found = near_groups([each.title + each.text for each in samples])
    parent = {number: number for number in set(found)}

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    first: dict[str, int] = {}
    for each, number in zip(samples, found, strict=True):
        if each.key:
            parent[root(number)] = root(first.setdefault(each.key, number))
    return np.array([root(number) for number in found])


class _Table:
    """All bags as one sparse table whose columns are the features, text and title told apart by their keys."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        from scipy.sparse import csr_matrix

        self.keys, columns = np.unique(np.concatenate([each.keys for each in bags]), return_inverse=True)
        starts = np.concatenate([[0], np.cumsum([len(each.keys) for each in bags])])
        counts = np.concatenate([1 + np.log(each.counts) for each in bags]).astype(np.float32)
        titled = np.concatenate([np.arange(len(each.keys)) >= each.from_title for each in bags])
        size = (len(bags), len(self.keys))
        self.text = csr_matrix((np.where(titled, 0, counts), columns, starts), shape=size)
        self.title = csr_matrix((np.where(titled, counts, 0), columns, starts), shape=size)
        for part in (self.text, self.title):
            part.eliminate_zeros()

    def spread(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of these rows hold each feature."""
        return np.asarray(((self.text[rows] > 0) + (self.title[rows] > 0)).sum(0)).ravel()

    def values(self, rows: NDArray[np.int64], columns: NDArray[np.int64], rarity: NDArray[np.float32]) -> Any:
        """Frequency times rarity, text and title each of length one: what `Model` computes for one text."""
        from scipy.sparse import diags
        from sklearn.preprocessing import normalize

        weigh = diags(rarity)
        return (normalize(self.text[rows][:, columns] @ weigh) + TITLE_WEIGHT * normalize(self.title[rows][:, columns] @ weigh)).tocsr()


@dataclass
class _Fitted:
    """Weights on the columns kept."""

    keys: NDArray[np.uint32]
    columns: NDArray[np.int64]
    rarity: NDArray[np.float32]
    weights: Square
    intercepts: Square

    def scores(self, table: _Table, rows: NDArray[np.int64]) -> Square:
        found: Square = table.values(rows, self.columns, self.rarity) @ self.weights + self.intercepts
        return found

    def model(self, labels: tuple[str, ...], sharpness: float, offsets: Square) -> Model:
        """The heaviest features, weights in one byte each."""
        most = BYTES_OF_WEIGHTS // (6 + len(labels))
        heavy = np.sort(np.argsort(-np.abs(self.weights * self.rarity[:, None]).max(1), kind="stable")[:most])
        weights = self.weights[heavy]
        scales = np.maximum(np.abs(weights).max(0), 1e-9) / 127
        return Model(
            labels, self.keys[heavy], self.rarity[heavy].astype(np.float16), np.rint(weights / scales).astype(np.int8), scales.astype(np.float32),
            self.intercepts.astype(np.float32), float(sharpness), offsets.astype(np.float32),
        )


def _fitted(table: _Table, rows: NDArray[np.int64], truth: NDArray[np.int64], labels: int) -> _Fitted:
    spread = table.spread(rows)
    columns = np.flatnonzero(spread >= LEAST_TEXTS)
    rarity = (np.log((1 + len(rows)) / (1 + spread[columns])) + 1).astype(np.float32)
    values = table.values(rows, columns, rarity)
    plain, plain_at = _plain(values, truth, labels)
    prior, prior_at = _prior(values, truth, labels)
    share = PRIOR_SHARE
    return _Fitted(table.keys[columns], columns, rarity, (1 - share) * plain + share * prior, (1 - share) * plain_at + share * prior_at)


def _plain(values: Any, truth: NDArray[np.int64], labels: int) -> tuple[Square, Square]:
    """A support vector machine for each label against the rest, rare labels counting as much as frequent ones."""
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=STRICTNESS, class_weight="balanced").fit(values, truth)
    if labels == 2:
        return np.hstack([-machine.coef_.T, machine.coef_.T]), np.array([-machine.intercept_[0], machine.intercept_[0]])
    return machine.coef_.T, machine.intercept_


def _prior(values: Any, truth: NDArray[np.int64], labels: int) -> tuple[Square, Square]:
    """The same, on features first weighed by how much more often the label uses them than the others do (naive Bayes)."""
    from scipy.sparse import diags
    from sklearn.svm import LinearSVC

    held = (values > 0).astype(np.float32)
    total = np.asarray(held.sum(0)).ravel()
    weights, intercepts = [], []
    for label in range(labels):
        own = np.asarray(held[truth == label].sum(0)).ravel() + 0.5
        others = total - own + 1.0
        ratio = np.log((own / own.sum()) / (others / others.sum()))
        machine = LinearSVC(C=PRIOR_STRICTNESS).fit(values @ diags(ratio), truth == label)
        weights.append(machine.coef_[0] * ratio)
        intercepts.append(float(machine.intercept_[0]))
    return np.array(weights).T, np.array(intercepts)


def calibrated(scores: Square, truth: NDArray[np.int64]) -> tuple[float, Square]:
    """Sharpness and one offset a label, so that what is said with 80 % is right eight times of ten (likelihood of unseen texts)."""
    from scipy.optimize import minimize

    rows = np.arange(len(truth))

    def loss(parameters: Square) -> float:
        chances = softmax(scores, float(np.exp(parameters[0])), parameters[1:])
        return float(-np.log(np.maximum(chances[rows, truth], 1e-12)).mean() + 1e-3 * (parameters[1:] ** 2).sum())

    found = minimize(loss, np.concatenate([[1.0], np.zeros(scores.shape[1])]), method="L-BFGS-B").x
    return float(np.exp(found[0])), found[1:] - found[1:].mean()
