"""The outside world of feeds: bytes from strangers in, normalised articles out."""
