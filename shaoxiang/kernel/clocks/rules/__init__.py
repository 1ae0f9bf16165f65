"""How to count time, once for the whole house. Pure: instants and a calendar in, instants out.

* The day of the starting event is not counted (民法典 第二百零一条); periods of months and years end on the corresponding day, or on
  the last day of a month that has none (第二百零二条); a last day that is not worked moves to the next worked day, and the last day
  ends at 24:00 (第二百零三条), stored as the following midnight in Asia/Shanghai.
* A lead time ("七日前") is counted backwards the same way; a last day that is not worked moves to the worked day before it, so that
  the other side never gets less.
* A suspension adds exactly itself. In clocks of days a day counts if the clock is running at its end: suspended from the 3rd, resumed
  on the 10th leaves out the 3rd to the 9th.
* Warning (临期) begins when a quarter of the whole is left; in clocks of days, rounded up to whole days and never less than two days,
  except that a short clock warns in its second half (the last day of 1 to 3, the last two of 4 to 8).
"""

from shaoxiang.kernel.clocks.rules.count import Interval, add_months, due, merge, warn_days
from shaoxiang.kernel.clocks.rules.explain import explain
from shaoxiang.kernel.clocks.rules.limits import ExtensionRefused, Refusal, SettingRefused, SuspensionRefused, check_extension, check_setting
from shaoxiang.kernel.clocks.rules.spec import Authored, ClockSpec, Due, Line

__all__ = [
    "Authored", "ClockSpec", "Due", "ExtensionRefused", "Interval", "Line", "Refusal", "SettingRefused", "SuspensionRefused", "add_months",
    "check_extension", "check_setting", "due", "explain", "merge", "warn_days",
]
