"""Writes of the room: accounts, roles of posts, who sits down in which post, a post that changes hands. Each leaves one entry."""

from shaoxiang.institutions.actions.accounts import (
    ONE_TIME_HOLDS,
    change_password,
    change_roles,
    changed,
    create_account,
    note_lock_out,
    note_post,
    note_sign_in,
    note_sign_out,
    one_time_password,
    reset_password,
    serve_area,
    set_account_active,
)
from shaoxiang.institutions.actions.bodies import HeldRefused, change_attributes, change_plates, close_body, move_body, open_body, rename_body
from shaoxiang.institutions.actions.deputies import appoint_deputy, end_deputy
from shaoxiang.institutions.actions.following import follow_places, holders, rehome_with_street, stay_with_who_acts
from shaoxiang.institutions.actions.handover import cancel, complete, give_back, pass_on, recount, sign, sign_in_place, start_handover
from shaoxiang.institutions.actions.posts import change_person, change_post, close_post, open_post, seat_person, unseat_person
from shaoxiang.institutions.actions.spans import settle_bodies
from shaoxiang.institutions.actions.streets import follow_streets
from shaoxiang.institutions.actions.trial import trial

__all__ = [
    "ONE_TIME_HOLDS", "HeldRefused", "appoint_deputy", "cancel", "change_attributes", "change_password", "change_person", "change_plates",
    "change_post", "change_roles", "changed", "close_body", "close_post", "complete", "create_account", "end_deputy", "follow_places",
    "follow_streets", "give_back", "holders", "move_body", "note_lock_out", "note_post", "note_sign_in", "note_sign_out", "one_time_password",
    "open_body", "open_post", "pass_on", "recount", "rehome_with_street", "rename_body", "reset_password", "seat_person", "serve_area",
    "set_account_active", "settle_bodies", "sign", "sign_in_place", "start_handover", "stay_with_who_acts", "trial", "unseat_person",
]
