from __future__ import annotations

import pytest
from django.utils import translation

from shaoxiang.duties.templatetags.articles import article


@pytest.mark.parametrize(("written", "chinese", "english"), [
    ("41", "第41条", "Art. 41"),
    ("34(6)", "第34条第6项", "Art. 34(6)"),
    ("117(1)(2)", "第117条第1项、第2项", "Art. 117(1)(2)"),
    ("118(para 2)", "第118条第2款", "Art. 118 para. 2"),
    ("27(1),42", "第27条第1项、第42条", "Art. 27(1), Art. 42"),
    ("第二十条", "第二十条", "第二十条"), ("", "", ""),
])
def test_an_article_is_cited_as_people_cite_it(written, chinese, english):
    assert article(written) == chinese
    with translation.override("en"):
        assert article(written) == english
