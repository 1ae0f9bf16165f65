"""时限: legal clocks as data. Which amount, of which unit, forward or backward, how far it may be extended and by whom, for which
reasons it stops, under which article; due times, their explanation, the running rows, the sweep that finds what is near or past due.

How to count: 民法典 第二百零一条至第二百零三条; 行政处罚法 第八十五条, 行政许可法 第八十二条, 行政强制法 第六十九条, 行政复议法 第八十八条
say which periods are working days. Stands on workdays, journal, matter and desk.
"""
