"""我的反映: all matters of one telephone, opened by a one-time code. No account, no password: the session knows a digest of the number, for two hours."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.cases.forms.resident import CodeForm, PhoneForm
from shaoxiang.cases.queries import resident as pages
from shaoxiang.cases.views.resident_session import phone_of, sign_in
from shaoxiang.institutions.queries import is_demo
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.identity import codes
from shaoxiang.kernel.identity.rules import mask_phone
from shaoxiang.kernel.notices import texts
from shaoxiang.kernel.web.limits import too_often
from shaoxiang.kernel.web.paging import keyset

ASKED_KEY, SALT = "resident_asked", "shaoxiang.resident.asked"
WRONG_CODES = Limit("resident:code-wrong", 30, timedelta(minutes=10))
PAGE = 20


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The list, newest first; who has not shown the telephone is asked for it."""
    index = phone_of(request)
    if not index:
        return redirect("resident:phone")
    page = keyset(pages.cases_of_phone(index), order=("-matter__opened_at", "-matter_id"), cursor=request.GET.get("cursor"), size=PAGE)
    return render(request, "cases/resident/mine.html", {"page": page, "lines": pages.my_lines(page)})


@never_cache
@sensitive_post_parameters("phone")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """The number, to which a code is sent. Where no texts can be sent the page says so and offers number and code."""
    ready = texts.is_configured() or is_demo()
    if request.method != "POST" or not ready:
        return render(request, "cases/resident/phone.html", {"form": PhoneForm(), "ready": ready}, status=200 if request.method != "POST" else 409)
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/resident/phone.html", {"form": form, "ready": ready}, status=422)
    number = form.cleaned_data["phone"]
    try:
        sent = codes.send(number, address=flood.address_of(request), at=timezone.now(), demo=is_demo() and not texts.is_configured())
    except codes.TooManyCodes as many:
        return too_often(request, many.retry_after_s)
    except (texts.NoGateway, texts.NotSent) as error:
        form.add_error(None, str(error))
        return render(request, "cases/resident/phone.html", {"form": form, "ready": ready}, status=422)
    request.session[ASKED_KEY] = signing.dumps([sent.index, mask_phone(number)], salt=SALT)
    context = {"form": CodeForm(), "phone": mask_phone(number), "shown": sent.shown}
    return render(request, "cases/resident/phone_code.html", context)


@never_cache
@sensitive_post_parameters("code")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code that came. Five wrong ones use it up."""
    try:
        index, masked = signing.loads(request.session.get(ASKED_KEY, ""), salt=SALT, max_age=codes.GOOD_FOR)
    except signing.BadSignature:
        return redirect("resident:phone")
    form = CodeForm(request.POST or None)
    context = {"form": form, "phone": masked}
    if request.method != "POST":
        return render(request, "cases/resident/phone_code.html", context)
    at, address = timezone.now(), flood.address_of(request)
    if flood.is_spent(WRONG_CODES, address, at=at):
        return too_often(request, WRONG_CODES.retry_after_s(at))
    if form.is_valid():
        if codes.check(index, form.cleaned_data["code"], at=at):
            request.session.pop(ASKED_KEY, None)
            sign_in(request, index)
            return redirect("resident:mine")
        flood.count(WRONG_CODES, address, at=at)
        form.add_error("code", _("验证码不对，或者过了 10 分钟，或者试了五次。请看最后收到的那一条，或重新发一个。"))
    return render(request, "cases/resident/phone_code.html", context, status=422)
