"""Networks that give the whole object one colour transform."""

from __future__ import annotations

from torch import Tensor

from engine.nets.network import HarmonizationNetwork


class GlobalTransform(HarmonizationNetwork):
    """Base of the networks whose coefficients are the same at every pixel."""

    def predict(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        transform = self.transform(composite, mask, reference)
        return transform[:, :, None, None].expand(-1, -1, *composite.shape[-2:])

    def transform(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        """Coefficients B×12 as `apply_affine` has them. Arguments: see `predict`; pictures of any size."""
        raise NotImplementedError
