"""`kth-sim app`: the explorer page on this machine, with new runs."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from kth_sim.errors import UserError

_NEEDED = ("fastapi", "uvicorn")


def app_command(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="To listen on; 0: any that is free.")
    ] = 0,
    outputs: Annotated[
        Path, typer.Option("--outputs", help="Where run folders are and go.")
    ] = Path("outputs"),
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Print the address, open no browser.")
    ] = False,
) -> None:
    """Serve the explorer page to this machine alone, and carry out new runs from it.

    Ctrl-C ends it; a run under way can be continued after the next start.

    Example: `kth-sim app`
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        what = f"needs {' and '.join(missing)}: pip install 'kth-sim[app]'"
        raise UserError(f"kth-sim app: {what}")
    from kth_sim.app.serve import serve  # noqa: PLC0415 - loads FastAPI

    def ready(address: str) -> None:
        typer.echo(f"Explorer: {address}")
        typer.echo("The address is a key: give it to nobody. Ctrl-C ends the app.")
        if not no_open:
            import webbrowser  # noqa: PLC0415

            webbrowser.open(address)

    serve(outputs, port, ready)
