"""Projects damaged at random open, or are one sentence."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_examples import (
    STATE,
    entries_of,
    plain_scene,
    rich_scene,
    saved,
    write_archive,
)
from project_refusals import opens_or_says_why

from rainharmonize_gui.document.project import ProjectError, load, save

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_json_anywhere_in_the_state_opens_or_is_a_sentence(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    path = folder / "state.ora"
    if not path.exists():
        save(plain_scene(), path)
    entries = entries_of(path)
    state = json.loads(entries[STATE])
    place = data.draw(
        st.sampled_from([state, state["background"], state["layers"][0], state["layers"][0]["look"]])
    )
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    changed = write_archive(folder / "changed.ora", {**entries, STATE: json.dumps(state).encode()})
    opens_or_says_why(changed)


@settings(max_examples=60, deadline=None)
@given(xml=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_as_a_stack_are_a_sentence(tmp_path_factory, xml):
    path = write_archive(tmp_path_factory.getbasetemp() / "stack.ora", {"stack.xml": xml})
    with pytest.raises(ProjectError):
        load(path)


@pytest.mark.parametrize("seed", range(8))
def test_a_project_with_some_bytes_changed_opens_or_is_a_sentence(tmp_path, seed):
    chance = random.Random(seed)
    original = saved(tmp_path, rich_scene()).read_bytes()
    path = tmp_path / "mutant.ora"
    for _ in range(25):
        data = bytearray(original)
        for _ in range(chance.randint(1, 8)):
            # Most bytes are pixels under a checksum; the directory at the end is where it gets interesting.
            last = len(data) - 1
            place = (
                chance.randint(max(0, last - 1500), last)
                if chance.random() < 0.7
                else chance.randint(0, last)
            )
            data[place] = chance.randint(0, 255)
        path.write_bytes(data)
        opens_or_says_why(path)
