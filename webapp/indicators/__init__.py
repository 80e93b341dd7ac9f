"""Pages of the catalogue of indicators: the data dictionary, one indicator, its versions, its forms, its files."""
