"""A small book for the tests of routing: two streets, one town, a handful of lists."""

from datetime import date

from shaoxiang.duties.rules import BodyLine, CatalogueLine, DutyBook, DutyLine, PlaceRef, StreetLine, Target, TypeLine

DAY = date(2026, 3, 24)
EAST, KHAAN, TOWN = 1, 2, 3  # streets
EAST_PLACE = PlaceRef(EAST, "SUBDISTRICT", 11, 111)
KHAAN_PLACE = PlaceRef(KHAAN, "SUBDISTRICT", 12, None)
TOWN_PLACE = PlaceRef(TOWN, "TOWNSHIP", None, None)


def kind(code, **more):
    return TypeLine(code, f"类{code}", f"Type {code}", code[:2], "大类", "Class", **more)


def duty(code, office, role, departments=(), scope="STREET"):
    return DutyLine(code, scope, f"职责{code}", f"Duty {code}", office, role, departments, "某条例 1", "2020-03-24")


def street_bodies(street, first):
    unit = first
    return {
        unit: BodyLine(unit, unit, f"街道{street}", "", None, ""),
        unit + 1: BodyLine(unit + 1, unit, "城市管理办公室", "", unit + 101, "经办岗"),
        unit + 2: BodyLine(unit + 2, unit, "平安建设办公室", "", unit + 102, "经办岗"),
        unit + 3: BodyLine(unit + 3, 900, f"街道{street}派出所", "", unit + 103, "经办岗"),
    }


POLICE, HOUSING, LAND, TEAM, BUREAU, WATER = 900, 910, 920, 911, 1050, 930
BODIES = {
    **street_bodies(EAST, 100), **street_bodies(KHAAN, 1000), **street_bodies(TOWN, 2000),
    POLICE: BodyLine(POLICE, POLICE, "区公安分局", "", 9001, "联络员", True),
    HOUSING: BodyLine(HOUSING, HOUSING, "区住建局", "", 9101, "联络员", True),
    LAND: BodyLine(LAND, LAND, "区自然资源局", "", None, "", True),
    TEAM: BodyLine(TEAM, HOUSING, "区住建局应急服务队", "", 9102, "经办岗"),
    BUREAU: BodyLine(BUREAU, 1000, "综合行政执法局", "", 1150, "经办岗"),
    WATER: BodyLine(WATER, WATER, "示例供水公司", "", 9301, "联络员"),
}


def streets():
    return {
        key: StreetLine(key, f"街道{key}", f"Street {key}", unit, {"城市管理办公室": unit + 1, "平安建设办公室": unit + 2},
                        Target(unit, unit + 2, unit + 200))
        for key, unit in ((EAST, 100), (KHAAN, 1000), (TOWN, 2000))
    }


BOOK = DutyBook(
    on=DAY,
    types={line.code: line for line in (
        kind("0102", grid_settles=True), kind("0111"), kind("0202"), kind("0511"), kind("0401", danger=True, numbers=("119",)),
        kind("0402"), kind("0999"), kind("0701"), kind("0702"), kind("0507", grid_settles=True),
    )},
    duties={
        ("0102", "STREET"): duty("D-C01", "城市管理办公室", "PRIMARY"),
        ("0102", "TOWN"): duty("T-C01", "城市管理办公室", "PRIMARY", scope="TOWN"),
        ("0111", "STREET"): duty("D-C16", "城市管理办公室", "COOPERATIVE", (HOUSING, LAND)),
        ("0202", "STREET"): duty("D-C04", "城市管理办公室", "PRIMARY"),
        ("0511", "STREET"): duty("D-C11", "城市管理办公室", "COOPERATIVE", (POLICE,)),
        ("0401", "STREET"): duty("D-C16", "城市管理办公室", "COOPERATIVE", (HOUSING,)),
        ("0402", "STREET"): duty("D-C16", "城市管理办公室", "COOPERATIVE", (HOUSING,)),
        ("0507", "STREET"): duty("D-C15", "城市管理办公室", "COOPERATIVE", (POLICE,)),
        ("0701", "STREET"): duty("D-W01", "城市管理办公室", "WITHDRAWN", (HOUSING,)),
        ("0702", "STREET"): duty("D-X01", "城市管理办公室", "COOPERATIVE", (424242,)),
    },
    catalogue={("0402", None): CatalogueLine(7, WATER, (HOUSING,), "RULING", "裁定〔2026〕1号")},
    bodies=BODIES,
    streets=streets(),
    stationed={(POLICE, EAST): 103, (POLICE, KHAAN): 1003},
    transferred={("D-C04", KHAAN): BUREAU},
    whistle={HOUSING: TEAM},
    grids={111: (BodyLine(150, 100, "甲社区居委会", "", 1511, "网格员"), "甲社区第1网格", "Grid 1")},
    communities={11: ("甲社区", "Community A"), 12: ("乙社区", "Community B")},
    district_desk=Target(800, None, 801),
    words={"井盖": (("B0103", 8), ("0111", -5)), "坑": (("0111", 5),), "垃圾": (("0102", 6),), "建筑垃圾": (("0102", -6), ("0103", 12))},
)
