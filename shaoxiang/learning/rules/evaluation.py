"""Figures of a model on texts it had not seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from shaoxiang.learning.rules.training import Trained

SURE = (0.5, 0.7, 0.8, 0.9, 0.95)
BINS = 10


def figures(trained: Trained) -> dict[str, Any]:
    """macro F1, accuracy, first-two accuracy, per label precision, recall and F1, confusion (rows: truth), calibration, and for each
    confidence how many texts reach it and how often they are right."""
    said, truth, count = trained.chances.argmax(1), trained.truth, len(trained.labels)
    confusion = np.zeros((count, count), int)
    np.add.at(confusion, (truth, said), 1)
    rows = [_of_label(confusion, number, label) for number, label in enumerate(trained.labels)]
    sure, right = trained.chances.max(1), said == truth
    two = np.argsort(-trained.chances, axis=1)[:, :2]
    return {
        "macro_f1": round(float(np.mean([row["f1"] for row in rows])), 4), "accuracy": round(float(right.mean()), 4),
        "first_two": round(float((two == truth[:, None]).any(1).mean()), 4), "labels": rows, "confusion": confusion.tolist(),
        "calibration_error": _calibration_error(sure, right), "texts": trained.used, "extra": trained.extra, "different": trained.groups,
        "dropped": trained.dropped, "features": len(trained.model.keys),
        "sure": [
            {"at": at, "share": round(float((sure >= at).mean()), 4), "right": round(float(right[sure >= at].mean()), 4) if (sure >= at).any() else None}
            for at in SURE
        ],
    }


def _of_label(confusion: Any, number: int, label: str) -> dict[str, Any]:
    hit, said, there = int(confusion[number, number]), int(confusion[:, number].sum()), int(confusion[number].sum())
    precision, recall = hit / said if said else 0.0, hit / there if there else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
    return {"label": label, "texts": there, "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _calibration_error(sure: Any, right: Any) -> float:
    """Mean distance between how sure and how often right, over ten steps of confidence, each by its texts (ECE)."""
    step = np.minimum((sure * BINS).astype(int), BINS - 1)
    parts = [(step == number) for number in range(BINS)]
    return round(float(sum(part.mean() * abs(sure[part].mean() - right[part].mean()) for part in parts if part.any())), 4)
