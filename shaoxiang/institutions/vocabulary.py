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


class HandoverStatus(Vocabulary):
    OPEN = "OPEN", _("正在交接")
    PASSED = "PASSED", _("等接手人确认")
    DONE = "DONE", _("已经交接")
    CANCELLED = "CANCELLED", _("已经取消")


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
    PASSWORD_CHANGED = "institutions.password_changed", _("改密码")
    HANDOVER_STARTED = "institutions.handover_started", _("开始交接")
    HANDOVER_PASSED_ON = "institutions.handover_passed_on", _("交出")
    HANDOVER_RECOUNTED = "institutions.handover_recounted", _("重新清点")
    HANDOVER_SIGNED = "institutions.handover_signed", _("交清，请接手人确认")
    HANDOVER_GIVEN_BACK = "institutions.handover_given_back", _("没交清，退回")
    HANDOVER_COMPLETED = "institutions.handover_completed", _("确认接手，岗位换人")
    HANDOVER_CANCELLED = "institutions.handover_cancelled", _("取消交接")
