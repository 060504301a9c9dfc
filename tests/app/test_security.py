"""Who is let in: this machine by the printed address; nobody by another host, origin or token."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64decode
from urllib.parse import quote

import pytest
from app_case import PORT, TOKEN, body, one_line

from kth_sim.app.security import MOST_BYTES, Guard, new_token
from kth_sim.reporting.language import LANGUAGES

HERE = f"127.0.0.1:{PORT}"
CALLS = [("GET", "/"), ("GET", "/api/runs"), ("POST", "/api/runs"), ("DELETE", "/api/runs/x")]
FORGED = ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", "", f"[::1]:{PORT}"]
FOREIGN = ["http://evil.example", "null", "http://127.0.0.1:1", f"https://{HERE}", "file://"]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("host", FORGED)
def test_a_forged_host_gets_400(client, method, path, host):
    response = client.request(method, f"{path}?token={TOKEN}", headers={"Host": host})
    assert response.status_code == 400
    assert one_line(response).startswith("host:")


@pytest.mark.parametrize("host", [HERE, f"localhost:{PORT}"])
def test_this_machine_is_let_in(client, host):
    assert client.get("/api/runs", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_gets_403(client, method, path, origin):
    response = client.request(method, f"{path}?token={TOKEN}", headers={"Origin": origin})
    assert response.status_code == 403
    assert one_line(response).startswith("origin:")


@pytest.mark.parametrize("origin", [f"http://{HERE}", f"http://localhost:{PORT}"])
def test_the_page_itself_may_ask(client, origin):
    response = client.post("/api/runs", content=b"{}", headers={"Origin": origin})
    assert response.status_code == 422


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", "Bearer \xe6"])
def test_no_token_or_a_wrong_one_gets_401(client, method, path, given):
    response = client.request(method, path, headers={"Authorization": given.encode("latin-1")})
    assert response.status_code == 401
    assert one_line(response).startswith("token:")


def test_the_address_is_a_key_to_the_page_alone(client):
    nobody = {"Authorization": ""}
    assert client.get(f"/?token={TOKEN}", headers=nobody).status_code == 200
    assert client.get(f"/?token={TOKEN}x", headers=nobody).status_code == 401
    assert client.get(f"/?token={TOKEN}&token=x", headers=nobody).status_code == 401
    assert client.get(f"/api/runs?token={TOKEN}", headers=nobody).status_code == 401
    assert client.post(f"/?token={TOKEN}", headers=nobody).status_code == 401


def test_every_start_has_a_token_of_256_bits_that_fits_an_address():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(urlsafe_b64decode(token + "=")) == 32 for token in tokens)
    assert all(quote(token, safe="") == token for token in tokens)


@pytest.mark.parametrize(
    ("method", "path"), [*CALLS, ("OPTIONS", "/api/runs"), ("GET", "/nowhere")]
)
def test_every_answer_has_the_usual_headers_and_none_opens_the_app_to_others(client, method, path):
    for headers in ({}, {"Host": "evil.example"}, {"Authorization": "x"}):
        found = client.request(method, f"{path}?token={TOKEN}", headers=headers).headers
        assert found["x-content-type-options"] == "nosniff"
        assert found["referrer-policy"] == "no-referrer"
        assert found["x-frame-options"] == "DENY"
        assert found["cache-control"] == "no-store"
        assert found["cross-origin-resource-policy"] == "same-origin"
        policy = found["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'none'" in policy
        assert "unsafe" not in policy
        assert not [name for name in found if name.startswith("access-control")]


def test_the_page_may_ask_its_own_server_and_nobody_else(client):
    policy = client.get(f"/?token={TOKEN}").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["connect-src"] == "'self'"
    assert all(source.startswith("'sha256-") for source in rules["script-src"].split())
    assert rules["base-uri"] == "'none'"


async def in_parts_of(content):
    for i in range(0, len(content), 999):
        yield content[i : i + 999]


def test_a_body_that_is_too_large_gets_413_however_it_comes(client):
    large = b"x" * (MOST_BYTES + 1)
    assert client.post("/api/runs", content=large).status_code == 413
    said = client.post("/api/runs", content=b"x", headers={"Content-Length": "9" * 30})
    assert said.status_code == 413
    whole = client.post("/api/runs", content=in_parts_of(large))
    assert whole.status_code == 413
    assert one_line(whole).startswith("body:")
    just_fits = json.dumps(body(scenario="x")).encode().ljust(MOST_BYTES)
    assert client.post("/api/runs", content=just_fits).status_code == 422


def test_no_websocket_is_served():
    async def app(*_: object) -> None:
        raise AssertionError("it was let through")

    sent = []

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": [(b"host", HERE.encode())]}
    asyncio.run(Guard(app, TOKEN, PORT)(scope, None, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/api", "/api/runs/x/y"])
def test_there_is_nothing_else(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert one_line(response) == "not found"


def test_a_method_that_is_not_meant_gets_405(client):
    assert client.request("PUT", "/api/runs").status_code == 405


NAMES = ["..", ".", "../..", "../../etc/passwd", "/etc", "app", "app/lock", "lock", "x\0y", "C:\\x"]
NAMES += ["~", "%2e%2e", "x" * 5000]


def quoted(name):
    """The name in an address; its dots, too, for a client would follow them itself."""
    return quote(name, safe="").replace(".", "%2E")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_run_is_a_name_in_the_list_never_a_path(client, desk, method, name):
    (desk.out / "app").mkdir(parents=True)
    (desk.out / "app" / "job.json").write_text("{}")
    (desk.out.parent / "run.json").write_text("{}")
    for path in (f"/api/runs/{quoted(name)}", f"/api/runs/{quoted(name)}/payload"):
        response = client.request(method, path)
        assert response.status_code in {404, 405}, path
        assert "passwd" not in one_line(response)


@pytest.mark.parametrize("name", NAMES)
def test_nor_is_the_run_of_the_page(client, name):
    response = client.get("/", params={"token": TOKEN, "run": name})
    assert response.status_code == (422 if len(name) > 300 else 404)
    assert one_line(response)


def test_a_mistake_of_the_app_shows_nothing_of_its_inside(client, desk, monkeypatch):
    def broken() -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr(desk, "rows", broken)
    response = client.get("/api/runs")
    assert response.status_code == 500
    assert "secret" not in one_line(response)
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_page_has_words_of_the_app_in_each_language(client):
    text = client.get(f"/?token={TOKEN}").text
    data = json.loads(text.split('id="payload">')[1].split("</script>")[0])
    assert set(data["words"]) == set(LANGUAGES)
    assert data["words"]["da"]["app.title"] != data["words"]["en"]["app.title"]
    assert data["app"] == {"token": TOKEN, "run": None}
