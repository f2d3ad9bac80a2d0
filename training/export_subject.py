"""Make the file the program finds subjects with: `python -m training.export_subject RUN OUT.onnx`.

ONNX, because OpenCV runs it without torch; the weights are kept as float16, which halves the file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from engine.files import write_atomic
from engine.masks.finder import SIDE
from engine.types import EngineError
from training.card import markdown, read_sections
from training.ending import exit_code
from training.subject_net import SubjectNet
from training.train_subject import State

_LARGE = 1000
"""Numbers from which a tensor is worth halving."""
_LIMITS = (
    "Most of the training photographs may be used for research only, or their licence is non-commercial or "
    "unclear; whether weights trained on them may be used commercially is not settled. The set leans to "
    "people and centred subjects; coarse outlines and regions such as sky and rock are among the masks."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Export as the command line says; 0 when done, else an exit code and one sentence on stderr."""
    options = _parse(arguments)
    facts = dict(options.fact)
    return exit_code(lambda: export(options.run, options.out, sources=options.sources, facts=facts))


def export(run: Path, out: Path, *, sources: Path, facts: dict[str, str]) -> None:
    """Write the averaged network of a run, and beside it the model card. Raises EngineError."""
    state = State.initial(seed=0)
    if not state.restore(run):
        raise EngineError(f"There is no checkpoint in {run}; give the folder of a run.")
    content = onnx_bytes(state.average)
    count = sum(parameter.numel() for parameter in state.average.parameters())
    described = {
        "network": f"U-Net of residual blocks, {count / 1e6:.1f} M parameters, float16, {SIDE}×{SIDE}",
        "trained on": f"{state.seen:,} examples made on the fly from photographs and their masks",
        "torch": torch.__version__,
        "exported": datetime.now(UTC).date().isoformat(),
    }
    described |= read_sections(sources) | {"limits of use": _LIMITS} | facts
    write_atomic(out, lambda stream: stream.write(content))
    card = markdown(out.stem, described, tables=())
    write_atomic(out.with_suffix(".md"), lambda stream: stream.write(card.encode()))


def onnx_bytes(network: SubjectNet) -> bytes:
    """The network as an ONNX file, batch normalization folded in, large weights as float16."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        path = Path(folder) / "subject.onnx"
        # The newer exporter needs one more package and half a minute, for the same graph.
        warnings.simplefilter("ignore", DeprecationWarning)
        example = (torch.zeros(1, 3, SIDE, SIDE),)
        torch.onnx.export(
            network.eval(), example, path, input_names=["rgb"], output_names=["logits"], dynamo=False
        )
        model = onnx.load(path)
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= _LARGE:
            name, half = tensor.name, f"{tensor.name}.half"
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), half))
            model.graph.node.insert(0, helper.make_node("Cast", [half], [name], to=TensorProto.FLOAT))
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def _fact(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not name or not value:
        raise argparse.ArgumentTypeError(f"{text} should be NAME=VALUE")
    return name, value


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.export_subject", description=__doc__)
    parser.add_argument("run", type=Path, help="folder of a run of training.train_subject")
    parser.add_argument("out", type=Path, help="file to write, NAME.onnx; NAME.md is its card")
    parser.add_argument(
        "--sources", type=Path, required=True, help="Markdown whose sections go on the card: data, licences"
    )
    parser.add_argument("--fact", type=_fact, action="append", default=[], help="NAME=VALUE for the card")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
