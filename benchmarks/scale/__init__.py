"""What the pages and the clock cost on a whole country (``benchmarks.country``): each page as many different people open it."""
