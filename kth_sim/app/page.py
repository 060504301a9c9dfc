"""The page as it is served: the explorer with its run, or the start page where there is none."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from kth_sim.reporting.page import page_text
from kth_sim.reporting.page.start import start_text

if TYPE_CHECKING:
    from kth_sim.app.desk import Desk

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def page_for(desk: Desk, run: str | None, token: str, language: str) -> str:
    """The page of a run, or of the newest that can be opened; else the start page.

    Args:
        desk: what knows the runs.
        run: the run's name, as asked for; None: the newest.
        token: that the page sends with all it asks for.
        language: in which it opens.

    Raises:
        UnknownRunError: there is no run of that name.
    """
    name = desk.newest() if run is None else desk.row(run).id
    app = {"token": token, "run": name}
    if name is None or "open" not in desk.row(name).can:
        return start_text(app, language)
    return page_text({**desk.payload(name), "app": app, "language": language})


def header_policy(page: str) -> str:
    """The page's own content-security policy, and that no other page may frame it.

    >>> header_policy('<meta http-equiv="Content-Security-Policy" content="a &#39;b&#39;">')
    "a 'b'; frame-ancestors 'none'"
    """
    found = _POLICY.search(page)
    assert found is not None, "every page has a policy"
    return f"{unescape(found[1])}; frame-ancestors 'none'"
