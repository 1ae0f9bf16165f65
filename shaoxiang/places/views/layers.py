"""底图: the page of base layers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.kernel.access import require
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places import access, actions
from shaoxiang.places.forms import LayerForm
from shaoxiang.places.models import BaseLayer
from shaoxiang.places.queries.layers import layer_history, layer_lines
from shaoxiang.places.rules.layers import BadLayer


@signed_in
@require_http_methods(["GET", "POST"])
def layers(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """底图: what there is, what is wrong with it, who changed it; a form for a new one or the one named."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.CONFIGURE)
    row = get_object_or_404(BaseLayer, pk=pk) if pk is not None else None
    form = LayerForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = actions.save_layer(form.save(commit=False), actor=actor, at=timezone.now())
        messages.success(request, _("底图“%(name)s”已保存。") % {"name": saved.name})
        return HttpResponseRedirect(reverse("places:layers"))
    context = {"form": form, "row": row, "lines": layer_lines(), "history": layer_history()}
    return render(request, "places/layers.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def switch_layer(request: HttpRequest, pk: int) -> HttpResponse:
    """启用、停用."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.CONFIGURE)
    row = get_object_or_404(BaseLayer, pk=pk)
    try:
        actions.switch_layer(row.pk, on="on" in request.POST, actor=actor, at=timezone.now())
    except BadLayer as bad:
        messages.error(request, _(bad.reason))
    return HttpResponseRedirect(reverse("places:layers"))
