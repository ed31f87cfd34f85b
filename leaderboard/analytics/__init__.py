"""What observations say: statistics, frame in, frame out. Nothing here knows of files, tables or readers.

`board_history` is the input, `certainty` the one place where chances and verdicts are made, and
`definitions` says in words what the others compute.
"""
