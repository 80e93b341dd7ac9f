"""The same process for django-viewflow: a small project of its own, run with its own Python (``benchmarks.installing``)."""
