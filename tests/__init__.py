#: What the command line runs, for a process of its own.
MAIN = "from leaderboard.cli import main; main()"
