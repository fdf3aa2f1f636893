"""The demo organisation: an invented parcel service whose true satisfaction is known, written as its departments would export it.

Only the making of files belongs here. How they are read is said by ``ingest/profiles/demo/profile.yml``, like any organisation's.
"""


from ingest.demo.generate import DEFAULT_SEED, generate
from ingest.demo.truth import Truth

__all__ = ["DEFAULT_SEED", "Truth", "generate"]
