from shaoxiang.kernel.vocabulary import Vocabulary, _


class BodyKind(Vocabulary):
    DISTRICT_ORGAN = "DISTRICT_ORGAN", _("区级领导机关")
    COMMAND_CENTER = "COMMAND_CENTER", _("区综合指挥中心")
    DEPARTMENT = "DEPARTMENT", _("区直部门")
    STREET_OFFICE = "STREET_OFFICE", _("街道办事处")
    TOWN_GOVERNMENT = "TOWN_GOVERNMENT", _("镇人民政府")
    INTERNAL_OFFICE = "INTERNAL_OFFICE", _("内设党政机构")
    AFFILIATED_INSTITUTION = "AFFILIATED_INSTITUTION", _("所属事业单位")
    DISPATCHED_INSTITUTION = "DISPATCHED_INSTITUTION", _("派驻机构")
    EMERGENCY_TEAM = "EMERGENCY_TEAM", _("应急服务队")
    COMMUNITY_COMMITTEE = "COMMUNITY_COMMITTEE", _("社区居委会(村委会)")
    PUBLIC_UTILITY = "PUBLIC_UTILITY", _("公共服务企业")


class Role(Vocabulary):
    """What a post may do; which post holds which role is data (`Post.roles`)."""

    GRID_WORKER = "GRID_WORKER", _("网格员")
    COMMUNITY_DESK = "COMMUNITY_DESK", _("社区受理")
    STREET_DESK = "STREET_DESK", _("街道调度")
    STREET_LEADER = "STREET_LEADER", _("街道领导")
    OFFICE_HANDLER = "OFFICE_HANDLER", _("科室经办")
    OFFICE_HEAD = "OFFICE_HEAD", _("科室负责人")
    VERIFIER = "VERIFIER", _("核查员")
    DEPARTMENT_LIAISON = "DEPARTMENT_LIAISON", _("部门联络员")
    DEPARTMENT_HEAD = "DEPARTMENT_HEAD", _("部门负责人")
    DISTRICT_DESK = "DISTRICT_DESK", _("区指挥中心调度")
    HOTLINE = "HOTLINE", _("热线坐席")
    COUNTER = "COUNTER", _("窗口受理")
    CALL_BACK = "CALL_BACK", _("回访员")
    SUPERVISOR = "SUPERVISOR", _("督办")
    DISTRICT_LEADER = "DISTRICT_LEADER", _("区领导")
    JUDICIAL_OFFICE = "JUDICIAL_OFFICE", _("司法所")
    STAFFING_OFFICE = "STAFFING_OFFICE", _("编办")
    STAFFING_COMMISSION = "STAFFING_COMMISSION", _("编委会")
    ORGANISATION_DEPARTMENT = "ORGANISATION_DEPARTMENT", _("组织部")
    JUSTICE_BUREAU = "JUSTICE_BUREAU", _("司法局法治岗")
    FINANCE_BUREAU = "FINANCE_BUREAU", _("财政局预算岗")
    CONFIG_ADMIN = "CONFIG_ADMIN", _("业务管理员")
    SYSTEM_ADMIN = "SYSTEM_ADMIN", _("系统管理员")
    SECURITY_ADMIN = "SECURITY_ADMIN", _("安全管理员")
    AUDIT_ADMIN = "AUDIT_ADMIN", _("审计管理员")


# 三员分立: none can do another's work; no post may hold two of these.
THREE_ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

LEADING_ROLES = frozenset({Role.DISTRICT_LEADER, Role.STREET_LEADER, Role.DEPARTMENT_HEAD, Role.OFFICE_HEAD})  # a post with one of them is a leader's


class HandoverStatus(Vocabulary):
    OPEN = "OPEN", _("正在交接")
    PASSED = "PASSED", _("等接手人确认")
    DONE = "DONE", _("已经交接")
    CANCELLED = "CANCELLED", _("已经取消")


class DeputyReason(Vocabulary):
    """Why somebody stands in: a closed list, so that nobody's illness or family is written down."""

    TRAVEL = "TRAVEL", _("出差")
    LEAVE = "LEAVE", _("休假")
    TRAINING = "TRAINING", _("培训")
    STANDING = "STANDING", _("平时互为备岗")
    OTHER = "OTHER", _("其他")


class ChangeAct(Vocabulary):
    """What is done to a body, to a post, to who sits in it."""

    OPEN = "OPEN", _("设立机构")
    RENAME = "RENAME", _("更名")
    MOVE = "MOVE", _("改隶属")
    PLATES = "PLATES", _("改挂牌")
    ATTRIBUTES = "ATTRIBUTES", _("改资料")
    CLOSE = "CLOSE", _("撤销机构")
    POST_OPEN = "POST_OPEN", _("设岗位")
    POST_CHANGE = "POST_CHANGE", _("改岗位资料")
    POST_CLOSE = "POST_CLOSE", _("撤岗位")
    SEAT = "SEAT", _("任职")
    UNSEAT = "UNSEAT", _("离任")
    PERSON = "PERSON", _("改人员资料")


class ChangeField(Vocabulary):
    """What a change changes, in words."""

    CODE = "code", _("代码")
    KIND = "kind", _("种类")
    NAME = "name", _("名称")
    NAME_EN = "name_en", _("英文名称")
    SHORT_NAME = "short_name", _("简称")
    ALIASES = "aliases", _("别称")
    PARENT = "parent", _("上级机构")
    UNIT = "unit", _("所属单位")
    PLATES = "plates", _("挂牌")
    AGRICULTURAL = "agricultural", _("涉农")
    PHONE = "phone", _("对外电话")
    ADDRESS = "address", _("对外地址")
    OPEN_HOURS = "open_hours", _("对外时间")
    COMMUNITY = "community", _("社区")
    VALID_FROM = "valid_from", _("设立")
    VALID_TO = "valid_to", _("撤销")
    TITLE = "title", _("岗位名称")
    TITLE_EN = "title_en", _("英文岗位名称")
    IS_LEADER = "is_leader", _("领导职务")
    ANSWERS = "answers", _("责任人")
    POSTS = "posts", _("随同撤销的岗位")
    INSIDE = "inside", _("随同改隶属的机构")
    PERSON = "person", _("人员")
    PERSON_NAME_EN = "person_name_en", _("英文姓名")
    WORK_PHONE = "work_phone", _("办公电话")
    SINCE = "since", _("任职日期")
    UNTIL = "until", _("离任日期")


class RegisterState(Vocabulary):
    """By what the register is filtered, on the day that is looked at."""

    HOLDS = "HOLDS", _("在用")
    COMING = "COMING", _("还没到设立日")
    ENDING = "ENDING", _("登记了撤销日")
    ENDED = "ENDED", _("已撤销")
    VACANT = "VACANT", _("空岗")
    ALL = "ALL", _("全部")


class BulkBody(Vocabulary):
    """What may be set for many bodies at once; the codes are the fields."""

    AGRICULTURAL = "agricultural", _("涉农（写是或否）")
    PHONE = "phone", _("对外电话")
    ADDRESS = "address", _("对外地址")
    OPEN_HOURS = "open_hours", _("对外时间")
    PARENT = "parent", _("上级机构（写代码）")
    CLOSE = "close", _("撤销（不用写内容）")


class BulkPost(Vocabulary):
    """The same for posts."""

    IS_LEADER = "is_leader", _("领导职务（写是或否）")
    ANSWERS = "answers", _("责任人（写是或否）")
    TITLE_EN = "title_en", _("英文岗位名称")
    CLOSE = "close", _("撤岗位（不用写内容）")


class SheetKind(Vocabulary):
    """What a table holds."""

    BODIES = "bodies", _("机构册")
    POSTS = "posts", _("岗位册")
    PEOPLE = "people", _("任职册")


class EntryKind(Vocabulary):
    """What this room writes into the journal, in words."""

    SIGNED_IN = "institutions.signed_in", _("登录")
    SIGNED_OUT = "institutions.signed_out", _("退出")
    LOCKED_OUT = "institutions.locked_out", _("连续输错密码，账号锁定")
    POST_CHOSEN = "institutions.post_chosen", _("选定岗位")
    ROLES_CHANGED = "institutions.roles_changed", _("改岗位角色")
    ACCOUNT_CREATED = "institutions.account_created", _("开账号")
    ACCOUNT_DISABLED = "institutions.account_disabled", _("停用账号")
    ACCOUNT_ENABLED = "institutions.account_enabled", _("启用账号")
    PASSWORD_RESET = "institutions.password_reset", _("重置密码")
    AREA_SERVED = "institutions.area_served", _("定派驻机构服务的片区")
    PLACES_FOLLOWED = "institutions.places_followed", _("机构和岗位随区划变更")
    STREETS_FOLLOWED = "institutions.streets_followed", _("街道办事处、科室和包联随之变更")
    PASSWORD_CHANGED = "institutions.password_changed", _("改密码")
    HANDOVER_STARTED = "institutions.handover_started", _("开始交接")
    HANDOVER_PASSED_ON = "institutions.handover_passed_on", _("交出")
    HANDOVER_RECOUNTED = "institutions.handover_recounted", _("重新清点")
    HANDOVER_SIGNED = "institutions.handover_signed", _("交清，请接手人确认")
    HANDOVER_GIVEN_BACK = "institutions.handover_given_back", _("没交清，退回")
    HANDOVER_COMPLETED = "institutions.handover_completed", _("确认接手，岗位换人")
    HANDOVER_CANCELLED = "institutions.handover_cancelled", _("取消交接")
    HANDOVER_SIGNED_IN_PLACE = "institutions.handover_signed_in_place", _("交出人不在，由负责人代签")
    DEPUTY_APPOINTED = "institutions.deputy_appointed", _("安排代理")
    DEPUTY_ENDED = "institutions.deputy_ended", _("提前结束代理")
    BODY_OPEN = "institutions.body_open", ChangeAct.OPEN.label
    BODY_RENAME = "institutions.body_rename", ChangeAct.RENAME.label
    BODY_MOVE = "institutions.body_move", ChangeAct.MOVE.label
    BODY_PLATES = "institutions.body_plates", ChangeAct.PLATES.label
    BODY_ATTRIBUTES = "institutions.body_attributes", ChangeAct.ATTRIBUTES.label
    BODY_CLOSE = "institutions.body_close", ChangeAct.CLOSE.label
    BODY_SETTLED = "institutions.body_settled", _("登记过的变更到日子生效")
    POST_OPEN = "institutions.post_open", ChangeAct.POST_OPEN.label
    POST_CHANGE = "institutions.post_change", ChangeAct.POST_CHANGE.label
    POST_CLOSE = "institutions.post_close", ChangeAct.POST_CLOSE.label
    SEAT = "institutions.seat", ChangeAct.SEAT.label
    UNSEAT = "institutions.unseat", ChangeAct.UNSEAT.label
    PERSON = "institutions.person", ChangeAct.PERSON.label

UNIT_LEFT = "institutions.unit_left"  # a notice
UNIT_LEFT_WORDS = _("%(unit)s所在的街道已经撤并，名下的编制、岗位、职责还没有交清，请看这次变更。")
