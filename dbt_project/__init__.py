"""The dbt project, and the Python packages that its models import."""
