"""Every tool there is."""

from __future__ import annotations

from rainharmonize_gui.ui.tools.base import Stage, Tool
from rainharmonize_gui.ui.tools.hand import HandTool
from rainharmonize_gui.ui.tools.move import MoveTool
from rainharmonize_gui.ui.tools.paint import BrushSettings, BrushTool, EraserTool
from rainharmonize_gui.ui.tools.reference import ReferenceTool


def toolbox(stage: Stage, brush: BrushSettings) -> dict[str, Tool]:
    """By id, the one to start with first."""
    made = (
        MoveTool(stage),
        HandTool(stage),
        BrushTool(stage, brush),
        EraserTool(stage, brush),
        ReferenceTool(stage, brush),
    )
    return {tool.id: tool for tool in made}
