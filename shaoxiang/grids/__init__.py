"""网格: grids as an organisation (levels, special grids, 五长一队一阵, the ten duties, patrols, public cards). Serves the Inner Mongolia grid service rules.

Stands on duties and below.
"""
