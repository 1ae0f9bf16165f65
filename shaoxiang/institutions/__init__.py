"""机构编制: bodies and their plates, posts, people, dated assignments, delegation, leaders in contact, accounts.

An actor is a person in a post (任职). Stands on the kernel and on places. Serves 地方各级人民政府机构设置和编制管理条例.
"""
