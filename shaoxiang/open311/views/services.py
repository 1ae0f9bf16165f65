"""Discovery, the services and their definitions."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.kernel.vocabulary import _
from shaoxiang.open311.queries import services as found
from shaoxiang.open311.rules.formats import MEDIA_TYPES
from shaoxiang.open311.rules.params import Refused
from shaoxiang.open311.views.endpoint import Call, endpoint

CHANGESET = "2026-11-23T15:00:00+08:00"  # when this file last said something else
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"  # the name the standard gives itself


@endpoint("GET", "HEAD")
def discovery(call: Call) -> HttpResponse:
    """Service discovery."""
    base = call.address(reverse("open311:discovery", args=["json"])).removesuffix("/discovery.json")
    value = {
        "changeset": CHANGESET,
        "contact": gettext("数据和密钥问题请拨打 %(hotline)s，或到区综合指挥中心办理。") % {"hotline": settings.SHELL["hotline"]},
        "key_service": gettext("密钥由本系统的系统管理员在“接口密钥”页面建立。"),
        "endpoints": [{
            "specification": SPECIFICATION, "url": base, "changeset": CHANGESET, "type": "production" if settings.PRODUCTION else "test",
            "formats": [media.partition(";")[0] for media in MEDIA_TYPES.values()],
        }],
    }
    return call.answer("discovery", value)


@endpoint("GET", "HEAD")
def services(call: Call) -> HttpResponse:
    if call.jurisdiction is not None:
        return call.answer("services", found.foreign_services(call.jurisdiction))
    return call.answer("services", found.services())


@endpoint("GET", "HEAD")
def definition(call: Call, code: str) -> HttpResponse:
    if call.jurisdiction is not None:
        raise Refused(404, _("导入的外地辖区没有服务定义。"))
    return call.answer("service_definition", found.definition(code))


@endpoint("GET", "HEAD", "POST")
def unknown(call: Call) -> HttpResponse:
    """Any other address; one that ends in .xml is answered in XML."""
    raise Refused(404, _("没有这个地址：请从 discovery.json 开始。"))
