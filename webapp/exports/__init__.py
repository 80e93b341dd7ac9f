"""Lists as files: a sheet of words, numbers and moments, read page by page with the list's own query and written as XLSX or CSV."""
