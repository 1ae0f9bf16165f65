"""三定规定: functions, offices, quotas and posts of each street or town in one adopted document; and who answers for each duty by name.

A version is drafted by the staffing office, adopted by the staffing commission, issued and from then on public and unchanged. Duties of the
lists are named post by post within an office; whoever sits in the post answers. Stands on duties and institutions.
"""
