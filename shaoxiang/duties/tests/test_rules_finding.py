import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.finding import EXACT, MEANT, RESTS, SAID, Listed, Read, asked, check_everyday, likeness, nearness

LINE = Listed("STREET_DUTY", "D-S01", "最低生活保障申请受理、调查核实和初审", "Low-income allowance", basis="社会救助暂行办法 11")
EVERYDAY = {"低保": ["最低生活保障"], "低保户": ["特困人员"], "保": ["保障"]}


@pytest.mark.parametrize(("words", "score", "name"), [
    ("D-S01", EXACT, ""), ("d-s01", EXACT, ""), ("最低生活保障", SAID, ""), ("LOW-INCOME", SAID, ""), ("低保", MEANT, "低保"), ("我要办低保", MEANT, "低保"),
    ("ＬＯＷ", SAID, ""), ("社会救助暂行办法", RESTS, ""), ("低保户", 0.0, ""), ("抄燃气表", 0.0, ""), ("核实最低生活", 1.0, ""),
])
def test_how_near_a_line_comes_to_what_was_typed(words, score, name):
    found, by = nearness(asked(words, EVERYDAY), LINE)
    assert by == name
    assert found == pytest.approx(score) if words != "核实最低生活" else 0.5 <= found < SAID


def test_a_longer_everyday_name_is_read_before_a_shorter_one_inside_it():
    assert asked("办低保户", EVERYDAY).meanings == (("特困人员", "低保户"),)


def test_what_says_less_than_half_is_not_alike():
    assert likeness(frozenset({"清扫", "扫保", "保洁"}), frozenset({"清扫"})) < 0.5
    assert likeness(frozenset(), frozenset({"清扫"})) == 0.0


@pytest.mark.parametrize(("word", "meaning", "field"), [("低", "最低生活保障", "word"), ("低保", "", "meaning"), ("低保", "别处的说法", "meaning")])
def test_an_everyday_name_leads_to_words_that_stand_on_a_list(word, meaning, field):
    with pytest.raises(ChangeRefused) as refused:
        check_everyday(word, meaning, [LINE.title])
    assert refused.value.field == field
    assert check_everyday(" 低保 ", "最低生活保障", [LINE.title]) == ("低保", "最低生活保障")


WORDS = st.text(alphabet="低保最生活障路灯井盖a0 7B-Ｌ，", max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), max_size=6), WORDS, st.dictionaries(WORDS.filter(str.strip), st.lists(WORDS, max_size=2), max_size=2))
def test_lines_read_once_are_as_near_as_each_line_by_itself(rows, words, everyday):
    lines = [Listed("STREET_DUTY", code, title, title_en, basis=basis) for code, title, title_en, basis in rows]
    question = asked(words, everyday)
    one_by_one = [(place, *nearness(question, line)) for place, line in enumerate(lines)]
    assert list(Read(lines).near(question)) == [one for one in one_by_one if one[1]]
