"""Features, the model's file, training and figures. Training needs scikit-learn, which the tests install."""

from __future__ import annotations

import io
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from shaoxiang.duties.rules import Suggestion, blended
from shaoxiang.learning.rules import ModelRefused, digest_of, packed, unpacked
from shaoxiang.learning.rules.evaluation import figures
from shaoxiang.learning.rules.features import bag
from shaoxiang.learning.rules.model import MAX_BYTES, Model, softmax
from shaoxiang.learning.rules.training import NothingToLearn, Sample, folds, train
from shaoxiang.learning.tests.lessons import samples


@pytest.fixture(scope="module")
def trained():
    return train(samples())


def test_three_kinds_are_told_apart_with_the_words_that_decided(trained):
    first, second = trained.model.answer("", "西单元门口的路灯又不亮了")
    assert first.label == "B0108" and first.probability > 0.8 > second.probability
    assert any("路灯" in word for word in first.words)
    assert "暖" in "".join(trained.model.answer("暖气不热", "孩子冷得直哭")[0].words)


def test_figures_are_of_unseen_texts(trained):
    got = figures(trained)
    assert got["macro_f1"] > 0.9 and got["texts"] == 135
    assert sum(map(sum, got["confusion"])) == 135
    assert [row["label"] for row in got["labels"]] == ["0102", "0412", "B0108"]
    assert all(0 <= row["share"] <= 1 for row in got["sure"])


def test_a_text_without_known_words_gets_no_answer(trained):
    assert trained.model.answer("", "hello world") == []
    assert trained.model.answer("", "") == []


def test_numbers_of_people_never_reach_the_features():
    assert set(bag("", "路灯坏了13912345678").keys.tolist()) == set(bag("", "路灯坏了13899998888").keys.tolist())


def test_the_file_comes_back_as_it_went(trained):
    data = packed(trained.model)
    back = unpacked(data, digest=digest_of(data))
    said = "菜店前的垃圾没人清理"
    assert back.answer("", said) == trained.model.answer("", said)
    assert len(data) < MAX_BYTES


def _broken(kind: str, model: Model) -> tuple[bytes, str]:
    data = packed(model)
    if kind == "changed":
        return data[:-9] + b"x" + data[-8:], digest_of(data)
    if kind == "cut":
        data = data[: len(data) // 2]
    if kind == "pickle":
        held = io.BytesIO()
        np.savez(held, keys=np.array([{"a": 1}], dtype=object), rarity=1, weights=1, scales=1, intercepts=1, offsets=1, head=1)
        data = held.getvalue()
    if kind == "raw pickle":
        data = pickle.dumps({"model": 1})
    if kind == "unsorted":
        data = packed(replace(model, keys=model.keys[::-1].copy()))
    if kind == "shapes":
        data = packed(replace(model, scales=model.scales[:1]))
    if kind == "bomb":
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("keys.npy", b"\0" * 70_000_000)
        data = held.getvalue()
    if kind == "large":
        data = b"0" * (MAX_BYTES + 1)
    return data, digest_of(data)


@pytest.mark.parametrize("kind", ["changed", "cut", "pickle", "raw pickle", "unsorted", "shapes", "bomb", "large"])
def test_a_file_that_is_not_whole_or_not_ours_is_refused(trained, kind):
    data, digest = _broken(kind, trained.model)
    with pytest.raises(ModelRefused):
        unpacked(data, digest=digest)


def test_too_few_examples_are_nothing_to_learn():
    with pytest.raises(NothingToLearn):
        train([each for each in samples() if each.label == "0102"])
    few = [Sample("", f"电梯困人第{number}次", "0411") for number in range(9)]
    assert "0411" not in train([*samples(), *few]).labels
    assert train([*samples(), *few]).dropped == {"0411": 9}


def test_no_group_stands_on_both_sides_of_a_fold_and_extra_rows_are_never_tested():
    truth = np.arange(60) % 3
    groups = np.arange(60) // 2
    main = np.arange(60) < 40
    groups[45] = groups[3]  # an extra row that is a near copy of a main one
    seen = []
    for fit, test in folds(truth, groups, main):
        assert not set(groups[fit]) & set(groups[test])
        assert main[test].all()
        assert (45 in fit) != (3 in test)
        seen += test.tolist()
    assert sorted(seen) == np.flatnonzero(main).tolist()


def test_the_same_text_in_a_second_table_does_not_leak():
    """Were it to train while its twin is tested, a memory of nonsense would look like skill."""
    rng = np.random.default_rng(1)
    letters = [chr(0x4E00 + number) for number in range(3000)]
    nonsense = ["".join(rng.choice(letters, 30)) for _ in range(80)]
    main = [Sample("", text, "ab"[number % 2], f"k{number}") for number, text in enumerate(nonsense)]
    twins = [Sample("", " ".join(each.text), each.label, each.key, True) for each in main]
    assert figures(train(main + twins))["accuracy"] < 0.75


def test_probabilities_add_up():
    assert softmax(np.array([[1.0, 2.0, 3.0]]), 2.0, np.zeros(3)).sum() == pytest.approx(1)


# --- beside the rules ---------------------------------------------------------------------------------------------------

def test_without_a_model_the_rules_stand_as_they_are():
    ruled = [Suggestion("0102", 10, ("垃圾",)), Suggestion("0103", 4, ("渣土",)), Suggestion("0104", 1, ("脏",))]
    assert blended(ruled, []) == ruled[:2]


def test_without_a_word_of_the_rules_the_model_answers():
    learned = [Suggestion("0412", 0, ("暖气",), 0.9), Suggestion("0102", 0, (), 0.05)]
    assert [one.type_code for one in blended([], learned)] == ["0412", "0102"]


def test_both_together_show_the_words_of_both():
    first, second = blended([Suggestion("0102", 10, ("垃圾",))], [Suggestion("0412", 0, ("暖气",), 0.6), Suggestion("0102", 0, ("臭味",), 0.4)])
    assert (first.type_code, first.words, first.probability) == ("0102", ("垃圾", "臭味"), 0.4)
    assert second.type_code == "0412"


def test_a_sure_model_outweighs_a_stray_word():
    first, _second = blended([Suggestion("0102", 3, ("垃圾",))], [Suggestion("0412", 0, ("暖气",), 0.97), Suggestion("0102", 0, (), 0.01)])
    assert first.type_code == "0412"
