"""Formulas of evidence entries: a small, safe calculator over named numbers.

Nothing of Python is reachable: numbers, names, + - * / **, signs and a closed list of functions.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kth_sim.evidence.checking import unknown_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

MAX_LENGTH = 400
MAX_DEPTH = 100


class FormulaError(ValueError):
    """A formula that cannot be read or computed; the message says why."""


def expit(x: float) -> float:
    """The probability whose log-odds is x.

    >>> expit(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def logit(p: float) -> float:
    """The log-odds of a probability.

    >>> logit(0.5)
    0.0
    """
    return math.log(p / (1 - p))


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "log": math.log,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "expit": expit,
    "logit": logit,
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "round": round,
}
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,  # never complex, never a number of a million digits
}
_UNARY: dict[type[ast.unaryop], Callable[[float], float]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}


@dataclass(frozen=True)
class _Operations:
    """What arithmetic means for one kind of number."""

    binary: Mapping[type[ast.operator], Callable[[Any, Any], Any]]
    functions: Mapping[str, Callable[[Any], Any]]


_OVER_NUMBERS = _Operations(_BINARY, FUNCTIONS)


@lru_cache(maxsize=1)
def _over_arrays() -> _Operations:
    """The same operations for arrays; NumPy and SciPy load when first asked."""
    import numpy as np  # noqa: PLC0415
    from scipy import special  # noqa: PLC0415

    same = {name: getattr(np, name) for name in ("log", "exp", "sqrt", "abs", "floor", "ceil")}
    other = {"round": np.round, "expit": special.expit, "logit": special.logit}
    binary: dict[type[ast.operator], Callable[[Any, Any], Any]]
    binary = {**_BINARY, ast.Div: np.true_divide, ast.Pow: np.power}
    return _Operations(binary, same | other)


@dataclass(frozen=True)
class Formula:
    """An expression that was read and found safe.

    Attributes:
        text: as written.
        names: the ids it needs.
    """

    text: str
    names: frozenset[str]
    _tree: ast.expr

    def evaluate(self, known: Mapping[str, float]) -> float:
        """The value, in whatever unit the names give.

        Raises:
            FormulaError: a name is unknown, or the value is no finite number.

        >>> read_formula("1 / ((uc - kth) / 100)").evaluate({"uc": 11.9, "kth": 8.0})
        25.641025641025635
        """
        try:
            value = float(_compute(self._tree, known, _OVER_NUMBERS))
        except (ArithmeticError, ValueError) as error:
            if isinstance(error, FormulaError):
                raise
            raise FormulaError(f"{self.text!r} cannot be computed: {error}") from None
        if not math.isfinite(value):
            raise FormulaError(f"{self.text!r} gives {value}, not a finite number")
        return value

    def evaluate_draws(self, known: Mapping[str, FloatArray | float]) -> FloatArray:
        """The value in every draw, where some names have an array with one number a draw.

        Raises:
            FormulaError: a name is unknown, or a value is no finite number; names the draw.
        """
        import numpy as np  # noqa: PLC0415  # --help must not pay for it

        with np.errstate(all="ignore"):  # what is not finite is found below
            column = np.asarray(_compute(self._tree, known, _over_arrays()), dtype=np.float64)
        wrong = np.flatnonzero(~np.isfinite(column))
        if wrong.size:
            where = f"in row {wrong[0]} of the draws"
            raise FormulaError(f"{self.text!r} gives no finite number {where}")
        return column


@lru_cache(maxsize=4096)
def read_formula(text: str) -> Formula:
    """The formula written in the text.

    Raises:
        FormulaError: it is no formula, or uses more than this calculator offers.

    >>> sorted(read_formula("exp(log(a) + b / 2)").names)
    ['a', 'b']
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a formula has at most {MAX_LENGTH} characters: split it")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        names = frozenset(_names(tree))
    except SyntaxError:
        raise FormulaError(f"{text!r} is not a formula: check operators and brackets") from None
    except (RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError(f"{text[:40]!r}... is nested too deep or unreadable") from None
    return Formula(text, names, tree)


def _names(node: ast.expr, depth: int = 0) -> Iterator[str]:
    """The ids a tree needs, refusing anything but arithmetic on the way."""
    if depth > MAX_DEPTH:
        raise FormulaError(f"a formula nests at most {MAX_DEPTH} deep: split it")
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name():
            yield node.id
        case ast.BinOp() if type(node.op) in _BINARY:
            yield from _names(node.left, depth + 1)
            yield from _names(node.right, depth + 1)
        case ast.UnaryOp() if type(node.op) in _UNARY:
            yield from _names(node.operand, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            _function(name)
            yield from _names(argument, depth + 1)
        case _:
            raise FormulaError(f"{ast.unparse(node)!r} is not allowed: use {_offered()}")


def _compute(node: ast.expr, known: Mapping[str, Any], using: _Operations) -> Any:  # noqa: ANN401
    """The value of a tree: a number, or an array with one number a draw."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return _look_up(name, known)
        case ast.BinOp():
            left, right = (_compute(side, known, using) for side in (node.left, node.right))
            return using.binary[type(node.op)](left, right)
        case ast.UnaryOp():
            return _UNARY[type(node.op)](_compute(node.operand, known, using))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return using.functions[name](_compute(argument, known, using))
    raise FormulaError(f"{ast.unparse(node)!r} is not allowed")


def _look_up(name: str, known: Mapping[str, Any]) -> Any:  # noqa: ANN401
    if name not in known:
        raise FormulaError(f"{name!r} is no id with a number: {unknown_name(name, known)}")
    return known[name]


def _function(name: str) -> Callable[[float], float]:
    if name not in FUNCTIONS:
        raise FormulaError(f"{name!r} is no function: {unknown_name(name, FUNCTIONS)}")
    return FUNCTIONS[name]


def _offered() -> str:
    return f"ids, numbers, + - * / **, brackets, {', '.join(FUNCTIONS)}"
