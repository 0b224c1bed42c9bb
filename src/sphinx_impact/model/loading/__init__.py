"""Data files to entities and problems: one file here per kind of data file.

Downwards: `strangers`; `profile`, `stats`, `statements`, `sponsors`, `people`, `waivers`; `lines`, `columns`; `sources`, `pictures`; `records`;
`links`, `dates`; `yamlfile`, `csvfile`; `files`, `words`.
"""
