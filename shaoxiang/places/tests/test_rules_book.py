import pytest

from shaoxiang.kernel.geo import MetreFrame
from shaoxiang.places.rules import CommunityPlace, DistrictPlace, GridPlace, Outlines, PlaceBook, StreetPlace
from shaoxiang.places.tests.shapes import square

STREETS = [StreetPlace(n, f"99010100{n}", f"街{n}", "", 1, "SUBDISTRICT", True, False) for n in (1, 2, 3)]
COMMUNITIES = [CommunityPlace(n, f"99010100{n}001", f"社{n}", "", n, "RESIDENTIAL") for n in (1, 2)]
GRIDS = [GridPlace(1, "990101001001001", "格1", "", 1, 1, "SMALL", "ORDINARY")]
METRE = 1 / MetreFrame.around(111.61, 40.805).east_m


@pytest.fixture(scope="module")
def book():
    return PlaceBook.compiled(
        districts=[DistrictPlace(1, "990101", "区", "")], streets=STREETS, communities=COMMUNITIES, grids=GRIDS,
        outlines=Outlines(
            grids=[("990101001001001", square(0))],
            communities=[("990101001001", square(0)), ("990101002001", square(1))],
            streets=[("990101001", square(0)), ("990101002", square(1)), ("990101003", square(2))],
        ),
    )


def test_the_lowest_drawn_level_answers(book):
    def names(lon):
        found = book.locate(lon, 40.805)
        return [place and place.name for place in (found.grid, found.community, found.street)]

    assert names(111.605) == ["格1", "社1", "街1"]
    assert names(111.615) == [None, "社2", "街2"]
    assert names(111.625) == [None, None, "街3"]
    assert names(111.635) == [None, None, None]


def test_outside_says_so(book):
    assert book.locate(0, 0).outside
    assert not book.locate(111.605, 40.805).outside


def test_just_over_the_border_names_the_candidate(book):
    found = book.locate(111.60 - 20 * METRE, 40.805)
    assert (found.grid, found.outside, found.border) == (None, True, True)
    assert [(c.grid.name, c.street.name, c.distance_m) for c in found.candidates] == [("格1", "街1", pytest.approx(20, abs=0.1))]


def test_away_from_borders_there_are_no_candidates(book):
    assert book.locate(111.605, 40.805).candidates == ()


def test_look_ups(book):
    assert book.grid(1).code == "990101001001001"
    assert book.grid_by_code("990101001001001").id == 1
    assert book.community_by_code("990101002001") == book.community(2)
    assert book.street_by_code("990101003") is book.street(3)
    assert [c.id for c in book.communities_of(1)] == [1]
    assert [g.id for g in book.grids_of(1)] == [1]
    assert book.found_in_grid(1).street is book.street(1)


@pytest.mark.parametrize("ask", [
    lambda book: book.grid(9), lambda book: book.grid_by_code("990101001"), lambda book: book.street_by_code("nothing"),
])
def test_what_is_not_there_is_a_key_error(book, ask):
    with pytest.raises(KeyError):
        ask(book)


def test_a_book_cannot_be_changed(book):
    with pytest.raises(TypeError):
        book.streets[4] = STREETS[0]
    with pytest.raises(AttributeError):
        book.version = "x"
