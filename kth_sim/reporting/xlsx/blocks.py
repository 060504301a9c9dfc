"""Where things stand in the workbook, so that a formula names a cell by what is in it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Block:
    """A rectangle of cells on one sheet; rows and columns count from 0.

    Example:
        >>> table = Block("Per patient", row=4, column=1, rows=3, columns=2)
        >>> table.cell(0, 1), table.down(0), table.across(2, 0, 2)
        ("'Per patient'!$C$5", "'Per patient'!$B$5:$B$7", "'Per patient'!$B$7:$C$7")
    """

    sheet: str
    row: int
    column: int
    rows: int
    columns: int

    @property
    def below(self) -> int:
        """The row under it."""
        return self.row + self.rows

    @property
    def right(self) -> int:
        """The column beside it."""
        return self.column + self.columns

    def part(self, rows: int) -> Block:
        """Its first rows."""
        return replace(self, rows=rows)

    def cell(self, i: int, j: int = 0) -> str:
        """The cell in row i and column j of the block."""
        return self._range(i, j, i + 1, j + 1)

    def down(self, j: int = 0) -> str:
        """All rows of column j."""
        return self._range(0, j, self.rows, j + 1)

    def across(self, i: int, first: int = 0, stop: int | None = None) -> str:
        """Columns `first` to `stop` (not with it) of row i."""
        return self._range(i, first, i + 1, self.columns if stop is None else stop)

    def all(self) -> str:
        """Every cell."""
        return self._range(0, 0, self.rows, self.columns)

    def above(self, stop: int) -> str:
        """The names of its first columns, in the row above it."""
        return self._range(-1, 0, 0, stop)

    def before(self, i: int) -> str:
        """The name of row i, in the first column of the sheet."""
        return self._range(i, -self.column, i + 1, 1 - self.column)

    def names(self) -> str:
        """The names of all rows, in the first column of the sheet."""
        return self._range(0, -self.column, self.rows, 1 - self.column)

    def beside(self) -> str:
        """The column right of it, in its rows."""
        return self._range(0, self.columns, self.rows, self.columns + 1)

    def _range(self, top: int, left: int, bottom: int, right: int) -> str:
        from xlsxwriter.utility import quote_sheetname, xl_range_abs  # noqa: PLC0415

        corners = (self.row + top, self.column + left, self.row + bottom - 1)
        return f"{quote_sheetname(self.sheet)}!{xl_range_abs(*corners, self.column + right - 1)}"
