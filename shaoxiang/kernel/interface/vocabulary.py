from shaoxiang.kernel.vocabulary import Vocabulary, _


class Scope(Vocabulary):
    """What a key may be used for; which rows it reaches is said by the body or post it is bound to."""

    CASES_READ = "cases:read", _("读事项")
    CASES_WRITE = "cases:write", _("报事项、办事项")
    TICKETS_WRITE = "tickets:write", _("送上级工单、读办理状态")
    WHISTLES_READ = "whistles:read", _("读哨")
    WHISTLES_WRITE = "whistles:write", _("吹哨、办哨")
    DESK_READ = "desk:read", _("读待办")
    PLACES_READ = "places:read", _("读区划网格")
    INSTITUTIONS_READ = "institutions:read", _("读机构")
    INSTITUTIONS_WRITE = "institutions:write", _("确认岗位交接")
    DUTIES_READ = "duties:read", _("读清单和分类")
    DUTIES_WRITE = "duties:write", _("起草、公布清单版本，登记、印发制度文件")
    FORCES_READ = "forces:read", _("读力量、值班表和调度单")
    FORCES_WRITE = "forces:write", _("派力量、办调度单")
    CLOCKS_READ = "clocks:read", _("算时限")
    COORDINATION_READ = "coordination:read", _("读协调事项和任务")
    COORDINATION_WRITE = "coordination:write", _("提请协调")
    OPINIONS_READ = "opinions:read", _("读征求意见")
    OPINIONS_WRITE = "opinions:write", _("征求街道意见、答复、反馈")
    STAFFING_READ = "staffing:read", _("读编制数和编制调整")
    STAFFING_WRITE = "staffing:write", _("拟编制调整")
    ADMISSION_READ = "admission:read", _("读准入申请和拒收通知")
    ADMISSION_WRITE = "admission:write", _("起草准入申请、发和回应拒收通知")
