"""The schema's history: one numbered revision per file in ``versions``, run in order, never edited later.

A new revision is a copy of the last file with the next number as its name's start and its ``revision``.
"""
