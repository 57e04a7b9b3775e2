"""Sample feeds of our own writing, their loopback server, and the tour that `make demo` gives."""
