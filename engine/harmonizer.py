"""The predictor: numpy in, numpy out. Owns the device, the precision, the network's size and the way back
from it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor, nn

from engine import device as devices
from engine import methods
from engine.analysis import FITS, Analysis, Sides, sides
from engine.context import context_box, resized
from engine.default_weights import path_of
from engine.device import Precision
from engine.nets.inference import prepared
from engine.nets.network import HarmonizationNetwork, Head
from engine.progress import CancelToken, Progress, check
from engine.transfer import ColourGrid, Frame, agreement_db, fit_affine, fit_grid
from engine.types import F32, U8, Direction, HarmonizeRequest, HarmonizeResult, MaskError
from engine.weights import ModelCard, read_card, read_network

log = logging.getLogger(__name__)

CONTEXT = 1.5
"""The network sees a part of the picture at least this many times as wide and high as the object: small ones
gain, large ones lose nothing (docs/decisions/context-crop.md).
"""

TRUSTED_DB = 28.0
"""Agreement of the full-resolution change with the network's own output below which the user is told."""

NOT_FOLLOWED = "The network's picture could not be followed closely: look at the result with care."


class Harmonizer:
    """Harmonizes composites with one network. Use from one thread at a time."""

    def __init__(
        self,
        network: HarmonizationNetwork,
        *,
        card: ModelCard,
        device: torch.device,
        precision: Precision | str,
    ) -> None:
        self.card = card
        self._original = network.eval().requires_grad_(requires_grad=False)
        self._untold: tuple[str, ...] = ()
        try:
            self._settle(device, Precision(precision))
        except RuntimeError as error:
            self._leave(device, error)

    @classmethod
    def load(
        cls,
        weights: Path | str | None = None,
        device: str = "auto",
        precision: Precision | str = Precision.AUTO,
    ) -> Self:
        """Read weights (a path or the name of bundled ones, None: the default ones) and settle on a device
        ("auto", "cpu", "cuda", "cuda:1", "mps", "xpu").

        Raises WeightsError or DeviceError with a sentence.
        """
        path = path_of(weights)
        chosen = devices.choose(device)
        return cls(read_network(path), card=read_card(path), device=chosen, precision=precision)

    @property
    def device(self) -> torch.device:
        return self._device

    @property
    def dtype(self) -> torch.dtype:
        """What the network computes in."""
        return self._dtype

    def harmonize(
        self,
        composite: U8,
        mask: U8,
        *,
        strength: float = 1.0,
        reference: U8 | None = None,
        direction: Direction = Direction.OBJECT,
        layer: U8 | None = None,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> HarmonizeResult:
        """Analyse and apply at once: `composite` (H×W×3 uint8) with its object (`mask` H×W uint8) harmonized.

        The result equals the composite byte for byte where the mask is 0 (where it is 255, if the background
        follows). strength: 0…1.5. For the other arguments see `HarmonizeRequest`.

        Raises PictureError, MaskError (among others where the mask covers everything), or Aborted.
        """
        request = HarmonizeRequest(
            composite, mask, strength=strength, reference=reference, direction=direction, layer=layer
        )
        return methods.harmonize(request, harmonizer=self, progress=progress, cancel=cancel)

    def analyse(
        self,
        composite: U8,
        mask: U8,
        *,
        reference: U8 | None = None,
        direction: Direction = Direction.OBJECT,
        cancel: CancelToken | None = None,
    ) -> Analysis:
        """Run the network at its own size; the answer is applied at any resolution and strength."""
        part = sides(composite, mask, reference=reference, direction=direction)
        if part is None:
            return Analysis.of_empty_mask(composite)
        size = self._original.config.size  # the picture is stretched to it, as in training
        box = context_box(part.follows, reference=part.look, least=CONTEXT, size=size)
        frame = Frame.of_crop(box.left, box.top, box.right, box.bottom)
        seen = resized(composite[box.slices], size)
        inside = resized(part.follows[box.slices], size)
        look = None if part.look is None else resized(part.look[box.slices], size)
        if look is not None and not look.any():
            raise MaskError("The reference region is too small to take a look from: draw it larger.")
        check(cancel)
        prediction, notices = self._predict(seen, Sides(inside, look))
        check(cancel)
        head = self._original.config.head
        if head is Head.AFFINE and not prediction.any():
            return Analysis(None, frame, (*notices, FITS))
        model, doubts = _carried(head, seen, inside, prediction)
        return Analysis(model, frame, notices + doubts)

    def _predict(self, composite: U8, part: Sides) -> tuple[F32, tuple[str, ...]]:
        """The head's prediction C×size×size; out of memory, in half precision or on the CPU, and said."""
        try:
            prediction = self._run(composite, part)
        except RuntimeError as error:
            self._make_do(self._device, error)
            return self._predict(composite, part)
        notices, self._untold = self._untold, ()
        return prediction, notices

    def _make_do(self, device: torch.device, error: RuntimeError) -> None:
        """Go on in half precision where the memory of `device` is full, then on the CPU."""
        half = devices.half_precision(device) if self._dtype is torch.float32 else None
        if half is None or device.type == "cpu" or not devices.is_out_of_memory(error):
            self._leave(device, error)
            return
        log.warning("out of memory on %s, going on in %s", device, half)
        self._settle(device, half)
        self._untold = (f"{devices.describe(device)} ran out of memory; it computes in {half} from now on.",)

    def _leave(self, device: torch.device, error: RuntimeError) -> None:
        """Go on on the CPU where the memory of `device` is full, to be said with the next result."""
        if device.type == "cpu" or not devices.is_out_of_memory(error):
            raise error
        log.warning("out of memory on %s", device)
        self._settle(torch.device("cpu"), Precision.AUTO)
        self._untold = (f"{devices.describe(device)} ran out of memory; the processor is used from now on.",)

    def _settle(self, device: torch.device, precision: Precision) -> None:
        self._device = device
        network = self._original.to(device)
        self._dtype = devices.compute_dtype(device, precision, network)
        self._network: nn.Module = prepared(network, self._dtype)

    @torch.inference_mode()
    def _run(self, composite: U8, part: Sides) -> F32:
        picture = self._tensor(composite) / 127.5 - 1
        mask = self._tensor(part.follows[..., None]) / 255
        reference = None if part.look is None else self._tensor(part.look[..., None]) / 255
        prediction: Tensor = self._network.predict(picture, mask, reference)  # type: ignore[operator]
        result: F32 = prediction[0].float().cpu().contiguous().numpy()
        return result

    def _tensor(self, picture: U8) -> Tensor:
        """H×W×C uint8 as 1×C×H×W float32 on the device."""
        channels_first = np.ascontiguousarray(picture.transpose(2, 0, 1))
        return torch.from_numpy(channels_first).to(self._device).float().unsqueeze(0)


def _carried(head: Head, seen: U8, inside: U8, prediction: F32) -> tuple[ColourGrid, tuple[str, ...]]:
    """What the network did, as a change of colours for any resolution; and a notice where it is none."""
    composite, mask = (np.divide(array, 255, dtype=np.float32) for array in (seen, inside))
    if head is Head.AFFINE:
        return fit_affine(composite, mask, prediction), ()
    raw = np.ascontiguousarray(prediction.transpose(1, 2, 0) * np.float32(0.5) + np.float32(0.5))
    model = fit_grid(composite, mask, raw)
    trusted = agreement_db(model, composite, mask, raw) >= TRUSTED_DB
    return model, () if trusted else (NOT_FOLLOWED,)
