from __future__ import annotations

from django import forms


class Asked(forms.Form):
    name = forms.CharField(max_length=4)
    kind = forms.ChoiceField(choices=[("A", "甲")])
    many = forms.MultipleChoiceField(choices=[("A", "甲")])
    count = forms.IntegerField(min_value=1)
    day = forms.DateField()
    own = forms.CharField(error_messages={"required": "请写上门牌。"})


def said(**given: object) -> dict[str, list[str]]:
    return {name: [str(each) for each in texts] for name, texts in Asked(given).errors.items()}


def test_a_field_left_empty_asks_for_what_is_wanted():
    assert said() == {
        "name": ["请填写。"], "kind": ["请选一项。"], "many": ["请至少选一项。"], "count": ["请填写。"], "day": ["请填写。"], "own": ["请写上门牌。"],
    }


def test_a_field_filled_amiss_says_what_would_be_right():
    assert said(name="海拉尔东路", kind="B", many=["B"], count="0", day="明天", own="8") == {
        "name": ["最多 4 个字，现在有 5 个。"], "kind": ["请从列出的里面选。"], "many": ["请从列出的里面选。"], "count": ["不能小于 1。"],
        "day": ["日期不对，请照 2026-03-24 的样子写。"],
    }
