"""Sentences made from figures in English, Catalan and Persian: numbers, dates, templates, and which sentence the figures call for.

Reads frames of the published layer and writes text. It computes no figure; estimates and verdicts belong in the marts.
"""
