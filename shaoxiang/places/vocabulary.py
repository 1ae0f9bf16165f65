from shaoxiang.kernel.vocabulary import Vocabulary, _


class StreetKind(Vocabulary):
    SUBDISTRICT = "SUBDISTRICT", _("街道")
    TOWNSHIP = "TOWNSHIP", _("乡镇")
    PARK = "PARK", _("园区")


class CommunityKind(Vocabulary):
    RESIDENTIAL = "RESIDENTIAL", _("社区")
    VILLAGE = "VILLAGE", _("村")


class GridLevel(Vocabulary):
    LARGE = "LARGE", _("大网格")
    MEDIUM = "MEDIUM", _("中网格")
    SMALL = "SMALL", _("小网格")
    MICRO = "MICRO", _("微网格")


class GridKind(Vocabulary):
    ORDINARY = "ORDINARY", _("普通网格")
    PARK = "PARK", _("公园专属网格")
    MARKET = "MARKET", _("市场专属网格")
    SCHOOL = "SCHOOL", _("学校专属网格")
    HOSPITAL = "HOSPITAL", _("医院专属网格")
    SITE = "SITE", _("工地专属网格")


class PlaceLevel(Vocabulary):
    DISTRICT = "district", _("区")
    STREET = "street", _("镇街")
    COMMUNITY = "community", _("社区（村）")
    GRID = "grid", _("网格")


class FlawKind(Vocabulary):
    """What can be wrong with a set of outlines."""

    NO_CODE = "NO_CODE", _("缺代码")
    BAD_CODE = "BAD_CODE", _("代码不合规")
    DUPLICATE = "DUPLICATE", _("代码重复")
    NO_NAME = "NO_NAME", _("缺名称")
    BAD_VALUE = "BAD_VALUE", _("属性值不合规")
    NOT_POLYGON = "NOT_POLYGON", _("不是面")
    NOT_DEGREES = "NOT_DEGREES", _("不是经纬度")
    SWAPPED = "SWAPPED", _("经纬度写反")
    INVALID = "INVALID", _("图形自相交或不闭合")
    ORPHAN = "ORPHAN", _("没有上级")
    GAP = "GAP", _("缝隙")
    OVERLAP = "OVERLAP", _("重叠")
    OUTSIDE = "OUTSIDE", _("超出上级边界")
    RENAMED = "RENAMED", _("改了名称")
    MOVED = "MOVED", _("换了上级")
    FOUNDED = "FOUNDED", _("新设的不从文件来")
    BACKDATED = "BACKDATED", _("生效日期已经过去")


class LayerKind(Vocabulary):
    """Where the pictures of a base layer (底图) come from."""

    TIANDITU = "TIANDITU", _("天地图")
    XYZ = "XYZ", _("瓦片（XYZ）")
    WMTS = "WMTS", _("WMTS 服务")


class LayerTheme(Vocabulary):
    """天地图's three pictures, each with its own names on top (cva, cia, cta)."""

    VEC = "vec", _("矢量")
    IMG = "img", _("影像")
    TER = "ter", _("地形")


class MatrixSet(Vocabulary):
    """瓦片矩阵集: how a layer's tiles are cut."""

    W = "w", _("w：球面墨卡托（EPSG:3857）")
    C = "c", _("c：经纬度（EPSG:4490/4326）")


class DivisionSource(Vocabulary):
    """Whose map it is. Only the district divides grids."""

    DISTRICT = "DISTRICT", _("区（统一划分）")
    DEPARTMENT = "DEPARTMENT", _("部门的图")


class DivisionStatus(Vocabulary):
    DRAFT = "DRAFT", _("草案")
    CONFIRMED = "CONFIRMED", _("已决定")
    DROPPED = "DROPPED", _("已作废")


class ChangeKind(Vocabulary):
    """What a division does to one grid."""

    MOVED = "MOVED", _("边界变动")
    ALTERED = "ALTERED", _("只改名称或层级")
    NEW = "NEW", _("新设")
    GONE = "GONE", _("撤销")
    SAME = "SAME", _("不变")


class AreaChangeKind(Vocabulary):
    """区划变更 of communities, and of whole streets."""

    MERGE = "MERGE", _("合并")
    SPLIT = "SPLIT", _("分设")
    RENAME = "RENAME", _("更名")
    TRANSFER = "TRANSFER", _("划转到另一个镇街")
    GRIDS = "GRIDS", _("网格划给另一个社区")
    STREET_MERGE = "STREET_MERGE", _("街道合并")
    STREET_SPLIT = "STREET_SPLIT", _("街道分设")
    STREET_RENAME = "STREET_RENAME", _("街道更名")
    STREET_DISSOLVE = "STREET_DISSOLVE", _("街道拆分并入")


OF_STREETS = (AreaChangeKind.STREET_MERGE, AreaChangeKind.STREET_SPLIT, AreaChangeKind.STREET_RENAME, AreaChangeKind.STREET_DISSOLVE)
# streets end, and their units may be left without one
ENDING = (AreaChangeKind.STREET_MERGE, AreaChangeKind.STREET_RENAME, AreaChangeKind.STREET_DISSOLVE)
OF_COMMUNITIES = tuple(kind for kind in AreaChangeKind if kind not in OF_STREETS)


class AreaChangeStatus(Vocabulary):
    DRAFT = "DRAFT", _("草案")
    DECIDED = "DECIDED", _("已决定，等生效")
    EFFECTIVE = "EFFECTIVE", _("已生效")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class ChangeEntry(Vocabulary):
    """What is written into the journal of a change, in words."""

    DRAFTED = "places.change_drafted", _("起草")
    REDRAFTED = "places.change_redrafted", _("改了草案")
    DECIDED = "places.change_decided", _("登记决定")
    WITHDRAWN = "places.change_withdrawn", _("撤回")
    EFFECTIVE = "places.change_effective", _("生效，新旧社区和网格交替")
    BODIES = "institutions.places_followed", _("居（村）委会和岗位随之变更")
    GRIDS = "grids.carried", _("网格员、队伍和巡查计划随之变更")
    STREETS = "institutions.streets_followed", _("街道办事处、科室和包联随之变更")
    LISTS = "duties.streets_followed", _("派单目录和承办力量随之变更")
    ADMITTED = "grids.admitted_followed", _("准入事项随之变更")
    ANSWERS = "hotline.answers_followed", _("热线答案随之变更")
