"""How good the groups are against a list that people made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from shaoxiang.topics.rules.messages import Cluster


@dataclass(frozen=True, slots=True)
class Measure:
    """Over pairs of labelled rows: of the pairs put together, how many belong together (precision); of those that do, how many were
    (recall). `foreign`: of the rows in groups that stand for a labelled topic, the share that is not of it."""

    labelled: int
    topics: int
    precision: float
    recall: float
    foreign: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def measure(clusters: Sequence[Cluster], truth: Mapping[int, str]) -> Measure:
    """`truth`: row number -> name of its topic, for the labelled rows alone."""
    group = {row: number for number, each in enumerate(clusters) for row in each.members}
    together = right = wanted = 0
    for one, other in combinations(sorted(truth), 2):
        same = truth[one] == truth[other]
        put = one in group and group[one] == group.get(other)
        wanted += same
        together += put
        right += same and put
    strangers = rows = 0
    for each in clusters:
        found = Counter(truth[row] for row in each.members if row in truth)
        if found.total() > 1:
            strangers += len(each.members) - found.most_common(1)[0][1]
            rows += len(each.members)
    return Measure(
        len(truth), len(set(truth.values())), right / together if together else 0.0, right / wanted if wanted else 0.0, strangers / rows if rows else 0.0,
    )
