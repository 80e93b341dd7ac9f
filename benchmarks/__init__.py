"""Measurements, as ratios in one run on one machine; absolute times only with the machine's name. Tests keep promises, this keeps count."""
