"""File names of pictures."""

from __future__ import annotations

SUFFIXES_READ = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".dib", ".gif"),
    *(".avif", ".heic", ".heif", ".hif"),
)
"""File names that are offered for opening, lower case. The content decides, not the name."""
