import pytest

from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.reviewing import Hand, check_second, had_a_hand


@pytest.mark.parametrize(("one", "hands", "same"), [
    (Hand(1), [Hand(1)], True),
    (Hand(1), [Hand(2)], False),
    (Hand(1, 7), [Hand(2, 7)], True),  # the same person in another of his posts
    (Hand(1, 7), [Hand(2, 8), Hand(3)], False),
    (Hand(None), [Hand(None)], False),  # nobody is not somebody
    (Hand(1), [], False),
])
def test_who_had_a_hand_in_a_draft(one, hands, same):
    assert had_a_hand(one, hands) is same


def test_a_second_person_passes_and_the_first_is_told_who_may():
    check_second(Hand(2, 8), [Hand(1, 7)], "")
    with pytest.raises(ChangeRefused) as refused:
        check_second(Hand(1, 7), [Hand(1, 7)], "示例·赵甲子")
    assert refused.value.facts == {"who": "示例·赵甲子"}


def test_where_nobody_else_may_the_refusal_says_whom_to_ask_by_role():
    with pytest.raises(ChangeRefused) as refused:
        check_second(Hand(1, 7), [Hand(1, 7)], "")
    for role in ("业务管理员", "安全管理员", "部门负责人"):
        assert role in refused.value.reason
