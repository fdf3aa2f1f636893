"""Profiles: everything specific to one organisation, one folder each, validated before anything runs."""

from ingest.errors import ProfileError
from ingest.profiles.loader import SHIPPED, load_profile
from ingest.profiles.models import Profile

__all__ = ["SHIPPED", "Profile", "ProfileError", "load_profile"]
