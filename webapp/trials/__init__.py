"""Pages on which a draft or a version is tried: a trial case, its clock, its diagram, its story."""
