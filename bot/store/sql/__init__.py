"""Named SQL, one module per noun; a statement's parameters are listed by their names in it."""
