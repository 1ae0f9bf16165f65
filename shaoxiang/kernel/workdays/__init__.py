"""工作日: which days are worked, and which hours of them. An editable table, never a formula: adjusted rest days (调休) are
announced each year by the State Council. Serves every clock; stands on the journal only.

A year that is not announced is estimated Monday to Friday, and whatever touches it is provisional.
"""
