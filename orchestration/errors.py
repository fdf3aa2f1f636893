"""Errors of running and publishing that a person can mend: one sentence that says what is wrong and what to do."""

from __future__ import annotations


class RunError(Exception):
    """A run, a home folder or an edition cannot be used; the message is the sentence."""
