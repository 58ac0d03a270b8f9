"""Signing in and out, and the front page. Citizens of the demonstration choose who they are."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dengbu.accounts.api import (
    Account,
    AccountKind,
    Actor,
    Permission,
    Post,
    actor_of,
    may,
    sign_in_check,
)
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.web.shared.access import actor_of_request
from dengbu.web.shared.problem import status_of

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_PEOPLE_SHOWN = 12

_FACES = (
    (Permission.ACCEPT, "/window/"),
    (Permission.EXAMINE, "/office/"),
    (Permission.LEDGER, "/office/ledger"),
    (Permission.FILE_BATCH, "/agent/"),
    (Permission.TAKE_PART, "/agent/transfers/"),
    (Permission.APPLY, "/me/"),
)
"""Where each power works; the first that a person has is their place."""

_NOT_YET = {
    Post.ARCHIVIST: "印证、发证的台账和档案借阅，还没有做成网页。",
    Post.AUDITOR: "质量抽查、别的提示和统计报表，还没有做成网页。登簿存证的核对，请系统管理员运行"
    " bin/dengbu audit，结果会写明对不对得上。",
    Post.ADMIN: "账号、岗位、事项目录和数据导入，还没有做成网页；现在由运维人员在服务器上用"
    " bin/dengbu 命令办，写在《运维手册》（docs/howto/operator.md）里。",
}
"""Posts without a desk: which of their work has no page."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Front page: three ways in; who is signed in goes to the own desk at once."""
    if isinstance(request.user, Account):
        return HttpResponseRedirect(_desk(request.user))
    return render(request, "shared/home.html")


@never_cache
@require_GET
def no_desk(request: HttpRequest) -> HttpResponse:
    """For posts without a desk: which work has no page yet, and what the account may do here.

    Raises `Faults` SESSION_EXPIRED.
    """
    actor = actor_of_request(request)
    if face := _face(actor):
        return HttpResponseRedirect(face)
    context = {
        "actor": actor,
        "posts": [post.label for post in Post if post in actor.posts],
        "missing": [said for post, said in _NOT_YET.items() if post in actor.posts],
        "searches": may(actor, Permission.SEARCH_REGISTER),
        "audits": may(actor, Permission.AUDIT),
        "seals": may(actor, Permission.SEALS),
    }
    return render(request, "shared/no_desk.html", context)


@sensitive_post_parameters("password", "totp")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Officers and agents: account, password, one-time code."""
    faults: Faults | None = None
    if request.method == "POST":
        try:
            return _enter(request, _checked(request))
        except Faults as error:
            faults = error
    context = {
        "faults": faults,
        "username": request.POST.get("username", ""),
        "after": _after(request),
        "expired": request.GET.get("expired") == "1" and faults is None,
        "aside": _aside(request),
        "second_factor": settings.SECOND_FACTOR,
    }
    status = status_of(faults) if faults else 200
    return render(request, "shared/sign_in.html", context, status=status)


def _checked(request: HttpRequest) -> Account:
    """The account behind the form. `Faults` at the empty fields, or for the whole."""
    name, password = request.POST.get("username", ""), request.POST.get("password", "")
    faults = FaultList()
    if not name.strip():
        faults.add(FaultCode.REQUIRED, "请填写账号", field="username")
    if not password:
        faults.add(FaultCode.REQUIRED, "请填写密码", field="password")
    faults.raise_if_any()
    code = "".join(request.POST.get("totp", "").split())
    address = request.META.get("REMOTE_ADDR") or None
    return sign_in_check(name, password, code, now=timezone.now(), ip=address)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_citizen(request: HttpRequest) -> HttpResponse:
    """Citizens: the demonstration lets one choose a person, in place of the face check."""
    if not settings.DEMO:
        return render(request, "shared/sign_in_citizen_closed.html")
    faults: Faults | None = None
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        account = _citizens().filter(id=chosen).first() if chosen.isdecimal() else None
        if account is not None:
            return _enter(request, account)
        faults = Faults(
            Fault(code=FaultCode.REQUIRED, message="请选一位，用他的身份看", field="person")
        )
    name = request.GET.get("q", "").strip()
    people = _citizens().filter(name__startswith=name) if name else _citizens()
    context = {
        "faults": faults,
        "people": list(people.order_by("id")[:_PEOPLE_SHOWN]),
        "name": name,
        "after": _after(request),
        "aside": _aside(request),
        "expired": request.GET.get("expired") == "1" and faults is None,
    }
    status = status_of(faults) if faults else 200
    return render(request, "shared/sign_in_citizen.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and say so."""
    logout(request)
    return render(request, "shared/signed_out.html")


def _citizens() -> QuerySet[Account]:
    return Account.objects.filter(kind=AccountKind.CITIZEN, is_active=True)


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    login(request, account, backend=_BACKEND)
    return HttpResponseRedirect(_after(request) or _desk(account))


def _after(request: HttpRequest) -> str:
    """The page of ours to go on to, empty for none."""
    after = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        after, {request.get_host()}, require_https=request.is_secure()
    )
    return after if ours else ""


def _aside(request: HttpRequest) -> bool:
    """Whether one signs in beside a form that is still open in another page."""
    return _after(request) == reverse("shared:signed_in")


def _desk(account: Account) -> str:
    return _face(actor_of(account)) or reverse("shared:no_desk")


def _face(actor: Actor) -> str:
    """Where the actor works, empty when no face is made for their posts."""
    return next((place for power, place in _FACES if may(actor, power)), "")
