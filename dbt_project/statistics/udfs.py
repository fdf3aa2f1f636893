"""Functions that SQL borrows (distributions, a text's language): the dbt-duckdb plugin that registers them over Arrow.

Only functions of single rows belong here. Whatever looks at several rows is SQL, or a pure function called by a
Python model. A view that uses one of these cannot be read outside dbt, so every model that calls them is a table.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import duckdb
import numpy as np
import pyarrow as pa
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb.func import FunctionNullHandling, PythonUDFType
from numpy.typing import NDArray
from scipy import special

from dbt_project.statistics.counts import binomial_p_value
from dbt_project.statistics.power import smallest_detectable_difference
from dbt_project.statistics.text_language import detect_languages

Floats = NDArray[np.float64]


def _t_quantile(p: Floats, df: Floats) -> Floats:
    return np.asarray(special.stdtrit(df, p))


def _t_cdf(x: Floats, df: Floats) -> Floats:
    return np.asarray(special.stdtr(df, x))


def _chi2_quantile(p: Floats, df: Floats) -> Floats:
    return np.asarray(2.0 * special.gammaincinv(df / 2.0, p))


def _chi2_cdf(x: Floats, df: Floats) -> Floats:
    return np.asarray(special.chdtr(df, x))


def _beta_quantile(p: Floats, a: Floats, b: Floats) -> Floats:
    return np.asarray(special.betaincinv(a, b, p))


def _binomial_p(k: Floats, n: Floats, p: Floats) -> Floats:
    return np.array([binomial_p_value(int(a), int(b), float(c)) for a, b, c in zip(k, n, p, strict=True)], dtype=float)


FUNCTIONS: dict[str, tuple[int, Callable[..., Floats]]] = {
    "t_quantile": (2, _t_quantile),
    "t_cdf": (2, _t_cdf),
    "norm_quantile": (1, special.ndtri),
    "norm_cdf": (1, special.ndtr),
    "chi2_quantile": (2, _chi2_quantile),
    "chi2_cdf": (2, _chi2_cdf),
    "beta_quantile": (3, _beta_quantile),
    "binomial_p": (3, _binomial_p),
    "smallest_detectable_difference": (2, smallest_detectable_difference),
}

TEXT_FUNCTIONS: dict[str, Callable[[pa.ChunkedArray], pa.Array]] = {"detect_language": detect_languages}


def _floats(column: pa.ChunkedArray | pa.Array) -> Floats:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=float)


def vectorised(function: Callable[..., Floats], arity: int) -> Callable[..., pa.Array]:
    """Lift a function of float arrays to Arrow arrays; NULL in gives NULL out, and so does what is not a number."""

    def over_arrow(*columns: pa.ChunkedArray) -> pa.Array:
        arguments = [_floats(column) for column in columns]
        known = ~np.logical_or.reduce([np.isnan(argument) for argument in arguments])
        result = np.full(len(arguments[0]), np.nan)
        result[known] = function(*(argument[known] for argument in arguments))
        return pa.array(result, from_pandas=True)

    names = [f"column_{position}" for position in range(arity)]
    parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names]
    # DuckDB counts the parameters of the signature, and would take *columns for one.
    over_arrow.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return over_arrow


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the functions on a connection; those that it already has are left as they are."""
    query = "select distinct function_name from duckdb_functions() where function_name in (select unnest(?))"
    present = {name for (name,) in connection.execute(query, [[*FUNCTIONS, *TEXT_FUNCTIONS]]).fetchall()}
    for name, (arity, function) in FUNCTIONS.items():
        if name not in present:
            connection.create_function(
                name,
                vectorised(function, arity),
                ["DOUBLE"] * arity,
                "DOUBLE",
                type=PythonUDFType.ARROW,
                null_handling=FunctionNullHandling.SPECIAL,
            )
    for name, texts_function in TEXT_FUNCTIONS.items():
        if name not in present:
            connection.create_function(
                name,
                texts_function,
                ["VARCHAR"],
                "VARCHAR",
                type=PythonUDFType.ARROW,
                null_handling=FunctionNullHandling.SPECIAL,
            )


class Plugin(BasePlugin):
    """dbt-duckdb's hook: give each new connection the functions."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register the functions on ``conn``."""
        register(conn)
