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
