"""Where a cut-out lies on a background: one 2×3 matrix, and the pixel boxes that follow from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike

from engine.types import F64, PictureError

Point = tuple[float, float]
Size = tuple[int, int]
Row = tuple[float, float, float]

_LEAST_AREA = 1e-11
"""Background pixels of a cut-out's pixel: the least that is placed on purpose. Its inverse is the most."""
_LEAST_MAPPED = 1e-18
"""The same of any map: a view makes still smaller what is small already, or still larger."""
_FAR = 2.0**40  # pixels: farther out, nothing is seen, and nothing overflows
_ROUNDING = 1e-9
"""What maps that lead there and back again may miss by."""
_SNAP = 1e-7  # of a pixel: keeps rounding noise from growing a box by a row or a column


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole pixels: columns `left`…`right`, rows `top`…`bottom`, ends excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        return max(0, self.bottom - self.top)

    @property
    def size(self) -> Size:
        return self.width, self.height

    @property
    def empty(self) -> bool:
        return self.width == 0 or self.height == 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, to index an array with; the box must not reach below 0."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    def shifted(self, dx: int, dy: int) -> Box:
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def clip(self, size: Size) -> Box:
        """The part inside a picture of `size`; empty, with sides of 0, where there is none."""
        return self.intersect(Box(0, 0, *size))

    def intersect(self, other: Box) -> Box:
        """The part common to both; empty, with sides of 0, where there is none."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(left, top, right, bottom) if right > left and bottom > top else Box(0, 0, 0, 0)

    def united(self, other: Box) -> Box:
        """The smallest box around both; an empty one adds nothing."""
        if self.empty or other.empty:
            return other if self.empty else self
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Box(left, top, max(self.right, other.right), max(self.bottom, other.bottom))


class Parts(NamedTuple):
    """What a person sees of a placement; feed it back to `Placement.of` to get the placement again.

    center: where the cut-out's middle lies. scale: along its own x and y, both positive. rotation_degrees:
    clockwise on the screen, over −180 up to 180. flip_h: mirrored left to right; a vertical flip shows as
    this and a half turn.
    """

    center: Point
    scale: tuple[float, float]
    rotation_degrees: float
    flip_h: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """An affine map from cut-out pixels to background pixels, both continuous with centres at half-integers.

    A point (x, y) of the cut-out goes to (a·x + b·y + c, d·x + e·y + f); row_x is (a, b, c), row_y (d, e, f).
    Raises PictureError where the numbers are not finite, or the map squeezes the cut-out to nothing or blows
    it up beyond all use.
    """

    row_x: Row = (1.0, 0.0, 0.0)
    row_y: Row = (0.0, 1.0, 0.0)

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (*self.row_x, *self.row_y))):
            raise PictureError("A placement needs finite numbers for its position, scale and rotation.")
        self._check_area(_LEAST_MAPPED)

    def check(self) -> None:
        """Raises PictureError where a cut-out placed like this is too small, or too large, for every view."""
        self._check_area(_LEAST_AREA)

    def _check_area(self, least: float) -> None:
        area = abs(self.determinant)
        if area < least:
            raise PictureError(
                "Placed so small, nothing of the object is left to see; choose a larger scale."
            )
        if area > 1 / least:  # its inverse could not be told from one of no size
            raise PictureError("Placed so large, the object shows less than a pixel; choose a smaller scale.")

    @classmethod
    def from_matrix(cls, matrix: ArrayLike) -> Self:
        """From any 2×3 array of numbers."""
        rows = np.asarray(matrix, np.float64)
        if rows.shape != (2, 3):
            raise PictureError(f"A placement is a 2×3 matrix, not one of shape {rows.shape}.")
        (a, b, c), (d, e, f) = rows.tolist()
        return cls((a, b, c), (d, e, f))

    @classmethod
    def translation(cls, dx: float, dy: float) -> Self:
        return cls((1.0, 0.0, float(dx)), (0.0, 1.0, float(dy)))

    @classmethod
    def scaling(cls, scale: float | tuple[float, float], *, about: Point = (0.0, 0.0)) -> Self:
        """Scale about a fixed point; a negative factor mirrors."""
        sx, sy = scale if isinstance(scale, tuple) else (scale, scale)
        x, y = about
        return cls((float(sx), 0.0, x - sx * x), (0.0, float(sy), y - sy * y))

    @classmethod
    def rotation(cls, degrees: float, *, about: Point = (0.0, 0.0)) -> Self:
        """Turn about a fixed point, clockwise on the screen."""
        cos, sin = _cos_sin(degrees)
        x, y = about
        return cls((cos, -sin, x - cos * x + sin * y), (sin, cos, y - sin * x - cos * y))

    @classmethod
    def of(
        cls,
        size: Size,
        *,
        center: Point | None = None,
        at: Point | None = None,
        scale: float | tuple[float, float] = 1.0,
        rotation_degrees: float = 0.0,
        flip_h: bool = False,
        flip_v: bool = False,
    ) -> Self:
        """Place a cut-out of `size`: flipped, then scaled, then rotated about its middle.

        Either `center` says where its middle lies, or `at` where its top left corner lies before the rotation
        (default: the background's top left corner). Raises PictureError as `check` does.
        """
        width, height = size
        sx, sy = scale if isinstance(scale, tuple) else (scale, scale)
        if center is None:
            left, top = at or (0.0, 0.0)
            center = left + abs(sx) * width / 2, top + abs(sy) * height / 2
        cos, sin = _cos_sin(rotation_degrees)
        sx, sy = (-sx if flip_h else sx), (-sy if flip_v else sy)
        a, b, d, e = cos * sx, -sin * sy, sin * sx, cos * sy
        x, y = width / 2, height / 2
        placed = cls((a, b, center[0] - a * x - b * y), (d, e, center[1] - d * x - e * y))
        placed.check()
        return placed

    @classmethod
    def fit(cls, size: Size, background: Size, *, center: Point | None = None) -> Self:
        """At `center` (default: the background's middle), scaled down, never up, to fit the background.

        On whole pixels where it keeps its size: between them it would lose sharpness.
        """
        scale = min(1.0, background[0] / size[0], background[1] / size[1])
        x, y = center or (background[0] / 2, background[1] / 2)
        if scale == 1:
            return cls.translation(round(x - size[0] / 2), round(y - size[1] / 2))
        return cls.of(size, center=(x, y), scale=scale)

    def on_whole_pixels(self) -> Placement:
        """The nearest that loses no sharpness, for what keeps its size and is turned by quarters at most:
        between pixels it would be blurred. Any other stays as it is.
        """
        whole = np.rint(self.matrix)
        turned_and_scaled = np.abs(self.matrix - whole)[:, :2].max() > _ROUNDING
        if turned_and_scaled or sorted(map(tuple, np.abs(whole[:, :2]).tolist())) != [(0.0, 1.0), (1.0, 0.0)]:
            return self
        return Placement.from_matrix(whole)

    def is_close(self, other: Placement) -> bool:
        """Whether only rounding tells the two apart."""
        return bool(np.allclose(self.matrix, other.matrix, rtol=1e-12, atol=_ROUNDING))

    @property
    def matrix(self) -> F64:
        """A new 2×3 float64 array."""
        return np.array([self.row_x, self.row_y])

    @property
    def between_indices(self) -> F64:
        """The matrix between array indices, which OpenCV counts from the centre of the first pixel."""
        half = Placement.translation(0.5, 0.5)
        return half.then(self).then(half.inverse()).matrix

    @property
    def determinant(self) -> float:
        """Background area of one cut-out pixel; negative where the cut-out is mirrored."""
        return self.row_x[0] * self.row_y[1] - self.row_x[1] * self.row_y[0]

    @property
    def scale(self) -> tuple[float, float]:
        """Length, in background pixels, of one cut-out pixel along its own x and y."""
        return math.hypot(self.row_x[0], self.row_y[0]), math.hypot(self.row_x[1], self.row_y[1])

    def decompose(self, size: Size) -> Parts:
        """Middle, scale, rotation and flip of a cut-out of `size`; exact for what `of` made (no shear)."""
        (a, _, _), (d, _, _) = self.row_x, self.row_y
        flip_h = self.determinant < 0
        degrees = math.degrees(math.atan2(-d, -a) if flip_h else math.atan2(d, a))
        x, y = self.map((size[0] / 2, size[1] / 2)).tolist()
        return Parts((x, y), self.scale, 180.0 if degrees == -180.0 else degrees, flip_h)

    def then(self, other: Placement) -> Placement:
        """This map followed by `other`."""
        linear = other.matrix[:, :2]
        rows = linear @ self.matrix
        rows[:, 2] += other.matrix[:, 2]
        return Placement.from_matrix(rows)

    def inverse(self) -> Placement:
        """From background pixels back to cut-out pixels."""
        (a, b, c), (d, e, f) = self.row_x, self.row_y
        det = self.determinant
        return Placement(
            (e / det, -b / det, (b * f - c * e) / det),
            (-d / det, a / det, (c * d - a * f) / det),
        )

    def map(self, points: ArrayLike) -> F64:
        """Map one point (2,) or many (…, 2); the shape stays."""
        matrix = self.matrix
        mapped: F64 = np.asarray(points, np.float64) @ matrix[:, :2].T + matrix[:, 2]
        return mapped

    def corners(self, size: Size) -> F64:
        """Where the corners of a cut-out lie, 4×2: its top left, top right, bottom right, bottom left."""
        width, height = size
        return self.map([(0, 0), (width, 0), (width, height), (0, height)])

    def box(self, size: Size, *, within: Size | None = None) -> Box:
        """The smallest box of whole pixels around a placed cut-out, clipped to a background `within`."""
        corners = self.corners(size).clip(-_FAR, _FAR)
        left, top = np.floor(corners.min(axis=0) + _SNAP).astype(int).tolist()
        right, bottom = np.ceil(corners.max(axis=0) - _SNAP).astype(int).tolist()
        box = Box(left, top, right, bottom)
        return box if within is None else box.clip(within)

    def whole_shift(self, size: Size) -> tuple[int, int] | None:
        """The shift by whole pixels that this is for a cut-out of `size`; None where it is another map.

        A corner may be off by half of what `box` takes for rounding, so that the box is the cut-out, shifted.
        """
        moved = self.corners(size) - Placement().corners(size)
        shift = np.rint(moved[0])
        if np.abs(moved - shift).max() > _SNAP / 2:
            return None
        return int(shift[0]), int(shift[1])


def _cos_sin(degrees: float) -> Point:
    """Cosine and sine, exact at quarter turns, where radians are not."""
    turn = degrees % 360.0
    if turn % 90.0 == 0.0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(turn // 90.0) % 4]
    return math.cos(math.radians(turn)), math.sin(math.radians(turn))
