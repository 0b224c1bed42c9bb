"""One statement added up: formulas, footing and cross-footing, waivers, and what is said where it does not add up."""
