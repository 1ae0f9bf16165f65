from shaoxiang.determinations.views.editing import act, draft
from shaoxiang.determinations.views.importing import naming_blank, naming_import
from shaoxiang.determinations.views.naming import all_gaps, gaps, office, who
from shaoxiang.determinations.views.part_sheets import part_blank, part_import
from shaoxiang.determinations.views.parts import edit
from shaoxiang.determinations.views.versions import compare, index, matter, paper, show, unit

__all__ = [
    "act", "all_gaps", "compare", "draft", "edit", "gaps", "index", "matter", "naming_blank", "naming_import", "office", "paper", "part_blank", "part_import",
    "show", "unit", "who",
]
