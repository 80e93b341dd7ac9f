"""The plan: resolutions, the documents that assign, and what they order (resolution tasks). It reads plan files, starts the
cases, keeps parents and children together, and derives the classes that everybody counts by. How a case is worked lives in
``work``; when the clock speaks up, in ``deadlines``."""
