<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name></name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cut out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ha&amp;rmonize</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a photo as the background, or a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add object…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a picture as an object on the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sa&amp;mple</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the project with all its layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save project &amp;as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the picture at full resolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the result to another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy cut-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected object with its transparency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy re&amp;sult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the whole harmonized picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste a picture: the first is the background, the next an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Move tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move, scale and rotate objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flip &amp;horizontally</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flip &amp;vertically</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset placement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the middle, at its own size, not rotated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Bring forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Send backward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring to &amp;front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send to bac&amp;k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select &amp;next object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select &amp;previous object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sh&amp;ow object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snap to &amp;guides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snap to the centre, edges and thirds of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move by 1 pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move by 10 pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift + Arrow keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One axis, free ratio, 15° steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift + Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale from the centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt + Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspend snapping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl + Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint what belongs to the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint away what does not belong to the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Smart cut-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a box around the object, then refine with strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Magic &amp;wand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select an area of similar colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw around an area by hand, or click the corners of a polygon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;cissors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click along an outline; the line follows the edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;wap brush and eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;maller brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La&amp;rger brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;ofter brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Harder brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next mask &amp;view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture, red overlay, checkerboard, black and white</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Use whole picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Propose the subject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find the subject of the object&apos;s picture and cut it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Invert mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fill mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cle&amp;ar mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove colour frin&amp;ge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the old background&apos;s colour out of soft edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size the brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Straight line from the last stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift + Click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wand and lasso: add to the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wand and lasso: take from the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt + Click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Harmonize now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harmonize the objects with the background now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Auto preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harmonize by itself after every change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harmonize this &amp;object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset strength and &amp;trim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flip through RainNet, colour match and your own weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use own &amp;weights…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a weights file of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Background &amp;follows object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the object and change the background instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reference region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint or box the part of the background that sets the look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clear reference region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the work in progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset a slider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show before, while held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the picture before harmonizing; hold Tab for a glance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Split line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before and after on the two sides of a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Turn the split line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side b&amp;y side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before and after next to each other, moving together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the split line (Shift: faster)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split line to one end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home / End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split line to the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hand tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit in window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One picture pixel on one screen pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space + Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Middle button + Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy diagnostic info</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy versions, device and the end of the log, to paste into a report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;log folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About RainHarmonize</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Crash</name>
    <message>
        <source>RainHarmonize ended unexpectedly the last time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy diagnostic info</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong inside the program ({detail}). Nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Open background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotate object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transform object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flip object horizontally</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flip object vertically</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change object order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harmonize object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop harmonizing object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine trim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut out object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invert mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set reference region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear reference region</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a photo here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or paste one with {keys}. Then drop the object that should belong there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a photo as the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a photo with an object to play with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is no longer there. Click to take it off this list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, no longer there</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Main toolbar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and projects ({patterns})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clipboard holds no picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diagnostic information is on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About RainHarmonize</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes a pasted object look as if it had been photographed there. Everything happens on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a folder: drop the pictures inside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a picture that can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
