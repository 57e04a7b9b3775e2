"""What the commands print for people, one module per noun; nothing here asks or decides anything."""
