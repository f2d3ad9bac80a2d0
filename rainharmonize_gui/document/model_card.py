"""What a weights file says of itself, read without torch: the window shows it before torch is there."""

from __future__ import annotations

import json
from pathlib import Path

_LONGEST_HEADER = 1 << 20


def read_facts(weights: Path) -> dict[str, str]:
    """The model card in the header of a safetensors file (8 bytes length, then JSON); empty without one."""
    try:
        with weights.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, _LONGEST_HEADER)))
        facts = json.loads(header["__metadata__"]["card"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in facts.items()} if isinstance(facts, dict) else {}
