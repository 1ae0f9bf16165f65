"""协调调度: what no single list or desk settles: duty gaps, objections, repeats, whistles nobody answered. Agenda, meeting, minutes, tasks, effect.

Four levels: 街道每日调度, 街道每周会商, 区街每月联席, 区级会议. A ruling on competence is written into the dispatch catalogue with its source.
Serves the district's 协调调度工作机制(试行) (制度文件), 北京市街道办事处条例 12、15 as read in mechanisms; stands on forces and below.
"""
