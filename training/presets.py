"""Settings by name: `--preset paper` gives every option that is not given itself the paper's value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

DEFAULT = "default"

PAPER: Mapping[str, Any] = {
    # J. Ling et al., CVPR 2021, as in the authors' repository github.com/junleen/RainNet: in brackets where.
    "model": "rainnet-decoder",
    "batch": 11,  # [scripts/train.sh]
    # Epochs of iHarmony4's training set: the paper's 100. [scripts/train.sh] has 100 more in which the rate
    # falls; asked about the difference, the first author answered that 100 at a constant rate served as well.
    "images": 100 * 65_742,
    "schedule": "constant",
    "warm_up": 0,
    "learning_rate": 2e-4,  # [options/train_options.py], of both networks
    "beta1": 0.5,  # [options/train_options.py]
    "weight_decay": 0.0,  # Adam [models/rainnet_model.py]; AdamW without decay is the same
    "clip": math.inf,
    "ema": 0.0,
    "bfloat16": False,
    "loss": "l1",  # of the pasted picture, in −1…1 [models/rainnet_model.py]
    "loss_weight": 100.0,  # [scripts/train.sh]
    "decibels": 0.0,
    "adversarial": 1.0,  # lambda_a [options/train_options.py]
    "verification": 1.0,  # lambda_v [options/train_options.py]
    "slope_penalty": 10.0,  # [models/networks.py]
    "ndf": 64,  # [options/base_options.py]
}

PRESETS: Mapping[str, Mapping[str, Any]] = {DEFAULT: {}, "paper": PAPER}
