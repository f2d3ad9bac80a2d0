"""Projects: OpenRaster files (`.ora`) that GIMP and Krita open with the layers in place.

    stamp = save(scene, path, findings=…, progress=…, cancel=…)
    loaded = load(path, progress=…, cancel=…)       # .scene, .notices, .ours, .stamp
    Stamp.of(path) != loaded.stamp                  # another program has changed or removed the file

Both run on any thread. The format is in docs/project-format.md.
"""

from .budget import MAX_MEMORY
from .errors import ProjectError, ProjectTooLargeError
from .loading import Loaded, load
from .saving import save
from .stamp import Stamp
from .thumbnail import read_thumbnail

SUFFIX = ".ora"

__all__ = [
    "MAX_MEMORY",
    "SUFFIX",
    "Loaded",
    "ProjectError",
    "ProjectTooLargeError",
    "Stamp",
    "load",
    "read_thumbnail",
    "save",
]
