"""Grouping, heat and identity over the nights, on composed texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shaoxiang.profiles.xincheng.hot import OUTBREAKS
from shaoxiang.topics.rules import Message, SettingRefused, Settings, check, cluster, heat, measure, next_night, read_aliases, rises_again
from shaoxiang.topics.rules.measure import Measure

NOW = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
DAY = timedelta(days=1)
NOISE = tuple(
    f"{place}{what}" for place, what in zip(
        ("东河湾小区", "西河沿小区", "南马路社区", "北站广场", "梨花苑", "丁香路小区", "团结巷", "和平里", "建设新村", "光明大厦", "松林小区", "柳树巷"),
        ("井盖破了一个角", "路灯不亮三天了", "物业不开发票", "电梯停运", "楼道堆着旧家具", "有人遛狗不拴绳", "水管爆裂往外喷水", "快递车占着盲道",
         "医保卡怎么补办", "公交站牌倒了", "树枝挡住信号灯", "供电半夜跳闸"),
        strict=True,
    )
)


def outbreaks() -> tuple[list[Message], dict[int, str]]:
    """All composed outbreaks among other matters, and which is which."""
    texts, truth = [], {}
    for each in OUTBREAKS:
        for number, said in enumerate(each.said):
            truth[len(texts)] = each.address
            texts.append(Message(said[:40], f"{said[40:]}。{each.address}", f"{each.address}{number}"))
    return texts + [Message(said, "", f"n{number}") for number, said in enumerate(NOISE)], truth


def test_neighbours_who_report_the_same_thing_are_found_and_others_stay_out():
    texts, truth = outbreaks()
    got = measure(cluster(texts), truth)
    assert got.f1 >= 0.9
    assert got.foreign <= 0.1


def test_a_group_is_named_by_its_place_and_its_subject():
    texts, _truth = outbreaks()
    named = {each.place: each.subject for each in cluster(texts, words={"搅拌站": 4.0, "油烟": 4.0}) if len(each.members) > 4}
    assert any("云杉里小区" in place for place in named)
    assert "搅拌站" in next(words for place, words in named.items() if "云杉里" in place)


def test_another_matter_at_the_same_place_is_left_out():
    texts, _truth = outbreaks()
    other = len(texts)
    texts += [Message("云杉里小区的居委会在哪里办老年证", "想问办理时间", "x1"), Message("云杉里小区快递柜收费", "每次一元不合理", "x2")]
    found = next(each for each in cluster(texts, known=["云杉里小区"]) if 0 in each.members)
    assert not {other, other + 1} & set(found.members)


def test_the_same_words_at_two_ends_of_the_district_are_two_matters():
    said = "小区门口的烧烤摊油烟呛人，凌晨还在吆喝"
    here = [Message(f"{said}{number}", "", f"a{number}", None, 111.70 + number * 1e-4, 40.84) for number in range(4)]
    there = [Message(f"{said}{number}", "", f"b{number}", None, 111.95 + number * 1e-4, 40.93) for number in range(4)]
    noise = [Message(each, "", each, None, 111.8, 40.88) for each in NOISE]
    found = cluster([*here, *there, *noise])
    assert not any({0, 1, 2, 3} & set(each.members) and {4, 5, 6, 7} & set(each.members) for each in found)


def test_an_alias_counts_as_the_name():
    lines = ["大黑楼的电梯三天没修", "示例大厦电梯又停在半空，三天没修", "示例大厦的电梯坏了，三天没修好", "大黑楼电梯坏了三天没人修"]
    texts = [Message(said, "", str(number)) for number, said in enumerate(lines)] + [Message(said, "", said) for said in NOISE]
    found = cluster(texts, aliases={"大黑楼": "示例大厦"})
    assert any({0, 1, 2, 3} <= set(each.members) for each in found)


@pytest.mark.parametrize("texts", [[], [Message("路灯坏了")], [Message("", ""), Message("", "")], [Message("!!!"), Message("？？？"), Message("a")]])
def test_texts_that_say_nothing_form_no_group(texts):
    assert cluster(texts) == []


def test_groups_do_not_depend_on_the_night():
    texts, _truth = outbreaks()
    assert cluster(texts) == cluster(texts)


# --- heat ---------------------------------------------------------------------------------------------------------------

def test_a_reporter_counts_once_however_often_he_writes():
    often = [("a", NOW - DAY)] * 10 + [("b", NOW)]
    assert heat(often, now=NOW, half_life_days=7) == heat([("a", NOW - DAY), ("b", NOW)], now=NOW, half_life_days=7)


def test_heat_halves_after_the_half_life_and_takes_the_latest_report():
    assert heat([("a", NOW - 7 * DAY)], now=NOW, half_life_days=7) == (0.5, 1)
    assert heat([("a", NOW - 70 * DAY), ("a", NOW)], now=NOW, half_life_days=7) == (1.0, 1)
    assert heat([("a", NOW + DAY)], now=NOW, half_life_days=7) == (1.0, 1)
    assert heat([], now=NOW, half_life_days=7) == (0.0, 0)


def test_a_dismissed_topic_comes_back_with_twice_the_people():
    assert not rises_again(9, 5)
    assert rises_again(10, 5)
    assert rises_again(2, 0)


# --- identity -----------------------------------------------------------------------------------------------------------

def test_a_topic_keeps_its_identity_while_its_members_stay():
    night = next_night({1: frozenset({10, 11, 12})}, [frozenset({11, 12, 13, 14})])
    assert night.kept == {1: 0}
    assert (night.merged, night.ended, night.fresh) == ({}, (), ())


def test_two_topics_in_one_group_become_one_and_the_closer_goes_on():
    night = next_night({1: frozenset({1, 2}), 2: frozenset({3, 4, 5, 6})}, [frozenset({1, 2, 3, 4, 5, 6})])
    assert night.kept == {2: 0}
    assert night.merged == {1: 2}


def test_of_a_group_that_fell_apart_one_part_goes_on_and_the_other_is_new():
    night = next_night({1: frozenset(range(10))}, [frozenset({0, 1, 2}), frozenset({3, 4, 5, 6, 7})])
    assert night.kept == {1: 1}
    assert night.fresh == (0,)


def test_what_is_not_found_again_has_ended():
    night = next_night({1: frozenset({1, 2, 3, 4}), 2: frozenset()}, [frozenset({4, 20, 21, 22})])
    assert night.ended == (1, 2)
    assert night.fresh == (0,)


# --- settings -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("changes", "field"), [
    ({"window_days": 6}, "window_days"), ({"window_days": 367}, "window_days"), ({"least_reporters": 1}, "least_reporters"),
    ({"half_life_days": 0}, "half_life_days"),
])
def test_a_setting_out_of_range_is_refused(changes, field):
    with pytest.raises(SettingRefused) as refused:
        check(Settings(**changes))
    assert refused.value.field == field


def test_aliases_are_read_line_by_line():
    assert read_aliases("大黑楼 示例大厦\n\n 老电厂   示例热电厂 ") == {"大黑楼": "示例大厦", "老电厂": "示例热电厂"}
    for wrong in ("大黑楼", "大 黑 楼", "楼 示例大厦", "\n".join(f"俗称{n} 名称{n}" for n in range(201))):
        with pytest.raises(SettingRefused):
            read_aliases(wrong)


# --- measures -----------------------------------------------------------------------------------------------------------

def test_the_measure_counts_pairs_and_strangers():
    from shaoxiang.topics.rules import Cluster

    groups = [Cluster((0, 1, 9), "", (), 1.0), Cluster((2, 3), "", (), 1.0)]
    got = measure(groups, {0: "a", 1: "a", 2: "a", 3: "b"})
    assert got == Measure(4, 2, 0.5, 1 / 3, 2 / 5)
    assert round(got.f1, 3) == 0.4


def test_real_complaints_are_grouped_as_people_would(shared: Path):
    """The measure of `shaoxiang topics --evaluate`; the limits lie a little below what was measured (0.997, 0.056; consensus 0.933)."""
    from shaoxiang.config.management.commands.topics import figures, read

    path = shared / "data" / "complaints" / "hot_messages.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    rows, texts = read(path)
    got = figures(cluster(texts), rows)
    assert got["topic_rule"]["f1"] >= 0.95
    assert got["topic_rule"]["foreign"] <= 0.10
    assert got["consensus"]["f1"] >= 0.88
