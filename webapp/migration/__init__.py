"""Pages on which designers let running cases go over to another version of their process."""
