"""From other programs' exports to the report's own data files, once and by hand: never while a report is built, never over the network."""
