"""From a published figure back to the rows it was made of, and forward again from those rows to the figure.

``figures`` finds a figure in an edition, ``kinds`` says how each kind of figure is walked, ``answers`` and ``records`` fetch
landed rows, the walks recompute. Nothing here writes, decides what may be shown to readers (``models/published``), or prints
(``orchestration/commands/trace.py``).
"""
