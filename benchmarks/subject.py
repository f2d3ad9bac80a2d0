"""How well the subject of a photograph is found.

By hand: `python -m benchmarks.subject --data PHOTOS --split IDS`.

Overlap (intersection over union) with all of a photo's masks together and with the best single one, how
much of the outlines agrees within two pixels (F-measure), and processor time a photo. PHOTOS: a folder or tar
as for training. `--fit` instead fits the weights of the cues to the photos that are not in the split.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.masks.finder import probabilities
from engine.masks.grabcut import mask_of, separate
from engine.masks.reduction import reduced
from engine.masks.saliency import PARTS, cues, saliency, to_lab
from engine.masks.subject import Finder, best_threshold, propose
from engine.masks.superpixels import Superpixels
from engine.types import U8
from training.photo_folder import pictures
from training.split import read_ids

Masks = list[NDArray[np.bool_]]
SQUARE = np.ones((3, 3), np.uint8)
NEAR = np.ones((5, 5), np.uint8)


def photos(
    source: Path, *, only: frozenset[str] | None, without: frozenset[str]
) -> Iterator[tuple[U8, Masks]]:
    """Photographs and their masks, at the size they are stored in."""
    found: dict[str, U8] = {}
    masks: defaultdict[str, Masks] = defaultdict(list)
    for is_photo, name, pixels in pictures(source, only=only, without=without, skipped=[]):
        if is_photo:
            found[name] = pixels
        else:
            masks[name.rpartition("_")[0]].append(pixels > 127)
    for name in sorted(masks):
        yield found[name], [mask for mask in masks[name] if mask.shape == found[name].shape[:2]]


# ------------------------------------------------------------------ ways to find it


def everything(rgb: U8) -> U8:
    return np.full(rgb.shape[:2], 255, np.uint8)


def middle(rgb: U8) -> U8:
    """An ellipse of 0.7 of the sides."""
    height, width = rgb.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    axes = round(width * 0.35), round(height * 0.35)
    return np.asarray(cv2.ellipse(mask, (width // 2, height // 2), axes, 0, 0, 360, 255, -1), np.uint8)


def middle_cut(rgb: U8) -> U8:
    """GrabCut, started from that ellipse."""
    labels = np.where(middle(rgb), cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    separate(rgb, labels, rounds=4)
    return mask_of(labels)


def cues_only(rgb: U8) -> U8:
    """The cues, cut where the largest overlap is expected."""
    return _cut(rgb, saliency)


def network_only(rgb: U8) -> U8:
    """The network, cut likewise."""
    return _cut(rgb, probabilities)


def _cut(rgb: U8, finder: Finder) -> U8:
    found = finder(reduced(rgb, side=200))
    mask = np.where(found >= best_threshold(found)[0], np.uint8(255), np.uint8(0))
    return np.asarray(cv2.resize(mask, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


def cues_refined(rgb: U8) -> U8:
    return propose(rgb, finder=saliency).mask


def network_refined(rgb: U8) -> U8:
    return propose(rgb, finder=probabilities).mask


def shipped(rgb: U8) -> U8:
    return propose(rgb).mask


WAYS: dict[str, Callable[[U8], U8]] = {
    "whole picture": everything,
    "ellipse in the middle": middle,
    "GrabCut from the ellipse": middle_cut,
    "cues": cues_only,
    "cues, GrabCut, guided filter, matting": cues_refined,
    "network": network_only,
    "network, GrabCut, guided filter, matting": network_refined,
    "network and cues, GrabCut, guided filter, matting": shipped,
}


# ------------------------------------------------------------------ measures


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def outline(mask: NDArray[np.bool_]) -> U8:
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, SQUARE), np.uint8)


def outlines_agree(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """F-measure of the outlines within two pixels."""
    lines = outline(one), outline(other)
    shares = [
        float(line[cv2.dilate(against, NEAR) > 0].sum() / max(line.sum(), 1))
        for line, against in (lines, lines[::-1])
    ]
    return 2 * shares[0] * shares[1] / max(sum(shares), 1e-9)


def measure(source: Path, split: frozenset[str]) -> None:
    rows: defaultdict[str, list[tuple[float, ...]]] = defaultdict(list)
    for rgb, masks in photos(source, only=split, without=frozenset()):
        truth = np.any(masks, axis=0)
        for name, way in WAYS.items():
            start = time.process_time()
            mask = way(rgb) > 127
            spent = 1000 * (time.process_time() - start)
            best = max(overlap(mask, one) for one in masks)
            rows[name].append((overlap(mask, truth), best, outlines_agree(mask, truth), spent))
    sys.stdout.write("| way | all masks | best mask | outline | ms |\n|---|---|---|---|---|\n")
    for name, row in rows.items():
        together, best, lines, spent = np.mean(row, axis=0)
        sys.stdout.write(f"| {name} | {together:.3f} | {best:.3f} | {lines:.3f} | {spent:.0f} |\n")


# ------------------------------------------------------------------ fitting


def fit(source: Path, split: frozenset[str], *, count: int) -> None:
    """Logistic regression by Newton's method, each photo counting the same."""
    seen = list(photos(source, only=None, without=split))
    chosen = np.random.default_rng(0).permutation(len(seen))[:count]
    features, shares, sizes = zip(*(_examples(*seen[index]) for index in chosen), strict=True)
    inputs = np.concatenate(features)
    inputs = np.concatenate([inputs, np.ones((len(inputs), 1))], axis=1)
    wanted, importance = np.concatenate(shares), np.concatenate(sizes) / len(chosen)
    penalty = np.diag(1e-4 * inputs.var(0))
    weights = np.zeros(inputs.shape[1])
    for _ in range(8):
        found = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (importance * (found - wanted)) + penalty @ weights
        curve = (inputs * (importance * found * (1 - found))[:, None]).T @ inputs + penalty
        weights -= np.linalg.solve(curve, slope)
    sys.stdout.write(", ".join(f"{weight:.3g}" for weight in weights) + "\n")


def _examples(rgb: U8, masks: Masks) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The cues of a photo's superpixels, how much of each is object, and its share of the photo."""
    small = reduced(rgb, side=200)
    parts = Superpixels.of(small, count=PARTS)
    truth = np.any(masks, axis=0).astype(np.float32)
    truth = cv2.resize(truth, small.shape[1::-1], interpolation=cv2.INTER_AREA).astype(np.float32)
    sizes = parts.sizes
    return cues(parts, to_lab(small)), parts.means(truth[..., None])[:, 0], sizes / sizes.sum()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", type=Path, required=True)
    parser.add_argument("--fit", type=int, metavar="PHOTOS", help="fit the cues' weights to so many photos")
    options = parser.parse_args(arguments)
    split = read_ids(options.split)
    if options.fit:
        fit(options.data, split, count=options.fit)
    else:
        measure(options.data, split)


if __name__ == "__main__":
    main()
