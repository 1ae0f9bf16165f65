"""文书: printed papers. A kind of paper is a code, a title and two templates; the room that owns the matter fills them.

`actions.render` makes an editable DOCX or a PDF ready for print, offline, with the fonts shipped here. `actions.issue` numbers a
paper without gaps per kind, unit and year (办公室编号), keeps its PDF and remembers who issued it.
"""
