"""Which organisation, which data, which home folder: read once from the environment.

The command line turns its options into these variables, so that a run started in a terminal and one started by Dagster's
daemon see the same settings.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ingest.profiles import load_profile
from ingest.profiles.models import Profile
from orchestration.errors import RunError

CHECKOUT = Path(__file__).resolve().parent.parent
DBT_PROJECT_DIR = CHECKOUT / "dbt_project"
REPORTS_DIR = CHECKOUT / "reports"

HOME_VARIABLE = "SATISFACTION_HOME"
DATA_VARIABLE = "SATISFACTION_DATA"
PROFILE_VARIABLE = "SATISFACTION_PROFILE"
AS_OF_VARIABLE = "SATISFACTION_AS_OF"


@dataclass(frozen=True)
class Settings:
    """Where one organisation's run reads and writes.

    Attributes:
        home: everything that runs write.
        data: the folder that the profile's file patterns start from.
        profile_name: a shipped profile's name, or a path to one.
        as_of: data cut-off that overrides the profile's, as ``YYYY-MM-DD``; empty for none.
    """

    home: Path
    data: Path
    profile_name: str
    as_of: str = ""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the settings from ``SATISFACTION_*``; defaults are the demo organisation in ``var/`` of the checkout."""
        name = os.environ.get(PROFILE_VARIABLE) or "demo"
        home = Path(os.environ.get(HOME_VARIABLE) or CHECKOUT / "var" / default_home_name(name)).absolute()
        data = Path(os.environ.get(DATA_VARIABLE) or home / "inbox").absolute()
        return cls(home=home, data=data, profile_name=name, as_of=os.environ.get(AS_OF_VARIABLE, ""))

    def export(self) -> None:
        """Write the settings into this process's environment, for Dagster's definitions and for dbt."""
        os.environ[HOME_VARIABLE] = str(self.home)
        os.environ[DATA_VARIABLE] = str(self.data)
        os.environ[PROFILE_VARIABLE] = self.profile_name
        os.environ[AS_OF_VARIABLE] = self.as_of
        os.environ["DAGSTER_HOME"] = str(self.home / "dagster")

    @property
    def generates_demo(self) -> bool:
        """Whether the data folder is to be filled by the demo organisation's generator."""
        return self.profile_name == "demo" and self.data == self.home / "inbox"

    def profile(self) -> Profile:
        """Return the validated profile.

        Raises:
            IngestError: the profile is missing or wrong, said in one sentence.
        """
        return load_profile(self.profile_name)


def default_home_name(profile_name: str) -> str:
    """Return the folder name of a profile's default home: its own name, or its file's stem.

    Raises:
        RunError: the name has nothing that could name a folder.
    """
    path = Path(profile_name)
    stem = path.parent.name if path.name in {"profile.yml", "profile.yaml"} else path.stem
    if not stem:
        raise RunError(
            f"The profile name {profile_name!r} names no file or folder; give a shipped name such as 'demo'."
        )
    return stem
