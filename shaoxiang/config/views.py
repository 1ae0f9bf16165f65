"""The front door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """居民门户: report, track, telephone and counter."""
    return render(request, "config/portal.html")
