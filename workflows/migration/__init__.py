"""Running cases that go over to another version of their process: proposed by one designer, decided by another, moved by the clock."""
