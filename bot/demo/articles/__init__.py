"""The sample feeds' texts, one module for each invented outlet.

Every outlet, person and event here is made up for the demonstration, and hosts end in ``.example`` so that
no link can lead to a real site. One string is one sentence, however long the line.
"""
