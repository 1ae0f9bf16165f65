from shaoxiang.kernel.vocabulary import Vocabulary, _


class DataType(Vocabulary):
    """Datatypes of an attribute (GeoReport v2, GET Service Definition)."""

    STRING = "string", _("短文字")
    NUMBER = "number", _("数")
    DATETIME = "datetime", _("时间")
    TEXT = "text", _("文字")
    SINGLE = "singlevaluelist", _("单选")
    MULTI = "multivaluelist", _("多选")


class RequestStatus(Vocabulary):
    """The two statuses the standard knows."""

    OPEN = "open", _("未结")
    CLOSED = "closed", _("已结")


class Urgency(Vocabulary):
    ORDINARY = "ordinary", _("不急")
    SOON = "soon", _("尽快")
    DANGER = "danger", _("有危险")


class Affected(Vocabulary):
    PEDESTRIANS = "pedestrians", _("行人")
    VEHICLES = "vehicles", _("车辆")
    RESIDENTS = "residents", _("居民楼")
    CHILDREN_AND_OLD = "children_and_old", _("老人和孩子")
    SHOPS = "shops", _("商户")


class Consent(Vocabulary):
    NO = "no", _("不公开")
    YES = "yes", _("同意隐去个人信息后公开")


class ReportedStatus(Vocabulary):
    """What another system may say of a request (service-request-updates extension); read without regard to case."""

    OPEN = "OPEN", _("处置中")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("已收到")
    INVESTIGATING = "INVESTIGATING", _("正在查看")
    IN_PROGRESS = "IN_PROGRESS", _("正在办")
    ACTION_SCHEDULED = "ACTION_SCHEDULED", _("已排期")
    CLOSED = "CLOSED", _("处置完毕")
    FIXED = "FIXED", _("已修好")


DONE = (ReportedStatus.CLOSED, ReportedStatus.FIXED)


class SettingCode(Vocabulary):
    OPEN_POST = "open_post", _("没有密钥也可以报事")


class EntryKind(Vocabulary):
    """What this room writes into the journal."""

    POSTED = "open311.posted", _("经开放接口上报")
    UPDATED = "open311.updated", _("外部系统报来进展")
    IMPORTED = "open311.imported", _("导入外地请求")
    SETTING_SET = "open311.setting_set", _("改开放接口设置")
