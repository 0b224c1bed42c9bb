"""Data files to entities and problems: one file here per kind of data file.

Downwards: `profile`, `stats`, `statements`, `sponsors`, `people`, `waivers`, strangers to one another; `lines`, `columns`; `sources`,
`pictures`; `records`; `links`, `dates`; `yamlfile`, `csvfile`; `files`, `words`.
"""
