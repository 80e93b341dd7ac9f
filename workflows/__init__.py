"""The domain: what the system does, without the web, the clock, paper or mail. Commands take ``actor`` and ``at``; nobody here commits."""
