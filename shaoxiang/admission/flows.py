"""The way of a department's request and of a street's refusal, as data."""

from __future__ import annotations

from shaoxiang.admission.rules import AMEND, ANSWER, COMPLETE, DECIDE, DELIVER, LOOK_BACK, OPINION, PUBLISH, REVIEW_CLOCK, RULE
from shaoxiang.admission.vocabulary import OPEN_REFUSALS, WRITING
from shaoxiang.admission.vocabulary import AdmissionStatus as S
from shaoxiang.admission.vocabulary import RefusalStatus as R
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.vocabulary import _

# Patterns, not law here (参照; docs/laws): what Beijing writes of admission and breach, what Shanghai writes of stating, hearing and guaranteeing.
ENTRUSTING, TEMPORARY, HEARING = "北京市街道办事处条例 10（参照）", "北京市街道办事处条例 41（参照）", "上海市街道办事处条例 10（参照）"
STATING, APPROVING = "北京市街道办事处条例 41；上海市街道办事处条例 10（参照）", "北京市街道办事处条例 10；上海市街道办事处条例 10（参照）"
BREACH = "北京市街道办事处条例 47；上海市街道办事处条例 23（参照）"

ADMISSION_FLOW = Flow(
    S,
    (
        Move("edit", _("改申请"), WRITING, None),
        Move("attach", _("附材料"), (*WRITING, S.DELIVERING), None),
        Move("submit", _("提交编办"), WRITING, S.COMPLETENESS, stops=(AMEND,), starts=(COMPLETE,), rule=STATING),
        Move("send_back", _("退回补正"), (S.COMPLETENESS, S.REVIEWS), S.RETURNED, stops=("*",), starts=(AMEND,)),
        Move("take_in", _("材料齐全，送三家审查"), (S.COMPLETENESS,), S.REVIEWS, stops=(COMPLETE,)),
        Move("review", _("给出审查意见"), (S.REVIEWS,), None, stops=(REVIEW_CLOCK,), rule=ENTRUSTING),
        Move("consult", _("征求街道意见"), (S.REVIEWS, S.CONSULTATION), S.CONSULTATION, rule=HEARING),
        Move("heard", _("街道都听过了"), (S.CONSULTATION,), S.OFFICE_OPINION, starts=(OPINION,)),
        Move("give_opinion", _("提出编办意见，报区里"), (S.OFFICE_OPINION,), S.DECISION, stops=(OPINION,), starts=(DECIDE,)),
        Move("approve", _("准入"), (S.DECISION,), S.DELIVERING, stops=(DECIDE,), starts=(DELIVER,), rule=APPROVING),
        Move("reject", _("不准入"), (S.DECISION,), S.REJECTED, stops=("*",)),
        Move("deliver", _("说明已交付"), (S.DELIVERING,), None),
        Move("confirm", _("确认到位"), (S.DELIVERING,), None),
        Move("dispute", _("没到位"), (S.DELIVERING,), None),
        Move("list_it", _("列入清单草案"), (S.DELIVERING,), S.LISTED, stops=(DELIVER,), starts=(PUBLISH,)),
        Move("unlist", _("退回再列"), (S.LISTED,), S.DELIVERING, stops=(PUBLISH,)),
        Move("publish", _("随清单公布"), (S.LISTED,), S.PUBLISHED, stops=(PUBLISH,), starts=(LOOK_BACK,), rule="政府信息公开条例(2019) 26"),
        Move("unpublish", _("清单那一版撤回了，退回再列"), (S.PUBLISHED,), S.DELIVERING, stops=(LOOK_BACK,)),
        Move("register", _("登记准入编号，临时生效"), (S.DELIVERING,), S.PUBLISHED, stops=(DELIVER,), rule=TEMPORARY),
        Move("register_grid", _("登记网格准入编号"), (S.PUBLISHED,), None),
        Move("look_back", _("满一年回头看"), (S.PUBLISHED,), S.REVIEWED, stops=("*",)),
        Move("end", _("到期结束"), (S.PUBLISHED,), S.ENDED, stops=("*",)),
        Move("withdraw", _("撤回申请"), (*WRITING, S.COMPLETENESS, S.REVIEWS), S.WITHDRAWN, stops=("*",)),
    ),
)
REFUSAL_FLOW = Flow(
    R,
    (
        Move("accept", _("收回这件工作"), (R.ISSUED, R.APPLYING, R.ESCALATED), R.ACCEPTED, stops=("*",)),
        Move("apply", _("申请职责准入"), (R.ISSUED,), R.APPLYING, stops=(ANSWER,), rule=ENTRUSTING),
        Move("escalate", _("提请编办裁定"), (R.ISSUED,), R.ESCALATED, stops=(ANSWER,), starts=(RULE,)),
        Move("run_out", _("期满没有回应"), (R.ISSUED,), R.STANDS, stops=("*",)),
        Move("rule_listed", _("裁定：在清单上"), (R.ESCALATED,), R.ON_LIST, stops=("*",)),
        Move("rule_stands", _("裁定：拒收成立"), (R.ESCALATED,), R.UPHELD, stops=("*",), rule=BREACH),
        Move("admitted", _("后来准入了"), (R.APPLYING,), R.ADMITTED, stops=("*",)),
        Move("not_admitted", _("没有准入，拒收有效"), (R.APPLYING,), R.STANDS, stops=("*",)),
        Move("attach_proof", _("附材料"), OPEN_REFUSALS, None),
    ),
)
# What is awaited, as one would say it aloud.
AWAITED = {
    "submit": _("写完准入申请，提交编办"), "take_in": _("核对准入申请的材料"), "review": _("给出审查意见"), "consult": _("三家都审了，去征求街道意见"),
    "give_opinion": _("街道都听过了，提出编办意见"), "approve": _("记录区里的决定"), "deliver": _("把资源交付给街道"), "confirm": _("看资源到位没有"),
    "list_it": _("资源都到位了，列入清单"), "register": _("资源都到位了，登记准入编号"),
    "register_grid": _("登记网格准入编号"), "look_back": _("满一年，回头看"),
}
REFUSAL_AWAITED = {"answer": _("街道拒收了一件工作，请回应"), "rule": _("裁定这件工作在不在清单上")}
LABELS = {"answer": _("回应拒收通知"), "rule": _("裁定")}
