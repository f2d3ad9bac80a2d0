"""Pictures that are see-through, seen by themselves."""

from __future__ import annotations

import numpy as np

from engine.images import Picture, flattened


def picture(alpha: np.ndarray | None) -> Picture:
    return Picture(np.full((4, 6, 3), 100, np.uint8), alpha, notices=("As ever.",))


def test_what_is_see_through_is_white_and_that_is_said() -> None:
    alpha = np.full((4, 6), 255, np.uint8)
    alpha[:, 3], alpha[:, 4:] = 128, 0
    flat = flattened(picture(alpha), name="a.png")
    assert flat.alpha is None
    assert flat.rgb[0, :, 0].tolist() == [100, 100, 100, 177, 255, 255]
    sentence = "a.png is see-through in places; as a background it is white there."
    assert flat.notices == ("As ever.", sentence)


def test_what_is_opaque_stays_as_it_is() -> None:
    for alpha in (None, np.full((4, 6), 255, np.uint8)):
        flat = flattened(picture(alpha), name="a.png")
        assert (flat.rgb == 100).all()
        assert flat.alpha is None
        assert flat.notices == ("As ever.",)
