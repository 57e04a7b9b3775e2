"""A second, strict and fast reader of feed documents, used only where it proved equal to feedparser."""
