"""Who may ask the app for anything: this machine, by the address it printed, and nobody else.

A page on the web can make a browser send requests to 127.0.0.1. It cannot know the token; it cannot
forge the Host that the browser sends (which stops DNS rebinding) nor the Origin.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any
from urllib.parse import parse_qs

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]

MOST_BYTES = 64 * 1024  # of a request's body
ONLY_HERE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": ONLY_HERE,  # the page brings one of its own
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def new_token() -> str:
    """A secret for one start of the app: 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure
    """A request that is not served: its status and one line that says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Guard:
    """An ASGI application that lets through to another what may pass, and no other.

    Args:
        app: what is guarded.
        token: the secret of this start.
        port: where the app listens.
    """

    def __init__(self, app: Asgi, token: str, port: int) -> None:
        self._app, self._token = app, token.encode()
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve, or refuse with one line of JSON."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no websocket is served
            await send({"type": "websocket.close", "code": 1008})
            return
        sent = with_headers(send)
        try:
            self.check(scope)
            body = await whole_body(scope, receive)
        except Refusal as refusal:
            await answer(sent, refusal.status, refusal.why)
            return
        await self._app(scope, replayed(body, receive), sent)

    def check(self, scope: Message) -> None:
        """Nothing, if the request may pass.

        Raises:
            Refusal: 400 for another host, 403 for another origin, 401 without the token.
        """
        hosts, origins = header(scope, "host"), header(scope, "origin")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            raise Refusal(400, "host: this app answers to 127.0.0.1 and localhost alone")
        if any(origin not in {f"http://{host}" for host in self._hosts} for origin in origins):
            raise Refusal(403, "origin: another page may not use this app")
        if not self.is_known(scope):
            what = "token: missing or wrong: open the address that kth-sim app printed"
            raise Refusal(401, what)

    def is_known(self, scope: Message) -> bool:
        """Whether the token is there: in the address of the page, in a header of all else."""
        if scope["path"] == "/" and scope["method"] in {"GET", "HEAD"}:
            given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        else:
            given = [text.removeprefix("Bearer ") for text in header(scope, "authorization")]
        return len(given) == 1 and secrets.compare_digest(given[0].encode(), self._token)


def header(scope: Message, name: str) -> list[str]:
    """Every value of a header."""
    wanted = name.encode()
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == wanted]


def with_headers(send: Send) -> Send:
    """A `send` that adds the usual headers to a response, where it has none of that name."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = list(message.get("headers", []))
            names = {key.lower() for key, _ in there}
            message = {**message, "headers": [*there, *missing(names)]}
        await send(message)

    return sent


def missing(names: set[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The usual headers that are not among these."""
    for name, value in HEADERS.items():
        if name.encode() not in names:
            yield name.encode(), value.encode()


async def whole_body(scope: Message, receive: Receive) -> bytes:
    """The body of a request, which is small.

    Raises:
        Refusal: 413, it is larger than any request needs.
    """
    too_large = Refusal(413, f"body: larger than {MOST_BYTES} bytes: no request needs as much")
    for length in header(scope, "content-length"):
        if not (length.isascii() and length.isdigit()) or int(length[:20]) > MOST_BYTES:
            raise too_large
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise too_large
        more = message.get("more_body", False)
    return b"".join(parts)


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives this body first."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received


async def answer(send: Send, status: int, why: str) -> None:
    """One line of JSON."""
    content = line({"error": why})
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def line(content: object) -> bytes:
    """Plain data as one line of JSON."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return (text + "\n").encode()
