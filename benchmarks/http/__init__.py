"""What a person at a browser waits for: the real server (``nq57 serve``), PostgreSQL with ``fsync`` on, people signed in over loopback."""
