"""Who may do what, on which rows: the one table read by actions, queries, pages, API, export and search."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, Grant, Grants

OWN_STREET = {"matter__street_id": "street_id"}
OWN_COMMUNITY = {"matter__community_id": "community_id"}
OWN_GRID = {"matter__grid_id": "grid_ids"}
OWN_OFFICE = {"matter__office_id": "office_id"}
OWN_UNIT = {"matter__unit_id": "unit_id"}
REGISTERED_BY_ME = {"reported_by": "assignment_id"}  # whoever took the call can go on telling the caller
ANSWERS = {"answers_unit_id": "unit_id"}  # 首接负责制: whoever received it sees it to its end
OWN_MATTER = {"matter_id": "matter_id"}
NOT_HIS_OWN_WORK = {"handler_person_id": "person_id"}
NOT_HIS_OWN_PROPOSAL = {"exclusion_proposed_by": "assignment_id"}
RESIDENT = "RESIDENT"  # holds number + tracking code of one matter
INTERFACE = "INTERFACE"  # another system, with a key: the rows of the street or department it is bound to
INTERFACE_OF_DISTRICT = "INTERFACE_OF_DISTRICT"  # a key bound to the district's command centre

FIELD = (Role.OFFICE_HANDLER, Role.OFFICE_HEAD)
LINE = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD)
INTAKE = (Role.GRID_WORKER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.COUNTER, Role.HOTLINE, Role.DISTRICT_DESK)
ON_THE_GROUND = (Role.GRID_WORKER, Role.COMMUNITY_DESK)
DISTRICT = (Role.DISTRICT_DESK, Role.SUPERVISOR, Role.DISTRICT_LEADER)


def sent_to_my_office(actor: Actor) -> Q:
    return Q(matter_id__in=DispatchOrder.objects.filter(office_id=actor.office_id or 0).values("matter_id"))


def sent_to_my_unit(actor: Actor) -> Q:
    return Q(matter_id__in=DispatchOrder.objects.filter(unit_id=actor.unit_id or 0).values("matter_id"))


def sent_to_my_post(actor: Actor) -> Q:
    return Q(matter_id__in=DispatchOrder.objects.filter(post_id=actor.post_id or 0).values("matter_id"))


def led_by_my_post(actor: Actor) -> Q:
    return Q(matter_id__in=DispatchOrder.objects.filter(RUNNING, post_id=actor.post_id or 0, part=Part.LEAD).values("matter_id"))


VIEW: Grants = (
    Grant({Role.STREET_DESK, Role.STREET_LEADER, Role.VERIFIER, Role.CALL_BACK, Role.COUNTER}, OWN_STREET),
    Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY),
    Grant({Role.GRID_WORKER}, OWN_GRID),
    Grant(ON_THE_GROUND, via=sent_to_my_post),
    Grant(FIELD, via=sent_to_my_office),
    Grant(LINE, via=sent_to_my_unit),
    Grant(INTAKE, REGISTERED_BY_ME),
    Grant({Role.STREET_DESK, Role.CALL_BACK, Role.COUNTER}, ANSWERS),
    Grant({*DISTRICT, Role.HOTLINE}),
    Grant({RESIDENT}, OWN_MATTER),
    Grant({INTERFACE}, OWN_STREET),
    Grant({INTERFACE}, via=sent_to_my_unit),
    Grant({INTERFACE_OF_DISTRICT}),
)

DESKS: Grants = (Grant({Role.STREET_DESK}, OWN_STREET), Grant({Role.DISTRICT_DESK}))
# between its own offices the street rules; between a street and a department only the district can
JUDGES: Grants = (Grant({Role.STREET_DESK}, {**OWN_STREET, **OWN_UNIT}), Grant({Role.DISTRICT_DESK}))
LEADS: Grants = (Grant(FIELD, OWN_OFFICE), Grant(LINE, OWN_UNIT), Grant(ON_THE_GROUND, via=led_by_my_post))
LEAD_HEADS: Grants = (Grant({Role.OFFICE_HEAD}, OWN_OFFICE), Grant({Role.DEPARTMENT_HEAD, Role.DEPARTMENT_LIAISON}, OWN_UNIT))
OVERSEERS: Grants = (Grant({Role.STREET_DESK, Role.STREET_LEADER}, OWN_STREET), Grant(DISTRICT))
REPORTER: Grants = (Grant({RESIDENT}, OWN_MATTER),)
FINDERS: Grants = (Grant(ON_THE_GROUND, REGISTERED_BY_ME),)
CALLERS: Grants = (
    Grant({Role.CALL_BACK, Role.STREET_DESK}, OWN_STREET, unless=NOT_HIS_OWN_WORK),
    Grant({Role.CALL_BACK, Role.STREET_DESK}, ANSWERS, unless=NOT_HIS_OWN_WORK),
    Grant({Role.HOTLINE, Role.DISTRICT_DESK}, unless=NOT_HIS_OWN_WORK),
)

GRANTS: dict[str, Grants] = {
    "view": VIEW,
    "report": (Grant({*INTAKE, *FIELD, *LINE, RESIDENT, INTERFACE}),),
    "accept": DESKS,
    "decline": (*DESKS, Grant({Role.HOTLINE})),
    "answer": (*DESKS, Grant({Role.HOTLINE}), Grant({Role.COUNTER}, OWN_STREET), Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY)),
    "classify": (*DESKS, Grant({Role.HOTLINE})),
    "dispatch": DESKS,
    "recall": DESKS,
    "sign": LEADS,
    "hand_back": LEADS,
    "uphold": JUDGES,
    "dismiss": JUDGES,
    "assign": LEAD_HEADS,
    "progress": LEADS,
    "suspend": LEADS,
    "resume": LEADS,
    "extend": (Grant({Role.OFFICE_HEAD}, OWN_OFFICE), Grant({Role.DEPARTMENT_HEAD}, OWN_UNIT), *DESKS),
    "finish": LEADS,
    "settle": (Grant({Role.GRID_WORKER}, OWN_GRID), Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY)),
    "verify_pass": (
        Grant({Role.VERIFIER, Role.STREET_DESK}, OWN_STREET, unless=NOT_HIS_OWN_WORK),
        Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY, unless=NOT_HIS_OWN_WORK),
        Grant({Role.GRID_WORKER}, OWN_GRID, unless=NOT_HIS_OWN_WORK),
        Grant({Role.DISTRICT_DESK}, unless=NOT_HIS_OWN_WORK),
    ),
    "call_back": CALLERS,
    "confirm": REPORTER,
    "close": (*DESKS, Grant({"SYSTEM"})),
    "reopen": (*REPORTER, *CALLERS, *FINDERS),
    "withdraw": REPORTER,
    "propose_exclusion": (*DESKS, *LEAD_HEADS),
    "confirm_exclusion": (
        Grant({Role.STREET_DESK, Role.STREET_LEADER}, OWN_STREET, unless=NOT_HIS_OWN_PROPOSAL),
        Grant({Role.DISTRICT_DESK, Role.SUPERVISOR}, unless=NOT_HIS_OWN_PROPOSAL),
    ),
    "tell_resident": (*DESKS, *LEADS, Grant({Role.HOTLINE}), Grant({Role.STREET_DESK, Role.CALL_BACK, Role.COUNTER}, ANSWERS)),
    "hand_over": (Grant({Role.HOTLINE, Role.DISTRICT_DESK, Role.STREET_DESK, Role.COUNTER}, ANSWERS),),
    "supervise": OVERSEERS,
    "attach": (*DESKS, *LEADS, *REPORTER, Grant({Role.GRID_WORKER}, OWN_GRID), Grant({Role.VERIFIER}, OWN_STREET)),
    # what a caller adds by telephone, whoever takes the call
    "supplement": (*REPORTER, Grant({Role.HOTLINE}), Grant({Role.COUNTER}, OWN_STREET), Grant({Role.COUNTER, Role.STREET_DESK}, ANSWERS)),
    "rate": REPORTER,
    # a grade and its words: the one who was rated, his office, his desk and the counter do not see them (政务服务好差评); nobody may delete them
    "see_rating": (Grant({Role.STREET_LEADER}, OWN_STREET, unless=NOT_HIS_OWN_WORK), Grant(DISTRICT, unless=NOT_HIS_OWN_WORK), *REPORTER),
    "answer_rating": (Grant({Role.SUPERVISOR}, unless=NOT_HIS_OWN_WORK),),
    "consent": REPORTER,
    "publish": (Grant({Role.STREET_DESK}, OWN_STREET, unless=NOT_HIS_OWN_WORK), Grant({Role.DISTRICT_DESK}, unless=NOT_HIS_OWN_WORK)),
    "request_erasure": REPORTER,
    "decide_data": (Grant({Role.SECURITY_ADMIN}),),  # ADR 0012: none of those who work on the matter, and sees no word of it
    "field_note": (
        Grant({Role.GRID_WORKER}, OWN_GRID), Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY), Grant(ON_THE_GROUND, via=sent_to_my_post), *FINDERS,
    ),
    # what is seen of the reporter: the handler and the reported never see it (信访工作条例 30, 济南条例 32)
    "reveal_reporter": (
        Grant({Role.STREET_DESK, Role.CALL_BACK, Role.COUNTER}, OWN_STREET, unless=NOT_HIS_OWN_WORK),
        Grant({Role.HOTLINE, Role.DISTRICT_DESK}, unless=NOT_HIS_OWN_WORK),
        Grant({Role.STREET_DESK, Role.CALL_BACK, Role.COUNTER}, ANSWERS, unless=NOT_HIS_OWN_WORK),
    ),
    "follow": (Grant({*INTAKE, *FIELD, *LINE, RESIDENT, INTERFACE, INTERFACE_OF_DISTRICT}),),
    "merge": DESKS,
    "unmerge": DESKS,
    "ask_merge": (Grant({Role.STREET_DESK}, OWN_STREET),),  # what lies in two streets, the district decides
    "refuse_merge": (Grant({Role.DISTRICT_DESK}),),
    "split": DESKS,
    "link_child": DESKS,
    "unlink_child": DESKS,
    "bulk": (Grant({*FIELD, *LINE, *DISTRICT, Role.STREET_DESK, Role.STREET_LEADER, Role.VERIFIER, Role.HOTLINE, Role.COMMUNITY_DESK}),),
    "share_filter": (Grant({Role.STREET_DESK, Role.STREET_LEADER, Role.OFFICE_HEAD, Role.DEPARTMENT_HEAD, *DISTRICT}),),
    "configure": (Grant({Role.CONFIG_ADMIN}),),
    # a duty that went to another unit: asked of the line on the list, not of the case; the staffing office sees number, type and units
    "decide_handoff": (Grant({Role.STREET_DESK}, {"case__matter__street_id": "street_id"}), Grant({Role.DISTRICT_DESK, Role.STAFFING_OFFICE})),
    "export": (Grant({Role.STREET_DESK, Role.STREET_LEADER}, OWN_STREET), Grant(LINE, via=sent_to_my_unit), Grant(DISTRICT)),
}
GRANTS["verify_fail"] = GRANTS["verify_pass"]
GRANTS["refuse_exclusion"] = GRANTS["confirm_exclusion"]
GRANTS["keep_private"] = GRANTS["unpublish"] = GRANTS["publish"]
GRANTS["erase_data"] = GRANTS["restrict_data"] = GRANTS["refuse_data"] = GRANTS["decide_data"]
