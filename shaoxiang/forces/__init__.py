"""力量: the forces sent down in three ways (全部下沉, 区域派驻, 哨响即到): who they are, who is on duty, how ready, and sent by one act.

Serves 行政处罚法(2021) 42 (two certified officers) and the district's deployment (41, 555, 13 teams).
Which of them carries what (`Carrier`) is set in duties. Stands on cases and below.
"""
