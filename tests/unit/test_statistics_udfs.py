"""The functions that SQL borrows: against printed tables of the distributions, and NULL in, NULL out."""

from __future__ import annotations

import duckdb
import pytest

from dbt_project.statistics import udfs


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    udfs.register(opened)
    return opened


# Expected: R 4.2.2 qt, pt, qnorm, pnorm, qchisq, qbeta, binom.test
@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("t_quantile(0.975, 1)", 12.7062047361747),
        ("t_quantile(0.975, 10)", 2.2281388519649),
        ("t_quantile(0.975, 'infinity'::double)", 1.95996398454005),
        ("t_cdf(2, 10)", 0.963305982614630),
        ("norm_quantile(0.975)", 1.95996398454005),
        ("norm_cdf(1.959963984540054)", 0.975),
        ("chi2_quantile(0.95, 1)", 3.84145882069412),
        ("beta_quantile(0.025, 18, 32)", 0.234224155536611),
        ("binomial_p(18, 49, 450 / 870.5)", 0.0445321222112625),
        ("smallest_detectable_difference(1, 'infinity'::double)", 2.80158521758257),
    ],
)
def test_function_gives_the_tabled_value(connection: duckdb.DuckDBPyConnection, call: str, expected: float) -> None:
    [(found,)] = connection.execute(f"select {call}").fetchall()
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    "call", ["t_quantile(null, 1)", "t_quantile(0.5, null)", "norm_cdf(null)", "binomial_p(1, null, 0.5)"]
)
def test_null_in_gives_null_out(connection: duckdb.DuckDBPyConnection, call: str) -> None:
    assert connection.execute(f"select {call}").fetchall() == [(None,)]


def test_what_has_no_value_is_null_and_not_a_number(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("select t_quantile(0.975, 0)").fetchall() == [(None,)]


def test_columns_longer_than_a_vector_keep_their_order(connection: duckdb.DuckDBPyConnection) -> None:
    query = "select count(*) from range(1, 10000) as r(df) where (t_quantile(0.975, df) is null) <> (df is null)"
    assert connection.execute(query).fetchall() == [(0,)]
    falling = """
        select count(*)
        from (
            select t_quantile(0.975, df) - lag(t_quantile(0.975, df)) over (order by df) as change
            from range(1, 10000) as r(df)
        )
        where change >= 0
    """
    assert connection.execute(falling).fetchall() == [(0,)]


def test_registering_twice_is_harmless(connection: duckdb.DuckDBPyConnection) -> None:
    udfs.register(connection)
    assert connection.execute("select norm_cdf(0)").fetchall() == [(0.5,)]
