"""Databases behind the Store port.

``open`` turns a URL into a store. ``sqlite`` is the port on one file, each noun in a module of its own
(``sqlite_feeds``, ``sqlite_articles``, ``sqlite_deliveries``, ``sqlite_marks``, ``search_sqlite``,
``index_sqlite``, ``terms_sqlite``) over the statements in ``sql``; ``writer`` and ``readers`` decide who runs
them, ``lock`` and ``schema`` whether they may run at all.
"""
