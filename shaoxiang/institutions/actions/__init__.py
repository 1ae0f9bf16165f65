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
from shaoxiang.institutions.actions.following import follow_places, holders, rehome_with_street, stay_with_who_acts
from shaoxiang.institutions.actions.handover import cancel, complete, give_back, pass_on, recount, sign, start_handover

__all__ = [
    "ONE_TIME_HOLDS", "cancel", "change_password", "change_roles", "changed", "complete", "create_account", "follow_places", "give_back", "holders",
    "note_lock_out", "note_post", "note_sign_in", "note_sign_out", "one_time_password", "pass_on", "recount", "rehome_with_street", "reset_password",
    "serve_area", "set_account_active", "sign", "start_handover", "stay_with_who_acts",
]
