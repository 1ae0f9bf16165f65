"""机构: the district's organs, departments, utilities; thirteen street-level units with offices and plates; those before the reform."""

from __future__ import annotations

from collections.abc import Iterator

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import ForceAllocation
from shaoxiang.institutions.models import Body, Plate
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.places.models import Community, EnforcementArea, StreetUnit
from shaoxiang.places.vocabulary import StreetKind
from shaoxiang.profiles.xincheng.tables import LONG_AGO, REFORM_DAY, add_missing, parts, rows

CENTER = "CENTER"
TOWN = "150102101"  # 保合少镇
BUREAU_STREET = "150102008"  # 成吉思汗大街街道
ALIASES = {BUREAU_STREET: ["成吉思汗街道", "成办"]}
TRANSFERRED = {TOWN: 19, BUREAU_STREET: 22}  # 41 (S0); the split is composed
STATIONED = {"公安": 318, "自然资源": 36, "司法": 45, "市场监督管理": 156}  # 555 (S0); the split is composed
KINDS = {"internal_office": BodyKind.INTERNAL_OFFICE, "affiliated_institution": BodyKind.AFFILIATED_INSTITUTION}
KEYS = {"党政综合办公室": "G", "基层党的建设办公室": "J", "社会事务办公室": "S", "城市管理办公室": "C", "平安建设办公室": "P", "乡村振兴办公室": "V",
        "党群服务中心": "DQ", "综合行政执法局": "ZF", "综合保障和技术推广中心": "BZ"}


def load_bodies() -> None:
    """Every body that is not there yet, parents before children. Places must be loaded first."""
    streets = {street.code: street for street in StreetUnit.objects.order_by("code", "valid_from")}
    _own_units(add_missing(Body, _district_bodies()))
    _own_units(add_missing(Body, (_street_unit(street) for street in streets.values())))
    known = {body.code: body for body in Body.objects.all()}
    add_missing(Body, _bodies_of_streets(streets, known))
    known = {body.code: body for body in Body.objects.all()}
    add_missing(Body, _committees(known))
    _load_plates(known)
    _load_allocations(known)


def _own_units(fresh: dict[str, Body]) -> None:
    for body in fresh.values():
        body.unit = body
    Body.objects.bulk_update(fresh.values(), ["unit"])


def _district_bodies() -> Iterator[Body]:
    yield Body(code="QW", kind=BodyKind.DISTRICT_ORGAN.value, name="新城区人民政府", name_en="Xincheng District Government", short_name="区政府",
               valid_from=LONG_AGO)
    yield Body(code=CENTER, kind=BodyKind.COMMAND_CENTER.value, name="区综合指挥中心", name_en="District Command Center", short_name="区指挥中心",
               valid_from=LONG_AGO, sample=True, order=1)
    for order, row in enumerate(rows("departments"), start=2):
        yield Body(code=row["code"], kind=row["kind"], name=row["name"], name_en=row["name_en"], short_name=row["short_name"],
                   aliases=parts(row["aliases"]), valid_from=LONG_AGO, sample=True, order=order)


def _street_unit(street: StreetUnit) -> Body:
    town = street.kind == StreetKind.TOWNSHIP.value
    name = street.name.removesuffix("街道") + "街道办事处" if street.name.endswith("街道") else street.name + ("人民政府" if town else "管理办公室")
    english = street.name_en or street.name
    return Body(
        code=f"S{street.code[:9]}", kind=(BodyKind.TOWN_GOVERNMENT if town else BodyKind.STREET_OFFICE).value, name=name,
        name_en=f"{english} Government" if town else f"{english} Office", short_name=street.name, aliases=ALIASES.get(street.code, []),
        street=street, agricultural=street.agricultural, valid_from=LONG_AGO if street.reform_unit else street.valid_from,
        sample=not street.reform_unit, order=100,
    )


def _scope_rows(street: StreetUnit) -> list[dict[str, str]]:
    """The offices and institutions of a unit: 5+1, 成吉思汗大街 5+2, 保合少镇 6+3; the units outside the reform like a street, composed."""
    table = rows("org_units")
    if street.code == TOWN:
        return [row for row in table if row["unit_scope"] == "保合少镇"]
    found = [row for row in table if row["unit_scope"] == "each_street"]
    if street.code == BUREAU_STREET:
        found += [row for row in table if row["unit_scope"].startswith("成吉思汗大街街道")]
    return found


def _bodies_of_streets(streets: dict[str, StreetUnit], known: dict[str, Body]) -> Iterator[Body]:
    before = rows("bodies_before")
    by_area = {code for row in rows("enforcement_areas") for code in parts(row["departments"])}
    stations = {row["code"]: row for row in rows("departments") if row["station"]}
    departments = [row for code, row in stations.items() if code not in by_area]
    yield from _area_units(stations, known)
    for street in streets.values():
        unit = known[f"S{street.code[:9]}"]
        since = max(REFORM_DAY, unit.valid_from)
        for order, row in enumerate(_scope_rows(street)):
            yield Body(code=f"{unit.code}-{KEYS[row['name_zh']]}", kind=KINDS[row["body_type"]].value, name=row["name_zh"], name_en=row["name_en"],
                       parent=unit, unit=unit, street=street, valid_from=since, sample=not street.reform_unit, order=order)
        for row in departments:
            department = known[row["code"]]
            short = street.name.removesuffix("街道")
            yield Body(code=f"{unit.code}-{row['code']}", kind=BodyKind.DISPATCHED_INSTITUTION.value, name=f"{short}{row['station']}",
                       name_en=f"{street.name_en or short} {row['station_en']}", parent=department, unit=department, street=street,
                       valid_from=since, sample=True, order=50)
        if street.reform_unit:
            for number, row in enumerate(before):
                if row["scope"] == "each" or street.code == TOWN:
                    yield Body(code=f"{unit.code}-B{number:02d}", kind=KINDS[row["body_type"]].value, name=row["name"], name_en=row["name_en"],
                               parent=unit, unit=unit, street=street, valid_from=LONG_AGO, valid_to=REFORM_DAY, sample=True, order=number)
    yield from _teams(known)


def _area_units(stations: dict[str, dict[str, str]], known: dict[str, Body]) -> Iterator[Body]:
    """Units that serve an area spanning streets: one for each area and department."""
    first: dict[str, EnforcementArea] = {}
    for area in EnforcementArea.objects.order_by("code", "valid_from"):
        first.setdefault(area.code, area)
    served = {(row["code"], code) for row in rows("enforcement_areas") for code in parts(row["departments"])}
    for area_code, code in sorted(served):
        area, row, department = first[area_code], stations[code], known[code]
        yield Body(code=f"{area_code}-{code}", kind=BodyKind.DISPATCHED_INSTITUTION.value, name=f"{area.name}{row['station']}",
                   name_en=f"{area.name_en} {row['station_en']}", parent=department, unit=department, area=area, valid_from=REFORM_DAY, sample=True, order=50)


def _teams(known: dict[str, Body]) -> Iterator[Body]:
    """13 teams of 8 departments (S0); which five more departments and how many each is composed."""
    by_name = _by_alias(known)
    for row in rows("force_deployment_demo_split"):
        if row["mode"] == DeploymentMode.ON_WHISTLE.value:
            department = by_name[row["department_zh"]]
            for number in range(1, int(row["demo_teams"]) + 1):
                label = "" if row["demo_teams"] == "1" else "一二三"[number - 1] + "队"
                yield Body(code=f"{department.code}-T{number}", kind=BodyKind.EMERGENCY_TEAM.value,
                           name=f"{department.short_name}应急服务队{label}", name_en=f"{department.name_en} Emergency Team {number}",
                           parent=department, unit=department, valid_from=REFORM_DAY, sample=True, order=60)


def _by_alias(known: dict[str, Body]) -> dict[str, Body]:
    return {alias: body for body in known.values() if body.kind == BodyKind.DEPARTMENT.value for alias in body.aliases}


def _committees(known: dict[str, Body]) -> Iterator[Body]:
    for community in Community.objects.select_related("street").order_by("code"):
        unit = known[f"S{community.street.code[:9]}"]
        yield Body(code=f"C{community.code}", kind=BodyKind.COMMUNITY_COMMITTEE.value, name=community.name, name_en=community.name_en,
                   parent=unit, unit=unit, street=community.street, community=community, valid_from=community.valid_from, order=70)


def _load_plates(known: dict[str, Body]) -> None:
    if Plate.objects.exists():
        return
    titles = parts(next(row["plates_zh"] for row in rows("org_units") if row["plates_zh"]))
    Plate.objects.bulk_create(
        Plate(body=body, title=title, valid_from=body.valid_from, sample=body.sample)
        for body in known.values() if body.name == "党群服务中心" for title in titles
    )


def _load_allocations(known: dict[str, Body]) -> None:
    """41 transferred, 555 stationed of 4 departments, 13 teams of 8 departments: rows that add up to the seed."""
    if ForceAllocation.objects.exists():
        return
    by_name = _by_alias(known)
    made = [
        ForceAllocation(department=by_name["城市管理"], mode=DeploymentMode.FULL_TRANSFER.value, unit=known[f"S{code}-ZF"], headcount=count, teams=1,
                        valid_from=REFORM_DAY, sample=True)
        for code, count in TRANSFERRED.items()
    ]
    reform = [known[f"S{street.code[:9]}"] for street in StreetUnit.objects.filter(reform_unit=True).order_by("code")]
    for name, total in STATIONED.items():
        department = by_name[name]
        units = [body for code, body in sorted(known.items()) if body.area_id is not None and body.parent_id == department.pk]
        units = units or [known[f"{unit.code}-{department.code}"] for unit in reform]
        for order, unit in enumerate(units):
            share = total // len(units) + (1 if order < total % len(units) else 0)
            made.append(ForceAllocation(department=department, mode=DeploymentMode.AREA_STATIONED.value, unit=unit, headcount=share,
                                        valid_from=REFORM_DAY, sample=True))
    made.extend(
        ForceAllocation(department=team.parent, mode=DeploymentMode.ON_WHISTLE.value, unit=team, teams=1, valid_from=REFORM_DAY, sample=True)
        for team in Body.objects.filter(kind=BodyKind.EMERGENCY_TEAM.value).select_related("parent") if team.parent is not None
    )
    ForceAllocation.objects.bulk_create(made)
