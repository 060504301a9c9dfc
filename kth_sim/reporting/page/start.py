"""The page where there is no run to show yet: the app's own part alone."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Any

from kth_sim.reporting.page.build import APP_SCRIPTS, APP_STYLE, _asset, _data, policy
from kth_sim.reporting.page.words import words_of_page

_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Kom Trygt Hjem</title>
<link rel="icon" href="data:,">
<style>$style</style>
</head>
<body>
<noscript><p>This page needs JavaScript. Siden kræver JavaScript.</p></noscript>
<div id="app" data-start></div>
$payload
$scripts
</body>
</html>
""")


def start_text(app: Mapping[str, Any], language: str) -> str:
    """The whole start page.

    Args:
        app: as `payload["app"]` of `page_text`.
        language: in which it opens.
    """
    style = _asset("page.css") + _asset(APP_STYLE)
    scripts = [_asset(name) for name in APP_SCRIPTS]
    return _PAGE.substitute(
        language=language,
        policy=policy(scripts, style, served=True),
        style=style,
        payload=_data({"words": words_of_page(), "language": language, "app": app}),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )
