"""Pages to walk and search the tree of units, and to see a unit's posts and who holds them. Nothing here changes the organisation."""
