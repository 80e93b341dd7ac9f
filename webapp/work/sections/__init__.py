"""The sections of a step's page, one module each: what it shows, read in a query or two."""
