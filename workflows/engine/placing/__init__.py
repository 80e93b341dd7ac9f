"""Tokens of a running case put elsewhere: moved, taken away or begun by hand, on their own drawing or on another version
of it. ``place.py`` is the door; a state is read as a tree of what waits (``waiting.py``), planted anew (``planting.py``)
and run on."""
