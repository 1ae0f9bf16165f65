from shaoxiang.duties.views.editing import catalogue_end, catalogue_new, type_edit
from shaoxiang.duties.views.lists import catalogue, index, items, matters, services, type_detail, types
from shaoxiang.duties.views.versions import (
    version,
    version_act,
    version_by_number,
    version_check,
    version_describe,
    version_download,
    version_import,
    version_item,
    version_new,
    versions,
)

__all__ = [
    "catalogue", "catalogue_end", "catalogue_new", "index", "items", "matters", "services", "type_detail", "type_edit", "types", "version", "version_act",
    "version_by_number", "version_check", "version_describe", "version_download", "version_import", "version_item", "version_new", "versions",
]
