"""Chat platforms behind the Adapter port, one module or package each."""
