import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon

from shaoxiang.places.rules import compare, read_outlines
from shaoxiang.places.rules.outlines import FLAW_WORDS, NotGeoJSON, share_boundary
from shaoxiang.places.tests.shapes import SIDE, collection, feature, square
from shaoxiang.places.vocabulary import FlawKind, PlaceLevel

CODE = "990101001001001"
BOW_TIE = Polygon([(111.6, 40.8), (111.7, 40.9), (111.7, 40.8), (111.6, 40.9)])


def flaws_of(*features, level=PlaceLevel.GRID):
    return [(flaw.kind, flaw.code) for flaw in read_outlines(level, collection(*features))[1]]


@pytest.mark.parametrize(("given", "kind", "code"), [
    (feature("", "无", square(0)), FlawKind.NO_CODE, "#1"),
    ({"type": "Feature"}, FlawKind.NO_CODE, "#1"),
    ("not a feature", FlawKind.NO_CODE, "#1"),
    (feature("990101", "短", square(0)), FlawKind.BAD_CODE, "990101"),
    (feature("99010100100100A", "字母", square(0)), FlawKind.BAD_CODE, "99010100100100A"),
    (feature(CODE, " ", square(0)), FlawKind.NO_NAME, CODE),
    (feature(CODE, "种", square(0), kind="KITCHEN"), FlawKind.BAD_VALUE, CODE),
    (feature(CODE, "层", square(0), level=5), FlawKind.BAD_VALUE, CODE),
    (feature(CODE, "户", square(0), households=-1), FlawKind.BAD_VALUE, CODE),
    (feature(CODE, "日", square(0), valid_from="去年"), FlawKind.BAD_VALUE, CODE),
    (feature(CODE, "点", {"type": "Point", "coordinates": [111.6, 40.8]}), FlawKind.NOT_POLYGON, CODE),
    (feature(CODE, "空", None), FlawKind.NOT_POLYGON, CODE),
    (feature(CODE, "坏", {"type": "Polygon", "coordinates": "x"}), FlawKind.NOT_POLYGON, CODE),
    (feature(CODE, "反", {"type": "Polygon", "coordinates": [[[40, 111], [41, 111], [41, 112], [40, 111]]]}), FlawKind.SWAPPED, CODE),
    (feature(CODE, "米", {"type": "Polygon", "coordinates": [[[500000, 40], [500100, 40], [500100, 41], [500000, 40]]]}),
     FlawKind.NOT_DEGREES, CODE),
    (feature(CODE, "蝴蝶结", BOW_TIE), FlawKind.INVALID, CODE),
])
def test_each_broken_feature_is_named(given, kind, code):
    assert flaws_of(given) == [(kind, code)]


def test_the_second_of_two_equal_codes_is_a_duplicate():
    outlines, flaws = read_outlines(PlaceLevel.GRID, collection(feature(CODE, "一", square(0)), feature(CODE, "二", square(1))))
    assert [outline.name for outline in outlines] == ["一"]
    assert [(flaw.kind, flaw.code) for flaw in flaws] == [(FlawKind.DUPLICATE, CODE)]


def test_the_parent_is_the_property_or_the_beginning_of_the_code():
    outlines, _flaws = read_outlines(PlaceLevel.GRID, collection(
        feature(CODE, "一", square(0)), feature("990101001001002", "二", square(1), community="990101001009"),
    ))
    assert [outline.parent for outline in outlines] == ["990101001001", "990101001009"]


@pytest.mark.parametrize("data", [None, [], {}, {"type": "Feature"}, {"type": "FeatureCollection", "features": "x"}, "text"])
def test_what_is_no_feature_collection_is_refused(data):
    with pytest.raises(NotGeoJSON):
        read_outlines(PlaceLevel.GRID, data)


def laid(shapes, parent=None):
    return [(flaw.kind, flaw.code, flaw.other) for flaw in compare(
        shapes, dict.fromkeys(shapes, "P"), {"P": parent or square(0, width=2)},
    )]


def test_two_halves_of_a_whole_are_clean():
    assert laid({"a": square(0), "b": square(1)}) == []


def test_slivers_of_rounding_are_clean():
    hand_wide = 0.000001
    assert laid({"a": square(0), "b": square(1, shift=hand_wide)}) == []


def test_a_missing_half_is_a_gap_in_the_parent():
    flaws = compare({"a": square(0)}, {"a": "P"}, {"P": square(0, width=2)})
    assert [(flaw.kind, flaw.code) for flaw in flaws] == [(FlawKind.GAP, "P")]
    assert flaws[0].area_m2 == pytest.approx(843.4 * 1110.4, rel=0.01)
    assert flaws[0].where is not None
    assert 111.61 < flaws[0].where[0] < 111.62


def test_a_hole_between_four_grids_is_a_gap():
    left = square(0).difference(square(0, shift=SIDE / 2))
    assert laid({"a": left, "b": square(1)}) == [(FlawKind.GAP, "P", "")]


def test_an_overlap_names_both():
    assert laid({"a": square(0, width=2), "b": square(1)}) == [(FlawKind.OVERLAP, "a", "b")]


def test_sticking_out_of_the_parent_is_named():
    assert laid({"a": square(0), "b": square(1, width=2)}) == [(FlawKind.OUTSIDE, "b", "P")]


def test_a_parent_without_children_is_not_compared():
    assert compare({"a": square(0)}, {"a": "P"}, {"P": square(0), "Q": square(1)}) == []


def test_several_parts_are_one_place():
    assert laid({"a": MultiPolygon([square(0), square(2)]), "b": square(1)}, square(0, width=3)) == []


def test_nothing_drawn_is_nothing_wrong():
    assert compare({}, {}, {"P": square(0)}) == []


def test_every_kind_of_flaw_has_words_and_a_cure():
    assert set(FLAW_WORDS) == set(FlawKind)
    assert all(what.endswith("。") and cure.endswith("。") for what, cure in FLAW_WORDS.values())


def test_a_boundary_is_shared_along_an_edge_and_not_at_a_corner():
    def box(x, y, w=0.01):
        return shapely.box(x, y, x + w, y + w)

    here = box(111.7, 40.8)
    assert share_boundary(here, box(111.71, 40.8))
    assert share_boundary(here, box(111.7101, 40.8))  # eight metres between two drawings
    assert not share_boundary(here, box(111.71, 40.81))  # a corner
    assert not share_boundary(here, box(111.72, 40.8))
