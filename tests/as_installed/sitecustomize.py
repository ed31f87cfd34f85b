"""On PYTHONPATH it lets a process find only what whoever installs the project has: nothing that only its tests need."""

import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path


def locked(name: str) -> set[str]:
    lock = Path(__file__).parents[2] / name
    return set(re.findall(r"^([\w.-]+)==", lock.read_text("utf-8"), re.MULTILINE))


everybodys, developers = locked("requirements.lock"), locked("requirements-dev.lock")
for module, brought_by in packages_distributions().items():
    names = {re.sub("[-_.]+", "-", name).lower() for name in brought_by}
    if names <= developers - everybodys:
        sys.modules[module] = None  # type: ignore[assignment]  # importing it is an ImportError now
