"""Which part of the picture the canvas shows, and how large: pure, in device pixels.

100 % is one picture pixel on one device pixel. "Screen" here means device pixels of one pane of the canvas,
counted from its top left corner; "picture" means pixels of the background.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.placement import Box, Placement, Point, Size
from rainharmonize_gui.document.view import View

STEPS = (0.125, 1 / 6, 0.25, 1 / 3, 0.5, 2 / 3, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
MAX_ZOOM = STEPS[-1]
KEPT = 48
"""Screen pixels of the picture that stay in sight, however far one pans."""
_SAME = 1e-3  # of a zoom: nearer than that a step counts as reached


@dataclass(frozen=True, slots=True)
class Viewport:
    """size: of the pane. picture: of the background, (0, 0) without one. x, y: its top left on screen.

    `x` and `y` are exact, so that zooming in and out again leads back; what is drawn starts at `corner`, on a
    whole pixel, so that a picture keeps its grain while it is panned.
    """

    size: Size = (1, 1)
    picture: Size = (0, 0)
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def empty(self) -> bool:
        return 0 in self.picture or min(self.size) < 1

    @property
    def corner(self) -> tuple[int, int]:
        """Where the picture's top left corner is drawn."""
        return round(self.x), round(self.y)

    @property
    def placement(self) -> Placement:
        """From the picture to the screen."""
        x, y = self.corner
        return Placement((self.zoom, 0.0, float(x)), (0.0, self.zoom, float(y)))

    def to_screen(self, point: Point) -> Point:
        x, y = self.corner
        return point[0] * self.zoom + x, point[1] * self.zoom + y

    def to_picture(self, point: Point) -> Point:
        x, y = self.corner
        return (point[0] - x) / self.zoom, (point[1] - y) / self.zoom

    @property
    def visible(self) -> Box:
        """The screen pixels on which the picture shows."""
        x, y = self.corner
        width, height = (math.ceil(side * self.zoom) for side in self.picture)
        return Box(x, y, x + width, y + height).clip(self.size)

    @property
    def middle(self) -> Point:
        """The picture's point in the middle of what is seen of it."""
        box = self.visible
        return self.to_picture(((box.left + box.right) / 2, (box.top + box.bottom) / 2))

    def view(self) -> View | None:
        """What to render to fill `visible`: at the screen's resolution, never above the picture's own."""
        box = self.visible
        if self.empty or box.empty:
            return None
        left, top = self.to_picture((box.left, box.top))
        if self.zoom <= 1:
            return View(left, top, self.zoom, box.size)
        right, bottom = self.to_picture((box.right, box.bottom))
        whole = Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
        return View.of_box(whole.clip(self.picture))

    # Changes, each a new viewport

    def fitted(self, *, margin: int = 0, largest: float = MAX_ZOOM) -> Viewport:
        """All of the picture in sight and in the middle, `margin` screen pixels around it."""
        if self.empty:
            return self
        room = (max(side - 2 * margin, 1) for side in self.size)
        zoom = min(largest, *(space / side for space, side in zip(room, self.picture, strict=True)))
        return replace(self, zoom=zoom).centred()

    def centred(self) -> Viewport:
        """The picture's middle in the middle of the pane."""
        (width, height), (w, h) = self.size, self.picture
        return replace(self, x=(width - w * self.zoom) / 2, y=(height - h * self.zoom) / 2)

    def zoomed(self, zoom: float, *, at: Point | None = None) -> Viewport:
        """At another zoom; the point of the picture under `at` (default: the pane's middle) stays there."""
        zoom = min(max(zoom, self.min_zoom), MAX_ZOOM)
        x, y = at or (self.size[0] / 2, self.size[1] / 2)
        ratio = zoom / self.zoom
        return replace(self, zoom=zoom, x=x - (x - self.x) * ratio, y=y - (y - self.y) * ratio).held()

    def stepped(self, direction: int, *, at: Point | None = None) -> Viewport:
        """The next of `STEPS` up (1) or down (−1)."""
        if direction > 0:
            zoom = next((step for step in STEPS if step > self.zoom * (1 + _SAME)), MAX_ZOOM)
        else:
            zoom = next((step for step in reversed(STEPS) if step < self.zoom * (1 - _SAME)), self.min_zoom)
        return self.zoomed(zoom, at=at)

    def panned(self, dx: float, dy: float) -> Viewport:
        """Moved by screen pixels."""
        return replace(self, x=self.x + dx, y=self.y + dy).held()

    def resized(self, size: Size, *, moved: Point = (0, 0)) -> Viewport:
        """Another size of the pane; what was in the middle stays there. moved: how far the pane's top left
        corner went right and down: what it shows does not go with it.
        """
        (width, height), (right, down) = self.size, moved
        dx, dy = (size[0] - width - right) / 2, (size[1] - height - down) / 2
        return replace(self, size=size, x=self.x + dx, y=self.y + dy).held()

    def held(self) -> Viewport:
        """Moved back, where the picture would be out of sight."""
        (width, height), (w, h) = self.size, self.picture
        return replace(
            self,
            x=_held(self.x, w * self.zoom, width),
            y=_held(self.y, h * self.zoom, height),
        )

    @property
    def min_zoom(self) -> float:
        """12.5 %, or less where the picture does not fit the pane then."""
        return min(STEPS[0], self.fitted(largest=STEPS[0]).zoom if not self.empty else STEPS[0])


def _held(start: float, length: float, room: int) -> float:
    kept = max(min(KEPT, length, room), 1.0)  # a line thinner than a pixel is still drawn on one
    return min(max(start, kept - length), room - kept)
