"""What a report is and when it is true. Nothing here knows Sphinx or docutils."""
