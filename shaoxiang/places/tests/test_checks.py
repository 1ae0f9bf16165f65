from datetime import date

import pytest

from shaoxiang.kernel.doctor import Level
from shaoxiang.places.checks import checks
from shaoxiang.places.models import Community, Grid
from shaoxiang.places.tests.shapes import square

pytestmark = pytest.mark.django_db


def said(level):
    return [finding.text for finding in checks() if finding.level is level]


def test_a_whole_district_is_well(small_district):
    assert said(Level.OK) == ["区划网格完整：4 个网格，没有缝隙、重叠和缺上级。"]
    assert said(Level.WARN) == said(Level.BAD) == []


def test_an_empty_installation_says_how_to_load(db):
    finding, = checks()
    assert finding.level is Level.BAD
    assert "load_places" in finding.cure


def test_a_grid_whose_community_ended_is_named(small_district):
    Community.objects.filter(code="990101002001").update(valid_to=date(2026, 1, 1))
    assert any("990101002001001" in line for line in said(Level.BAD))


def test_a_gap_and_an_overlap_are_named(small_district):
    Grid.objects.filter(code="990101002001002").update(geometry=square(2).__geo_interface__)
    lines = said(Level.WARN)
    assert any("重叠" in line for line in lines)
    assert any("没有下级覆盖" in line for line in lines)


def test_a_grid_without_outline_is_counted(small_district):
    Grid.objects.filter(code="990101002001002").update(geometry=None)
    assert any("1 个网格没有边界" in line for line in said(Level.WARN))


def test_illustrative_outlines_are_said(small_district):
    Grid.objects.filter(code="990101002001002").update(illustrative=True)
    assert any("示意" in line for line in said(Level.WARN))


def test_every_finding_but_a_good_one_has_a_cure(small_district):
    Grid.objects.all().update(illustrative=True, geometry=square(0).__geo_interface__)
    assert all(finding.cure for finding in checks() if finding.level is not Level.OK)
