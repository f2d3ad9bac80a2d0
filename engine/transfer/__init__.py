"""Carry a colour change found at low resolution to a picture of any size.

Analyse once, with `fit_grid` (networks that predict a picture) or `affine_field` (networks that predict
affine colour maps), then `apply` the model at any resolution and strength.
"""

from engine.transfer.fit import agreement_db, detect_blur, fit_affine, fit_grid
from engine.transfer.frame import Frame
from engine.transfer.grid import ColourGrid, Extent, affine_field
from engine.transfer.recolour import ColourModel, apply, check_arguments

__all__ = [
    "ColourGrid",
    "ColourModel",
    "Extent",
    "Frame",
    "affine_field",
    "agreement_db",
    "apply",
    "check_arguments",
    "detect_blur",
    "fit_affine",
    "fit_grid",
]
