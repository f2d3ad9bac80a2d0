"""Everything the window can do, one row each; menus, toolbars, shortcuts and F1 sheet are made from it."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from rainharmonize_gui.ui.actions import Bar, Needs, Role, Row
from rainharmonize_gui.ui.i18n import QT_TR_NOOP

_Std = QKeySequence.StandardKey

FILE = QT_TR_NOOP("&File")
EDIT = QT_TR_NOOP("&Edit")
OBJECT = QT_TR_NOOP("&Object")
CUT_OUT = QT_TR_NOOP("&Cut out")
HARMONIZE = QT_TR_NOOP("Ha&rmonize")
VIEW = QT_TR_NOOP("&View")
COMPARE = QT_TR_NOOP("Co&mpare")
HELP = QT_TR_NOOP("&Help")
THEME = f"{VIEW}/" + QT_TR_NOOP("&Theme")

# fmt: off
_FILE_ROWS = (
    Row("file.open", FILE, QT_TR_NOOP("&Open…"),
        tip=QT_TR_NOOP("Open a photo as the background, or a project"), keys=("Ctrl+O",), icon="open",
        bar=Bar.MAIN),
    Row("file.add_object", FILE, QT_TR_NOOP("&Add object…"),
        tip=QT_TR_NOOP("Add a picture as an object on the background"), keys=("Ctrl+Shift+O",),
        icon="add-object", bar=Bar.MAIN, needs=Needs.PICTURE),
    Row("file.recent", FILE, QT_TR_NOOP("Open &recent"), role=Role.SUBMENU),
    Row("file.sample", FILE, QT_TR_NOOP("Open the sa&mple")),
    Row("file.save", FILE, QT_TR_NOOP("&Save project"),
        tip=QT_TR_NOOP("Save the project with all its layers"), keys=("Ctrl+S",), icon="save", bar=Bar.MAIN,
        section=1, needs=Needs.PICTURE),
    Row("file.save_as", FILE, QT_TR_NOOP("Save pro&ject as…"), keys=("Ctrl+Shift+S",), section=1,
        needs=Needs.PICTURE),
    Row("file.export", FILE, QT_TR_NOOP("&Export picture…"),
        tip=QT_TR_NOOP("Export the picture at full resolution"), keys=("Ctrl+E",), icon="export",
        bar=Bar.MAIN, section=1, needs=Needs.PICTURE),
    Row("file.close", FILE, QT_TR_NOOP("&Close"), tip=QT_TR_NOOP("Close the project"), keys=("Ctrl+W",),
        section=2, needs=Needs.PICTURE),
    Row("file.quit", FILE, QT_TR_NOOP("&Quit"), keys=("Ctrl+Q",), section=2),
    Row("file.drag_out", FILE, QT_TR_NOOP("Take the result to another program"),
        gesture=QT_TR_NOOP("Drag out"), role=Role.LISTED),
)

_EDIT_ROWS = (
    Row("edit.undo", EDIT, QT_TR_NOOP("&Undo"), keys=("Ctrl+Z",), icon="undo", bar=Bar.MAIN,
        needs=Needs.UNDO),
    Row("edit.redo", EDIT, QT_TR_NOOP("&Redo"), keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo", bar=Bar.MAIN,
        needs=Needs.REDO),
    Row("edit.copy", EDIT, QT_TR_NOOP("&Copy cut-out"),
        tip=QT_TR_NOOP("Copy the selected object with its transparency"), keys=("Ctrl+C",), section=1,
        needs=Needs.OBJECT),
    Row("edit.copy_result", EDIT, QT_TR_NOOP("Copy re&sult"),
        tip=QT_TR_NOOP("Copy the whole harmonized picture"), keys=("Ctrl+Shift+C",), icon="copy", section=1,
        needs=Needs.PICTURE),
    Row("edit.paste", EDIT, QT_TR_NOOP("&Paste"),
        tip=QT_TR_NOOP("Paste a picture: the first is the background, the next an object"), keys=("Ctrl+V",),
        icon="paste", bar=Bar.MAIN, section=1),
    Row("edit.duplicate", EDIT, QT_TR_NOOP("&Duplicate"), keys=("Ctrl+D", "Ctrl+J"), icon="duplicate",
        section=2, needs=Needs.OBJECT),
    Row("edit.delete", EDIT, QT_TR_NOOP("De&lete"), keys=("Del", "Backspace"), icon="delete", section=2,
        needs=Needs.OBJECT),
    Row("edit.settings", EDIT, QT_TR_NOOP("Se&ttings…"), keys=("Ctrl+,",), icon="settings", section=3),
)

_OBJECT_ROWS = (
    Row("tool.move", OBJECT, QT_TR_NOOP("&Move tool"), tip=QT_TR_NOOP("Move, scale and rotate objects"),
        keys=("V",), icon="move", bar=Bar.TOOLS, checkable=True, group="tool", needs=Needs.PICTURE),
    Row("object.flip_h", OBJECT, QT_TR_NOOP("Flip &horizontally"), keys=("Shift+H",), icon="flip-h",
        section=1, needs=Needs.OBJECT),
    Row("object.flip_v", OBJECT, QT_TR_NOOP("Flip &vertically"), keys=("Shift+V",), icon="flip-v", section=1,
        needs=Needs.OBJECT),
    Row("object.reset", OBJECT, QT_TR_NOOP("&Reset placement"),
        tip=QT_TR_NOOP("Back to the middle, at its own size, not rotated"), section=1, needs=Needs.OBJECT),
    Row("object.raise", OBJECT, QT_TR_NOOP("&Bring forward"), keys=("Ctrl+]", "Ctrl+PgUp"), icon="order-up",
        section=2, needs=Needs.ORDER),
    Row("object.lower", OBJECT, QT_TR_NOOP("&Send backward"), keys=("Ctrl+[", "Ctrl+PgDown"),
        icon="order-down", section=2, needs=Needs.ORDER),
    Row("object.front", OBJECT, QT_TR_NOOP("Bring to &front"), keys=("Ctrl+Shift+]", "Ctrl+Shift+PgUp"),
        section=2, needs=Needs.ORDER),
    Row("object.back", OBJECT, QT_TR_NOOP("Send to bac&k"), keys=("Ctrl+Shift+[", "Ctrl+Shift+PgDown"),
        section=2, needs=Needs.ORDER),
    Row("object.next", OBJECT, QT_TR_NOOP("Select &next object"), keys=("Alt+]", "Alt+PgUp"), section=3,
        needs=Needs.OBJECTS),
    Row("object.previous", OBJECT, QT_TR_NOOP("Select &previous object"), keys=("Alt+[", "Alt+PgDown"),
        section=3, needs=Needs.OBJECTS),
    Row("object.shown", OBJECT, QT_TR_NOOP("Sh&ow object"), icon="eye", section=3, checkable=True,
        needs=Needs.OBJECT),
    Row("object.snap", OBJECT, QT_TR_NOOP("Snap to &guides"),
        tip=QT_TR_NOOP("Snap to the centre, edges and thirds of the picture"), section=4, checkable=True),
    Row("object.nudge", OBJECT, QT_TR_NOOP("Move by 1 pixel"), gesture=QT_TR_NOOP("Arrow keys"),
        role=Role.LISTED),
    Row("object.nudge_far", OBJECT, QT_TR_NOOP("Move by 10 pixels"), gesture=QT_TR_NOOP("Shift + Arrow keys"),
        role=Role.LISTED),
    Row("object.axis", OBJECT, QT_TR_NOOP("One axis, free ratio, 15° steps"),
        gesture=QT_TR_NOOP("Shift + Drag"), role=Role.LISTED),
    Row("object.centre", OBJECT, QT_TR_NOOP("Scale from the centre"), gesture=QT_TR_NOOP("Alt + Drag"),
        role=Role.LISTED),
    Row("object.no_snap", OBJECT, QT_TR_NOOP("Suspend snapping"), gesture=QT_TR_NOOP("Ctrl + Drag"),
        role=Role.LISTED),
    Row("object.abandon", OBJECT, QT_TR_NOOP("Cancel the drag"), keys=("Esc",), role=Role.LISTED),
)

_CUT_OUT_ROWS = (
    Row("tool.brush", CUT_OUT, QT_TR_NOOP("&Brush"), tip=QT_TR_NOOP("Paint what belongs to the object"),
        keys=("B",), icon="brush", bar=Bar.TOOLS, checkable=True, group="tool", needs=Needs.OBJECT),
    Row("tool.eraser", CUT_OUT, QT_TR_NOOP("&Eraser"),
        tip=QT_TR_NOOP("Paint away what does not belong to the object"), keys=("E",), icon="eraser",
        bar=Bar.TOOLS, checkable=True, group="tool", needs=Needs.OBJECT),
    Row("tool.smart", CUT_OUT, QT_TR_NOOP("&Smart cut-out"),
        tip=QT_TR_NOOP("Drag a box around the object, then refine with strokes"), keys=("G",), icon="smart",
        bar=Bar.TOOLS, checkable=True, group="tool", needs=Needs.OBJECT),
    Row("tool.wand", CUT_OUT, QT_TR_NOOP("Magic &wand"), tip=QT_TR_NOOP("Select an area of similar colour"),
        keys=("W",), icon="wand", bar=Bar.TOOLS, checkable=True, group="tool", needs=Needs.OBJECT),
    Row("tool.lasso", CUT_OUT, QT_TR_NOOP("&Lasso"),
        tip=QT_TR_NOOP("Draw around an area by hand, or click the corners of a polygon"), keys=("L",),
        icon="lasso", bar=Bar.TOOLS, checkable=True, group="tool", needs=Needs.OBJECT),
    Row("tool.scissors", CUT_OUT, QT_TR_NOOP("S&cissors"),
        tip=QT_TR_NOOP("Click along an outline; the line follows the edge"), keys=("I",), icon="scissors",
        bar=Bar.TOOLS, checkable=True, group="tool", needs=Needs.OBJECT),
    Row("brush.swap", CUT_OUT, QT_TR_NOOP("Swap brush an&d eraser"), keys=("X",), section=1,
        needs=Needs.MASK),
    Row("brush.smaller", CUT_OUT, QT_TR_NOOP("S&maller brush"), keys=("[",), section=1, needs=Needs.MASK),
    Row("brush.larger", CUT_OUT, QT_TR_NOOP("La&rger brush"), keys=("]",), section=1, needs=Needs.MASK),
    Row("brush.softer", CUT_OUT, QT_TR_NOOP("S&ofter brush"), keys=("Shift+[", "{"), section=1,
        needs=Needs.MASK),
    Row("brush.harder", CUT_OUT, QT_TR_NOOP("&Harder brush"), keys=("Shift+]", "}"), section=1,
        needs=Needs.MASK),
    Row("mask.view", CUT_OUT, QT_TR_NOOP("Next mask &view"),
        tip=QT_TR_NOOP("Picture, red overlay, checkerboard, black and white"), keys=("M",), icon="mask-view",
        section=2, needs=Needs.OBJECT),
    Row("mask.whole", CUT_OUT, QT_TR_NOOP("&Use whole picture"), section=3, needs=Needs.OBJECT),
    Row("mask.propose", CUT_OUT, QT_TR_NOOP("&Propose the subject"),
        tip=QT_TR_NOOP("Find the subject of the object's picture and cut it out"), section=3,
        needs=Needs.OBJECT),
    Row("mask.invert", CUT_OUT, QT_TR_NOOP("&Invert mask"), keys=("Ctrl+I",), section=3, needs=Needs.OBJECT),
    Row("mask.fill", CUT_OUT, QT_TR_NOOP("&Fill mask"), section=3, needs=Needs.OBJECT),
    Row("mask.clear", CUT_OUT, QT_TR_NOOP("Cle&ar mask"), section=3, needs=Needs.OBJECT),
    Row("mask.defringe", CUT_OUT, QT_TR_NOOP("Remove colour frin&ge"),
        tip=QT_TR_NOOP("Take the old background's colour out of soft edges"), section=4, checkable=True,
        needs=Needs.OBJECT),
    Row("brush.size_drag", CUT_OUT, QT_TR_NOOP("Size the brush"), gesture=QT_TR_NOOP("Alt + Drag"),
        role=Role.LISTED),
    Row("brush.line", CUT_OUT, QT_TR_NOOP("Straight line from the last stroke"),
        gesture=QT_TR_NOOP("Shift + Click"), role=Role.LISTED),
    Row("wand.add", CUT_OUT, QT_TR_NOOP("Wand and lasso: add to the mask"),
        gesture=QT_TR_NOOP("Shift + Click"), role=Role.LISTED, beside="tool.wand"),
    Row("wand.subtract", CUT_OUT, QT_TR_NOOP("Wand and lasso: take from the mask"),
        gesture=QT_TR_NOOP("Alt + Click"), role=Role.LISTED, beside="tool.wand"),
)

_HARMONIZE_ROWS = (
    Row("harmonize.run", HARMONIZE, QT_TR_NOOP("&Harmonize now"),
        tip=QT_TR_NOOP("Harmonize the objects with the background now"), keys=("Ctrl+Return", "Ctrl+Enter"),
        icon="harmonize", bar=Bar.MAIN, needs=Needs.OBJECTS),
    Row("harmonize.auto", HARMONIZE, QT_TR_NOOP("&Auto preview"),
        tip=QT_TR_NOOP("Harmonize by itself after every change"), checkable=True),
    Row("harmonize.object", HARMONIZE, QT_TR_NOOP("Harmonize this &object"), section=1, checkable=True,
        needs=Needs.OBJECT),
    Row("harmonize.reset", HARMONIZE, QT_TR_NOOP("Reset strength and &trim"), icon="reset", section=1,
        needs=Needs.OBJECT),
    Row("variant.next", HARMONIZE, QT_TR_NOOP("&Next variant"),
        tip=QT_TR_NOOP("Flip through RainNet, colour match and your own weights"), keys=(".",),
        icon="chevron-right", section=2, needs=Needs.OBJECT),
    Row("variant.previous", HARMONIZE, QT_TR_NOOP("&Previous variant"), keys=(",",), icon="chevron-left",
        section=2, needs=Needs.OBJECT),
    Row("harmonize.weights", HARMONIZE, QT_TR_NOOP("Use own &weights…"),
        tip=QT_TR_NOOP("Choose a weights file of your own"), section=2),
    Row("harmonize.direction", HARMONIZE, QT_TR_NOOP("Background &follows object"),
        tip=QT_TR_NOOP("Keep the object and change the background instead"), icon="direction", section=3,
        checkable=True, needs=Needs.PICTURE),
    Row("tool.reference", HARMONIZE, QT_TR_NOOP("&Reference region"),
        tip=QT_TR_NOOP("Paint or box the part of the background that sets the look"), keys=("R",),
        icon="reference", bar=Bar.TOOLS, section=3, checkable=True, group="tool", needs=Needs.PICTURE),
    Row("reference.clear", HARMONIZE, QT_TR_NOOP("&Clear reference region"), icon="close", section=3,
        needs=Needs.REFERENCE),
    Row("harmonize.cancel", HARMONIZE, QT_TR_NOOP("Cancel the work in progress"), keys=("Esc",),
        role=Role.LISTED),
    Row("harmonize.reset_slider", HARMONIZE, QT_TR_NOOP("Reset a slider"), gesture=QT_TR_NOOP("Double-click"),
        role=Role.LISTED),
)

_COMPARE_ROWS = (
    Row("compare.hold", COMPARE, QT_TR_NOOP("Show before, while held"), keys=("Tab",), role=Role.LISTED),
    Row("compare.before", COMPARE, QT_TR_NOOP("Show &before"),
        tip=QT_TR_NOOP("Show the picture before harmonizing; hold Tab for a glance"), keys=("\\",),
        icon="eye", bar=Bar.MAIN, checkable=True, needs=Needs.PICTURE),
    Row("compare.split", COMPARE, QT_TR_NOOP("&Split line"),
        tip=QT_TR_NOOP("Before and after on the two sides of a line"), keys=("S",), icon="split",
        bar=Bar.MAIN, checkable=True, needs=Needs.PICTURE),
    Row("compare.turn", COMPARE, QT_TR_NOOP("&Turn the split line"), icon="split-turn", needs=Needs.SPLIT),
    Row("compare.side_by_side", COMPARE, QT_TR_NOOP("Side b&y side"),
        tip=QT_TR_NOOP("Before and after next to each other, moving together"), keys=("Y",),
        icon="side-by-side", bar=Bar.MAIN, checkable=True, needs=Needs.PICTURE),
    Row("split.step", COMPARE, QT_TR_NOOP("Move the split line that was clicked (Shift: faster)"),
        gesture=QT_TR_NOOP("Arrow keys"), role=Role.LISTED),
    Row("split.ends", COMPARE, QT_TR_NOOP("Split line to one end"), gesture=QT_TR_NOOP("Home / End"),
        role=Role.LISTED),
    Row("split.middle", COMPARE, QT_TR_NOOP("Split line to the middle"), gesture=QT_TR_NOOP("Double-click"),
        role=Role.LISTED),
)

_VIEW_ROWS = (
    Row("tool.hand", VIEW, QT_TR_NOOP("&Hand tool"), tip=QT_TR_NOOP("Drag the view"), keys=("H",),
        icon="hand", bar=Bar.TOOLS, checkable=True, group="tool", needs=Needs.PICTURE),
    Row("view.zoom_in", VIEW, QT_TR_NOOP("Zoom &in"), keys=("Ctrl++", "Ctrl+="), icon="zoom-in", section=1,
        needs=Needs.PICTURE),
    Row("view.zoom_out", VIEW, QT_TR_NOOP("Zoom &out"), keys=("Ctrl+-",), icon="zoom-out", section=1,
        needs=Needs.PICTURE),
    Row("view.fit", VIEW, QT_TR_NOOP("&Fit in window"), keys=("Ctrl+0",), icon="zoom-fit", bar=Bar.MAIN,
        section=1, needs=Needs.PICTURE),
    Row("view.actual", VIEW, QT_TR_NOOP("&100 %"), tip=QT_TR_NOOP("One picture pixel on one screen pixel"),
        keys=("Ctrl+1",), icon="zoom-actual", bar=Bar.MAIN, section=1, needs=Needs.PICTURE),
    Row("view.panels", VIEW, QT_TR_NOOP("&Panels"), section=2, role=Role.SUBMENU),
    Row("view.next_area", VIEW, QT_TR_NOOP("&Next area"),
        tip=QT_TR_NOOP("Go on to the next panel, toolbar or the picture"), keys=("F6",), section=2),
    Row("theme.system", THEME, QT_TR_NOOP("As the &system"), section=2, checkable=True, group="theme"),
    Row("theme.light", THEME, QT_TR_NOOP("&Light"), icon="sun", section=2, checkable=True, group="theme"),
    Row("theme.dark", THEME, QT_TR_NOOP("&Dark"), icon="moon", section=2, checkable=True, group="theme"),
    Row("view.full_screen", VIEW, QT_TR_NOOP("F&ull screen"), keys=(_Std.FullScreen, "F11"), section=3,
        checkable=True),
    Row("view.wheel", VIEW, QT_TR_NOOP("Zoom at the cursor"), gesture=QT_TR_NOOP("Wheel"), role=Role.LISTED),
    Row("view.pan", VIEW, QT_TR_NOOP("Pan"), gesture=QT_TR_NOOP("Space + Drag"), role=Role.LISTED),
    Row("view.pan_middle", VIEW, QT_TR_NOOP("Pan"), gesture=QT_TR_NOOP("Middle button + Drag"),
        role=Role.LISTED),
)

_HELP_ROWS = (
    Row("help.shortcuts", HELP, QT_TR_NOOP("&Keyboard shortcuts"), keys=("F1",), icon="keyboard"),
    Row("help.diagnostics", HELP, QT_TR_NOOP("&Copy diagnostic info"),
        tip=QT_TR_NOOP("Copy versions, device and the end of the log, to paste into a report"), section=1),
    Row("help.log", HELP, QT_TR_NOOP("Open the &log folder"), section=1),
    Row("help.about", HELP, QT_TR_NOOP("&About RainHarmonize"), icon="info", section=2),
)

# fmt: on
ROWS: tuple[Row, ...] = (
    *_FILE_ROWS,
    *_EDIT_ROWS,
    *_OBJECT_ROWS,
    *_CUT_OUT_ROWS,
    *_HARMONIZE_ROWS,
    *_VIEW_ROWS,
    *_COMPARE_ROWS,
    *_HELP_ROWS,
)
