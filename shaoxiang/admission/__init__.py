"""职责准入: no street is given work that is on no list, until it was examined, the street was heard and the means were delivered.

Serves 北京市街道办事处条例 10, 32, 41, 47 and 上海市街道办事处条例 10, 23 (as patterns, 参照) and the district's own rules (A1 to A10). Stands on opinions
(the one way to ask a street), duties (the lists and their versions), grids (the register of admitted work), cases and coordination (what a street may refuse).
"""
