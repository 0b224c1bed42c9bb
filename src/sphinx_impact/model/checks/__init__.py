"""Figures held against one another: tie-outs, contradictions, openings, proportions."""
