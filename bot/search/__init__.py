"""What searching makes of words and texts, pure: the same for every store and wherever results are shown."""
