"""What docs/generated says is what the code does."""

import pytest

from shaoxiang.config.printed import FOLDER, pages


@pytest.mark.parametrize("name", sorted([
    "case-flow.md", "clocks.md", "duties.md", "vocabulary.md", "access.md", "access-rooms.md", "whistle-flow.md", "coordination-flow.md", "whistle-types.md",
]))
def test_the_printed_page_is_current(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], "run ./sx map"
