"""Commands of ``satisfaction``, one module per subject; each exposes a typer application that ``orchestration.cli`` adds."""
