"""一盘棋: the one chessboard: what is late and whose, what must be decided now and by whom, who is on duty. Reads every room, writes into none."""
