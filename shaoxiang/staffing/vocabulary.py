from shaoxiang.kernel.vocabulary import Vocabulary, _


class QuotaType(Vocabulary):
    """编制类别: never mixed, converted or borrowed (地方各级人民政府机构设置和编制管理条例 15)."""

    ADMINISTRATIVE = "ADMINISTRATIVE", _("行政编制")
    INSTITUTIONAL = "INSTITUTIONAL", _("事业编制")
    ENFORCEMENT_SPECIAL = "ENFORCEMENT_SPECIAL", _("专项编制")


class ChangeStatus(Vocabulary):
    DRAFT = "DRAFT", _("拟稿")
    REVIEWED = "REVIEWED", _("编办已复核")
    APPROVED = "APPROVED", _("编委会已批准")
    EFFECTIVE = "EFFECTIVE", _("已生效")
    REJECTED = "REJECTED", _("未通过")


ENDED = (ChangeStatus.EFFECTIVE, ChangeStatus.REJECTED)


class Rank(Vocabulary):
    """领导职数 counts principals and deputies apart."""

    NONE = "NONE", _("非领导职务")
    DEPUTY = "DEPUTY", _("副职")
    PRINCIPAL = "PRINCIPAL", _("正职")


class Level(Vocabulary):
    STREET = "STREET", _("镇街")
    DISTRICT = "DISTRICT", _("区级")


class SelectionStatus(Vocabulary):
    """干部选配 is in this step."""

    MOTION = "MOTION", _("动议")
    RECOMMENDATION = "RECOMMENDATION", _("民主推荐")
    INSPECTION = "INSPECTION", _("考察")
    DECISION = "DECISION", _("讨论决定")
    PUBLICITY = "PUBLICITY", _("公示")
    APPOINTED = "APPOINTED", _("任职")
    ENDED = "ENDED", _("终止")


class CandidateStanding(Vocabulary):
    """How far a candidate has come. Not a comparison: two candidates of one step stand alike."""

    NAMED = "NAMED", _("人选")
    INSPECTED = "INSPECTED", _("考察对象")
    CHOSEN = "CHOSEN", _("拟任")
    OUT = "OUT", _("不再列入")


class Sight(Vocabulary):
    """What was read."""

    CANDIDATES = "CANDIDATES", _("人选")
    OBJECTIONS = "OBJECTIONS", _("公示异议")


class Education(Vocabulary):
    SECONDARY = "SECONDARY", _("高中、中专")
    COLLEGE = "COLLEGE", _("大专")
    BACHELOR = "BACHELOR", _("本科")
    MASTER = "MASTER", _("研究生")


class AgeBand(Vocabulary):
    """To look at some of the candidates at a time. Composed (示例): no band is better than another."""

    UNTIL_35 = "UNTIL_35", _("35 岁及以下")
    UNTIL_45 = "UNTIL_45", _("36 至 45 岁")
    OLDER = "OLDER", _("46 岁及以上")


class YearsBand(Vocabulary):
    """基层工作. Composed (示例)."""

    UNTIL_2 = "UNTIL_2", _("2 年以下")
    UNTIL_5 = "UNTIL_5", _("3 至 5 年")
    UNTIL_10 = "UNTIL_10", _("6 至 10 年")
    MORE = "MORE", _("10 年以上")


class Avoidance(Vocabulary):
    """地域回避 to be looked into (公务员法 75): a remark, never a verdict."""

    FROM_HERE = "FROM_HERE", _("籍贯或成长地在本区")
    FAMILY_HERE = "FAMILY_HERE", _("家庭在本镇街")


class Demanded(Vocabulary):
    """What a department may not demand of a street (地方各级人民政府机构设置和编制管理条例 7)."""

    BODY = "BODY", _("对口设机构")
    PLATE = "PLATE", _("加挂牌子")
    POSTS = "POSTS", _("配编制、配职数")


class EntryKind(Vocabulary):
    """What stands in the journal beside the moves of the flow."""

    DRAFTED = "staffing.drafted", _("拟编制调整")
    OPENED = "staffing.opened", _("编制开账")
    LEADERSHIP_SET = "staffing.leadership_set", _("核定领导职数")
    LOCKED = "staffing.locked", _("锁定编制")
    PASSED_WHOLE = "staffing.passed_whole", _("编制整体划转")
    APPOINTED = "staffing.appointed", _("上编任职")
    RELEASED = "staffing.released", _("下编")
    SECONDED = "staffing.seconded", _("借调")
    RECALLED = "staffing.recalled", _("召回借调的人")
    CADRE_MOTION = "staffing.cadre_motion", _("动议")
    CADRE_SEEN = "staffing.cadre_seen", _("看了人选")
    CADRE_OBJECTIONS_SEEN = "staffing.cadre_objections_seen", _("看了公示异议")
    CADRE_ERASED = "staffing.cadre_erased", _("保管期满，清除没有任用的人的个人情况")
    CHANNEL_SET = "staffing.channel_set", _("列入晋升通道")
    CHANNEL_ENDED = "staffing.channel_ended", _("不再列入晋升通道")
    DEMAND_REFUSED = "staffing.demand_refused", _("登记并退回对口要求")
    COORDINATING_SET_UP = "staffing.coordinating_set_up", _("设立议事协调机构")
    COORDINATING_WOUND_UP = "staffing.coordinating_wound_up", _("撤销议事协调机构")
