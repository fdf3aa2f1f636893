"""Drafts a profile from an unknown export: what is in the file, what it most likely means, written as commented YAML.

A draft is a start for a person, not a decision: whatever two readings of a file fit equally well is left as a question. What a
profile may say is declared in ``ingest.profiles.models``; reading files belongs in ``ingest.readers``.
"""

from ingest.drafting.write import draft_text

__all__ = ["draft_text"]
