"""The workspace resource: the settings of the run and the profile they name."""

from dagster import ConfigurableResource

from ingest.profiles.models import Profile
from orchestration.settings import Settings


class Workspace(ConfigurableResource):  # type: ignore[type-arg]
    """Gives assets the run's folders and profile; it holds no state of its own."""

    @property
    def settings(self) -> Settings:
        """Return the settings that the environment names."""
        return Settings.from_environment()

    @property
    def profile(self) -> Profile:
        """Return the validated profile."""
        return self.settings.profile()
