"""Normalising, pieces, near copies, words. All texts are composed."""

from __future__ import annotations

import numpy as np
import pytest

from shaoxiang.kernel.text.grams import all_keys, joined, key_of, pieces
from shaoxiang.kernel.text.lexicon import learned_words
from shaoxiang.kernel.text.names import Company
from shaoxiang.kernel.text.near import alike, near_groups, shingles
from shaoxiang.kernel.text.normal import BREAK, codes, flat, masked


def test_full_width_and_case_make_no_difference():
    assert flat("Ａ３栋　Ｗｉ－Ｆｉ") == "a3栋 wi-fi"


@pytest.mark.parametrize(("said", "gone"), [
    ("我的电话是13912345678，请回电", "13912345678"),
    ("身份证 150102199003078888 丢了", "150102199003078888"),
    ("我叫张小丽，住在示例小区", "张小丽"),
    ("联系人：李大山，电话白天可打", "李大山"),
    ("找过王经理三次", "王经理"[:1]),
])
def test_numbers_and_announced_names_are_cut_out_before_learning(said, gone):
    assert gone not in masked(said)


def test_masking_leaves_the_matter_alone():
    assert masked("示例小区的井盖坏了，王府井路也有积水") == "示例小区的井盖坏了,王府井路也有积水"


def test_a_piece_never_runs_over_a_sign():
    found = {(each.length, int(start)) for each in pieces(codes("漏水,停电"), 2, 3) for start in each.starts}
    assert found == {(2, 0), (2, 3)}


def test_the_same_piece_has_the_same_key_everywhere():
    """The number is part of every stored model: should it change, old models would read nonsense."""
    assert key_of("井盖") == 16119973108682345093
    assert key_of("井盖") in all_keys(codes("楼下井盖坏了"), 1, 4)


def test_numbers_count_as_one_when_asked():
    assert (codes("3栋12层", digits=False) == codes("0栋0层")).all()
    assert codes("。")[0] == BREAK


def test_joined_texts_know_their_owner():
    row, owner = joined([codes("漏水"), codes("停电了")])
    assert owner.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert not any(each.length == 2 and 1 in each.starts for each in pieces(row, 2, 2))


def test_nothing_gives_no_pieces():
    assert not len(all_keys(codes(""), 1, 4))
    assert joined([])[0].size == 0


def test_a_name_is_known_by_its_company():
    row = codes("示例区云杉里小区漏水")
    company = Company(row)
    each = next(pieces(row, 3, 3))
    kept = {"".join(map(chr, row[start : start + 3])): bool(flag) for start, flag in zip(each.starts, company.keeps(each), strict=True)}
    assert kept["云杉里"] and not kept["区漏水"]


def test_a_known_place_is_a_name_without_company():
    row = codes("今天云杉里停水")
    assert not Company(row).keeps(next(pieces(row, 3, 3)))[2]
    assert Company(row, ["云杉里"]).keeps(next(pieces(row, 3, 3)))[2]


def test_near_copies_fall_into_one_group():
    one = "示例路三号楼下的烧烤摊每天营业到凌晨两点，油烟很大，噪音也大，老人孩子睡不好觉"
    copy = "示例路三号楼下的烧烤摊每天营业到凌晨两点，油烟很大，噪音也大，老人孩子都睡不好"
    other = "请问新生儿医保在哪个窗口办理，需要带户口本原件还是复印件，周末能不能办"
    groups = near_groups([one, other, copy])
    assert groups[0] == groups[2] != groups[1]
    assert alike(shingles(one), shingles(copy)) > 0.6 > 0.1 > alike(shingles(one), shingles(other))


def test_short_and_empty_texts_have_no_copies():
    assert near_groups(["", "好", ""]) == [0, 1, 2]
    assert alike(np.zeros(0, np.uint64), shingles("楼道灯坏了")) == 0


def test_words_are_learned_from_how_they_stand():
    heads = ["东门", "南墙", "西街", "北楼", "桥头", "门前"]
    tails = ["坏了", "很响", "扰民", "还在", "没人管", "停不下"]
    words = learned_words([f"{head}搅拌站{tail}" for head in heads for tail in tails] + ["其他的话一句"] * 3)
    assert "搅拌站" in words
    assert "搅拌" not in words and "拌站" not in words  # always followed, always led by the same character
