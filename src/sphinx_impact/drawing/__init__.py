"""Drawings: charts, maps, flows and the cover's art as SVG, and what turns SVG into pictures."""
