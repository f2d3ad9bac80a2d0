"""Every tool there is."""

from __future__ import annotations

from rainharmonize_gui.ui.mask_jobs import MaskJobs
from rainharmonize_gui.ui.tools.base import Stage, Tool
from rainharmonize_gui.ui.tools.hand import HandTool
from rainharmonize_gui.ui.tools.move import MoveTool
from rainharmonize_gui.ui.tools.outline import LassoTool
from rainharmonize_gui.ui.tools.paint import BrushSettings, BrushTool, EraserTool
from rainharmonize_gui.ui.tools.reference import ReferenceTool
from rainharmonize_gui.ui.tools.scissors import ScissorsTool
from rainharmonize_gui.ui.tools.smart import SmartTool
from rainharmonize_gui.ui.tools.wand import WandSettings, WandTool


def toolbox(stage: Stage, brush: BrushSettings, wand: WandSettings, jobs: MaskJobs) -> dict[str, Tool]:
    """By id, the one to start with first."""
    made = (
        MoveTool(stage),
        HandTool(stage),
        BrushTool(stage, brush),
        EraserTool(stage, brush),
        SmartTool(stage, jobs),
        WandTool(stage, wand, jobs),
        LassoTool(stage, jobs),
        ScissorsTool(stage, jobs),
        ReferenceTool(stage, brush),
    )
    return {tool.id: tool for tool in made}
