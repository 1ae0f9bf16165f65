"""网格: grids as an organisation: who is on a grid and since when, 五长一队一阵 as configuration, the ten duties of a grid worker and the gate
before other work, patrols without tracking, the public card. Drawn after 《滨州市社会治理网格化服务管理条例》 (another city's rules, read as a
pattern: card in docs/laws). Stands on duties, institutions and places."""
