"""The document, complete without a window: no Qt, no torch. Import from the modules; in short:

`Document` (document.py, core.py): every edit is a method and one undo step.
    document = Document()
    document.open_background(picture, path=…); layer_id = document.add_object(picture, name=…, center=(x, y))
    document.nudge(layer_id, 1, 0); document.set_geometry(layer_id, width=…, height=…, angle=…)
    document.set_strength(target, 0.8)          # target: a layer id, or None = the background
    document.set_edge(layer_id, EdgeSettings(feather=3)); document.add_region(mask, name=…)
    stop = document.observe(lambda change: …)   # Change(kind, target, box), after each change
    document.undo(), .redo(), .jump_to(n); document.history: labels, index, clean, observe …
  Drags, strokes and sliders are one step each:
    drag = document.begin(Label.MOVE)           # press
    document.place(layer_id, placement)         # move; also paint_mask(target, box, pixels), set_opacity …
    drag.commit()                               # release; Esc: drag.cancel()
`Scene` (scene.py): all that is shown, one immutable value: `document.scene`; save `document.settled`.
    scene.layers (bottom to top), .layer(id), .layer_at(point), .background.rgb, .reference, .direction
`Layer`, `Mask`, `Look`, `Variant`, `Trim` (layer.py): frozen values; a mask's `revision` names its content.
    layer.mask as painted; layer.shown() → colours and alpha as its edge settings make them. layer.region: a
    part of the background, in place, its pixels the background's own.
`handles` (pure): grip = hit(placement, size, point, zoom=z); grip.dragged(to, shift=…, alt=…) → Placement.
`snapping` (pure): snap(extent, size, tolerance=…) → offset and guide lines.
`geometry` (pure): Geometry (x, y, width, height, angle), extent_of, moved, turned, scaled, mirrored.
`View` (view.py): part of the background at a zoom: View.whole(size, longest=1600), View.of_box(box).
    After a stroke: view.part(box_around(layer.placement.then(view.placement), change.box).clip(view.size)).
`render`: composite(scene, view, findings=…) → picture; without findings the one before harmonizing;
    layer_image(layer, view, finding=…) → WarpedLayer, all that changes in a drag; objects_mask(scene, view).
`jobs`: jobs(scene) → Job(target, variant, key), …; request(scene, target, view, findings=…) is what the
    engine analyses; in_background(analysis, view) is then the finding to keep under the key.
`Cutouts` (cutouts.py): cut-outs at screen size; pass to render, its `observe` to the document.
`Backdrops` (backdrops.py): the background at screen size, for render and jobs; from any thread.
`export`: export(scene, choice, path, findings=…), pixels_of(…), estimated_bytes(scene, choice).
`trim`: trimmed(rgb, trim).
`limits`: how much a document takes, so that its project opens again: LimitError is one layer too many.
`settings`: load_settings() → Loaded(settings, notice); save_settings(settings) → notice.
`Label` (labels.py): names of steps; translate with context "History".
"""
