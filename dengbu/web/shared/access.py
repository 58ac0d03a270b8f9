"""Who asks: from a request to the actor that every verb of the house takes."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from dengbu.accounts.api import Account, Actor, Permission, actor_of, require
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared import looks

Rest = ParamSpec("Rest")
ActorView = Callable[Concatenate[HttpRequest, Actor, Rest], HttpResponse]
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]

SIGNED_OUT = Fault(
    code=FaultCode.SESSION_EXPIRED,
    message="您还没有登录，或者 30 分钟没有操作，已自动退出",
    remedy="请重新登录。已经收到的办件都在；刚才填了还没交的，要重新填。",
)


def actor_of_request(request: HttpRequest) -> Actor:
    """The person who asks. `Faults` (SESSION_EXPIRED) when nobody is signed in."""
    if not isinstance(request.user, Account):
        raise Faults(SIGNED_OUT)
    return actor_of(request.user)


def acting(
    *permissions: Permission,
) -> Callable[[ActorView[Rest]], View[Rest]]:
    """Give a view the actor as second argument, who has every one of the permissions.

    Faults (SESSION_EXPIRED, PERMISSION_MISSING) are answered by `FaultAnswers`: a page is sent to
    the sign-in and back, a program gets its problem document. Whatever shows data of people leaves
    a look (`dengbu.web.shared.looks`).
    """

    def decorate(view: ActorView[Rest]) -> View[Rest]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponse:
            actor = actor_of_request(request)
            for permission in permissions:
                require(actor, permission)
            response = view(request, actor, *args, **kwargs)
            looks.note(request, actor, response)
            return response

        return guarded

    return decorate
