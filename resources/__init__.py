"""Bundled files: icons, samples, weights, translations. Installed beside the code, in a wheel or an editable
install.
"""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The file or folder `parts` inside the bundled resources; it need not exist."""
    return _ROOT.joinpath(*parts)
