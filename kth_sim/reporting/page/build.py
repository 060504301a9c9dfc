"""The page put together: its style, its scripts and its payload inside one HTML text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kth_sim.errors import UserError
from kth_sim.files import write_whole
from kth_sim.reporting.page.words import words_of_page

HERE = Path(__file__).parent
SCRIPTS = (  # in the order in which they are read; the last one starts the page
    "payload.js",
    "words.js",
    "dates.js",
    "state.js",
    "curves.js",
    "people.js",
    "stage.js",
    "calc.js",
    "decision.js",
    "results.js",
    "dom.js",
    "inputs.js",
    "adjust.js",
    "controls.js",
    "tables.js",
    "charts.js",
    "patient_charts.js",
    "draw.js",
    "export.js",
    "page.js",
)
STYLES = ("page.css", "results.css")
APP_SCRIPTS, APP_STYLE = ("app_base.js", "app_form.js", "app.js"), "app.css"
MOST_BYTES = 4_000_000  # as much as a mail carries without ado
EXPORTED = "window.vegaEmbed = vegaEmbed;"  # all that the page needs of the bundle
SLOT = re.compile(r"<!-- slot:(\w+) -->")


def page_text(payload: Mapping[str, Any]) -> str:
    """The whole page, for a file or a server.

    The payload's `app` is null in a file; where it is an object the page has the app's own script
    and style, too, and may ask the server it came from. `words` in both languages are added.

    Args:
        payload: as `kth_sim.runs.explore.payload_of` makes it; plain data.
    """
    served = payload.get("app") is not None
    style = "".join(map(_asset, (*STYLES, *((APP_STYLE,) if served else ()))))
    scripts = [_vega(), *map(_asset, SCRIPTS)]
    if served:
        scripts[-1:-1] = map(_asset, APP_SCRIPTS)  # known when the page starts
    parts = {
        "policy": policy(scripts, style, served=served),
        "language": str(payload.get("language", "en")),
        "licences": _asset("licences.txt"),
        "style": f"<style>{style}</style>",
        "payload": _data({"words": words_of_page(), **payload}),
        "scripts": "\n".join(f"<script>{script}</script>" for script in scripts),
    }
    return SLOT.sub(lambda slot: parts[slot[1]], _asset("page.html"))


def write_page(payload: Mapping[str, Any], path: Path) -> Path:
    """Write the page as one file, whole or not at all, and return its path.

    Args:
        payload: as for `page_text`.
        path: of the file.

    Raises:
        UserError: it would be too large to be sent on, or cannot be written.
    """
    content = page_text(payload).encode("utf-8")
    if len(content) > MOST_BYTES:
        what = f"{path}: would take {len(content) / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:g}"
        raise UserError(f"{what}: name fewer runs or plans")
    try:
        return write_whole(path, content)
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror or error}") from None


def policy(scripts: list[str], style: str, *, served: bool) -> str:
    """A content-security policy under which only these scripts and this style are read.

    Nothing is fetched from anywhere, but for the server itself where the page is served.
    """
    rules = {
        "default-src": ["'none'"],
        "script-src": [_digest(script) for script in scripts],
        "style-src": [_digest(style)],
        "img-src": ["data:"],
        "connect-src": ["'self'"] if served else ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def _digest(text: str) -> str:
    """The source expression of an inline script or style: a hash of its very characters."""
    found = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
    return f"'sha256-{found}'"


def _data(payload: Mapping[str, Any]) -> str:
    r"""A data block of JSON that cannot end early, whatever a name in it says.

    >>> _data({"name": "</script>"})
    '<script type="application/json" id="payload">{"name":"\\u003c/script\\u003e"}</script>'
    """
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="payload">{text}</script>'


@cache
def _vega() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, BSD-3-Clause; see `licences.txt`.

    Inside a function of its own: its short names would else be those of the page, too.
    """
    import vl_convert  # noqa: PLC0415 - slow to import

    bundle: str = vl_convert.javascript_bundle(EXPORTED)
    return f"(() => {{\n{bundle}\n}})();"


@cache
def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
