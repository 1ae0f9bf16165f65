"""What an enforcement area must be."""

from __future__ import annotations

from datetime import date

import pytest

from shaoxiang.places.rules.areas import AreaGiven, AreaRefused, check_area

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(("changes", "field"), [
    ({"code": " "}, "code"), ({"code": "X" * 16}, "code"), ({"name": ""}, "name"), ({"streets": []}, "streets"), ({"communities": [9]}, "communities"),
    ({"document": ""}, "document"), ({"since": date(2026, 1, 1)}, "since"),
])
def test_an_area_without_ground_name_or_decision_is_refused(changes, field):
    base = {"code": "PQ01", "name": "示例", "streets": [1], "since": TODAY, "document": "示例"}
    with pytest.raises(AreaRefused) as refused:
        check_area(AreaGiven(**{**base, **changes}), {9: 2}, date(2026, 1, 1))
    assert refused.value.field == field
