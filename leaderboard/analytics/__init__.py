"""What the observations say: frame in, frame out, knowing nothing of files.

`board_history` is the input, `certainty` the one place where chances and verdicts are made;
`frontier`, `leads`, `gaps` and `shares` each hold one verb of the command line, and
`definitions` says in words what they compute.
"""
