from shaoxiang.duties.views.editing import catalogue_end, catalogue_new, type_edit
from shaoxiang.duties.views.lists import catalogue, index, items, matters, services, type_detail, types

__all__ = ["catalogue", "catalogue_end", "catalogue_new", "index", "items", "matters", "services", "type_detail", "type_edit", "types"]
