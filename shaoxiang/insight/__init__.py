"""一盘棋: the one chessboard: what is late and whose, what must be decided now and by whom, who is on duty.

Stands above every room: reads them, writes into none, keeps no table. Every figure is a link to exactly its records; a figure without a
decision attached is not shown (国办函〔2026〕12号 第一条: no screens for show), nobody is ranked, no person's position is known.
"""
