"""The heart: watchlists -> compiled Matcher -> Matches with evidence. Pure: no I/O, no clock."""
