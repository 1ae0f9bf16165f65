from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.sealing import LATEST, Head, as_json, canonical, canonical_of, signed_fields
from shaoxiang.duties.rules.versions import FIELDS as LISTS
from shaoxiang.duties.rules.versions import Change, apply, check_day, checked, conflicts, diff, rebased
from shaoxiang.duties.vocabulary import ChangeAct

A, M, R = ChangeAct.ADD, ChangeAct.AMEND, ChangeAct.REMOVE
settings.register_profile("lists", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
QUIET = settings.get_profile("lists")
FIELDS = ("office_name", "title", "role")
items = st.dictionaries(
    st.sampled_from([f"D-C{n:02}" for n in range(1, 9)]), st.fixed_dictionaries({name: st.sampled_from(["甲", "乙", "丙"]) for name in FIELDS}), max_size=8,
)
HEAD = Head("STREET_DUTY", 1, date(2026, 1, 1), "FORM_2019", "区编委", "1号", date(2025, 12, 1), {"D-1": ["0111"]})
DUTY = {"office_name": "城市管理办公室", "title": "巡查", "role": "PRIMARY"}


@QUIET
@given(items, items)
def test_the_difference_applied_leads_from_the_one_list_to_the_other(before, after):
    assert apply(before, diff(before, after)) == after


@QUIET
@given(items)
def test_a_list_does_not_differ_from_itself(one):
    assert diff(one, one) == []


@QUIET
@given(items, items, items)
def test_wishes_brought_onto_another_list_always_fit_it(base, mine, other):
    wishes = rebased(other, diff(base, mine))
    assert set(apply(other, wishes)) <= {*other, *mine}


@QUIET
@given(items)
def test_the_canonical_text_does_not_depend_on_the_order_of_reading(one):
    turned = dict(reversed(one.items()))
    assert canonical(HEAD, one) == canonical(HEAD, turned)


SIGNED = ("title", "basis", "departments", "order")
texts = st.text(max_size=12) | st.sampled_from(['"引"', "\\", "换\n行", "\u2028", "A", "A ", "A!"])
signed_lists = st.dictionaries(texts, st.fixed_dictionaries({
    "title": texts, "basis": texts, "departments": st.lists(texts, max_size=3), "order": st.none() | st.booleans() | st.integers(),
}), max_size=5)


@QUIET
@given(signed_lists, st.sampled_from([1, 2, 3]))
def test_a_list_written_column_by_column_is_the_same_text(one, scheme):
    rows = [(code, *(as_json(values[name]) for name in SIGNED)) for code, values in one.items()]
    assert canonical_of(HEAD, SIGNED, rows, scheme) == canonical(HEAD, one, scheme)


def test_a_digest_changes_with_one_character():
    before, after = {"D-1": {"title": "巡查"}}, {"D-1": {"title": "巡査"}}
    assert canonical(HEAD, before) != canonical(HEAD, after)


@pytest.mark.parametrize("change", [
    {"decided_by": "别的机关"}, {"document": "2号"}, {"decided_on": date(2025, 12, 2)}, {"form": "THREE_PART"}, {"answers": {"D-1": ["0102"]}}, {"number": 2},
])
def test_the_second_scheme_signs_the_decision_and_what_each_item_answers_for(change):
    assert canonical(HEAD, {}) != canonical(replace(HEAD, **change), {})


def test_the_text_of_the_first_scheme_is_what_it_always_was():
    text = canonical(HEAD, {"D-1": {"title": "巡查"}}, 1).decode()
    assert text == '{"effective_from":"2026-01-01","items":{"D-1":{"title":"巡查"}},"kind":"STREET_DUTY","number":1}'


@pytest.mark.parametrize("kind", list(LISTS))
def test_every_field_of_a_list_is_signed(kind):
    assert {one.name for one in LISTS[kind]} <= set(signed_fields(kind, LATEST))


@pytest.mark.parametrize("change", [Change(A, "D-1", DUTY), Change(M, "D-2", {"title": "x"}), Change(R, "D-2")])
def test_a_change_that_does_not_fit_is_refused(change):
    with pytest.raises(ChangeRefused) as refused:
        apply({"D-1": DUTY}, [change])
    assert refused.value.field == "code"


def test_only_items_that_both_touch_are_in_conflict():
    assert conflicts(["D-2", "D-1"], ["D-2", "D-3"]) == ["D-2"]


@pytest.mark.parametrize(("code", "values", "field"), [
    ("d-1", DUTY, "code"), ("D-C-1234567890", DUTY, "code"), ("", DUTY, "code"), ("D-1", {**DUTY, "title": ""}, "title"),
    ("D-1", {"office_name": "办"}, "title"), ("D-1", {**DUTY, "role": "牵头"}, "role"), ("D-1", {**DUTY, "title": "长" * 161}, "title"),
    ("D-1", {**DUTY, "departments": "局、" * 30}, "departments"), ("D-1", {**DUTY, "salary": "1"}, "code"),
])
def test_an_item_written_wrong_names_its_field(code, values, field):
    with pytest.raises(ChangeRefused) as refused:
        checked("STREET_DUTY", code, values, whole=True)
    assert refused.value.field == field


def test_words_of_people_are_read_as_codes_and_lists():
    made = checked("STREET_DUTY", "D-1", {**DUTY, "role": "配合履职", "departments": "区住建局、 区城管局，"}, whole=True)
    assert (made["role"], made["departments"], made["basis"]) == ("COOPERATIVE", ["区住建局", "区城管局"], "")


@pytest.mark.parametrize(("value", "read"), [("12", 12), ("", None), (None, None)])
def test_a_number_may_be_missing(value, read):
    assert checked("SERVICE", "G1", {"statutory_limit": value}, whole=False) == {"statutory_limit": read}


@pytest.mark.parametrize("value", ["十二", "-1", "1.5", "1000"])
def test_a_limit_that_is_no_whole_number_is_refused(value):
    with pytest.raises(ChangeRefused):
        checked("SERVICE", "G1", {"statutory_limit": value}, whole=False)


@pytest.mark.parametrize(("day", "running", "fine"), [
    (date(2026, 3, 24), date(2020, 3, 24), True), (date(2026, 3, 23), date(2020, 3, 24), False), (None, None, False),
    (date(2026, 4, 1), date(2026, 4, 1), False), (date(2026, 4, 1), date(2026, 5, 1), False), (date(2026, 4, 1), None, True),
    (date(2027, 3, 25), None, True), (date(2027, 3, 26), None, False), (date(2206, 12, 1), date(2020, 3, 24), False),
])
def test_a_version_begins_today_or_later_and_after_the_one_before(day, running, fine):
    if fine:
        assert check_day(day, running, date(2026, 3, 24)) == day
    else:
        with pytest.raises(ChangeRefused):
            check_day(day, running, date(2026, 3, 24))
