"""Sentences made from figures in English, Catalan and Persian: numbers, dates, words, and which sentence is called for.

Reads frames of the published layer and writes text. It computes no figure; estimates and verdicts belong in the marts.
"""
