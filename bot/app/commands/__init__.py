"""One handler per question people ask, whatever they ask it through."""
