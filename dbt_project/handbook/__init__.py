"""What an edition tells its analysts about itself: the schema ``help``, worked queries, the models' documentation, a prompt.

``dictionary`` describes tables and columns from dbt's manifest, ``worked`` reads the queries of ``queries/``, ``schema`` writes
both into an edition's file, ``documentation`` makes dbt's pages, ``asking`` answers a query safely. What a measure is stands
in the labels (``seeds/seed_label.csv``); what a column is, in the models' yml files.
"""
