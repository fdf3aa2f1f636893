"""How this edition differs from earlier ones: what the models of editions in ``models/published`` compute.

Here: reading sealed editions, comparing published tables, which deliveries are new. Which of them explains a changed figure is
decided in SQL (``pub_edition_change``); when an edition is published belongs in ``orchestration.editions``.
"""
