"""Small folders in the layout of iHarmony4."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from training_photos import HEIGHT, WIDTH, disc, noise, write_picture

from engine.types import U8

TRAIN = {
    "HCOCO": ("c1_5_1", "c1_5_2", "c1_6_1", "c2_7_1"),
    "Hday2night": ("d90-1_1_1", "d90-1_1_2"),
}
TEST = {"HCOCO": ("c3_1_1",), "Hday2night": ("d91-1_1_1",)}


def write_sub_set(folder: Path, composites: Iterable[str], *, seed: int = 3) -> None:
    """Pictures of the composites `x_y_z`, whose object is brighter or darker than in the photo."""
    rng = np.random.default_rng(seed)
    for name in ("composite_images", "masks", "real_images"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for composite in composites:
        photo, y, _ = composite.rsplit("_", 2)
        real = _kept(folder / "real_images" / f"{photo}.jpg", noise(rng))
        mask = _kept(folder / "masks" / f"{photo}_{y}.png", disc(rng))
        changed = real.astype(np.int16) + int(rng.choice((-50, 50)))
        pixels = np.where(mask[..., None] > 127, changed.clip(0, 255), real).astype(np.uint8)
        write_picture(folder / "composite_images" / f"{composite}.jpg", pixels)


def _kept(path: Path, pixels: U8) -> U8:
    """What lies at `path`, after writing `pixels` there if nothing did."""
    if not path.exists():
        write_picture(path, pixels)
    kept = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert kept is not None
    assert kept.shape[:2] == (HEIGHT, WIDTH)
    return kept[..., ::-1] if kept.ndim == 3 else kept


def write_iharmony4(root: Path) -> Path:
    """Two sub-sets with their own lists and the joint one, as published."""
    for lists, split in ((TRAIN, "train"), (TEST, "test")):
        joint = []
        for subset, names in lists.items():
            write_sub_set(root / subset, names)
            (root / subset / f"{subset}_{split}.txt").write_text("".join(f"{n}.jpg\n" for n in names))
            joint += [f"{subset}/composite_images/{n}.jpg\n" for n in names]
        (root / f"IHD_{split}.txt").write_text("".join(joint))
    return root
