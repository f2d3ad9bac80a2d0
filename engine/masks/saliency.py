"""How likely each part of a picture belongs to its subject, judged by a handful of cues.

The cues are the classical ones: what lies in the middle, differs from the colours of the border (Y. Wei et
al., "Geodesic Saliency Using Background Priors", ECCV 2012) and from its surroundings (W. Zhu et al.,
"Saliency Optimization from Robust Background Detection", CVPR 2014). How they count together was fitted to
photographs with known masks; `benchmarks/subject.py --fit` does it again.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from engine.masks.superpixels import Bools, Superpixels
from engine.types import F32, F64, U8

PARTS = 250
"""Superpixels, about."""
_SIMILAR = 10.0
"""CIE76 colour difference at which two colours stop being alike."""
_NEAR = 0.25
"""Of the longer side: how far a part's surroundings reach."""
_NEAREST = 0.2
"""Share of the border that a part's colour is compared with: the most alike."""
_SMOOTHING = 0.1
"""How strongly parts of like colour draw together."""

_WEIGHTS: Final[tuple[float, ...]] = (
    *(-1.75, 0.442, -0.0267, 0.205, 0.957, -0.524, 0.384, -0.00071, -0.722, -0.236, 0.285),
    *(0.984, -0.877, 0.398, 0.27, 1.48, 0.273, 0.0621, -0.157, 0.171, -0.287, -1.1),
    *(-2.45, -1.56, 0.199, 0.129, -0.976, 1.73, -0.287, -0.0903, 0.0407, 0.00287, -0.368),
    *(0.641,),
)
"""Of the cues, of the same over the neighbours and over the likes, and the constant."""


def saliency(rgb: U8) -> F32:
    """The probability that a pixel is of the subject: float32 H×W, 0 … 1.

    rgb: H×W×3, best reduced to some 200 pixels along the longer side. Even inside patches of even colour.
    """
    parts = Superpixels.of(rgb, count=PARTS)
    lab = to_lab(rgb)
    logits = cues(parts, lab) @ np.array(_WEIGHTS[:-1]) + _WEIGHTS[-1]
    found = _even(1 / (1 + np.exp(-logits)), parts, _differences(parts.means(lab)))
    return np.asarray(found[parts.labels], np.float32)


def to_lab(rgb: U8) -> F32:
    """CIE L*a*b*, float32 H×W×3, L 0 … 100."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab), np.float32)


def cues(parts: Superpixels, lab: F32) -> F64:
    """The cues of each part, then their means over the parts it touches and over all of its colour: n×33.

    lab: H×W×3, CIE L*a*b*.
    """
    colours = parts.means(lab)
    differences = _differences(colours)
    places = _places(parts)
    border = parts.at_border
    alike = np.exp(-((differences / _SIMILAR) ** 2) / 2) * parts.sizes
    alike /= alike.sum(1, keepdims=True)
    own = np.stack(
        [
            np.hypot(*places.T),  # off centre
            places[:, 0] ** 2,  # off centre, sideways
            places[:, 1],  # low in the picture
            np.log1p(_way_to(border, parts, differences)),  # way to the border over colour steps
            _ranks(_nearest(differences[:, border])),  # unlike the border's colours
            _contrast(differences, parts),  # unlike its surroundings
            _standard(colours[:, 1]),  # red rather than green
            _standard(colours[:, 2]),  # yellow rather than blue
            np.hypot(colours[:, 1], colours[:, 2]) / 50,  # chroma
            colours[:, 0] / 50 - 1,  # lightness
            _ranks(parts.means(_gradient(lab))[:, 0]),  # texture
        ],
        axis=1,
    )
    neighbours = parts.touching / np.maximum(parts.touching.sum(1, keepdims=True), 1)
    return np.concatenate([own, neighbours @ own, alike @ own], axis=1)


def _differences(colours: F64) -> F64:
    """Between any two: n×n."""
    squares = ((colours[:, None] - colours[None]) ** 2).sum(2)
    return np.asarray(np.sqrt(squares), np.float64)


def _places(parts: Superpixels) -> F64:
    """Their middles, the picture taken as −1 … 1 along both sides: n×2."""
    height, width = parts.labels.shape
    x, y = np.meshgrid(*((np.arange(side) + 0.5) / side * 2 - 1 for side in (width, height)))
    return parts.means(np.stack([x, y], axis=2).astype(np.float32))


def _way_to(goal: Bools, parts: Superpixels, differences: F64) -> F64:
    """The least sum of colour steps from each part to one of the goal, small steps left out."""
    steps = np.where(parts.touching, differences, np.inf)
    smallest = steps.min(1)
    usual = smallest[np.isfinite(smallest)].mean() if np.isfinite(smallest).any() else 0.0
    steps = np.maximum(steps - usual, 0)
    way = np.where(goal, 0.0, np.inf)
    while True:
        shorter = np.minimum(way, (steps + way).min(1))
        if np.array_equal(shorter, way):
            return np.where(np.isfinite(way), way, 0.0)
        way = shorter


def _nearest(differences: F64) -> F64:
    """The mean over the smallest few of each row."""
    count = max(1, int(differences.shape[1] * _NEAREST))
    return np.asarray(np.sort(differences, axis=1)[:, :count].mean(1), np.float64)


def _contrast(differences: F64, parts: Superpixels) -> F64:
    """The difference in colour to the parts around, 0 … 1 over the picture."""
    height, width = parts.labels.shape
    places = _places(parts) * (width, height) / (2 * max(width, height))
    near = np.exp(-((_differences(places) / _NEAR) ** 2) / 2)
    contrast = (differences * near).sum(1)
    return np.asarray((contrast - contrast.min()) / max(np.ptp(contrast), 1e-9), np.float64)


def _gradient(lab: F32) -> F32:
    """Strength of the steps in all channels, H×W×1."""
    along_x, along_y = (cv2.Sobel(lab, cv2.CV_32F, *axis) for axis in ((1, 0), (0, 1)))
    return np.asarray(np.sqrt((along_x**2 + along_y**2).sum(2, keepdims=True)), np.float32)


def _standard(values: F64) -> F64:
    return np.asarray((values - values.mean()) / (values.std() + 1.0), np.float64)


def _ranks(values: F64) -> F64:
    """−½ … ½ by order."""
    return values.argsort().argsort() / len(values) - 0.5


def _even(found: F64, parts: Superpixels, differences: F64) -> F64:
    """The values made alike where colours are, between parts at most one apart (Zhu et al., equation 9)."""
    near = parts.touching | (parts.touching.astype(np.float32) @ parts.touching.astype(np.float32) > 0)
    bonds = np.where(near, np.exp(-((differences / _SIMILAR) ** 2) / 2) + 0.1 * parts.touching, 0.0)
    np.fill_diagonal(bonds, 0.0)
    system = np.eye(len(found)) + _SMOOTHING * (np.diag(bonds.sum(1)) - bonds)
    return np.asarray(np.linalg.solve(system, found), np.float64)
