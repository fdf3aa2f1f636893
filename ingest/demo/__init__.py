"""The demo organisation: an invented parcel service whose true satisfaction is known, as its departments export it.

Only the making of files belongs here. How they are read is said by ``ingest/profiles/demo/profile.yml``, as for any
organisation.
"""

from ingest.demo.generate import DEFAULT_SEED, generate
from ingest.demo.truth import Truth

__all__ = ["DEFAULT_SEED", "Truth", "generate"]
