"""What we publish as files: a dated folder of every table with its metadata, an archive, what changed since."""

from leaderboard.publish.export.difference import difference
from leaderboard.publish.export.folder import LATEST, Written, alone, check_free, copied, export
from leaderboard.publish.export.pack import Packed, pack

__all__ = ["LATEST", "Packed", "Written", "alone", "check_free", "copied", "difference", "export", "pack"]
