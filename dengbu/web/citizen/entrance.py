"""Who may come in: people with an identity of their own; others are shown their way in."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from dengbu.accounts.api import Account, Permission
from dengbu.web.shared.access import ActorView, View, acting

Rest = ParamSpec("Rest")


def citizen(view: ActorView[Rest]) -> Callable[..., HttpResponse]:
    """Give a view the citizen as second argument; who is not signed in goes to the own entrance.

    Raises `Faults` PERMISSION_MISSING for officers and agents, SESSION_EXPIRED for a form sent too
    late.
    """
    inner: View[Rest] = acting(Permission.APPLY)(view)

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.method == "GET" and not isinstance(request.user, Account):
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('shared:sign_in_citizen')}?{query}")
        return inner(request, *args, **kwargs)

    return guarded
