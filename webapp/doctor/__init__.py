"""``nq57 doctor``: does everything stand as a working installation needs it? Each module looks at one side of it and only looks."""
