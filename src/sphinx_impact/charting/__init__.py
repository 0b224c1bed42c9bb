"""Charts as pictures: specifications for Vega-Lite, the process that draws them, and what becomes of the SVG."""
