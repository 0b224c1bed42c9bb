"""The e-book: pages made valid, and a package that reading systems and validators accept."""
