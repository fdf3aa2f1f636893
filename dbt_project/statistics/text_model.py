"""A model that learns an organisation's own codes from texts that people coded, and is examined before it is used.

Character n-grams with TF-IDF weights and a multinomial logistic regression: the same for every language, without a download,
reproducible to the digit (fixed seed, one thread, ordered input). Kappa and the decision belong in ``agreement``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dbt_project.statistics.agreement import EVERYTHING

KINDS = ("theme", "sentiment")
FOLDS = 5
MOST_TEXTS = 20_000  # beyond it, training takes minutes and gains nothing that kappa shows
BATCH_ROWS = 20_000

_HELD_BACK = pa.schema(
    [
        (name, pa.string())
        for name in ("kind", "scope_source_id", "source_id", "language", "text_key", "human_code", "model_code")
    ]
)
_CODES = pa.schema(
    [
        *((name, pa.string()) for name in ("text_key", "kind", "code")),
        ("probability", pa.float64()),
        ("scope_source_id", pa.string()),
        ("n_trained", pa.int64()),
    ]
)


@dataclass(frozen=True)
class ModelRules:
    """What a profile demands of a model (``text_coding``)."""

    minimum_kappa: float
    minimum_human_codes: int
    seed: int

    @classmethod
    def from_settings(cls, settings: pd.DataFrame) -> ModelRules:
        """Read the rules from the rows ``setting``, ``value`` of the reference table."""
        values = settings.set_index("setting")["value"]
        return cls(
            minimum_kappa=float(values["text_minimum_kappa"]),
            minimum_human_codes=int(values["text_minimum_human_codes"]),
            seed=int(values["text_seed"]),
        )


@dataclass(frozen=True)
class Scope:
    """The texts one model learns from: of one source and language, or of all sources of a language."""

    kind: str
    source_id: str
    language: str
    labels: pd.DataFrame


def scopes(labels: pd.DataFrame, rules: ModelRules) -> Iterator[Scope]:
    """Yield the scopes with enough human codes.

    A language as a whole is one where at least two sources were coded: its model serves sources that have too few codes of their
    own, so it must be examined on a source that it has not seen.
    """
    ordered = labels.sort_values("text_key", kind="stable")
    for (kind, source_id, language), part in ordered.groupby(["kind", "source_id", "language"], sort=True):
        if _is_enough(part, rules):
            yield Scope(str(kind), str(source_id), str(language), _at_most(part, rules.seed))
    for (kind, language), part in ordered.groupby(["kind", "language"], sort=True):
        if _is_enough(part, rules) and part["source_id"].nunique() > 1:
            yield Scope(str(kind), EVERYTHING, str(language), _at_most(part, rules.seed))


def _is_enough(labels: pd.DataFrame, rules: ModelRules) -> bool:
    return len(labels) >= rules.minimum_human_codes and labels["human_code"].nunique() > 1


def _at_most(labels: pd.DataFrame, seed: int) -> pd.DataFrame:
    return labels.sample(MOST_TEXTS, random_state=seed).sort_index() if len(labels) > MOST_TEXTS else labels


def trained(texts: pd.Series, codes: pd.Series, seed: int) -> Callable[[pd.Series], tuple[NDArray[Any], NDArray[Any]]]:
    """Return a function that gives the most likely code of each text and its probability."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from threadpoolctl import threadpool_limits

    features = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, max_features=50_000)
    pipeline = make_pipeline(features, LogisticRegression(C=10.0, max_iter=1000, random_state=seed))
    # Threads add numbers up in an order of their own, and the last digit would differ from run to run.
    with threadpool_limits(limits=1):
        pipeline.fit(texts.to_numpy(dtype=object), codes.to_numpy(dtype=object))
    known = pipeline.classes_

    def predict(unseen: pd.Series) -> tuple[NDArray[Any], NDArray[Any]]:
        with threadpool_limits(limits=1):
            probabilities = pipeline.predict_proba(unseen.to_numpy(dtype=object))
        best = probabilities.argmax(axis=1)
        return known[best], probabilities[np.arange(len(best)), best]

    return predict


def held_back_codes(labels: pd.DataFrame, rules: ModelRules) -> pa.Table:
    """Return what the model of each scope says of every text while it had not seen it.

    A source's model is examined by stratified five-fold cross-validation, a language's by leaving out one source after the other.

    Args:
        labels: one row per kind, source_id, language and distinct text_normalised with text_key and human_code.
        rules: minimum number of texts and seed.
    """
    parts = [_examined(scope, rules.seed) for scope in scopes(labels, rules)]
    return _arrow(parts, _HELD_BACK)


def _examined(scope: Scope, seed: int) -> pd.DataFrame:
    labels = scope.labels
    said = pd.Series([None] * len(labels), index=labels.index, dtype=object)
    for fold in _folds(scope, seed):
        learnt = labels[~fold]
        if learnt["human_code"].nunique() > 1:
            predict = trained(learnt["text_normalised"], learnt["human_code"], seed)
            said[fold], _ = predict(labels.loc[fold, "text_normalised"])
    examined = labels[["kind", "source_id", "language", "text_key", "human_code"]]
    return examined.assign(scope_source_id=scope.source_id, model_code=said.fillna("not_classified"))


def _folds(scope: Scope, seed: int) -> Iterator[NDArray[np.bool_]]:
    labels = scope.labels
    if scope.source_id == EVERYTHING:
        for source_id in sorted(labels["source_id"].unique()):
            yield (labels["source_id"] == source_id).to_numpy()
        return
    from sklearn.model_selection import StratifiedKFold

    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    codes = labels["human_code"].to_numpy(dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", UserWarning
        )  # a code with fewer texts than folds stays: leaving it out would flatter
        splits = list(splitter.split(np.zeros(len(codes)), codes))
    for _, held_back in splits:
        fold = np.zeros(len(codes), dtype=bool)
        fold[held_back] = True
        yield fold


def model_codes(texts: Any, labels: pd.DataFrame, agreement: pd.DataFrame, rules: ModelRules) -> pa.Table:
    """Let every accepted model code the texts of its scope that nobody coded, in sources of which people coded some.

    Args:
        texts: DuckDB relation with text_key, source_id, language, text_normalised, lacks_theme and lacks_sentiment.
        labels: as for :func:`held_back_codes`.
        agreement: one row per source_id, language, kind and coder_kind with is_used.
        rules: minimum number of texts and seed.
    """
    examined = agreement[agreement["coder_kind"] == "model"]
    verdicts = examined.set_index(["kind", "source_id", "language"])["is_used"].to_dict()
    people = set(labels[["kind", "source_id", "language"]].itertuples(index=False, name=None))
    models = {
        (scope.kind, scope.source_id, scope.language): (trained(*_examples(scope), rules.seed), len(scope.labels))
        for scope in scopes(labels, rules)
        if verdicts.get((scope.kind, scope.source_id, scope.language))
    }
    parts = [
        part
        for kind in KINDS
        if any(key[0] == kind for key in models)
        for batch in texts.filter(f"lacks_{kind}").order("text_key").to_arrow_reader(BATCH_ROWS)
        for part in _coded(batch.to_pandas(), kind, models, verdicts, people)
    ]
    return _arrow(parts, _CODES)


def _examples(scope: Scope) -> tuple[pd.Series, pd.Series]:
    return scope.labels["text_normalised"], scope.labels["human_code"]


def _coded(
    batch: pd.DataFrame, kind: str, models: Any, verdicts: dict[Any, bool], people: set[Any]
) -> Iterator[pd.DataFrame]:
    for (source_id, language), part in batch.groupby(["source_id", "language"], sort=True):
        # Where nobody coded anything, nothing shows that the model knows the words: it would code whatever it is given.
        if (kind, source_id, language) not in people:
            continue
        # A source that was examined itself is never served by the language's model, not even where its own was refused.
        scope_source = source_id if (kind, source_id, language) in verdicts else EVERYTHING
        if (kind, scope_source, language) in models:
            predict, n_trained = models[kind, scope_source, language]
            code, probability = predict(part["text_normalised"])
            yield pd.DataFrame(
                {
                    "text_key": part["text_key"].to_numpy(dtype=object),
                    "kind": kind,
                    "code": code,
                    "probability": probability,
                    "scope_source_id": scope_source,
                    "n_trained": n_trained,
                }
            )


def _arrow(parts: list[pd.DataFrame], schema: pa.Schema) -> pa.Table:
    tables = [pa.Table.from_pandas(part[schema.names], schema=schema, preserve_index=False) for part in parts]
    return pa.concat_tables(tables) if tables else schema.empty_table()


__all__ = ["ModelRules", "held_back_codes", "model_codes", "scopes", "trained"]
