"""作业: what runs by the clock, in one worker process that also delivers the journal's waiting entries (ADR 0003).

A room registers in its `AppConfig.ready`: `jobs.register("clocks.sweep", sweep, every=timedelta(minutes=1))`.
A job is called with `now=` and must be safe to repeat: after a killed worker it runs again.
"""

from shaoxiang.kernel.jobs.registry import Job, register

__all__ = ["Job", "register"]
