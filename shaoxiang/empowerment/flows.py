"""The life of an empowerment decision, as data."""

from __future__ import annotations

from shaoxiang.empowerment.rules import ARTICLE_24, EVALUATE_CLOCK, SIGN_CLOCK
from shaoxiang.empowerment.vocabulary import BEFORE, RUNNING
from shaoxiang.empowerment.vocabulary import DecisionStatus as S
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

SCHEME = "浙江省综合行政执法条例 9（参照）"
SUPPORT = "浙江省综合行政执法条例 16、17（参照）"
EVALUABLE = (S.IN_FORCE, S.KEPT, S.AMENDED)
EMPOWERMENT_FLOW = Flow(
    S,
    (
        Move("sign", _("签字承接"), (S.PROPOSED,), None),
        Move("signed", _("街道全部签字"), (S.PROPOSED,), S.CAPACITY_CHECK, stops=(SIGN_CLOCK,)),
        Move("decline", _("不承接"), (S.PROPOSED,), S.DECLINED, stops=("*",)),
        Move("plan", _("定工作方案"), (S.CAPACITY_CHECK,), S.DISTRICT_PLAN, rule=SCHEME),
        Move("basis", _("记自治区依据"), (S.DISTRICT_PLAN,), S.PROVINCIAL_BASIS, rule=ARTICLE_24),
        Move("train", _("记培训完毕"), (S.DISTRICT_PLAN, S.PROVINCIAL_BASIS), S.TRAINED, rule=SUPPORT),
        Move("publish", _("公布"), (S.TRAINED,), S.PUBLISHED, rule=ARTICLE_24),
        Move("start", _("生效"), (S.PUBLISHED,), S.IN_FORCE, starts=(EVALUATE_CLOCK,), rule=ARTICLE_24),
        Move("support", _("记一次培训、指导或协助"), (S.TRAINED, S.PUBLISHED, *RUNNING), None, rule=SUPPORT),
        Move("give_paper", _("附文书格式"), (S.CAPACITY_CHECK, S.DISTRICT_PLAN, S.PROVINCIAL_BASIS, S.TRAINED, S.PUBLISHED, *RUNNING), None, rule=SUPPORT),
        Move("evaluate", _("评估"), EVALUABLE, S.EVALUATED, stops=(EVALUATE_CLOCK,), rule=ARTICLE_24),
        Move("keep", _("保留"), (S.EVALUATED,), S.KEPT, starts=(EVALUATE_CLOCK,), rule=ARTICLE_24),
        Move("amend", _("调整"), (S.EVALUATED,), S.AMENDED, starts=(EVALUATE_CLOCK,), rule=ARTICLE_24),
        Move("recall", _("收回"), RUNNING, None),
        Move("recalled", _("收回生效"), RUNNING, S.RECALLED, stops=("*",)),
        Move("succeed", _("随机构承接"), RUNNING, None, rule=ARTICLE_24),
        Move("passed", _("全部并入承接单位的决定"), RUNNING, S.SUCCEEDED, stops=("*",)),
        Move("withdraw", _("部门撤回"), BEFORE, S.WITHDRAWN, stops=("*",)),
    ),
)
AWAITED = {
    "sign": _("看看接不接得住，签字或者不承接"), "confirm_capacity": _("补齐承接能力"), "plan": _("能力齐了就定工作方案"), "basis": _("记自治区的决定"),
    "train": _("组织培训，讲清流程"), "publish": _("公布决定和清单"), "start": _("定生效日期"), "evaluate": _("该评估了"), "conclude": _("定评估结论"),
    "restore": _("补足执法人员或承接条件"),
}
LABELS = {"confirm_capacity": _("补齐承接能力"), "conclude": _("定评估结论"), "restore": _("补足承接能力")}
