from datetime import UTC, datetime, timedelta

import pytest

from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.paging import keyset

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """Twenty-three matters, several of them at the very same moment."""
    Matter.objects.bulk_create([Matter(kind="CASE", number=f"SJ{n:04d}", title="x", status="S", opened_at=NOON + timedelta(minutes=n // 4)) for n in range(23)])
    return list(Matter.objects.order_by("-opened_at", "-id"))


def walk(cursor=None, size=5, way="next"):
    pages = []
    while True:
        page = keyset(Matter.objects.all(), cursor=cursor, size=size)
        pages.append(page)
        cursor = getattr(page, way)
        if cursor is None:
            return pages


def test_walking_forward_meets_every_row_once_in_order(rows):
    assert [row for page in walk() for row in page] == rows


def test_walking_back_meets_the_same_pages(rows):
    there = walk()
    back = walk(there[-1].previous, way="previous")
    assert [list(page) for page in back][::-1] == [list(page) for page in there[:-1]]


def test_the_first_page_has_no_previous_and_the_last_no_next(rows):
    pages = walk()
    assert pages[0].previous is None
    assert pages[-1].next is None
    assert len(pages[-1]) == 3


def test_a_full_last_page_leads_nowhere(rows):
    assert len(walk(size=23)) == 1


def test_rows_that_come_meanwhile_shift_nothing(rows):
    first = keyset(Matter.objects.all(), size=5)
    Matter.objects.create(kind="CASE", number="SJ9999", title="x", status="S", opened_at=NOON + timedelta(hours=1))
    assert list(keyset(Matter.objects.all(), cursor=first.next, size=5)) == rows[5:10]


@pytest.mark.parametrize("spoil", [lambda c: c[:-3], lambda c: "x" + c, lambda _c: "nonsense", lambda _c: "'; DROP TABLE matter; --"])
def test_a_cursor_that_cannot_be_read_gives_the_first_page_and_says_so(rows, spoil):
    page = keyset(Matter.objects.all(), cursor=spoil(keyset(Matter.objects.all(), size=5).next), size=5)
    assert page.lost
    assert list(page) == rows[:5]


def test_a_cursor_of_another_order_is_lost_too(rows):
    cursor = keyset(Matter.objects.all(), order=("number",), size=5).next
    assert keyset(Matter.objects.all(), cursor=cursor, size=5).lost


def test_no_counting_and_no_offset(rows, django_assert_num_queries):
    cursor = keyset(Matter.objects.all(), size=5).next
    with django_assert_num_queries(1) as seen:
        keyset(Matter.objects.all(), cursor=cursor, size=5)
    assert "OFFSET" not in seen[0]["sql"].upper()
    assert "COUNT(" not in seen[0]["sql"].upper()


def test_an_empty_list_is_one_empty_page(db):
    page = keyset(Matter.objects.all())
    assert (list(page), page.next, page.previous, page.lost) == ([], None, None, False)
