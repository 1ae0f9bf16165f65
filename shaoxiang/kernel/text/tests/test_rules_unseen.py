"""Signs nobody sees are found and taken out; what a text needs stays."""

from __future__ import annotations

import pytest

from shaoxiang.kernel.text.unseen import has_unseen, without_unseen


@pytest.mark.parametrize(("text", "left"), [
    ("办公室", "办公室"), ("\u202e办公室\u200b", "办公室"), ("城管\ufeff办", "城管办"), ("一\n二", "一\n二"), ("a\x00b", "ab"), ("𠮷野", "𠮷野"), ("", ""),
])
def test_only_what_is_seen_is_left(text, left):
    assert without_unseen(text) == left
    assert has_unseen(text, "\n") is (text != left)


def test_a_name_has_no_break():
    assert has_unseen("一\n二")
