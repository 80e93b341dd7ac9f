"""A drawing on paper without a browser: read from its diagram interchange once, painted as SVG, PDF or PNG."""
