"""What a street's bodies are called when the street has another name."""

from __future__ import annotations

import pytest

from shaoxiang.institutions.rules.streets import renamed

WAS, NOW = ("丁香路街道", "Dingxiang Road Sub-district"), ("紫丁香路街道", "Zidingxiang Road Sub-district")


def body(name, name_en="", short_name="", aliases=()):
    return {"name": name, "name_en": name_en, "short_name": short_name, "aliases": list(aliases)}


@pytest.mark.parametrize(("before", "after"), [
    (body("丁香路街道办事处", "Dingxiang Road Sub-district Office", "丁香路街道", ["丁办"]),
     body("紫丁香路街道办事处", "Zidingxiang Road Sub-district Office", "紫丁香路街道", ["丁香路街道办事处", "丁办"])),
    (body("丁香路党群服务中心"), body("紫丁香路党群服务中心", aliases=["丁香路党群服务中心"])),
    (body("党政综合办公室", "General Office", "党政办"), {}),
    (body("公安分局丁香路街道派出所", "Police Station"), body("公安分局紫丁香路街道派出所", "Police Station", aliases=["公安分局丁香路街道派出所"])),
])
def test_what_bears_the_old_name_bears_the_new_one(before, after):
    assert renamed(before, WAS, NOW) == after


def test_without_an_english_name_the_old_english_goes():
    assert renamed(body("丁香路街道办事处", "Dingxiang Road Sub-district Office"), WAS, ("紫丁香路街道", ""))["name_en"] == ""


def test_it_is_not_put_twice():
    once = renamed(body("丁香路街道办事处"), WAS, NOW)
    assert renamed(once, ("红梅街道", ""), NOW) == {}
