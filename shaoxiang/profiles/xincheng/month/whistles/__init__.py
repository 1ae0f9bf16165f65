"""一个月的哨: about two hundred composed whistles, blown, answered, objected to, escalated and rated by the real actions in the order of time (示例)."""

from __future__ import annotations

from datetime import datetime
from random import Random

from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.month.reports import Composer
from shaoxiang.profiles.xincheng.month.whistles.plan import AT_HOME, FROM_CASES, OPEN, TOTAL, Plan, plans
from shaoxiang.profiles.xincheng.month.whistles.stage import MINUTE, Stage
from shaoxiang.profiles.xincheng.month.whistles.story import Tale, story

__all__ = ["TOTAL", "whistle"]


def whistle(cast: Cast, composer: Composer, *, anchor: datetime, days: int = 30, most: int = TOTAL, seed: int = 7) -> int:
    """Play `most` whistles (at most TOTAL) over the `days` before `anchor`. Call inside a transaction, after the cases. Returns how many there are."""
    rng = Random(seed * 1009 + 1)  # noqa: S311 (a story, not a secret)
    stage = Stage(cast, composer, rng, anchor=anchor, days=days)
    chosen = plans(rng, most)
    for plan in chosen:
        tale, at = _begun(stage, plan)
        stage.spawn(story(tale, at), at)
    stage.play()
    stage.worker.go_home()
    return len(chosen)


def _begun(stage: Stage, plan: Plan) -> tuple[Tale, datetime]:
    """When, where and about what."""
    at = _when(stage, plan)
    if plan.course in ("repeat", "from_repeats"):
        scene, site = stage.places.setdefault(plan.group, (stage.scene_for(plan, at), stage.site(stage.rng.choice(stage.streets))))
        return Tale(stage, plan, scene, site), at
    if not plan.is_open and stage.luck(FROM_CASES) and (found := stage.site_of_case(plan, at)) is not None:
        scene, site, at = found
        return Tale(stage, plan, scene, site), at
    at_home = plan.course in AT_HOME or (plan.kind == "KEY_ISSUE" and plan.is_open)
    site = stage.site(stage.home if at_home else stage.rng.choice(stage.streets))
    return Tale(stage, plan, stage.scene_for(plan, at), site), at


def _when(stage: Stage, plan: Plan) -> datetime:
    if plan.back is None:
        return stage.anchor - OPEN[plan.course] * MINUTE if plan.fast else stage.worked(stage.anchor, -OPEN[plan.course])
    at = stage.anchor - plan.back * (stage.anchor - stage.begin)
    return at if plan.fast else stage.worked(at, stage.rng.uniform(0.1, 6))
