"""How the wheel is built: by uv_build, after what the package reads at run time was laid into its modules.

The scores, the app's script and its settings lie beside the modules in the repository, where people and Streamlit look
for them; uv_build packs nothing but modules. What is not listed here stays out of the wheel: `data/local` above all,
which may not be passed on.
"""

import shutil
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uv_build
from uv_build import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

_ROOT = Path(__file__).parent
#: What lies where in the repository, and where in the wheel.
_LAID = {
    **{name: name for name in ("pyproject.toml", "README.md", "LICENSE", "fetchers", "leaderboard")},
    **{
        f"data/{name}": f"leaderboard/records/bundled/{name}"
        for name in ("README.md", "observations", "read", "references", "rejects")
    },
    "streamlit_app.py": "leaderboard/app/streamlit_app.py",
    ".streamlit": "leaderboard/app/.streamlit",
}


def build_wheel(
    wheel_directory: str, config_settings: Mapping[Any, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """The hook of PEP 517. Returns the name of the wheel's file."""
    wheels = str(Path(wheel_directory).resolve())
    metadata = metadata_directory and str(Path(metadata_directory).resolve())
    with TemporaryDirectory() as folder:
        for here, there in _LAID.items():
            _lay(_ROOT / here, Path(folder) / there)
        with chdir(folder):
            return str(uv_build.build_wheel(wheels, config_settings, metadata))


def _lay(here: Path, there: Path) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    if here.is_dir():
        shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__", ".writing-*"), dirs_exist_ok=True)
    else:
        shutil.copy(here, there)
