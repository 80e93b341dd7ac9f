"""The sheet of keys: what each does, and how single letters are switched off. The keys themselves live in the browser's script."""
