"""Questions in SQL over all stored runs: DuckDB reads, and nothing else is open to them.

The tables that a question names are loaded first; then access to files and network is closed for
good, and only then the question is asked. So no question can read or write outside the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.errors import UserError
from kth_sim.evidence.checking import unknown_name
from kth_sim.runs.library import run_folders
from kth_sim.runs.query_tables import MADE, RUNS, SOURCES, files_of, listing, made_rows

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

READS = {"SELECT", "EXPLAIN", "MULTI"}  # kinds of statements; MULTI is a pivot
_LONGEST = 160  # letters of what DuckDB says
_TABLES = re.compile(r"\s*show\s+(all\s+)?tables\s*;?\s*$", re.IGNORECASE)
_NO_TABLE = re.compile(r"Table with name (\S+) does not exist")
# In one line of an error, what DuckDB says of the kind before it says what.
_KIND = re.compile(r"^\w+( \w+)? Error: ")
RUN_COLUMNS: Mapping[str, str] = {
    "run": "varchar",
    "scenario": "varchar",
    "draws": "bigint",
    "patients": "bigint",
    "seed": "bigint",
    "state": "varchar",
}


def ask(sql: str, out: Path = Path("outputs")) -> pd.DataFrame:
    """The answer to a question.

    Args:
        sql: one statement that reads, over the tables of `query_tables`.
        out: where run folders are.

    Raises:
        UserError: it is no such statement, names a table or column that is not there, or fails.
    """
    import duckdb  # noqa: PLC0415

    if _TABLES.match(sql):
        return answer_tables(out)
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    try:
        check(connection, sql)
        for name in named(connection, sql):
            load(connection, name, out)
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        return connection.execute(sql).df()
    except duckdb.Error as error:
        raise UserError(in_one_line(error)) from None
    finally:
        connection.close()


def answer_tables(out: Path) -> pd.DataFrame:
    """The tables there are, as an answer."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(listing(out))


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """The question is one statement that reads.

    Raises:
        UserError: it is not.
    """
    kinds = [statement.type.name for statement in connection.extract_statements(sql)]
    if len(kinds) != 1:
        raise UserError(f"query: {len(kinds)} statements: give one")
    if kinds[0] not in READS:
        what = f"a statement of kind {kinds[0].lower()} is not allowed"
        raise UserError(f"query: {what}: only questions are: begin with select, with or describe")


def named(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """The tables of ours that a question names, or may name."""
    import duckdb  # noqa: PLC0415

    try:
        words: Iterable[str] = connection.get_table_names(sql)
    except duckdb.Error:  # several statements in one, as in a pivot: any word may be a table
        words = re.findall(r"\w+", sql)
    asked = {word.lower() for word in words}
    return [name for name in (*MADE, *SOURCES) if name in asked]


def load(connection: duckdb.DuckDBPyConnection, name: str, out: Path) -> None:
    """Read one table from all runs that have it, with the run's name as its first column.

    Raises:
        UserError: no run has it, or a file cannot be read.
    """
    if name in MADE:
        load_rows(connection, name, out)
        return
    source = SOURCES[name]
    files = files_of(source, run_folders(out))
    if not files:
        raise UserError(f"query: no run in {out} has {name}: make one with kth-sim {source.by}")
    reader = "read_parquet" if source.file.endswith(".parquet") else "read_csv"
    options = ", header = true, sample_size = -1" if reader == "read_csv" else ""
    connection.execute(
        "create or replace temp table named_files as select unnest($1::varchar[]) as filename, "
        "unnest($2::varchar[]) as run",
        [list(files), list(files.values())],
    )
    more = f"{source.columns}, " if source.columns else ""
    where = f"where {source.where}" if source.where else ""
    columns = "t.* exclude (filename)"
    connection.execute(
        f"create table {name} as select f.run, {more}{columns} "
        f"from {reader}($1, union_by_name = true, filename = true{options}) t "
        f"join named_files f on f.filename = t.filename {where}",
        [list(files)],
    )


def load_rows(connection: duckdb.DuckDBPyConnection, name: str, out: Path) -> None:
    """A table that is made of the runs' records."""
    import pandas as pd  # noqa: PLC0415

    frame = pd.DataFrame(made_rows(name, out))
    if frame.empty:
        raise UserError(f"query: no run in {out} has {name}: make one with kth-sim run")
    connection.register("made_rows", typed(frame) if name == RUNS else frame)
    connection.execute(f"create table {name} as select * from made_rows")
    connection.unregister("made_rows")


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The runs with whole numbers where a run has none, too."""
    whole = [name for name, kind in RUN_COLUMNS.items() if kind == "bigint"]
    return frame.assign(**{name: frame[name].astype("Int64") for name in whole})


def in_one_line(error: Exception) -> str:
    """What DuckDB says, in one line, with what may help."""
    text = str(error)
    if found := _NO_TABLE.search(text):
        known = [*MADE, *SOURCES]
        hint = unknown_name(found[1].strip('"!').lower(), known)
        return f"query: no table {found[1]}: {hint}; all of them: kth-sim query --tables"
    if "Could not convert string" in text:
        text = f"{text.splitlines()[0]}\nDid you mean: try_cast(column as double)"
    first, *rest = (line.strip() for line in text.splitlines() if line.strip())
    hint = next((line for line in rest if line.startswith(("Did you", "Candidate"))), "")
    said = _KIND.sub("", first)
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]} ..."
    return " ".join(part for part in ("query:", said, hint) if part)


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """An answer as plain data; None where there is nothing, days as text."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]


def plain(value: Any) -> object:  # noqa: ANN401 - whatever a column may hold
    """One value as JSON has it."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, list | np.ndarray):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if value is None or pd.isna(value) or value in (float("inf"), float("-inf")):
        return None
    if isinstance(value, Decimal):  # a number inside a struct; elsewhere it is a float already
        return float(value)
    return value if isinstance(value, bool | int | float | str) else str(value)
