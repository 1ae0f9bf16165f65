"""吹哨报到: a street that sees but cannot act calls, and those who can come, under its command. One whistle is one problem.

Exactly one lead and any number of cooperating units, each with its own report-in (`DispatchOrder`), clock and desk row; objection and ruling;
escalation level by level; check by the street; both sides rate. Serves 北京市街道办事处条例 5、11、44 and the district's rules; stands on
coordination and below; cases do not know it.
"""
