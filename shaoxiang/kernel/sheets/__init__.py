"""从表格导入: a register comes in as the spreadsheet an office really keeps.

A room says which columns its sheet has, who may send it, and the act (`sheet.Sheet`); everything else is here, the same for all: a blank sheet, a trial
that writes nothing and tells every bad line with its column and cure, columns that have other names, and the entering of what was tried, all or nothing
(ADR 0041).
"""
