"""The network computes what the authors' does, layer by layer and as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from engine.bench.plain import PlainRAIN, plain
from engine.nets.inference import prepared
from engine.nets.network import SIZES, Head, apply_affine
from engine.nets.norms import Norm, make_norm
from engine.nets.rain import RAIN
from engine.nets.rainnet import PLACES, InnermostBlock, RainNet, RainNetConfig
from engine.nets.regions import Regions

DATA = Path(__file__).parent / "data"
INNERMOST = 6


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    with np.load(DATA / "rainnet_golden.npz") as stored:
        return dict(stored)


@pytest.fixture(scope="module")
def golden_network(golden: dict[str, Any]) -> RainNet:
    with torch.device("meta"):
        network = RainNet(RainNetConfig(ngf=int(golden["ngf"])))
    draw = np.random.default_rng(int(golden["seed"]))
    state = {
        name: torch.from_numpy((draw.standard_normal(shape) * float(golden["scale"])).astype(np.float32))
        for name, shape in sorted((n, tuple(t.shape)) for n, t in network.state_dict().items())
    }
    network.load_state_dict(state, assign=True)
    return network.eval()


@pytest.fixture(scope="module")
def golden_inputs(golden: dict[str, Any]) -> tuple[Tensor, Tensor]:
    composite = torch.from_numpy(golden["composite"]).permute(2, 0, 1).unsqueeze(0).float() / 127.5 - 1
    return composite, torch.from_numpy(golden["mask"])[None, None].float() / 255


@pytest.mark.parametrize("variant", ["as trained", "prepared", "written out"])
def test_output_agrees_with_the_authors_network(
    variant: str, golden: dict[str, Any], golden_network: RainNet, golden_inputs: tuple[Tensor, Tensor]
) -> None:
    make = {"as trained": lambda n: n, "prepared": prepared, "written out": plain}[variant]
    with torch.inference_mode():
        output = make(golden_network)(*golden_inputs)
    expected = torch.from_numpy(golden["raw_output"]).permute(2, 0, 1)
    assert float((output[0] - expected).abs().max()) <= 1e-4


def test_names_and_shapes_are_those_of_the_authors_checkpoint() -> None:
    lines = (DATA / "rainnet_state_dict.tsv").read_text().splitlines()
    expected = dict(line.split("\t") for line in lines)
    with torch.device("meta"):
        state = RainNet(RainNetConfig()).state_dict()
    assert {name: str(tuple(tensor.shape)) for name, tensor in state.items()} == expected


@pytest.mark.parametrize("norm", list(Norm))
def test_every_norm_can_stand_at_every_place(norm: Norm) -> None:
    innermost = norm if norm is Norm.BN else Norm.NONE
    norms = [innermost if place == INNERMOST else norm for place in range(PLACES)]
    network = small(norms=norms, ngf=2).eval()
    output = network(*scene())
    assert output.shape == (1, 3, 256, 256)
    assert torch.isfinite(output).all()


@pytest.mark.parametrize("norm", [Norm.RAIN, Norm.RN, Norm.IN])
def test_the_innermost_place_takes_no_norm_that_needs_a_deviation(norm: Norm) -> None:
    norms = [norm if place == INNERMOST else Norm.NONE for place in range(PLACES)]
    with pytest.raises(ValueError, match="1×1"):
        RainNetConfig(norms=norms)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"norms": ["rain"] * 3}, "14"),
        ({"input_channels": 5}, "input_channels"),
        ({"ngf": 0}, "ngf"),
        ({"ngf": 2.5}, "ngf"),
        ({"dropout": 7}, "dropout"),
        ({"size": 100}, "pictures of 32 or 64"),
        ({"head": "hat"}, "hat"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        RainNetConfig(**change)


def test_a_configuration_survives_json() -> None:
    config = RainNetConfig(ngf=8, head=Head.AFFINE, norms=[Norm.NONE] * PLACES)
    assert RainNetConfig(**config.to_json()) == config


def test_without_attention_there_are_no_gates() -> None:
    assert not [name for name in small(attention=False).state_dict() if "att" in name]
    assert small(attention=False).eval()(*scene()).shape == (1, 3, 256, 256)


@torch.no_grad()
def test_attention_gates_the_skips() -> None:
    network = small().eval()
    for gate in (network.model_layer11att, network.model_layer12att, network.model_layer13att):
        nn.init.constant_(gate[0].bias, -30.0)  # sigmoid(−30) shuts it
    network.model_out[1].bias.fill_(0.3)
    torch.testing.assert_close(network(*scene()), torch.full((1, 3, 256, 256), float(np.tanh(0.3))))


def test_with_four_channels_the_network_sees_its_mask() -> None:
    config = {"input_channels": 4, "norms": [Norm.NONE] * PLACES}
    network, (composite, mask) = small(**config).eval(), scene()
    assert network.model_layer0.weight.shape[1] == 4
    assert not torch.equal(network(composite, mask), network(composite, 1 - mask))


def test_with_three_channels_and_no_region_norms_the_mask_changes_nothing() -> None:
    network, (composite, mask) = small(norms=[Norm.NONE] * PLACES).eval(), scene()
    assert torch.equal(network(composite, mask), network(composite, 1 - mask))


@pytest.mark.parametrize("ngf", [1, 3, 8])
def test_ngf_is_the_width_of_the_outermost_layer(ngf: int) -> None:
    state = small(ngf=ngf).state_dict()
    assert state["model_layer0.weight"].shape == (ngf, 3, 4, 4)
    assert state["unet_block.down.1.weight"].shape == (8 * ngf, 8 * ngf, 4, 4)


def masks() -> dict[str, Tensor]:
    hard = torch.zeros(1, 1, 12, 16)
    hard[..., 3:9, 4:11] = 1
    pixel = torch.zeros_like(hard)
    pixel[..., 5, 7] = 1
    soft = torch.rand(1, 1, 12, 16, generator=torch.Generator().manual_seed(1))
    return {
        "hard": hard,
        "soft": soft * hard,
        "soft everywhere": soft,
        "empty": torch.zeros_like(hard),
        "full": torch.ones_like(hard),
        "one pixel": pixel,
        "all but one pixel": 1 - pixel,
        "nearly empty": 1e-3 * hard,
    }


@pytest.mark.parametrize("name", list(masks()))
def test_rain_is_what_the_paper_writes(name: str) -> None:
    layer, regions = rain(5), Regions(masks()[name].expand(2, -1, -1, -1))
    features = draw(2, 5, 12, 16) * 3 + 1
    expected = PlainRAIN(layer)(features.double(), regions)
    # Over one pixel the deviation is the root of EPS, against which float32 rounds coarsely.
    tolerance = 4e-3 if "one pixel" in name else 1e-4
    torch.testing.assert_close(layer(features, regions).double(), expected, atol=tolerance, rtol=1e-4)


@settings(max_examples=20, deadline=None)
@given(
    size=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    mask_size=st.tuples(st.integers(1, 24), st.integers(1, 24)),
    seed=st.integers(0, 999),
    softness=st.floats(0, 1),
)
def test_rain_is_what_the_paper_writes_at_any_size(
    size: tuple[int, int], mask_size: tuple[int, int], seed: int, softness: float
) -> None:
    layer, random = rain(3), torch.Generator().manual_seed(seed)
    values = torch.rand(1, 1, *mask_size, generator=random)
    regions = Regions(torch.lerp((values > 0.5).float(), values, softness))
    features = draw(1, 3, *size, seed=seed)
    expected = PlainRAIN(layer)(features.double(), regions)
    torch.testing.assert_close(layer(features, regions).double(), expected, atol=1e-3, rtol=1e-3)


def test_rain_gives_the_object_the_backgrounds_statistics() -> None:
    layer, mask = RAIN(4), masks()["hard"]
    features = draw(1, 4, 12, 16) * 5 + 2
    output = layer(features, Regions(mask))
    background, result = features[..., mask[0, 0] == 0], output[..., mask[0, 0] == 1]
    torch.testing.assert_close(result.mean(-1), background.mean(-1), atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(
        result.std(-1, correction=0), background.std(-1, correction=0), atol=1e-3, rtol=1e-3
    )


def test_rain_loses_no_deviation_of_features_far_from_zero() -> None:
    layer, regions = RAIN(4), Regions(masks()["hard"])
    features = draw(1, 4, 12, 16)
    far = layer(features + 1000, regions)
    mask = masks()["hard"]
    torch.testing.assert_close(far - 1000 * mask, layer(features, regions), atol=5e-3, rtol=5e-3)


@torch.no_grad()
@pytest.mark.parametrize("name", ["rain", "rn"])
def test_half_precision_has_room_for_a_region_that_is_empty(name: str) -> None:
    """As a small object is at the innermost sizes; found on a GPU, where float16 gave no numbers at all."""
    features = 40 * torch.randn(1, 8, 2, 2, generator=torch.Generator().manual_seed(0))
    regions = Regions(torch.zeros(1, 1, 2, 2))
    layer = make_norm(Norm(name), 8)
    exact, half = layer(features, regions), layer(features.half(), regions)
    assert half.dtype is torch.float16
    assert torch.allclose(half.float(), exact, atol=0.01)


@torch.no_grad()
def test_the_look_is_taken_from_the_reference_region_alone() -> None:
    mask, reference = masks()["hard"], torch.zeros(1, 1, 12, 16)
    reference[..., :2, :8] = 1
    elsewhere = (1 - mask) * (1 - reference)
    features = draw(1, 4, 12, 16)
    changed = features + elsewhere * 100 * draw(1, 4, 12, 16, seed=1)
    layer, inside = rain(4), mask[0, 0] == 1
    regions = Regions(mask, reference)
    torch.testing.assert_close(layer(changed, regions)[..., inside], layer(features, regions)[..., inside])
    far = layer(changed, Regions(mask))[..., inside] - layer(features, Regions(mask))[..., inside]
    assert float(far.abs().max()) > 1


def test_a_reference_of_all_background_is_no_reference() -> None:
    mask, features, layer = masks()["hard"], draw(1, 4, 12, 16), rain(4)
    with_reference = layer(features, Regions(mask, 1 - mask))
    torch.testing.assert_close(with_reference, layer(features, Regions(mask)))


def test_a_small_reference_region_is_lost_at_no_resolution() -> None:
    reference = torch.zeros(1, 1, 256, 256)
    reference[..., 101:104, 57:60] = 1
    regions = Regions(torch.zeros(1, 1, 256, 256), reference)
    for size in (128, 64, 32, 16, 8, 4, 2):
        assert regions.at((size, size))[:, 2].sum() >= 1


def test_gradients_of_rain_are_those_of_the_written_out_layer() -> None:
    layer, regions = rain(3), Regions(masks()["soft"])
    gradients = []
    for module in (layer, PlainRAIN(layer)):
        features = draw(1, 3, 12, 16).requires_grad_()
        module(features, regions).pow(3).sum().backward()
        gradients.append(features.grad)
    torch.testing.assert_close(*gradients, atol=1e-3, rtol=1e-3)


@torch.no_grad()
def test_an_affine_head_starts_near_the_identity() -> None:
    network = small(head=Head.AFFINE).eval()
    composite, mask = scene()
    assert float((network(composite, mask) - composite).abs().max()) < 0.05


def test_affine_coefficients_are_rows_of_matrix_and_shift() -> None:
    matrix, shift = draw(3, 3), draw(3)
    picture = draw(1, 3, 4, 5)
    coefficients = torch.cat((matrix, shift[:, None]), dim=1).reshape(1, 12, 1, 1).expand(1, 12, 4, 5)
    expected = picture + torch.einsum("jk,bkhw->bjhw", matrix, picture) + shift[None, :, None, None]
    torch.testing.assert_close(apply_affine(picture, coefficients), expected)


def test_forward_applies_what_predict_predicts() -> None:
    network = small(head=Head.AFFINE, input_channels=4).eval()
    composite, mask = scene()
    with torch.no_grad():
        network.model_out[1].weight.normal_(std=0.1)
    prediction = network.predict(composite, mask)
    assert prediction.shape == (1, 12, 256, 256)
    torch.testing.assert_close(network(composite, mask), apply_affine(composite, prediction))


@pytest.mark.parametrize("size", SIZES)
def test_a_network_halves_pictures_of_its_size_down_to_one_pixel(size: int) -> None:
    network = small(size=size).eval()
    innermost = next(m for m in network.modules() if isinstance(m, InnermostBlock))
    shapes: list[torch.Size] = []
    innermost.downnorm.register_forward_hook(lambda _m, _i, output: shapes.append(output.shape))
    composite, mask = (F.interpolate(t, size=(size, size), mode="area") for t in scene())
    assert network(composite, mask).shape == (1, 3, size, size)
    assert shapes == [(1, 8 * network.config.ngf, 1, 1)]


@torch.no_grad()
def test_a_small_network_recolours_larger_pictures_at_their_own_size() -> None:
    network = small(head=Head.AFFINE, size=64).eval()
    network.model_out[1].weight.zero_()
    network.model_out[1].bias.zero_()
    network.model_out[1].bias[3] = 0.25
    composite, mask = scene()
    torch.testing.assert_close(network(composite, mask)[:, 0], composite[:, 0] + 0.25)
    torch.testing.assert_close(network(composite, mask)[:, 1:], composite[:, 1:])


@torch.no_grad()
def test_coarse_coefficients_are_interpolated_between_pixels() -> None:
    coefficients = torch.zeros(1, 12, 1, 2)
    coefficients[:, 3] = torch.tensor([0.0, 1.0])
    red = apply_affine(torch.zeros(1, 3, 1, 8), coefficients)[0, 0, 0]
    torch.testing.assert_close(red, torch.tensor([0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1]))


def small(**config: Any) -> RainNet:
    torch.manual_seed(0)
    return RainNet(RainNetConfig(**{"ngf": 4, **config}))


def scene() -> tuple[Tensor, Tensor]:
    mask = torch.zeros(1, 1, 256, 256)
    mask[..., 70:180, 90:200] = 1
    return draw(1, 3, 256, 256).clamp(-1, 1), mask


def draw(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def rain(channels: int) -> RAIN:
    torch.manual_seed(2)
    layer = RAIN(channels)
    for parameter in layer.parameters():
        nn.init.normal_(parameter, std=0.3)
    return layer
