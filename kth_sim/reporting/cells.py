"""What writers ask of cells: the mark of an assumption, and where the numbers are."""

from __future__ import annotations

from kth_sim.reporting.document import Cell, Table

MARK = "*"  # in files that have no other way to show it


def marked(text: str, *, assumed: bool) -> str:
    """A text, marked if it rests on an assumption.

    >>> marked("8 %", assumed=True), marked("8 %", assumed=False)
    ('8 %*', '8 %')
    """
    return f"{text}{MARK}" if assumed and text else text


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number.

    >>> is_number(Cell(0.08, "8 %")), is_number(Cell("8", "8"))
    (True, False)
    """
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)


def numeric_columns(table: Table) -> tuple[bool, ...]:
    """Whether each column holds numbers, and nothing else.

    >>> numeric_columns(Table("t", "T", ("a", "b"), ((Cell(1, "1"), Cell("x", "x")),)))
    (True, False)
    """
    columns = [[row[place] for row in table.rows] for place in range(len(table.columns))]
    return tuple(
        any(map(is_number, cells)) and all(is_number(cell) or not cell.text for cell in cells)
        for cells in columns
    )
