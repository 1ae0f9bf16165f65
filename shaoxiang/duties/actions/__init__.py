"""Writes of the lists: settings of types (`settings`), new ones and a sheet of them (`types`), the dispatch catalogue (`catalogue`), what each leaves and
a trial of it (`changes`), drafts of a version (`versions`, many items at once `many`, spreadsheets `importing`, `sheets`), the second person's look at it
(`reviewing`), and its publication (`publishing`)."""

from shaoxiang.duties.actions.catalogue import end_carried, end_catalogue, teach_catalogue, write_catalogue
from shaoxiang.duties.actions.changes import A_LOOK, try_out
from shaoxiang.duties.actions.ending import end_type, resume_type
from shaoxiang.duties.actions.everyday import end_everyday, name_everyday
from shaoxiang.duties.actions.importing import enter_sheet, read_columns, read_sheet
from shaoxiang.duties.actions.many import change_items, decide_items, merge_items, remove_items, split_item, undo_item
from shaoxiang.duties.actions.papers import attach_basis, drop_basis
from shaoxiang.duties.actions.publishing import publish
from shaoxiang.duties.actions.retracting import ask_retraction, refuse_retraction, retract
from shaoxiang.duties.actions.reviewing import confirm, send_back, send_for_review
from shaoxiang.duties.actions.settings import TypeChange, change_type
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.actions.types import create_type, import_types, load_standard
from shaoxiang.duties.actions.versions import StaleDraft, change_item, describe, draft_version, drop_change, rebase, withdraw_draft
from shaoxiang.duties.actions.wishes import Wanted, put_changes

__all__ = [
    "A_LOOK", "StaleDraft", "TypeChange", "Wanted", "ask_retraction", "attach_basis", "change_item", "change_items", "change_type", "confirm", "create_type",
    "decide_items", "describe", "draft_version", "drop_basis", "drop_change", "end_carried", "end_catalogue", "end_everyday", "end_type", "enter_sheet",
    "import_types", "load_standard", "merge_items", "name_everyday", "publish", "put_changes", "raise_version", "read_columns", "read_sheet", "rebase",
    "refuse_retraction", "remove_items", "resume_type", "retract", "send_back", "send_for_review", "split_item", "teach_catalogue", "try_out", "undo_item",
    "withdraw_draft", "write_catalogue",
]
