"""Trying edits of the watchlists on stored articles, in processes that nobody else has to wait for."""
