"""The subject of a picture, found without being told anything: what a cut-out starts from."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from engine.errors import WeightsError
from engine.masks.finder import probabilities
from engine.masks.grabcut import mask_of, separate
from engine.masks.matte import matted
from engine.masks.reduction import enlarged, reduced
from engine.masks.saliency import saliency
from engine.types import F32, U8, check_rgb

log = logging.getLogger(__name__)

Finder = Callable[[U8], F32]
"""From a reduced picture, uint8 H×W×3, to the probability that a pixel is of the subject, float32 H×W."""

_SIDE = 200
"""Longer side, in pixels, of what the finder sees and GrabCut cuts: on more, it takes far longer and is no
better.
"""
_LEAST = 16
"""Shorter side, in pixels, below which there is nothing to tell apart."""
_SURELY, _HARDLY = 1.6, 0.6
"""Times the threshold: where GrabCut has no say any more."""
_ROUNDS = 2
_CUES = 0.5
"""Weight of the cues beside the network, whose mistakes are others: 0.25 and 0.5 do alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """mask: H×W, at full resolution. confidence: how much of an overlap with the true subject to expect, as
    intersection over union, 0 … 1.
    """

    mask: U8
    confidence: float


def likely(rgb: U8) -> F32:
    """What the bundled network finds, joined with the cues; these alone, which need no file, where OpenCV
    cannot run it.
    """
    cues = saliency(rgb)
    try:
        network = probabilities(rgb)
    except WeightsError as error:
        log.warning("%s", error)
        return cues
    logits = _logits(network) + _CUES * _logits(cues)
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def _logits(found: F32) -> F32:
    found = np.clip(found, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(found / (1 - found)), np.float32)


def propose(rgb: U8, *, finder: Finder = likely) -> Proposal:
    """The subject of a picture, H×W×3; all of it, without confidence, where it is too narrow to tell."""
    check_rgb(rgb)
    small = reduced(rgb, side=_SIDE)
    if min(small.shape[:2]) < _LEAST:
        return Proposal(np.full(rgb.shape[:2], 255, np.uint8), 0.0)
    found = finder(small)
    threshold, confidence = best_threshold(found)
    return Proposal(matted(rgb, enlarged(_cut(small, found, threshold), rgb)), confidence)


def best_threshold(found: F32) -> tuple[float, float]:
    """Where to cut probabilities for the largest overlap (intersection over union), and that overlap.

    Taking the k most probable pixels, Σ p over them is expected to be right, and k + Σ p over the others is
    the union.
    """
    ordered = np.sort(found, axis=None)[::-1].astype(np.float64)
    right = np.cumsum(ordered)
    overlap = right / np.maximum(np.arange(1, len(ordered) + 1) + right[-1] - right, 1e-9)
    best = int(overlap.argmax())
    return float(ordered[best]), float(overlap[best])


def _cut(rgb: U8, found: F32, threshold: float) -> U8:
    """GrabCut, where the finder is in doubt; 0 or 255."""
    labels = np.where(found >= threshold, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[found > _SURELY * threshold] = cv2.GC_FGD
    labels[found < _HARDLY * threshold] = cv2.GC_BGD
    separate(rgb, labels, rounds=_ROUNDS)
    return mask_of(labels)
