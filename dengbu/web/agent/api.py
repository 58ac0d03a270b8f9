"""The agent API: organisations file the smart four, and have their say in sales under mortgage."""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ClassVar

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.security.apikey import APIKeyHeader

from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register
from dengbu.web.agent.application_shapes import LARGEST_SENT
from dengbu.web.agent.applications import routers
from dengbu.web.agent.reading import faults_of_lines, shape_faults
from dengbu.web.agent.rehearsals import router as rehearsals
from dengbu.web.agent.schemas import BatchIn, BatchOut, LineOut, Problem, batch_out, line_out
from dengbu.web.agent.transfers_api import router as transfers
from dengbu.web.shared.looks import note_operation, people_on
from dengbu.web.shared.problem import problem_response
from dengbu.web.shared.signing import Signed, verify

log = logging.getLogger(__name__)
MAX_BODY = 1_000_000  # bytes


class Signature(APIKeyHeader):
    """Authentication by the signature of the request."""

    param_name = "Signature"
    openapi_description: ClassVar[str] = "RFC 9421, Ed25519; 见 bank-api 说明"

    def __init__(self, most: int = MAX_BODY) -> None:
        super().__init__()
        self.most = most  # bytes of a request

    def __call__(self, request: HttpRequest) -> Signed:
        """The signer; Faults go to the handler below."""
        if len(request.body) > self.most:
            message = f"请求超过 {self.most // 1_000_000} MB，请分批提交"
            raise Faults(Fault(code=FaultCode.TOO_MANY_ITEMS, message=message, field="items"))
        return verify(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Signed | None:
        """Not asked: ``__call__`` reads more than one header."""
        raise NotImplementedError


class Fast(BaseRenderer):
    """JSON by orjson; instants with their zone."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """The body."""
        return orjson.dumps(data)


api = NinjaAPI(
    title="登簿 银行接口",
    version="1",
    description="批量申请智能审批的登记：注销抵押（G44）、注销预告（G37、G37-2）、"
    "预告转正式（G38、G38-2）；确认带押过户；"
    "别的事项先交材料再申请；办任何一件以前先预演。"
    "错误按 RFC 9457，错误码是封闭清单。",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=Signature(),
    renderer=Fast(),
    urls_namespace="agent-api",
)
api.add_router("/rehearsals", rehearsals)
papers, applications = routers(Signature(most=LARGEST_SENT))
api.add_router("/papers", papers)
api.add_router("/applications", applications)
_ERRORS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 400: Problem}


api.add_router("/mortgaged-transfers", transfers)


@api.post("/batches", response={201: BatchOut, **_ERRORS}, summary="提交一批申请")
def post_batch(request: HttpRequest, batch: BatchIn) -> HttpResponse:
    """每件一个回答：受理的有业务号，不能受理的写明原因。同一个幂等键重发，回答不变。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    view = casework.file_batch(
        batch.items,
        actor=signed.actor,
        idempotency_key=signed.idempotency_key,
        body=request.body,
        signed=casework.SignedText(
            key_id=signed.key.key_id, text=signed.base, signature=signed.signature
        ),
        now=timezone.now(),
        service=batch.service,
    )
    return HttpResponse(orjson.dumps(batch_out(view)), content_type="application/json", status=201)


@api.get("/batches/{int:batch_id}", response={200: BatchOut, **_ERRORS}, summary="查一批")
def get_batch(request: HttpRequest, batch_id: int) -> dict[str, Any]:
    """这一批每件现在到哪一步。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    return batch_out(casework.batch(batch_id, actor=signed.actor))


@api.get("/cases/{case_no}", response={200: LineOut, **_ERRORS}, summary="查一件")
def get_case(request: HttpRequest, case_no: str) -> dict[str, Any]:
    """这一件现在到哪一步。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    line = casework.batch_case(case_no, actor=signed.actor)
    told_of = people_on(register.unit_state(line.unit_code, now=timezone.now()))
    note_operation("agent-api:get_case", signed.actor, [case_no], people=told_of)
    return line_out(line, named=True)


@api.exception_handler(Faults)
def on_faults(request: HttpRequest, error: Faults) -> HttpResponse:
    """Faults of any storey."""
    return problem_response(request, error)


@api.exception_handler(ValidationError)
def on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every wrong field at once, by its path in the body, in the lines too."""
    found = [*shape_faults(error.errors), *faults_of_lines(request.body)]
    return problem_response(request, Faults(found))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    message = "请求内容不是合法的 JSON"
    return problem_response(request, Faults(Fault(code=FaultCode.BAD_JSON, message=message)))


@api.exception_handler(Exception)
def on_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own failure; the log has it."""
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    message = "系统出了毛病，这一次没有办成"
    remedy = "过几秒用同一个幂等键原样再交，不会办两次；一直不行，请告诉登记机构。"
    fault = Fault(code=FaultCode.INTERNAL, message=message, remedy=remedy)
    return problem_response(request, Faults(fault))


@api.exception_handler(AuthenticationError)
def on_unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No signature."""
    message = "请求没有签名"
    fault = Fault(code=FaultCode.SIGNATURE_INVALID, message=message, field="Signature")
    return problem_response(request, Faults(fault))


def addresses() -> tuple[Sequence[URLPattern | URLResolver], str, str]:
    """The addresses of the interface; a wrong method is answered by a problem, too."""
    found, app, namespace = api.urls
    for one in found:
        if isinstance(one, URLPattern):
            one.callback = _problem_for_method(one.callback)
    return found, app, namespace


def _problem_for_method(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = response.headers.get("Allow", "")
        message = f"这个地址不接受 {request.method}，只接受 {allowed}"
        fault = Fault(code=FaultCode.METHOD_NOT_ALLOWED, message=message)
        told = problem_response(request, Faults(fault))
        told.headers["Allow"] = allowed
        return told

    return answered
