"""Trial cases: a drawing tried on the real engine with made-up people and a clock that is moved by hand; no row of a real case is made."""
