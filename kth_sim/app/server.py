"""The addresses of the app; what stands behind them is in `desk`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from kth_sim.app.desk import Desk, NotNowError, UnknownRunError
from kth_sim.app.offers import DEFAULT_SCENARIO, offers
from kth_sim.app.page import header_policy, page_for
from kth_sim.app.security import Guard, line
from kth_sim.errors import UserError

ACCEPTED, UNKNOWN, CONFLICT, WRONG, BROKEN = 202, 404, 409, 422, 500
LONGEST_NAME = 300


def make_app(desk: Desk, token: str, port: int) -> Guard:
    """The whole app, guarded, for any ASGI server.

    Args:
        desk: what carries out; it is closed when the server ends.
        token: the secret of this start.
        port: where the server listens, which every Host must name.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(desk.close)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    add_errors(app)
    add_page(app, desk, token)
    add_runs(app, desk)
    return Guard(app, token, port)


def json_line(content: object, status: int = 200) -> Response:
    """Plain data as one line of JSON."""
    return Response(line(content), status, media_type="application/json")


def add_page(app: FastAPI, desk: Desk, token: str) -> None:
    """The page, with the run that is asked for or the newest one."""

    @app.get("/")
    def page(
        request: Request, run: Annotated[str | None, Query(max_length=LONGEST_NAME)] = None
    ) -> Response:
        text = page_for(desk, run, token, preferred(request.headers.get("accept-language", "")))
        return HTMLResponse(text, headers={"content-security-policy": header_policy(text)})


def preferred(accepted: str) -> str:
    """Danish, where the reader's browser asks for it first; else English.

    >>> preferred("da-DK,da;q=0.9,en;q=0.8"), preferred("en-GB,da;q=0.5"), preferred("")
    ('da', 'en', 'en')
    """
    return "da" if accepted.strip().lower().startswith("da") else "en"


def add_runs(app: FastAPI, desk: Desk) -> None:
    """The runs: listed, begun, looked at, gone on with, cancelled."""

    @app.get("/api/form")
    def form(scenario: str = DEFAULT_SCENARIO) -> Response:
        return json_line(offers(scenario))

    @app.get("/api/runs")
    def runs() -> Response:
        return json_line([asdict(row) for row in desk.rows()])

    @app.post("/api/runs")
    async def new(request: Request) -> Response:
        body = await request.body()
        return json_line(asdict(await run_in_threadpool(desk.new, body)), ACCEPTED)

    @app.get("/api/runs/{name}")
    def one(name: str) -> Response:
        return json_line(asdict(desk.row(name)))

    @app.post("/api/runs/{name}")
    def go_on(name: str) -> Response:
        return json_line(asdict(desk.go_on(name)), ACCEPTED)

    @app.delete("/api/runs/{name}")
    def cancel(name: str) -> Response:
        return json_line(asdict(desk.cancel(name)), ACCEPTED)

    @app.get("/api/runs/{name}/payload")
    def payload(name: str) -> Response:
        return json_line(desk.payload(name))


def add_errors(app: FastAPI) -> None:
    """Every error is one line of JSON; none shows the inside of the program."""

    def says(status: int) -> Callable[[Request, Exception], Response]:
        return lambda _, error: json_line({"error": one_line(error)}, status)

    def refused(_: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", BROKEN)
        return json_line({"error": str(getattr(error, "detail", "")).lower()}, status)

    def broken(_: Request, __: Exception) -> Response:
        what = "the app made a mistake: the terminal where it runs says which"
        return json_line({"error": what}, BROKEN)

    def wrong(_: Request, error: Exception) -> Response:
        return json_line({"error": first_complaint(error)}, WRONG)

    handlers: dict[int | type[Exception], Any] = {
        UnknownRunError: says(UNKNOWN),
        NotNowError: says(CONFLICT),
        UserError: says(WRONG),
        RequestValidationError: wrong,
        HTTPException: refused,
        Exception: broken,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def one_line(error: Exception) -> str:
    """What an error says, on one line."""
    return " ".join(str(error).split())


def first_complaint(error: Exception) -> str:
    """What is wrong with the parameters of an address, on one line."""
    details = error.errors() if isinstance(error, RequestValidationError) else []
    return "; ".join(f"{detail['loc'][-1]}: {detail['msg'].lower()}" for detail in details[:1])
