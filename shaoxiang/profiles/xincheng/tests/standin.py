"""A stand-in for the places loader: codes and names only, no outlines, so that tests of bodies and lists start fast."""

import json
from datetime import date
from pathlib import Path

from shaoxiang.places.models import Community, District, Grid, StreetUnit
from shaoxiang.places.vocabulary import CommunityKind, StreetKind

FOLDER = Path(__file__).parent.parent / "places"
LONG_AGO = date(2010, 1, 1)
REFORM = {f"150102{number}" for number in ("001", "002", "003", "004", "005", "006", "007", "008", "101")}


def load_places():
    if District.objects.exists():
        return
    district = District.objects.create(code="150102", name="新城区", valid_from=LONG_AGO)
    features = json.loads((FOLDER / "grids_illustrative.geojson").read_text(encoding="utf-8"))["features"]
    streets, communities, grids = {}, {}, []
    for feature in features:
        row = feature["properties"]
        street = streets.get(row["street"])
        if street is None:
            code = row["street"]
            kind = StreetKind.TOWNSHIP if code == "150102101" else StreetKind.PARK if code == "150102400" else StreetKind.SUBDISTRICT
            street = streets[code] = StreetUnit.objects.create(
                district=district, code=code, name=row["street_name"], kind=kind.value, reform_unit=code in REFORM,
                valid_from=LONG_AGO if code in REFORM else date(2021, 1, 1))
        community = communities.get(row["community"])
        if community is None:
            kind = CommunityKind.VILLAGE if "村" in row["community_name"] else CommunityKind.RESIDENTIAL
            community = communities[row["community"]] = Community.objects.create(
                street=street, code=row["community"], name=row["community_name"], kind=kind.value, valid_from=street.valid_from)
        grids.append(Grid(community=community, code=row["code"], name=row["name"], valid_from=street.valid_from))
    Grid.objects.bulk_create(grids)


