from shaoxiang.duties.views.carrying import carrier_end, carrier_new, carriers, carriers_blank, carriers_import
from shaoxiang.duties.views.catalogue import catalogue_end, catalogue_new
from shaoxiang.duties.views.catalogue_sheet import catalogue_blank, catalogue_import
from shaoxiang.duties.views.downloads import version_check, version_download
from shaoxiang.duties.views.drafting import version_decide, version_items, version_many, version_merge, version_split
from shaoxiang.duties.views.editing import type_edit, type_touched
from shaoxiang.duties.views.ending import type_end, type_resume
from shaoxiang.duties.views.everyday import everyday, everyday_end, everyday_new
from shaoxiang.duties.views.history import item, version_touched
from shaoxiang.duties.views.importing import version_columns, version_enter, version_import, version_reading, version_sheet
from shaoxiang.duties.views.lists import catalogue, index, items, matters, services, type_detail, types
from shaoxiang.duties.views.papers import version_basis
from shaoxiang.duties.views.registering import type_new, types_blank, types_import, types_standard
from shaoxiang.duties.views.retracting import version_retract
from shaoxiang.duties.views.reviewing import version_review
from shaoxiang.duties.views.versions import (
    version,
    version_act,
    version_by_number,
    version_describe,
    version_item,
    version_new,
    versions,
)

__all__ = [
    "carrier_end", "carrier_new", "carriers", "carriers_blank", "carriers_import", "catalogue", "catalogue_blank", "catalogue_end",
    "catalogue_import", "catalogue_new", "everyday", "everyday_end", "everyday_new", "index", "item", "items", "matters", "services", "type_detail",
    "type_edit", "type_end", "type_new", "type_resume", "type_touched",
    "types", "types_blank", "types_import", "types_standard", "version", "version_act", "version_basis",
    "version_by_number", "version_check", "version_columns", "version_decide", "version_describe", "version_download", "version_enter",
    "version_import", "version_item", "version_items", "version_many", "version_merge", "version_new", "version_reading", "version_retract",
    "version_review", "version_sheet", "version_split",
    "version_touched", "versions",
]
