"""The edition on paper: Chromium prints the built site, one PDF per language. How pages look there is in ``reports/``."""
