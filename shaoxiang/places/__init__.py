"""区划网格: districts, streets and towns, communities and villages, grids; dated, with successors; a point finds its grid.

Grids are drawn once by the district (departments may not draw their own: 基层网格 rules in `docs/laws`). Stands on the kernel.
"""
