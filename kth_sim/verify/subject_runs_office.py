"""A workbook reckoned anew by another program: LibreOffice, told to forget what was kept."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from kth_sim.verify.check import DoesNotApplyError

MISSING = (
    "LibreOffice, which reckons the workbook anew, is missing: "
    "apt-get install --no-install-recommends libreoffice-calc"
)
# Commas, quotes, UTF-8, from the first line on, American numbers as they are, each sheet a file.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,false,false,false,false,-1"
NEUTRAL = {"LC_ALL": "C.UTF-8"}  # so that 1.5 is not written 1,5
KEPT = re.compile(rb"(</f>)<v>[^<]*</v>")
SECONDS = 120
Sheets = Mapping[str, list[list[str]]]


def recalculated(workbook: Path) -> Sheets:
    """Every cell as text, `{sheet: rows}`, after LibreOffice has evaluated every formula.

    What the file keeps of its formulas' results is taken out before, so that none can be shown.

    Raises:
        DoesNotApplyError: there is no LibreOffice; says how to install it.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise DoesNotApplyError(MISSING)
    with TemporaryDirectory() as name:
        folder = Path(name)
        bare = forget_results(workbook, folder / "bare.xlsx")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", AS_CSV, "--outdir", name]
        run = partial(subprocess.run, check=True, capture_output=True, timeout=SECONDS)
        run([*command, str(bare)], env=os.environ | NEUTRAL)
        return {path.stem.removeprefix("bare-"): read(path) for path in folder.glob("bare-*.csv")}


def forget_results(workbook: Path, bare: Path) -> Path:
    """The same workbook without any result of a formula."""
    with zipfile.ZipFile(workbook) as before, zipfile.ZipFile(bare, "w") as after:
        for part in before.namelist():
            after.writestr(part, KEPT.sub(rb"\1", before.read(part)))
    return bare


def read(path: Path) -> list[list[str]]:
    """The rows of a csv file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
