"""The subject of an opaque picture: proposed at once, and the whole picture one click away."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Slot

from engine.masks.subject import Proposal, propose
from engine.types import U8
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import NEW_REGION, Layer
from rainharmonize_gui.document.scene import Change, ChangeKind
from rainharmonize_gui.ui.actions import Handler
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.cut_out_bar import CutOutBar
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.mask_jobs import MaskJobs
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.tools.selecting import region_name

SURE = 1 / 3
"""Expected overlap with the true subject from which a proposal is applied unasked. Whole photographs overlap
with their subjects by a quarter, proposals by a half; see docs/decisions/automatic-cut-out.md.
"""
_NEARLY_ALL = 0.98


@dataclass(eq=False)
class _Case:
    """What was proposed for an object, and what each of its masks is, by their revisions.

    rgb: the object's; another project's has the same id, but not the very same picture.
    """

    rgb: U8
    proposal: Proposal
    subject_used: dict[int, bool] = field(default_factory=dict)


class CutOut(QObject):
    """Finds subjects on a thread, and shows the bar while the selected object's mask is one of the two."""

    def __init__(self, document: Document, selection: Selection, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._selection = selection
        self._canvas = canvas
        self._cases: dict[int, _Case] = {}
        self.bar = CutOutBar(canvas)
        self.bar.subject_wanted.connect(self.use_subject)
        self.bar.whole_wanted.connect(self.use_whole)
        self.bar.smart_wanted.connect(self._use_smart)
        self.bar.closed.connect(self._close)
        selection.changed.connect(self._refresh)
        document.observe(self._changed)

    def handlers(self) -> dict[str, Handler]:
        """By the ids of the action table."""
        return {"mask.propose": self.propose, "mask.whole": self.use_whole}

    @Slot(int)
    def opaque_came(self, layer_id: int) -> None:
        """Propose the subject of a new object; where that is unsure, only offer it."""
        self._find(self._document.scene.layer(layer_id), asked=False)

    @Slot()
    def propose(self) -> None:
        """Cut the subject of the selected object out, however unsure; where none is, make it a region."""
        if (layer := self._selection.subject) is not None:
            self._find(layer, asked=True)

    @Slot()
    def use_subject(self) -> None:
        layer, case = self._selection.layer, self._case
        if layer is not None and case is not None:
            self._set(layer.id, case.proposal.mask, case, label=Label.PROPOSE_MASK)
        self._refresh()

    @Slot()
    def use_whole(self) -> None:
        """All of the selected object's picture shows."""
        layer, case = self._selection.layer, self._case
        if layer is not None:
            self._document.fill_mask(layer.id)
            if case is not None:
                case.subject_used[self._document.scene.layer(layer.id).mask.revision] = False
        self._refresh()

    @property
    def _case(self) -> _Case | None:
        """Of the selected object."""
        layer_id = self._selection.layer_id
        return None if layer_id is None else self._cases.get(layer_id)

    def _find(self, layer: Layer, *, asked: bool) -> None:
        self._jobs.start(
            layer,
            translate("CutOut", "Finding the subject of {name}…").format(name=layer.name)
            if layer.name
            else translate("CutOut", "Finding the subject of the photo…"),
            partial(propose, layer.rgb),
            partial(self._found, layer, asked=asked),
        )

    @property
    def _jobs(self) -> MaskJobs:
        return self._canvas.mask_jobs

    def _found(self, asked_for: Layer, proposal: Proposal, *, asked: bool) -> None:
        if not _tells_apart(proposal.mask):
            if asked:
                self._jobs.failed.emit(translate("CutOut", "No subject stands out in this picture."))
            return
        if asked_for.id == NEW_REGION:
            self._selection.select(self._document.add_region(proposal.mask, name=region_name()))
            return
        layer = self._document.scene.layer(asked_for.id)
        if layer.mask.revision != asked_for.mask.revision:
            return  # somebody has begun to cut it out by hand
        case = self._cases[layer.id] = _Case(layer.rgb, proposal, {layer.mask.revision: False})
        if asked or proposal.confidence >= SURE:
            self._set(layer.id, proposal.mask, case, label=Label.PROPOSE_MASK)
        self._refresh()

    def _set(self, layer_id: int, mask: U8, case: _Case, *, label: Label) -> None:
        self._document.set_mask(layer_id, mask.copy(), label=label)
        case.subject_used[self._document.scene.layer(layer_id).mask.revision] = True

    def _changed(self, change: Change) -> None:
        if change.kind in (ChangeKind.LAYERS, ChangeKind.BACKGROUND):  # which comes with another project, too
            pictures = {layer.id: layer.rgb for layer in self._document.scene.layers}
            self._cases = {key: case for key, case in self._cases.items() if pictures.get(key) is case.rgb}
        if change.kind in (ChangeKind.LAYERS, ChangeKind.MASK):
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        layer, case = self._selection.layer, self._case
        used = None if layer is None or case is None else case.subject_used.get(layer.mask.revision)
        if case is None or used is None:
            self.bar.hide()
        elif used:
            self.bar.tell(translate("CutOut", "Cut out: subject proposed"), subject_used=True)
        elif case.proposal.confidence >= SURE:
            self.bar.tell(translate("CutOut", "The whole picture is used"), subject_used=False)
        else:
            self.bar.tell(translate("CutOut", "A subject was found, but unsurely"), subject_used=False)

    @Slot()
    def _use_smart(self) -> None:
        self._close()
        self._canvas.set_tool("tool.smart")
        self._canvas.setFocus()

    @Slot()
    def _close(self) -> None:
        if self._selection.layer_id is not None:
            self._cases.pop(self._selection.layer_id, None)
        self._refresh()


def _tells_apart(mask: U8) -> bool:
    """Whether there is a subject, and something else."""
    share = float(np.count_nonzero(mask > 127)) / mask.size
    return 0 < share < _NEARLY_ALL
