from shaoxiang.kernel.vocabulary import Vocabulary, _


class TypeKind(Vocabulary):
    EVENT = "EVENT", _("事件")
    COMPONENT = "COMPONENT", _("部件")


class DutyRole(Vocabulary):
    PRIMARY = "PRIMARY", _("基本履职")
    COOPERATIVE = "COOPERATIVE", _("配合履职")
    WITHDRAWN = "WITHDRAWN", _("上级收回")


class DutyPart(Vocabulary):
    """三张清单: the part an item stands in, in the form of 2024-25. The way of answering (`DutyRole`) follows from it."""

    PRIMARY = "PRIMARY", _("街道主责")
    COOPERATIVE = "COOPERATIVE", _("部门主责、街道配合")
    WITHDRAWN = "WITHDRAWN", _("上级部门收回")


class ListKind(Vocabulary):
    STREET = "STREET", _("街道职责清单")
    TOWN = "TOWN", _("镇职责清单")
    INSTITUTION = "INSTITUTION", _("所属事业单位职责清单")


class UnitScope(Vocabulary):
    STREET = "STREET", _("街道")
    TOWN = "TOWN", _("镇")
    INSTITUTION = "INSTITUTION", _("所属事业单位")


class PowerType(Vocabulary):
    """What streets are handed."""

    APPROVAL = "APPROVAL", _("审批")
    PENALTY = "PENALTY", _("处罚")


class PowerStanding(Vocabulary):
    """How a handed power stands in one street on a day, as routing asks it."""

    IN_FORCE = "IN_FORCE", _("镇街在行使")
    SHORT = "SHORT", _("承接能力不足，先由部门办")
    COMING = "COMING", _("还没有到生效的日子")
    RECALLED = "RECALLED", _("已收回")
    NONE = "NONE", _("没有交给这个镇街")
    UNKNOWN = "UNKNOWN", _("赋权决定还没有登记")
class PowerCategory(Vocabulary):
    """权力类型 of a whole list of powers and duties (权责清单): what streets are handed, and the others."""

    APPROVAL = "APPROVAL", _("审批")
    PENALTY = "PENALTY", _("处罚")
    COERCION = "COERCION", _("强制")
    INSPECTION = "INSPECTION", _("检查")
    CONFIRMING = "CONFIRMING", _("确认")
    PAYMENT = "PAYMENT", _("给付")
    AWARD = "AWARD", _("奖励")
    RULING = "RULING", _("裁决")
    OTHER = "OTHER", _("其他权力")


class AppliesTo(Vocabulary):
    """Which units a power may be handed to; the codes are those of the catalogue."""

    STREET = "street", _("街道")
    TOWN = "town", _("镇")


class Served(Vocabulary):
    """服务对象."""

    PERSON = "person", _("个人")
    ORGANISATION = "org", _("法人和其他组织")


class HandledAt(Vocabulary):
    """办理层级."""

    STREET = "street", _("街道（镇）")
    COMMUNITY = "community", _("社区（村）")
    COMMUNITY_ASSIST = "community_assist", _("社区（村）协助")




class LimitUnit(Vocabulary):
    """How an amount is counted; the words of the catalogue."""

    MINUTE = "minute", _("分钟")
    HOUR = "hour", _("小时")
    WORKING_HOUR = "working_hour", _("工作时")
    CALENDAR_DAY = "calendar_day", _("日")
    WORKING_DAY = "working_day", _("工作日")


class LimitStep(Vocabulary):
    """时限环节. `handle` is the whole handling where no finer step is named."""

    CALL = "call", _("立即报警")
    REPORT = "report", _("立即报告")
    ARRIVE = "arrive", _("到场")
    RESPOND = "respond", _("响应")
    FIRST_CONTACT = "first_contact", _("首次联系")
    SECURE = "secure", _("控制险情")
    STOP = "stop", _("制止")
    STOP_WORK = "stop_work", _("责令停工")
    CHECK = "check", _("现场检查")
    VISIT = "visit", _("上门走访")
    PLAN = "plan", _("提出方案")
    CLEAN = "clean", _("清扫")
    CLEAR = "clear", _("清理")
    RUBBISH = "rubbish", _("清运垃圾")
    RUBBLE = "rubble", _("清运渣土")
    WATER = "water", _("清除积水")
    DRAIN = "drain", _("排水")
    REPLANT = "replant", _("补植")
    REPAIR = "repair", _("抢修")
    FIX = "fix", _("整改")
    MEDIATE = "mediate", _("调解")
    PENALTY = "penalty", _("作出处罚")
    REMOVAL = "removal", _("拆除")
    HANDLE = "handle", _("处置")


class Mode(Vocabulary):
    """承办方式: who goes."""

    GRID = "GRID", _("网格员就地处置")
    STREET_OFFICE = "STREET_OFFICE", _("镇街科室承办")
    FULL_TRANSFER = "FULL_TRANSFER", _("全部下沉力量承办")
    STATIONED = "STATIONED", _("区域派驻机构承办")
    DEPARTMENT = "DEPARTMENT", _("区直部门承办")
    ON_WHISTLE = "ON_WHISTLE", _("哨响即到")
    STREET_DESK = "STREET_DESK", _("镇街调度研判")
    DISTRICT_DESK = "DISTRICT_DESK", _("区指挥中心研判")


class DeploymentMode(Vocabulary):
    """下沉方式 (S0)."""

    FULL_TRANSFER = "FULL_TRANSFER", _("全部下沉")
    AREA_STATIONED = "AREA_STATIONED", _("区域派驻")
    ON_WHISTLE = "ON_WHISTLE", _("哨响即到")


class EmergencyNumber(Vocabulary):
    POLICE = "110", _("110 报警")
    FIRE = "119", _("119 火警与救援")
    MEDICAL = "120", _("120 急救")
    TRAFFIC = "122", _("122 交通事故报警")


class Ground(Vocabulary):
    """Steps of "为什么派给我"; `ground.ground_text` puts them into words."""

    PLACE = "PLACE", _("点位")
    NO_PLACE = "NO_PLACE", _("没有点位")
    BORDER = "BORDER", _("交界")
    TYPE = "TYPE", _("分类")
    NO_TYPE = "NO_TYPE", _("没有分类")
    TYPE_ENDED = "TYPE_ENDED", _("分类已停用")
    CATALOGUE = "CATALOGUE", _("派单目录")
    CATALOGUE_SKIPPED = "CATALOGUE_SKIPPED", _("派单目录不照办")
    ITEM = "ITEM", _("清单条目")
    ONLY_IN = "ONLY_IN", _("清单条目只给了有的镇街")
    NOT_HERE = "NOT_HERE", _("清单条目不包括本镇街")
    PART = "PART", _("三张清单里的哪一张")
    BASIS = "BASIS", _("设定依据")
    POWER = "POWER", _("依赋权办理")
    POWER_LEFT = "POWER_LEFT", _("部门不再行使")
    POWER_SHARED = "POWER_SHARED", _("部门配合")
    NO_POWER = "NO_POWER", _("街道没有这项权力")
    POWER_UNKNOWN = "POWER_UNKNOWN", _("赋权没有登记")
    GRID_SETTLES = "GRID_SETTLES", _("就地处置")
    OFFICE = "OFFICE", _("承办科室")
    TRANSFERRED = "TRANSFERRED", _("全部下沉")
    STATIONED = "STATIONED", _("区域派驻")
    DEPARTMENT = "DEPARTMENT", _("牵头部门")
    WHISTLE = "WHISTLE", _("可吹哨")
    ASSIST = "ASSIST", _("协助")
    POST = "POST", _("责任岗位")
    NO_POST = "NO_POST", _("没有责任岗位")
    GAP = "GAP", _("职责空白")
    DESIGNATED = "DESIGNATED", _("指定承办")
    SETTLED = "SETTLED", _("当场处置")


# What the catalogue says of a fine in the words of its makers -> what people read. Lists seeded before say the former.
AMOUNT_RULES = {
    "amount not fixed in the regulation; take it from the local implementing rule": _("条例没有写定数额，按地方实施办法。"),
    "up to 20,000 yuan": _("二万元以下。"),
    "unit only if serious; individuals as law provides": _("单位情节严重的才罚款；个人依法处理。"),
    "after refusal to correct: closure and fine": _("拒不改正的，予以关闭并罚款。"),
    "refusal: 50,000 to 200,000": _("拒不改正的，五万元以上二十万元以下。"),
    "only after persuasion and refusal; warning first": _("先说服教育，拒不改正的先警告，再罚款。"),
    "5-10 % of construction cost where correctable; otherwise removal, or confiscation and up to 10 % of cost": _(
        "能改正的，处工程造价百分之五以上百分之十以下；不能改正的限期拆除，不能拆除的没收，可以并处造价百分之十以下。"
    ),
    "up to 1 time the cost": _("可以并处工程造价一倍以下。"),
    "individual: warning or fine up to 500": _("个人：警告或者五百元以下。"),
    "only if not corrected in time": _("逾期不改正的才罚款。"),
    "1,000 to 5,000 if not corrected in time": _("逾期不改正的，一千元以上五千元以下。"),
}


# Where the names and limits of the types come from, as the catalogue marks it.
SOURCES = {
    "composed": _("示例编制，没有公开来源"), "W20": _("公开的热线服务规范报道"), "W26": _("外地数字城管案件标准（公开资料）"),
    "W27": _("外地城市管理事件标准（公开资料）"), "W28": _("数字化城市管理部件、事件分类（公开资料）"),
}


class VersionKind(Vocabulary):
    STREET_DUTY = "STREET_DUTY", _("街道职责清单")
    TOWN_DUTY = "TOWN_DUTY", _("镇职责清单")
    INSTITUTION_DUTY = "INSTITUTION_DUTY", _("所属事业单位职责清单")
    POWER = "POWER", _("权责清单")
    SERVICE = "SERVICE", _("公共服务事项清单")


class ListForm(Vocabulary):
    """体例 of a duty list: as of 2019-20, or as of 2024-25 in three parts."""

    FORM_2019 = "FORM_2019", _("2019 年体例")
    THREE_PART = "THREE_PART", _("三张清单体例（街道主责，部门主责街道配合，上级收回）")


class VersionStatus(Vocabulary):
    DRAFT = "DRAFT", _("草案")
    PUBLISHED = "PUBLISHED", _("已公布")
    WITHDRAWN = "WITHDRAWN", _("草案已撤销")
    RETRACTED = "RETRACTED", _("公布后已撤回")


class RetractionState(Vocabulary):
    """Whether a published version is taken back."""

    ASKED = "ASKED", _("已提请撤回，待另一位同志确认")
    DONE = "DONE", _("已撤回")
    REFUSED = "REFUSED", _("没有撤回")


class VersionStage(Vocabulary):
    """Where the work on a version stands: the status of its matter. A version DECIDED is still a draft to the list."""

    DRAFT = "DRAFT", _("起草中")
    DECIDED = "DECIDED", _("已决定，待送复核")
    IN_REVIEW = "IN_REVIEW", _("待另一位同志复核")
    REVIEWED = "REVIEWED", _("已复核，待公布")
    PUBLISHED = "PUBLISHED", _("已公布")
    WITHDRAWN = "WITHDRAWN", _("草案已撤销")
    RETRACTING = "RETRACTING", _("已提请撤回，待另一位同志确认")
    RETRACTED = "RETRACTED", _("公布后已撤回")


class ChangeAct(Vocabulary):
    ADD = "ADD", _("新增")
    AMEND = "AMEND", _("修改")
    REMOVE = "REMOVE", _("取消")


class FieldKind(Vocabulary):
    """How a field of an item is written."""

    TEXT = "TEXT", _("文字")
    LIST = "LIST", _("若干项")
    NUMBER = "NUMBER", _("数字")
    YES_NO = "YES_NO", _("是否")


class CatalogueSource(Vocabulary):
    RULING = "RULING", _("裁定")
    AGREED = "AGREED", _("商定")
    SEED = "SEED", _("建库")


class NewWork(Vocabulary):
    """Why a change of a duty list gives a street more than it carried (A1)."""

    ITEM = "ITEM", _("新增的条目")
    MORE = "MORE", _("街道承担的比原来多")
    SPLIT = "SPLIT", _("拆出来的不是原来那件事")
    TYPES = "TYPES", _("多承接了分类")
    STREETS = "STREETS", _("扩大到别的镇街")
    REWRITTEN = "REWRITTEN", _("改成了另一件事，或者加了别的事")


class LineGround(Vocabulary):
    """What lets a line of the dispatch catalogue name a body (A1), or what forbids it."""

    FREE = "FREE", _("不是镇街的机构")
    LISTED = "LISTED", _("清单上有")
    POWER = "POWER", _("赋权在行使")
    NUMBER = "NUMBER", _("有准入编号或者文号")
    EVERYWHERE = "EVERYWHERE", _("镇街的机构管不了全区")
    ELSEWHERE = "ELSEWHERE", _("是别的镇街的机构")
    TAKEN_BACK = "TAKEN_BACK", _("清单上已由上级部门收回")
    UNLISTED = "UNLISTED", _("清单上没有要镇街这样做，也没有准入编号或者文号")


class TypePart(Vocabulary):
    """The parts of a type that an administrator may change; the journal names them."""

    NAME = "name", _("名称")
    NAME_EN = "name_en", _("英文名称")
    FILING = "filing_condition", _("立案条件")
    CLOSING = "closing_condition", _("结案条件")
    FILING_EN = "filing_condition_en", _("立案条件英文")
    CLOSING_EN = "closing_condition_en", _("结案条件英文")
    GRID_SETTLES = "grid_settles", _("就地处置")
    DANGER = "danger", _("危及安全")
    NUMBERS = "emergency_numbers", _("紧急电话")
    PHOTO = "needs_photo", _("照片")
    PHOTO_REASON = "photo_reason", _("为什么需要照片")
    SEASON = "season", _("季节")
    LIMITS = "limits", _("时限")
    WORDS = "words", _("用词")
    ITEMS = "items", _("职责")
    POWERS = "powers", _("赋权事项")
    CLASS = "class_code", _("大类")
    LINE = "line", _("派单目录")
    ENDED = "ended", _("停用与恢复")


class RuleKind(Vocabulary):
    """Kinds of written rule."""

    INSTITUTION = "INSTITUTION", _("制度和办法")
    DETERMINATION = "DETERMINATION", _("机构规定")
    SCHEME = "SCHEME", _("工作方案")
    STANDARD = "STANDARD", _("工作标准")


class RuleStatus(Vocabulary):
    DRAFT = "DRAFT", _("拟稿")
    TRIAL = "TRIAL", _("试行")
    FORMAL = "FORMAL", _("正式施行")
    REPEALED = "REPEALED", _("已废止")


class ReviewStatus(Vocabulary):
    WAITING = "WAITING", _("待复核")
    DONE = "DONE", _("已复核")


class ReviewOutcome(Vocabulary):
    """What a review came to: the move that ended it."""

    AMEND = "amend", _("修订")
    EXTEND = "extend", _("延长试行")
    CONFIRM = "confirm", _("转为正式施行")
    KEEP = "keep", _("继续施行")
    REPEAL = "repeal", _("废止")


class ParagraphState(Vocabulary):
    """What became of a paragraph between two texts of a rule."""

    SAME = "SAME", _("没有变")
    CHANGED = "CHANGED", _("改了")
    ADDED = "ADDED", _("新加")
    REMOVED = "REMOVED", _("删去")
