<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name></name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Object</source>
        <translation>&amp;Objekt</translation>
    </message>
    <message>
        <source>&amp;Cut out</source>
        <translation>F&amp;reistellen</translation>
    </message>
    <message>
        <source>Ha&amp;rmonize</source>
        <translation>&amp;Harmonisieren</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>H&amp;ilfe</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;Öffnen …</translation>
    </message>
    <message>
        <source>Open a photo as the background, or a project</source>
        <translation>Ein Foto als Hintergrund oder ein Projekt öffnen</translation>
    </message>
    <message>
        <source>&amp;Add object…</source>
        <translation>Objekt &amp;hinzufügen …</translation>
    </message>
    <message>
        <source>Add a picture as an object on the background</source>
        <translation>Ein Bild als Objekt auf den Hintergrund setzen</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open the sa&amp;mple</source>
        <translation>&amp;Beispiel öffnen</translation>
    </message>
    <message>
        <source>&amp;Save project</source>
        <translation>Projekt &amp;speichern</translation>
    </message>
    <message>
        <source>Save the project with all its layers</source>
        <translation>Das Projekt mit allen Ebenen speichern</translation>
    </message>
    <message>
        <source>&amp;Export picture…</source>
        <translation>Bild &amp;exportieren …</translation>
    </message>
    <message>
        <source>Export the picture at full resolution</source>
        <translation>Das Bild in voller Auflösung exportieren</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation>Das Projekt schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Been&amp;den</translation>
    </message>
    <message>
        <source>Take the result to another program</source>
        <translation>Ergebnis in ein anderes Programm mitnehmen</translation>
    </message>
    <message>
        <source>Drag out</source>
        <translation>Herausziehen</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Copy cut-out</source>
        <translation>&amp;Ausschnitt kopieren</translation>
    </message>
    <message>
        <source>Copy the selected object with its transparency</source>
        <translation>Das ausgewählte Objekt mit seiner Transparenz kopieren</translation>
    </message>
    <message>
        <source>Copy re&amp;sult</source>
        <translation>Er&amp;gebnis kopieren</translation>
    </message>
    <message>
        <source>Copy the whole harmonized picture</source>
        <translation>Das ganze harmonisierte Bild kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>Paste a picture: the first is the background, the next an object</source>
        <translation>Ein Bild einfügen: das erste als Hintergrund, jedes weitere als Objekt</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>&amp;Duplizieren</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>Ei&amp;nstellungen …</translation>
    </message>
    <message>
        <source>&amp;Move tool</source>
        <translation>&amp;Verschieben</translation>
    </message>
    <message>
        <source>Move, scale and rotate objects</source>
        <translation>Objekte verschieben, skalieren und drehen</translation>
    </message>
    <message>
        <source>Flip &amp;horizontally</source>
        <translation>&amp;Horizontal spiegeln</translation>
    </message>
    <message>
        <source>Flip &amp;vertically</source>
        <translation>Vertikal &amp;spiegeln</translation>
    </message>
    <message>
        <source>&amp;Reset placement</source>
        <translation>&amp;Platzierung zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the middle, at its own size, not rotated</source>
        <translation>Zurück in die Mitte, in eigener Größe, nicht gedreht</translation>
    </message>
    <message>
        <source>&amp;Bring forward</source>
        <translation>Nach v&amp;orn</translation>
    </message>
    <message>
        <source>&amp;Send backward</source>
        <translation>Nach hin&amp;ten</translation>
    </message>
    <message>
        <source>Bring to &amp;front</source>
        <translation>&amp;Ganz nach vorn</translation>
    </message>
    <message>
        <source>Send to bac&amp;k</source>
        <translation>Ganz nach h&amp;inten</translation>
    </message>
    <message>
        <source>Select &amp;next object</source>
        <translation>&amp;Nächstes Objekt auswählen</translation>
    </message>
    <message>
        <source>Select &amp;previous object</source>
        <translation>Vorhe&amp;riges Objekt auswählen</translation>
    </message>
    <message>
        <source>Sh&amp;ow object</source>
        <translation>Objekt &amp;zeigen</translation>
    </message>
    <message>
        <source>Snap to &amp;guides</source>
        <translation>An Hilfslinien &amp;einrasten</translation>
    </message>
    <message>
        <source>Snap to the centre, edges and thirds of the picture</source>
        <translation>An Mitte, Rändern und Dritteln des Bildes einrasten</translation>
    </message>
    <message>
        <source>Move by 1 pixel</source>
        <translation>Um 1 Pixel verschieben</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Move by 10 pixels</source>
        <translation>Um 10 Pixel verschieben</translation>
    </message>
    <message>
        <source>Shift + Arrow keys</source>
        <translation>Umschalt + Pfeiltasten</translation>
    </message>
    <message>
        <source>One axis, free ratio, 15° steps</source>
        <translation>Eine Achse, freies Verhältnis, 15°-Schritte</translation>
    </message>
    <message>
        <source>Shift + Drag</source>
        <translation>Umschalt + Ziehen</translation>
    </message>
    <message>
        <source>Scale from the centre</source>
        <translation>Von der Mitte aus skalieren</translation>
    </message>
    <message>
        <source>Alt + Drag</source>
        <translation>Alt + Ziehen</translation>
    </message>
    <message>
        <source>Suspend snapping</source>
        <translation>Nicht einrasten</translation>
    </message>
    <message>
        <source>Ctrl + Drag</source>
        <translation>Strg + Ziehen</translation>
    </message>
    <message>
        <source>Cancel the drag</source>
        <translation>Das Ziehen abbrechen</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>&amp;Pinsel</translation>
    </message>
    <message>
        <source>Paint what belongs to the object</source>
        <translation>Malen, was zum Objekt gehört</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;Radierer</translation>
    </message>
    <message>
        <source>Paint away what does not belong to the object</source>
        <translation>Wegmalen, was nicht zum Objekt gehört</translation>
    </message>
    <message>
        <source>&amp;Smart cut-out</source>
        <translation>&amp;Automatisch freistellen</translation>
    </message>
    <message>
        <source>Drag a box around the object, then refine with strokes</source>
        <translation>Einen Rahmen um das Objekt ziehen, dann mit Strichen verfeinern</translation>
    </message>
    <message>
        <source>Magic &amp;wand</source>
        <translation>&amp;Zauberstab</translation>
    </message>
    <message>
        <source>Select an area of similar colour</source>
        <translation>Einen Bereich ähnlicher Farbe auswählen</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>&amp;Lasso</translation>
    </message>
    <message>
        <source>Draw around an area by hand, or click the corners of a polygon</source>
        <translation>Einen Bereich freihändig umfahren oder die Ecken eines Vielecks anklicken</translation>
    </message>
    <message>
        <source>S&amp;cissors</source>
        <translation>S&amp;chere</translation>
    </message>
    <message>
        <source>Click along an outline; the line follows the edge</source>
        <translation>Entlang eines Umrisses klicken; die Linie folgt der Kante</translation>
    </message>
    <message>
        <source>Find the subject of the object&apos;s picture, or of the photo, and select it</source>
        <translation>Das Motiv im Bild des Objekts oder im Foto finden und auswählen</translation>
    </message>
    <message>
        <source>Any of the tools, nothing selected: make a region of the photo</source>
        <translation>Jedes Werkzeug, wenn nichts gewählt ist: einen Bereich des Fotos anlegen</translation>
    </message>
    <message>
        <source>Click / Drag</source>
        <translation>Klick / Ziehen</translation>
    </message>
    <message>
        <source>Wand, lasso, scissors, smart box: add to the mask</source>
        <translation>Zauberstab, Lasso, Schere, Rahmen: zur Maske hinzu</translation>
    </message>
    <message>
        <source>Wand, lasso, scissors, smart box: take from the mask</source>
        <translation>Zauberstab, Lasso, Schere, Rahmen: von der Maske weg</translation>
    </message>
    <message>
        <source>Backspace / Ctrl+Z</source>
        <translation>Rückschritt / Strg+Z</translation>
    </message>
    <message>
        <source>Choose a weights file of your own, or drop one on the window</source>
        <translation>Eine eigene Gewichtsdatei wählen oder eine auf das Fenster ziehen</translation>
    </message>
    <message>
        <source>&amp;Model card…</source>
        <translation>&amp;Modellkarte …</translation>
    </message>
    <message>
        <source>What the chosen weights say of themselves: training, figures, licences</source>
        <translation>Was die gewählten Gewichte über sich sagen: Training, Kennzahlen, Lizenzen</translation>
    </message>
    <message>
        <source>Move the split line that was clicked (Shift: faster)</source>
        <translation>Die angeklickte Trennlinie bewegen (Umschalt: schneller)</translation>
    </message>
    <message>
        <source>Save pro&amp;ject as…</source>
        <translation>Projekt speichern &amp;unter …</translation>
    </message>
    <message>
        <source>What can be done with it</source>
        <translation>Was sich damit machen lässt</translation>
    </message>
    <message>
        <source>Right-click</source>
        <translation>Rechtsklick</translation>
    </message>
    <message>
        <source>In the list: rename</source>
        <translation>In der Liste: umbenennen</translation>
    </message>
    <message>
        <source>F2 / Double-click</source>
        <translation>F2 / Doppelklick</translation>
    </message>
    <message>
        <source>In the list: show or hide</source>
        <translation>In der Liste: zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Swap brush an&amp;d eraser</source>
        <translation>Pinsel und Radierer &amp;tauschen</translation>
    </message>
    <message>
        <source>S&amp;maller brush</source>
        <translation>Pinsel &amp;kleiner</translation>
    </message>
    <message>
        <source>La&amp;rger brush</source>
        <translation>Pinsel &amp;größer</translation>
    </message>
    <message>
        <source>S&amp;ofter brush</source>
        <translation>Pinsel &amp;weicher</translation>
    </message>
    <message>
        <source>&amp;Harder brush</source>
        <translation>Pinsel &amp;härter</translation>
    </message>
    <message>
        <source>Next mask &amp;view</source>
        <translation>Nächste &amp;Maskenansicht</translation>
    </message>
    <message>
        <source>Picture, red overlay, checkerboard, black and white</source>
        <translation>Bild, rote Überlagerung, Schachbrett, schwarz-weiß</translation>
    </message>
    <message>
        <source>&amp;Use whole picture</source>
        <translation>Ganzes &amp;Bild verwenden</translation>
    </message>
    <message>
        <source>&amp;Propose the subject</source>
        <translation>Motiv &amp;vorschlagen</translation>
    </message>
    <message>
        <source>&amp;Invert mask</source>
        <translation>Maske &amp;umkehren</translation>
    </message>
    <message>
        <source>&amp;Fill mask</source>
        <translation>Maske &amp;füllen</translation>
    </message>
    <message>
        <source>Cle&amp;ar mask</source>
        <translation>Maske l&amp;eeren</translation>
    </message>
    <message>
        <source>Reset mas&amp;k</source>
        <translation>Maske zur&amp;ücksetzen</translation>
    </message>
    <message>
        <source>Back to the transparency that the object&apos;s picture came with</source>
        <translation>Zurück zur Transparenz, mit der das Bild des Objekts kam</translation>
    </message>
    <message>
        <source>Refi&amp;ne edge</source>
        <translation>Kante verfe&amp;inern</translation>
    </message>
    <message>
        <source>Show the panel that moves, smooths and feathers the edge</source>
        <translation>Zeigt das Bedienfeld, das die Kante verschiebt, glättet und weichzeichnet</translation>
    </message>
    <message>
        <source>Remove colour frin&amp;ge</source>
        <translation>Farb&amp;saum entfernen</translation>
    </message>
    <message>
        <source>Take the old background&apos;s colour out of soft edges</source>
        <translation>Die Farbe des alten Hintergrunds aus weichen Kanten nehmen</translation>
    </message>
    <message>
        <source>Rese&amp;t edge</source>
        <translation>Ka&amp;nte zurücksetzen</translation>
    </message>
    <message>
        <source>Show the mask as it is painted</source>
        <translation>Die Maske zeigen, wie sie gemalt ist</translation>
    </message>
    <message>
        <source>Size the brush</source>
        <translation>Pinselgröße ändern</translation>
    </message>
    <message>
        <source>Straight line from the last stroke</source>
        <translation>Gerade Linie vom letzten Strich</translation>
    </message>
    <message>
        <source>Shift + Click</source>
        <translation>Umschalt + Klick</translation>
    </message>
    <message>
        <source>Alt + Click</source>
        <translation>Alt + Klick</translation>
    </message>
    <message>
        <source>Lasso and scissors: close the outline</source>
        <translation>Lasso und Schere: Umriss schließen</translation>
    </message>
    <message>
        <source>Return / Double-click</source>
        <translation>Eingabe / Doppelklick</translation>
    </message>
    <message>
        <source>Lasso and scissors: take back a corner</source>
        <translation>Lasso und Schere: eine Ecke zurücknehmen</translation>
    </message>
    <message>
        <source>Smart cut-out: this belongs to it</source>
        <translation>Automatisch freistellen: das gehört dazu</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>Smart cut-out: this does not</source>
        <translation>Automatisch freistellen: das nicht</translation>
    </message>
    <message>
        <source>&amp;Harmonize now</source>
        <translation>Jetzt &amp;harmonisieren</translation>
    </message>
    <message>
        <source>Harmonize the objects with the background now</source>
        <translation>Die Objekte jetzt mit dem Hintergrund harmonisieren</translation>
    </message>
    <message>
        <source>&amp;Auto preview</source>
        <translation>&amp;Automatische Vorschau</translation>
    </message>
    <message>
        <source>Harmonize by itself after every change</source>
        <translation>Nach jeder Änderung von selbst harmonisieren</translation>
    </message>
    <message>
        <source>Harmonize this &amp;object</source>
        <translation>Dieses &amp;Objekt harmonisieren</translation>
    </message>
    <message>
        <source>Reset strength and &amp;trim</source>
        <translation>Stärke und &amp;Feinabstimmung zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Next variant</source>
        <translation>&amp;Nächste Variante</translation>
    </message>
    <message>
        <source>Flip through RainNet, colour match and your own weights</source>
        <translation>RainNet, Farbangleich und eigene Gewichte durchblättern</translation>
    </message>
    <message>
        <source>&amp;Previous variant</source>
        <translation>&amp;Vorherige Variante</translation>
    </message>
    <message>
        <source>Use own &amp;weights…</source>
        <translation>Eigene &amp;Gewichte verwenden …</translation>
    </message>
    <message>
        <source>Background &amp;follows object</source>
        <translation>Hintergrund folgt dem Ob&amp;jekt</translation>
    </message>
    <message>
        <source>Keep the object and change the background instead</source>
        <translation>Das Objekt behalten und stattdessen den Hintergrund ändern</translation>
    </message>
    <message>
        <source>&amp;Reference region</source>
        <translation>&amp;Referenzbereich</translation>
    </message>
    <message>
        <source>Paint or box the part of the background that sets the look</source>
        <translation>Den Teil des Hintergrunds malen oder einrahmen, der den Ton angibt</translation>
    </message>
    <message>
        <source>&amp;Clear reference region</source>
        <translation>Referenzbereich &amp;löschen</translation>
    </message>
    <message>
        <source>Cancel the work in progress</source>
        <translation>Laufende Arbeit abbrechen</translation>
    </message>
    <message>
        <source>Reset a slider</source>
        <translation>Einen Regler zurücksetzen</translation>
    </message>
    <message>
        <source>Double-click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Show before, while held</source>
        <translation>Vorher zeigen, solange gehalten</translation>
    </message>
    <message>
        <source>Show &amp;before</source>
        <translation>&amp;Vorher zeigen</translation>
    </message>
    <message>
        <source>Show the picture before harmonizing; hold Tab for a glance</source>
        <translation>Das Bild vor dem Harmonisieren zeigen; Tab halten für einen kurzen Blick</translation>
    </message>
    <message>
        <source>&amp;Split line</source>
        <translation>&amp;Trennlinie</translation>
    </message>
    <message>
        <source>Before and after on the two sides of a line</source>
        <translation>Vorher und nachher auf den zwei Seiten einer Linie</translation>
    </message>
    <message>
        <source>&amp;Turn the split line</source>
        <translation>Trennlinie &amp;drehen</translation>
    </message>
    <message>
        <source>Side b&amp;y side</source>
        <translation>&amp;Nebeneinander</translation>
    </message>
    <message>
        <source>Before and after next to each other, moving together</source>
        <translation>Vorher und nachher nebeneinander, gemeinsam bewegt</translation>
    </message>
    <message>
        <source>Split line to one end</source>
        <translation>Trennlinie an ein Ende</translation>
    </message>
    <message>
        <source>Home / End</source>
        <translation>Pos1 / Ende</translation>
    </message>
    <message>
        <source>Split line to the middle</source>
        <translation>Trennlinie in die Mitte</translation>
    </message>
    <message>
        <source>&amp;Hand tool</source>
        <translation>&amp;Hand</translation>
    </message>
    <message>
        <source>Drag the view</source>
        <translation>Die Ansicht ziehen</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Fit in window</source>
        <translation>Ein&amp;passen</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>One picture pixel on one screen pixel</source>
        <translation>Ein Bildpixel auf ein Bildschirmpixel</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Seitenleisten</translation>
    </message>
    <message>
        <source>&amp;Next area</source>
        <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
        <source>Go on to the next panel, toolbar or the picture</source>
        <translation>Weiter zum nächsten Bedienfeld, zur Werkzeugleiste oder zum Bild</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>Am Mauszeiger zoomen</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Ansicht verschieben</translation>
    </message>
    <message>
        <source>Space + Drag</source>
        <translation>Leertaste + Ziehen</translation>
    </message>
    <message>
        <source>Middle button + Drag</source>
        <translation>Mittlere Taste + Ziehen</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostic info</source>
        <translation>&amp;Diagnosedaten kopieren</translation>
    </message>
    <message>
        <source>Copy versions, device and the end of the log, to paste into a report</source>
        <translation>Versionen, Gerät und Ende des Protokolls kopieren, zum Einfügen in eine Meldung</translation>
    </message>
    <message>
        <source>Open the &amp;log folder</source>
        <translation>&amp;Protokollordner öffnen</translation>
    </message>
    <message>
        <source>&amp;About RainHarmonize</source>
        <translation>&amp;Über RainHarmonize</translation>
    </message>
    <message>
        <source>{file} is a HEIC picture; to open it, install pip install &quot;rainharmonize[heif]&quot;.</source>
        <translation>{file} ist ein HEIC-Bild; um es zu öffnen, installieren Sie: pip install &quot;rainharmonize[heif]&quot;.</translation>
    </message>
    <message>
        <source>{file} has more than 8 bits a channel; it was read as 8-bit.</source>
        <translation>{file} hat mehr als 8 Bit je Kanal und wurde mit 8 Bit gelesen.</translation>
    </message>
    <message>
        <source>{file} holds several pictures; only the first was read.</source>
        <translation>{file} enthält mehrere Bilder; nur das erste wurde gelesen.</translation>
    </message>
    <message>
        <source>{file} is CMYK without a usable profile; its colours are approximate.</source>
        <translation>{file} ist CMYK ohne brauchbares Profil; die Farben stimmen nur ungefähr.</translation>
    </message>
    <message>
        <source>The colour profile is for {kind} pixels; choose an RGB or the sRGB profile.</source>
        <translation>Das Farbprofil ist für {kind}-Pixel; bitte ein RGB- oder das sRGB-Profil wählen.</translation>
    </message>
    <message>
        <source>The colour profile is damaged.</source>
        <translation>Das Farbprofil ist beschädigt.</translation>
    </message>
    <message>
        <source>The colour profile cannot be used for this conversion.</source>
        <translation>Das Farbprofil taugt nicht für diese Umwandlung.</translation>
    </message>
    <message>
        <source>{file} does not fit in memory; use a smaller one.</source>
        <translation>{file} passt nicht in den Arbeitsspeicher; bitte ein kleineres Bild nehmen.</translation>
    </message>
    <message>
        <source>{file} claims over {most} megapixels, more than can be opened.</source>
        <translation>{file} behauptet über {most} Megapixel, mehr als sich öffnen lässt.</translation>
    </message>
    <message>
        <source>{file} is a folder, not a picture.</source>
        <translation>{file} ist ein Ordner, kein Bild.</translation>
    </message>
    <message>
        <source>{file} is a device or a pipe, not a picture file.</source>
        <translation>{file} ist ein Gerät oder eine Pipe, keine Bilddatei.</translation>
    </message>
    <message>
        <source>{file} does not exist; check the name.</source>
        <translation>{file} gibt es nicht; bitte den Namen prüfen.</translation>
    </message>
    <message>
        <source>{file} may not be read: permission denied; change that or copy it.</source>
        <translation>{file} darf nicht gelesen werden: Zugriff verweigert; bitte das ändern oder die Datei kopieren.</translation>
    </message>
    <message>
        <source>{file} cannot be opened: {reason}.</source>
        <translation>{file} lässt sich nicht öffnen: {reason}.</translation>
    </message>
    <message>
        <source>{file} cannot be written: the ending must be one of {endings}.</source>
        <translation>{file} kann nicht geschrieben werden: Die Endung muss eine von {endings} sein.</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}.</source>
        <translation>{file} kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>{format} cannot hold transparency; choose PNG, WebP or TIFF, or write it opaque.</source>
        <translation>{format} kennt keine Transparenz; bitte PNG, WebP oder TIFF wählen oder deckend speichern.</translation>
    </message>
    <message>
        <source>{format} holds at most {most} pixels along a side, the picture is {width}×{height}; choose PNG or TIFF.</source>
        <translation>{format} fasst höchstens {most} Pixel je Seite, das Bild hat {width}×{height}; bitte PNG oder TIFF wählen.</translation>
    </message>
    <message>
        <source>{file} is damaged or cut short; get it once more from where it came.</source>
        <translation>{file} ist beschädigt oder abgeschnitten; holen Sie die Datei noch einmal dort, woher sie kam.</translation>
    </message>
    <message>
        <source>{file} is not a picture in a format that can be read, or is damaged; save it as PNG or JPEG where it comes from.</source>
        <translation>{file} ist kein Bild in einem lesbaren Format oder ist beschädigt; speichern Sie es dort, woher es kommt, als PNG oder JPEG.</translation>
    </message>
    <message>
        <source>{file} has pixels of an unsupported kind; save it as 8- or 16-bit RGB.</source>
        <translation>{file} hat Pixel einer Art, die nicht unterstützt wird; bitte als RGB mit 8 oder 16 Bit speichern.</translation>
    </message>
    <message>
        <source>{file} is see-through in places; as a background it is white there.</source>
        <translation>{file} ist stellenweise durchsichtig; als Hintergrund ist es dort weiß.</translation>
    </message>
    <message>
        <source>{file} has a colour profile that cannot be used; it was read as sRGB.</source>
        <translation>{file} hat ein Farbprofil, das sich nicht verwenden lässt; das Bild wurde als sRGB gelesen.</translation>
    </message>
    <message>
        <source>{file} is stored in a way that takes minutes to read; save it once more in another program.</source>
        <translation>{file} ist so gespeichert, dass das Lesen Minuten dauert; speichern Sie das Bild in einem anderen Programm noch einmal.</translation>
    </message>
    <message>
        <source>{file} is empty (0 bytes); get it once more from where it came.</source>
        <translation>{file} ist leer (0 Bytes); holen Sie die Datei noch einmal dort, woher sie kam.</translation>
    </message>
    <message>
        <source>The picture cannot be written as {format}; choose another format.</source>
        <translation>Das Bild kann nicht als {format} geschrieben werden; wählen Sie ein anderes Format.</translation>
    </message>
    <message>
        <source>There is nothing to export yet: open a background first.</source>
        <translation>Es gibt noch nichts zu exportieren: Bitte zuerst einen Hintergrund öffnen.</translation>
    </message>
    <message>
        <source>There is no object selected to export: select one first.</source>
        <translation>Es ist kein Objekt zum Exportieren ausgewählt: Bitte zuerst eines auswählen.</translation>
    </message>
    <message>
        <source>Nothing was changed: it fits as it is.</source>
        <translation>Nichts wurde geändert: Es passt so, wie es ist.</translation>
    </message>
    <message>
        <source>The mask covers the whole picture, so there is no background to take the look from: leave some of the picture out of the mask.</source>
        <translation>Die Maske bedeckt das ganze Bild, also gibt es keinen Hintergrund, nach dem man sich richten könnte: Bitte einen Teil des Bildes frei lassen.</translation>
    </message>
    <message>
        <source>The mask is faint all over, so there is no object to take the look from: draw it white.</source>
        <translation>Die Maske ist überall nur schwach, also gibt es kein Objekt, nach dem man sich richten könnte: Bitte weiß malen.</translation>
    </message>
    <message>
        <source>The reference region is empty or lies within what changes: draw it where nothing does.</source>
        <translation>Der Referenzbereich ist leer oder liegt in dem, was sich ändert: Bitte dort malen, wo sich nichts ändert.</translation>
    </message>
    <message>
        <source>The reference region is too small to take a look from: draw it larger.</source>
        <translation>Der Referenzbereich ist zu klein, um sich danach zu richten: Bitte größer malen.</translation>
    </message>
    <message>
        <source>The reference region holds no background, so there is nothing to take the look from: draw it where no object is.</source>
        <translation>Im Referenzbereich ist kein Hintergrund, nach dem man sich richten könnte: Bitte dort malen, wo kein Objekt ist.</translation>
    </message>
    <message>
        <source>The network&apos;s picture could not be followed closely: look at the result with care.</source>
        <translation>Dem Bild des Netzes ließ sich nicht genau folgen: Bitte das Ergebnis aufmerksam ansehen.</translation>
    </message>
    <message>
        <source>The network&apos;s output holds values that are not numbers: use other weights, or run with full precision.</source>
        <translation>Die Ausgabe des Netzes enthält Werte, die keine Zahlen sind: Bitte andere Gewichte nehmen oder mit voller Genauigkeit rechnen.</translation>
    </message>
    <message>
        <source>{device} ran out of memory; it computes in {precision} from now on.</source>
        <translation>Der Speicher von {device} hat nicht gereicht; ab jetzt wird dort mit {precision} gerechnet.</translation>
    </message>
    <message>
        <source>{device} ran out of memory; the processor is used from now on.</source>
        <translation>{device} hat nicht genug Speicher; von nun an rechnet der Prozessor.</translation>
    </message>
    <message>
        <source>There is no device “{device}”; choose auto, {devices}.</source>
        <translation>Es gibt kein Gerät „{device}“; wählbar sind auto, {devices}.</translation>
    </message>
    <message>
        <source>The device “{device}” is not available on this computer; choose auto, {devices}.</source>
        <translation>Das Gerät „{device}“ gibt es auf diesem Rechner nicht; wählbar sind auto, {devices}.</translation>
    </message>
    <message>
        <source>{device} cannot compute in {precision}; choose the precision float32 or auto.</source>
        <translation>{device} kann nicht in {precision} rechnen; bitte die Genauigkeit float32 oder auto wählen.</translation>
    </message>
    <message>
        <source>The method {method} needs a network, and none is loaded: choose its weights.</source>
        <translation>Das Verfahren {method} braucht ein Netz, und es ist keines geladen: Bitte Gewichte wählen.</translation>
    </message>
    <message>
        <source>Placed so small, nothing of the object is left to see; choose a larger scale.</source>
        <translation>So klein ist vom Objekt nichts mehr zu sehen; bitte größer machen.</translation>
    </message>
    <message>
        <source>Placed so large, the object shows less than a pixel; choose a smaller scale.</source>
        <translation>So groß zeigt das Objekt weniger als einen Pixel; bitte kleiner machen.</translation>
    </message>
    <message>
        <source>The box lies outside the picture; draw it around the object.</source>
        <translation>Der Rahmen liegt außerhalb des Bildes; bitte um das Objekt ziehen.</translation>
    </message>
    <message>
        <source>Draw the box around the object, with some of the picture left outside it.</source>
        <translation>Bitte den Rahmen um das Objekt ziehen und etwas vom Bild außerhalb lassen.</translation>
    </message>
    <message>
        <source>{file} cannot be read: install the program again.</source>
        <translation>{file} lässt sich nicht lesen: Bitte das Programm neu installieren.</translation>
    </message>
    <message>
        <source>Click where the outline is to begin.</source>
        <translation>Bitte dort klicken, wo der Umriss beginnen soll.</translation>
    </message>
    <message>
        <source>Scissors need at least two points.</source>
        <translation>Die Schere braucht mindestens zwei Punkte.</translation>
    </message>
    <message>
        <source>{file} is damaged or no weights file; get it once more from where it came.</source>
        <translation>{file} ist beschädigt oder keine Gewichtsdatei; holen Sie die Datei noch einmal dort, woher sie kam.</translation>
    </message>
    <message>
        <source>{file} is refused: it is damaged, or could run code when loaded; ask for a safetensors file.</source>
        <translation>{file} wird abgelehnt: Die Datei ist beschädigt oder könnte beim Laden Code ausführen; bitten Sie um eine safetensors-Datei.</translation>
    </message>
    <message>
        <source>{file} is refused: it is packed in a way that could fill the memory.</source>
        <translation>{file} wird abgelehnt: Die Datei ist so gepackt, dass sie den Speicher füllen könnte.</translation>
    </message>
    <message>
        <source>{file} does not fit the network; choose weights that were made for this version of the program.</source>
        <translation>{file} passt nicht zum Netz; wählen Sie Gewichte, die für diese Version des Programms gemacht wurden.</translation>
    </message>
    <message>
        <source>{file} is of a training that failed; choose an earlier one.</source>
        <translation>{file} stammt aus einem misslungenen Training; wählen Sie eine frühere Datei.</translation>
    </message>
    <message>
        <source>{file} has {count} layers, more than {most}; merge some of them where it comes from.</source>
        <translation>{file} hat {count} Ebenen, mehr als {most}; vereinen Sie einige dort, woher die Datei kommt.</translation>
    </message>
    <message>
        <source>There are {most} objects and regions, as many as a project can hold; delete some first.</source>
        <translation>Es gibt {most} Objekte und Bereiche, so viele, wie ein Projekt fassen kann; bitte erst einige löschen.</translation>
    </message>
    <message>
        <source>A picture of {width}×{height} pixels is too large for a project; use a smaller one.</source>
        <translation>Ein Bild von {width}×{height} Pixeln ist zu groß für ein Projekt; bitte ein kleineres nehmen.</translation>
    </message>
    <message>
        <source>The project cannot be saved, as it would not open again; undo the last steps and try once more.</source>
        <translation>Das Projekt kann nicht gespeichert werden, da es sich nicht wieder öffnen ließe: bitte die letzten Schritte rückgängig machen und noch einmal speichern.</translation>
    </message>
    <message>
        <source>{file} cannot be opened: it is damaged or no project; use an older copy or an autosave of it.</source>
        <translation>{file} lässt sich nicht öffnen: Die Datei ist beschädigt oder kein Projekt; bitte eine ältere Kopie oder eine automatische Sicherung nehmen.</translation>
    </message>
    <message>
        <source>{file} holds what this version of RainHarmonize does not know; saving it here loses that.</source>
        <translation>{file} enthält, was diese Version von RainHarmonize nicht kennt; beim Speichern hier geht es verloren.</translation>
    </message>
    <message>
        <source>Autosaves are off: the folder {folder} cannot be used; save often.</source>
        <translation>Automatische Sicherungen sind aus: Der Ordner {folder} lässt sich nicht nutzen; bitte oft speichern.</translation>
    </message>
    <message>
        <source>The settings in {path} cannot be read; the defaults are used.</source>
        <translation>Die Einstellungen in {path} lassen sich nicht lesen; es gelten die Vorgaben.</translation>
    </message>
    <message>
        <source>The settings in {path} are damaged; the defaults are used.</source>
        <translation>Die Einstellungen in {path} sind beschädigt; es gelten die Vorgaben.</translation>
    </message>
    <message>
        <source>Some settings in {path} cannot be used; they are the defaults again.</source>
        <translation>Einige Einstellungen in {path} sind nicht verwendbar; für sie gelten wieder die Vorgaben.</translation>
    </message>
    <message>
        <source>The settings in {path} are from a newer version; what is known of them is used.</source>
        <translation>Die Einstellungen in {path} stammen aus einer neueren Version; genutzt wird, was davon bekannt ist.</translation>
    </message>
    <message>
        <source>{sentence} The old file is kept as {path}.</source>
        <translation>{sentence} Die alte Datei bleibt als {path} erhalten.</translation>
    </message>
    <message>
        <source>CPU, 1 thread</source>
        <translation>Prozessor, 1 Thread</translation>
    </message>
    <message>
        <source>CPU, {count} threads</source>
        <translation>Prozessor, {count} Threads</translation>
    </message>
    <message>
        <source>{file} does not say which network it belongs to: export it with `python -m training.export`.</source>
        <translation>{file} sagt nicht, zu welchem Netz die Datei gehört: Bitte mit `python -m training.export` exportieren.</translation>
    </message>
    <message>
        <source>Seamless blend (Poisson) takes its look from the pixels around the object and cannot use a reference region: choose another variant, or clear the reference.</source>
        <translation>„Nahtlos einblenden“ (Poisson) richtet sich nach den Pixeln um das Objekt und kann keinen Referenzbereich nutzen: Bitte eine andere Variante wählen oder den Bereich löschen.</translation>
    </message>
    <message>
        <source>{file} is damaged, or for a network that this version does not know; update the program.</source>
        <translation>{file} ist beschädigt oder gehört zu einem Netz, das diese Version nicht kennt; aktualisieren Sie das Programm.</translation>
    </message>
    <message>
        <source>There is nothing to save yet: open a background first.</source>
        <translation>Es gibt noch nichts zu speichern: Bitte zuerst einen Hintergrund öffnen.</translation>
    </message>
    <message>
        <source>{file} does not exist; it may have been moved or deleted.</source>
        <translation>{file} gibt es nicht; vielleicht wurde die Datei verschoben oder gelöscht.</translation>
    </message>
    <message>
        <source>{file} is not a project file, but a folder or a device.</source>
        <translation>{file} ist keine Projektdatei, sondern ein Ordner oder ein Gerät.</translation>
    </message>
    <message>
        <source>{file} is empty (0 bytes); open a copy or an autosave instead.</source>
        <translation>{file} ist leer (0 Bytes); bitte stattdessen eine Kopie oder eine automatische Sicherung öffnen.</translation>
    </message>
    <message>
        <source>{file} does not fit in memory; close other programs and try again.</source>
        <translation>{file} passt nicht in den Arbeitsspeicher; bitte andere Programme schließen und es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Opening {file} needs {needed} GB of memory, more than the {allowed} GB allowed at first; close other programs if you open it all the same.</source>
        <translation>{file} zu öffnen braucht {needed} GB Arbeitsspeicher, mehr als die zunächst erlaubten {allowed} GB; bitte andere Programme schließen, wenn es trotzdem sein soll.</translation>
    </message>
    <message>
        <source>{file} is from a newer version of RainHarmonize (project format {version}); update the program, or open the layers in GIMP or Krita.</source>
        <translation>{file} stammt aus einer neueren Version von RainHarmonize (Projektformat {version}); bitte das Programm aktualisieren oder die Ebenen in GIMP oder Krita öffnen.</translation>
    </message>
    <message>
        <source>Weights on a network drive are not loaded by a project; choose them again where wanted.</source>
        <translation>Gewichte auf einem Netzlaufwerk lädt ein Projekt nicht; bitte sie bei Bedarf neu wählen.</translation>
    </message>
    <message>
        <source>Left out, as their pictures are missing or no PNG files: {layers}.</source>
        <translation>Weggelassen, weil ihre Bilder fehlen oder keine PNG-Dateien sind: {layers}.</translation>
    </message>
    <message>
        <source>Blend modes are not kept; these layers now lie plainly on those below: {layers}.</source>
        <translation>Mischmodi bleiben nicht erhalten; diese Ebenen liegen nun einfach auf denen darunter: {layers}.</translation>
    </message>
    <message>
        <source>Groups are not kept; their layers now lie one on the other.</source>
        <translation>Gruppen bleiben nicht erhalten; ihre Ebenen liegen nun übereinander.</translation>
    </message>
    <message>
        <source>{layer}, now the background, did not fill the picture; white is where it was clear.</source>
        <translation>{layer}, nun der Hintergrund, füllte das Bild nicht aus; wo es durchsichtig war, ist es weiß.</translation>
    </message>
    <message>
        <source>There is no home folder: autosaves are off; save often.</source>
        <translation>Es gibt keinen Benutzerordner: Automatische Sicherungen sind aus; bitte oft speichern.</translation>
    </message>
    <message>
        <source>There is no home folder: settings last until the program ends.</source>
        <translation>Es gibt keinen Benutzerordner: Einstellungen gelten, bis das Programm endet.</translation>
    </message>
    <message>
        <source>That autosave is gone, or another window has taken it.</source>
        <translation>Diese automatische Sicherung ist weg, oder ein anderes Fenster hat sie genommen.</translation>
    </message>
    <message>
        <source>Another instance keeps the autosaves in {folder} to itself; close it and try again.</source>
        <translation>Ein anderes laufendes Programm hält die automatischen Sicherungen in {folder} besetzt; bitte es schließen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The settings are not saved: {reason}</source>
        <translation>Die Einstellungen sind nicht gespeichert: {reason}</translation>
    </message>
    <message>
        <source>{file} is a folder; give the name of a file.</source>
        <translation>{file} ist ein Ordner; geben Sie den Namen einer Datei an.</translation>
    </message>
    <message>
        <source>{file} cannot be written: the folder {folder} does not exist; create it first.</source>
        <translation>{file} lässt sich nicht schreiben: Den Ordner {folder} gibt es nicht; legen Sie ihn zuerst an.</translation>
    </message>
    <message>
        <source>{file} cannot be written: no room is left on the disk; free some or choose another folder.</source>
        <translation>{file} lässt sich nicht schreiben: Auf dem Datenträger ist kein Platz mehr; schaffen Sie welchen oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{file} cannot be written: the disk is read-only; choose another folder.</source>
        <translation>{file} lässt sich nicht schreiben: Der Datenträger ist schreibgeschützt; wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{file} cannot be written: permission denied; choose another folder.</source>
        <translation>{file} lässt sich nicht schreiben: Die Rechte dazu fehlen; wählen Sie einen anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>About</name>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Sample pictures</source>
        <translation>Beispielbilder</translation>
    </message>
    <message>
        <source>At work: {engine}</source>
        <translation>Am Werk: {engine}</translation>
    </message>
    <message>
        <source>There is no model card: {path}</source>
        <translation>Es gibt keine Modellkarte: {path}</translation>
    </message>
    <message>
        <source>RainHarmonize is free software under the Apache License 2.0.</source>
        <translation>RainHarmonize ist freie Software unter der Apache-Lizenz 2.0.</translation>
    </message>
    <message>
        <source>It is made with:</source>
        <translation>Es verwendet:</translation>
    </message>
</context>
<context>
    <name>Autosave</name>
    <message>
        <source>Recover {name} as it was at {when}?</source>
        <translation>{name} von {when} wiederherstellen?</translation>
    </message>
    <message>
        <source>{name} is open in another window as well; save one of them by another name.</source>
        <translation>{name} ist auch in einem anderen Fenster geöffnet; bitte eines davon unter anderem Namen speichern.</translation>
    </message>
    <message>
        <source>Recovering…</source>
        <translation>Wird wiederhergestellt …</translation>
    </message>
    <message>
        <source>There is not enough memory for an autosave; save the project yourself.</source>
        <translation>Der Speicher reicht nicht für eine automatische Sicherung; bitte das Projekt selbst speichern.</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Arrow keys move the selected object, or the view where none is selected.</source>
        <translation>Die Pfeiltasten verschieben das ausgewählte Objekt oder, wenn keines ausgewählt ist, die Ansicht.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Turn the split line</source>
        <translation>Trennlinie drehen</translation>
    </message>
    <message>
        <source>Drag a box where the look comes from. Shift adds, Alt takes away. R: paint instead</source>
        <translation>Einen Rahmen um den Bereich ziehen, der den Ton angibt. Umschalt fügt hinzu, Alt nimmt weg. R: stattdessen malen</translation>
    </message>
    <message>
        <source>Paint where the look comes from. Ctrl takes away. R: drag a box instead</source>
        <translation>Den Bereich anmalen, der den Ton angibt. Strg nimmt weg. R: stattdessen einen Rahmen ziehen</translation>
    </message>
    <message>
        <source>Drag around what to keep, or click its corners. Shift adds, Alt takes away</source>
        <translation>Umfahren, was bleiben soll, oder seine Ecken anklicken. Umschalt fügt hinzu, Alt nimmt weg</translation>
    </message>
    <message>
        <source>Click along the outline; it follows the edge. Shift adds, Alt takes away</source>
        <translation>Am Umriss entlang klicken; die Linie folgt der Kante. Umschalt fügt hinzu, Alt nimmt weg</translation>
    </message>
    <message>
        <source>Drag a box around what to keep. Shift adds, Alt takes away</source>
        <translation>Einen Rahmen um das ziehen, was bleiben soll. Umschalt: hinzufügen, Alt: wegnehmen</translation>
    </message>
    <message>
        <source>Draw over what belongs to it; with Alt, over what does not. Return: done</source>
        <translation>Übermalen, was dazugehört; mit Alt, was nicht. Eingabe: fertig</translation>
    </message>
    <message>
        <source>Nothing in the box stands out: draw over what to keep.</source>
        <translation>Im Rahmen hebt sich nichts ab: Übermalen Sie, was bleiben soll.</translation>
    </message>
    <message>
        <source>Click on a colour to keep it. Shift adds, Alt takes away</source>
        <translation>Die Farbe anklicken, die bleiben soll. Umschalt fügt hinzu, Alt nimmt weg</translation>
    </message>
    <message>
        <source>Nothing changed: that is outside the picture of the object.</source>
        <translation>Nichts geändert: Dort ist kein Bild des Objekts mehr.</translation>
    </message>
    <message>
        <source>Nothing changed: nothing is left to erase there.</source>
        <translation>Nichts geändert: Dort ist nichts mehr wegzunehmen.</translation>
    </message>
    <message>
        <source>Nothing changed: it is painted there already.</source>
        <translation>Nichts geändert: Dort ist schon alles gemalt.</translation>
    </message>
    <message>
        <source>Select an object to erase parts of it</source>
        <translation>Ein Objekt wählen, um Teile davon zu entfernen</translation>
    </message>
    <message>
        <source>Cutting out…</source>
        <translation>Wird freigestellt …</translation>
    </message>
    <message>
        <source>Cutting out {name}…</source>
        <translation>{name} wird freigestellt …</translation>
    </message>
    <message>
        <source>Nothing is selected: this makes a region of the photo, to harmonize it</source>
        <translation>Nichts ist gewählt: das legt einen Bereich des Fotos an, der harmonisiert wird</translation>
    </message>
    <message>
        <source>“{name}” is hidden: show it to work on its mask</source>
        <translation>„{name}“ ist verborgen: erst zeigen, um an der Maske zu arbeiten</translation>
    </message>
    <message>
        <source>A region is a part of the photo: it cannot be moved.</source>
        <translation>Ein Bereich ist ein Teil des Fotos: Er lässt sich nicht verschieben.</translation>
    </message>
</context>
<context>
    <name>Crash</name>
    <message>
        <source>RainHarmonize ended unexpectedly the last time.</source>
        <translation>RainHarmonize wurde beim letzten Mal unerwartet beendet.</translation>
    </message>
    <message>
        <source>Copy diagnostic info</source>
        <translation>Diagnosedaten kopieren</translation>
    </message>
    <message>
        <source>There is not enough memory; close other programs and try again.</source>
        <translation>Der Speicher reicht nicht; bitte andere Programme schließen und es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>{file} cannot be used: {reason}.</source>
        <translation>{file} lässt sich nicht nutzen: {reason}.</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>Eine Datei</translation>
    </message>
    <message>
        <source>Something went wrong inside the program ({detail}); your work is still open.</source>
        <translation>Im Programm ist etwas schiefgegangen ({detail}); Ihre Arbeit ist noch offen.</translation>
    </message>
</context>
<context>
    <name>CutOut</name>
    <message>
        <source>Finding the subject of {name}…</source>
        <translation>Das Motiv von {name} wird gesucht …</translation>
    </message>
    <message>
        <source>Finding the subject of the photo…</source>
        <translation>Suche das Motiv des Fotos …</translation>
    </message>
    <message>
        <source>No subject stands out in this picture.</source>
        <translation>In diesem Bild hebt sich kein Motiv ab.</translation>
    </message>
    <message>
        <source>Cut out: subject proposed</source>
        <translation>Freigestellt: Motiv vorgeschlagen</translation>
    </message>
    <message>
        <source>The whole picture is used</source>
        <translation>Das ganze Bild wird verwendet</translation>
    </message>
    <message>
        <source>A subject was found, but unsurely</source>
        <translation>Ein Motiv wurde gefunden, aber nicht sicher</translation>
    </message>
    <message>
        <source>Cut out</source>
        <translation>Freistellen</translation>
    </message>
    <message>
        <source>Use the subject</source>
        <translation>Motiv verwenden</translation>
    </message>
    <message>
        <source>Show what was found alone</source>
        <translation>Nur das Gefundene zeigen</translation>
    </message>
    <message>
        <source>Use whole picture</source>
        <translation>Ganzes Bild verwenden</translation>
    </message>
    <message>
        <source>Show all of the picture</source>
        <translation>Das ganze Bild zeigen</translation>
    </message>
    <message>
        <source>Smart cut-out…</source>
        <translation>Automatisch freistellen …</translation>
    </message>
    <message>
        <source>Drag a box around the object, then refine with strokes (G)</source>
        <translation>Einen Rahmen um das Objekt ziehen, dann mit Strichen verfeinern (G)</translation>
    </message>
    <message>
        <source>Keep it like this</source>
        <translation>So lassen</translation>
    </message>
</context>
<context>
    <name>Edge</name>
    <message>
        <source>Smooth</source>
        <translation>Glätten</translation>
    </message>
    <message>
        <source>Bumps and notches narrower than this go</source>
        <translation>Schmalere Beulen und Kerben verschwinden</translation>
    </message>
    <message>
        <source>Shift edge</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Moves the edge: outwards to the right, inwards to the left</source>
        <translation>Verschiebt die Kante: nach rechts nach außen, nach links nach innen</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>Weich</translation>
    </message>
    <message>
        <source>How far the edge fades to either side</source>
        <translation>Wie weit die Kante zu beiden Seiten ausläuft</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Makes soft edges steeper; at 100 % they are hard</source>
        <translation>Macht weiche Kanten steiler; bei 100 % sind sie hart</translation>
    </message>
    <message>
        <source>Select an object to refine the edge of its mask.</source>
        <translation>Ein Objekt wählen, um die Kante seiner Maske zu verfeinern.</translation>
    </message>
    <message>
        <source>The mask stays as it is painted; all of this can be taken back.</source>
        <translation>Die Maske bleibt, wie sie gemalt ist; all das lässt sich zurücknehmen.</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
</context>
<context>
    <name>Edit</name>
    <message>
        <source>&amp;Undo {step}</source>
        <translation>„{step}“ &amp;rückgängig machen</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo {step}</source>
        <translation>„{step}“ &amp;wiederholen</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Keep camera and time of the photograph</source>
        <translation>Kamera und Zeit der Aufnahme behalten</translation>
    </message>
    <message>
        <source>Keep the place where it was taken, too</source>
        <translation>Auch den Ort der Aufnahme behalten</translation>
    </message>
    <message>
        <source>About {size}</source>
        <translation>Etwa {size}</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>Das Bild</translation>
    </message>
    <message>
        <source>The object, with transparency</source>
        <translation>Das Objekt, mit Transparenz</translation>
    </message>
    <message>
        <source>The selected object, with transparency</source>
        <translation>Das ausgewählte Objekt, mit Transparenz</translation>
    </message>
    <message>
        <source>Before and after, side by side</source>
        <translation>Vorher und nachher nebeneinander</translation>
    </message>
    <message>
        <source>The mask of the objects</source>
        <translation>Die Maske der Objekte</translation>
    </message>
    <message>
        <source>{name} (select one first)</source>
        <translation>{name} (erst eines auswählen)</translation>
    </message>
    <message>
        <source>{name} (add one first)</source>
        <translation>{name} (erst eines hinzufügen)</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>&amp;Was</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation>&amp;Qualität</translation>
    </message>
    <message>
        <source>&amp;Size</source>
        <translation>&amp;Größe</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>Far&amp;ben</translation>
    </message>
    <message>
        <source>About the photo</source>
        <translation>Zur Aufnahme</translation>
    </message>
    <message>
        <source>F&amp;ile</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>Was exportiert wird</translation>
    </message>
    <message>
        <source>File format</source>
        <translation>Dateiformat</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Quality as a number</source>
        <translation>Qualität als Zahl</translation>
    </message>
    <message>
        <source>Size in percent</source>
        <translation>Größe in Prozent</translation>
    </message>
    <message>
        <source>Colour profile</source>
        <translation>Farbprofil</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>sRGB, right on every screen</source>
        <translation>sRGB, richtig auf jedem Bildschirm</translation>
    </message>
    <message>
        <source>The profile of the background’s file</source>
        <translation>Das Profil der Hintergrunddatei</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} Pixel</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist; create it, or choose another.</source>
        <translation>Den Ordner {folder} gibt es nicht: Bitte anlegen oder einen anderen wählen.</translation>
    </message>
    <message>
        <source>{ending} cannot be written; the file will be {name}.</source>
        <translation>{ending} lässt sich nicht schreiben; die Datei wird {name} heißen.</translation>
    </message>
    <message>
        <source>Will be written as {name}.</source>
        <translation>Wird als {name} geschrieben.</translation>
    </message>
    <message>
        <source>Export as</source>
        <translation>Exportieren als</translation>
    </message>
    <message>
        <source>{name} exists already.</source>
        <translation>{name} gibt es schon.</translation>
    </message>
    <message>
        <source>Replace it?</source>
        <translation>Ersetzen?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Exporting {name}</source>
        <translation>{name} wird exportiert</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Wird kopiert</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Fetch {name} from {host}? Nothing is sent but the request.</source>
        <translation>{name} von {host} laden? Gesendet wird nur die Anfrage.</translation>
    </message>
    <message>
        <source>Fetch it</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Fetching {name}…</source>
        <translation>{name} wird geladen …</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>{name} wird geöffnet …</translation>
    </message>
    <message>
        <source>The objects are on {name} now; saving asks for a new name.</source>
        <translation>Die Objekte liegen jetzt auf {name}; beim Speichern wird nach einem neuen Namen gefragt.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Open anyway</source>
        <translation>Trotzdem öffnen</translation>
    </message>
    <message>
        <source>{name} does not fit in memory.</source>
        <translation>{name} passt nicht in den Speicher.</translation>
    </message>
    <message>
        <source>The pasted picture</source>
        <translation>Das eingefügte Bild</translation>
    </message>
    <message>
        <source>Pasted object</source>
        <translation>Eingefügtes Objekt</translation>
    </message>
    <message>
        <source>{name} has {megapixels} megapixels; over {limit}, memory may run short.</source>
        <translation>{name} hat {megapixels} Megapixel; ab {limit} kann der Speicher knapp werden.</translation>
    </message>
</context>
<context>
    <name>Harmonize</name>
    <message>
        <source>Fine trim</source>
        <translation>Feinabstimmung</translation>
    </message>
    <message>
        <source>Harmonize the background</source>
        <translation>Hintergrund harmonisieren</translation>
    </message>
    <message>
        <source>Harmonize this region</source>
        <translation>Diesen Bereich harmonisieren</translation>
    </message>
    <message>
        <source>Harmonize this object</source>
        <translation>Dieses Objekt harmonisieren</translation>
    </message>
    <message>
        <source>Open a photo first, then drop an object on it.</source>
        <translation>Zuerst ein Foto öffnen, dann ein Objekt darauf ablegen.</translation>
    </message>
    <message>
        <source>Drop or paste an object, or select a part of the photo: it is harmonized by itself.</source>
        <translation>Ein Objekt ablegen oder einfügen oder einen Teil des Fotos wählen: Es wird von selbst harmonisiert.</translation>
    </message>
    <message>
        <source>Click an object to change how it is harmonized.</source>
        <translation>Ein Objekt anklicken, um zu ändern, wie es harmonisiert wird.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>How far the object goes towards the background</source>
        <translation>Wie weit das Objekt auf den Hintergrund zugeht</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Warmth</source>
        <translation>Wärme</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>Sättigung</translation>
    </message>
    <message>
        <source>The object changes</source>
        <translation>Das Objekt ändert sich</translation>
    </message>
    <message>
        <source>The background changes</source>
        <translation>Der Hintergrund ändert sich</translation>
    </message>
    <message>
        <source>Which side is fitted to the other</source>
        <translation>Welche Seite der anderen angepasst wird</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>Was sich ändert</translation>
    </message>
    <message>
        <source>Reference region</source>
        <translation>Referenzbereich</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Open background</source>
        <translation>Hintergrund öffnen</translation>
    </message>
    <message>
        <source>Add object</source>
        <translation>Objekt hinzufügen</translation>
    </message>
    <message>
        <source>Paste object</source>
        <translation>Objekt einfügen</translation>
    </message>
    <message>
        <source>Delete object</source>
        <translation>Objekt löschen</translation>
    </message>
    <message>
        <source>Duplicate object</source>
        <translation>Objekt duplizieren</translation>
    </message>
    <message>
        <source>Move object</source>
        <translation>Objekt verschieben</translation>
    </message>
    <message>
        <source>Scale object</source>
        <translation>Objekt skalieren</translation>
    </message>
    <message>
        <source>Rotate object</source>
        <translation>Objekt drehen</translation>
    </message>
    <message>
        <source>Transform object</source>
        <translation>Objekt transformieren</translation>
    </message>
    <message>
        <source>Reset placement</source>
        <translation>Platzierung zurücksetzen</translation>
    </message>
    <message>
        <source>Flip object horizontally</source>
        <translation>Objekt horizontal spiegeln</translation>
    </message>
    <message>
        <source>Flip object vertically</source>
        <translation>Objekt vertikal spiegeln</translation>
    </message>
    <message>
        <source>Select region</source>
        <translation>Bereich wählen</translation>
    </message>
    <message>
        <source>Change object order</source>
        <translation>Reihenfolge ändern</translation>
    </message>
    <message>
        <source>Rename object</source>
        <translation>Objekt umbenennen</translation>
    </message>
    <message>
        <source>Show object</source>
        <translation>Objekt zeigen</translation>
    </message>
    <message>
        <source>Hide object</source>
        <translation>Objekt verbergen</translation>
    </message>
    <message>
        <source>Change opacity</source>
        <translation>Deckkraft ändern</translation>
    </message>
    <message>
        <source>Harmonize object</source>
        <translation>Objekt harmonisieren</translation>
    </message>
    <message>
        <source>Stop harmonizing object</source>
        <translation>Objekt nicht mehr harmonisieren</translation>
    </message>
    <message>
        <source>Reset strength and trim</source>
        <translation>Stärke und Feinabstimmung zurücksetzen</translation>
    </message>
    <message>
        <source>Let the background change</source>
        <translation>Hintergrund sich anpassen lassen</translation>
    </message>
    <message>
        <source>Let the object change</source>
        <translation>Objekt sich anpassen lassen</translation>
    </message>
    <message>
        <source>Change strength</source>
        <translation>Stärke ändern</translation>
    </message>
    <message>
        <source>Change variant to {variant}</source>
        <translation>Variante wechseln zu {variant}</translation>
    </message>
    <message>
        <source>Change brightness</source>
        <translation>Helligkeit ändern</translation>
    </message>
    <message>
        <source>Change contrast</source>
        <translation>Kontrast ändern</translation>
    </message>
    <message>
        <source>Change warmth</source>
        <translation>Wärme ändern</translation>
    </message>
    <message>
        <source>Change saturation</source>
        <translation>Sättigung ändern</translation>
    </message>
    <message>
        <source>Fine trim</source>
        <translation>Feinabstimmung</translation>
    </message>
    <message>
        <source>Paint mask</source>
        <translation>Maske malen</translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation>Maske radieren</translation>
    </message>
    <message>
        <source>Cut out object</source>
        <translation>Objekt freistellen</translation>
    </message>
    <message>
        <source>Smart cut-out</source>
        <translation>Automatisch freistellen</translation>
    </message>
    <message>
        <source>Cut out subject</source>
        <translation>Motiv freistellen</translation>
    </message>
    <message>
        <source>Invert mask</source>
        <translation>Maske umkehren</translation>
    </message>
    <message>
        <source>Fill mask</source>
        <translation>Maske füllen</translation>
    </message>
    <message>
        <source>Clear mask</source>
        <translation>Maske leeren</translation>
    </message>
    <message>
        <source>Reset mask</source>
        <translation>Maske zurücksetzen</translation>
    </message>
    <message>
        <source>Refine edge</source>
        <translation>Kante verfeinern</translation>
    </message>
    <message>
        <source>Smooth edge</source>
        <translation>Kante glätten</translation>
    </message>
    <message>
        <source>Shift edge</source>
        <translation>Kante verschieben</translation>
    </message>
    <message>
        <source>Feather edge</source>
        <translation>Kante weichzeichnen</translation>
    </message>
    <message>
        <source>Change edge contrast</source>
        <translation>Kantenkontrast ändern</translation>
    </message>
    <message>
        <source>Reset edge</source>
        <translation>Kante zurücksetzen</translation>
    </message>
    <message>
        <source>Remove colour fringe</source>
        <translation>Farbsaum entfernen</translation>
    </message>
    <message>
        <source>Keep colour fringe</source>
        <translation>Farbsaum behalten</translation>
    </message>
    <message>
        <source>Set reference region</source>
        <translation>Referenzbereich setzen</translation>
    </message>
    <message>
        <source>Clear reference region</source>
        <translation>Referenzbereich löschen</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>This object cannot be harmonized: {reason}</source>
        <translation>Dieses Objekt lässt sich nicht harmonisieren: {reason}</translation>
    </message>
    <message>
        <source>The picture cannot be shown: {reason}</source>
        <translation>Das Bild lässt sich nicht anzeigen: {reason}</translation>
    </message>
    <message>
        <source>Loading the network…</source>
        <translation>Das Netz wird geladen …</translation>
    </message>
    <message>
        <source>Harmonizing…</source>
        <translation>Wird harmonisiert …</translation>
    </message>
    <message>
        <source>Not up to date: Ctrl+Return harmonizes.</source>
        <translation>Nicht aktuell: Strg+Eingabe harmonisiert.</translation>
    </message>
    <message>
        <source>Cancelled: shown as it was before.</source>
        <translation>Abgebrochen: gezeigt wie zuvor.</translation>
    </message>
    <message>
        <source>{name} · no network</source>
        <translation>{name} · ohne Netz</translation>
    </message>
    <message>
        <source>Colour match ({detail})</source>
        <translation>Farbangleich ({detail})</translation>
    </message>
    <message>
        <source>There is not enough memory for the network.</source>
        <translation>Für das Netz reicht der Speicher nicht.</translation>
    </message>
    <message>
        <source>{reason} A colour match is used instead.</source>
        <translation>{reason} Stattdessen wird ein Farbangleich verwendet.</translation>
    </message>
    <message>
        <source>{reason} RainNet&apos;s own weights are used instead.</source>
        <translation>{reason} Stattdessen werden die Gewichte von RainNet verwendet.</translation>
    </message>
    <message>
        <source>The weights {name} are not there; they may have been moved or deleted.</source>
        <translation>Die Gewichte {name} sind nicht da; vielleicht wurden sie verschoben oder gelöscht.</translation>
    </message>
    <message>
        <source>The weights do not run here; choose others, or another device.</source>
        <translation>Die Gewichte laufen hier nicht; wählen Sie andere oder ein anderes Gerät.</translation>
    </message>
    <message>
        <source>PyTorch does not start; install RainHarmonize once more.</source>
        <translation>PyTorch startet nicht; installieren Sie RainHarmonize noch einmal.</translation>
    </message>
    <message>
        <source>no weights found</source>
        <translation>keine Gewichte gefunden</translation>
    </message>
    <message>
        <source>the weights cannot be used</source>
        <translation>die Gewichte sind nicht verwendbar</translation>
    </message>
    <message>
        <source>PyTorch does not start</source>
        <translation>PyTorch startet nicht</translation>
    </message>
    <message>
        <source>not enough memory for the network</source>
        <translation>zu wenig Speicher für das Netz</translation>
    </message>
    <message>
        <source>Nothing of the objects shows: their masks are empty.</source>
        <translation>Von den Objekten ist nichts zu sehen: Ihre Masken sind leer.</translation>
    </message>
    <message>
        <source>Nothing of “{name}” shows: its mask is empty.</source>
        <translation>Von „{name}“ ist nichts zu sehen: Die Maske ist leer.</translation>
    </message>
</context>
<context>
    <name>Masks</name>
    <message>
        <source>There is not enough memory to cut this object out.</source>
        <translation>Der Speicher reicht nicht, um dieses Objekt freizustellen.</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} weitere</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Model card</source>
        <translation>Modellkarte</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>The file carries no model card.</source>
        <translation>Die Datei enthält keine Modellkarte.</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>Trainiert mit</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportiert</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>Photographs</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>Grundnetz</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Limits of use</source>
        <translation>Grenzen der Nutzung</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Best without weights</source>
        <translation>Bestes ohne Gewichte</translation>
    </message>
</context>
<context>
    <name>Objects</name>
    <message>
        <source>Background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>sichtbar</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>verborgen</translation>
    </message>
    <message>
        <source>harmonized</source>
        <translation>harmonisiert</translation>
    </message>
    <message>
        <source>not harmonized</source>
        <translation>nicht harmonisiert</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Stop harmonizing</source>
        <translation>Nicht mehr harmonisieren</translation>
    </message>
    <message>
        <source>Harmonize</source>
        <translation>Harmonisieren</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Objects, topmost first</source>
        <translation>Objekte, das oberste zuerst</translation>
    </message>
    <message>
        <source>No objects yet. Drop or paste a cut-out onto the picture.</source>
        <translation>Noch keine Objekte. Ein freigestelltes Bild auf das Foto ziehen oder einfügen.</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Bereich</translation>
    </message>
</context>
<context>
    <name>Options</name>
    <message>
        <source>Tool options</source>
        <translation>Werkzeugoptionen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Diameter of the brush in picture pixels ([ and ], or Alt + Drag)</source>
        <translation>Durchmesser des Pinsels in Bildpixeln ([ und ] oder Alt + Ziehen)</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Härte</translation>
    </message>
    <message>
        <source>How sharp the edge of the brush is (Shift+[ and Shift+])</source>
        <translation>Wie scharf der Rand des Pinsels ist (Umschalt+[ und Umschalt+])</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>Drag boxes (R)</source>
        <translation>Rahmen ziehen (R)</translation>
    </message>
    <message>
        <source>Paint</source>
        <translation>Malen</translation>
    </message>
    <message>
        <source>Paint (R)</source>
        <translation>Malen (R)</translation>
    </message>
    <message>
        <source>Drag moves (Shift: one axis), corners scale (Alt: centre)</source>
        <translation>Ziehen bewegt (Umschalt: eine Achse), Ecken skalieren (Alt: Mitte)</translation>
    </message>
    <message>
        <source>Shift+click: straight line. X: eraser. M: see the mask</source>
        <translation>Umschalt+Klick: gerade Linie. X: Radierer. M: Maske ansehen</translation>
    </message>
    <message>
        <source>Shift+click: straight line. X: brush. M: see the mask</source>
        <translation>Umschalt+Klick: gerade Linie. X: Pinsel. M: Maske ansehen</translation>
    </message>
    <message>
        <source>Drag moves the view; Space does the same from any tool</source>
        <translation>Ziehen bewegt die Ansicht; die Leertaste tut das bei jedem Werkzeug</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>How far a colour may be from the one clicked, in levels of 255</source>
        <translation>Wie weit eine Farbe von der angeklickten abweichen darf, in Stufen bis 255</translation>
    </message>
    <message>
        <source>Contiguous</source>
        <translation>Zusammenhängend</translation>
    </message>
    <message>
        <source>Only what hangs together with the point clicked</source>
        <translation>Nur was mit der angeklickten Stelle zusammenhängt</translation>
    </message>
</context>
<context>
    <name>Output</name>
    <message>
        <source>Drag from here to take the result to another program as a PNG</source>
        <translation>Von hier aus das Ergebnis als PNG in ein anderes Programm ziehen</translation>
    </message>
    <message>
        <source>Drag the result out</source>
        <translation>Ergebnis herausziehen</translation>
    </message>
    <message>
        <source>Drag this button onto another program or into a folder.</source>
        <translation>Diesen Knopf auf ein anderes Programm oder in einen Ordner ziehen.</translation>
    </message>
    <message>
        <source>The result is ready: drag the button once more.</source>
        <translation>Das Ergebnis ist fertig: den Knopf noch einmal ziehen.</translation>
    </message>
    <message>
        <source>Exported as {path}.</source>
        <translation>Exportiert als {path}.</translation>
    </message>
    <message>
        <source>The export of {name} was cancelled; no file was written.</source>
        <translation>Der Export von {name} wurde abgebrochen; es wurde keine Datei geschrieben.</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>The result is on the clipboard.</source>
        <translation>Das Ergebnis ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Nothing of “{name}” shows, so there is nothing to copy.</source>
        <translation>Von „{name}“ ist nichts zu sehen, also gibt es nichts zu kopieren.</translation>
    </message>
    <message>
        <source>The cut-out is on the clipboard.</source>
        <translation>Das freigestellte Objekt ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>There is not enough memory to export at this size.</source>
        <translation>Für einen Export in dieser Größe reicht der Speicher nicht.</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Edge</source>
        <translation>Kante</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Bedienfelder</translation>
    </message>
    <message>
        <source>Harmonize</source>
        <translation>Harmonisieren</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Double-click resets</source>
        <translation>Doppelklick setzt zurück</translation>
    </message>
    <message>
        <source>{name} as a number</source>
        <translation>{name} als Zahl</translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message>
        <source>Save the changes to {name}?</source>
        <translation>Änderungen an {name} speichern?</translation>
    </message>
    <message>
        <source>They are lost otherwise.</source>
        <translation>Sonst gehen sie verloren.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Don’t save</source>
        <translation>Nicht speichern</translation>
    </message>
    <message>
        <source>Another program has changed {name} since it was opened or saved here.</source>
        <translation>Ein anderes Programm hat {name} geändert, seit es hier geöffnet oder gespeichert wurde.</translation>
    </message>
    <message>
        <source>What it wrote is lost when the file is replaced.</source>
        <translation>Was es geschrieben hat, geht verloren, wenn die Datei ersetzt wird.</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>This is not finished yet: {work}</source>
        <translation>Das ist noch nicht fertig: {work}</translation>
    </message>
    <message>
        <source>Closing the window now ends it, and nothing is written.</source>
        <translation>Wird das Fenster jetzt geschlossen, bricht es ab, und nichts wird geschrieben.</translation>
    </message>
    <message>
        <source>Close when done</source>
        <translation>Schließen, wenn fertig</translation>
    </message>
    <message>
        <source>Close now</source>
        <translation>Jetzt schließen</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Projects (*{suffix})</source>
        <translation>Projekte (*{suffix})</translation>
    </message>
    <message>
        <source>{name} is there already; give another name, or that one in full.</source>
        <translation>{name} gibt es schon; bitte einen anderen Namen wählen oder diesen ganz angeben.</translation>
    </message>
    <message>
        <source>Saving {name}…</source>
        <translation>{name} wird gespeichert …</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>Gespeichert als {path}.</translation>
    </message>
    <message>
        <source>Saving {name} was cancelled; nothing was written.</source>
        <translation>Das Speichern von {name} wurde abgebrochen; nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>{name} has been removed or renamed; this is how it was before.</source>
        <translation>{name} wurde entfernt oder umbenannt; hier ist der Stand davor zu sehen.</translation>
    </message>
    <message>
        <source>{name} has been removed or renamed; saving writes it again.</source>
        <translation>{name} wurde entfernt oder umbenannt; Speichern legt die Datei wieder an.</translation>
    </message>
    <message>
        <source>Another program has changed {name}; this is how it was before.</source>
        <translation>Ein anderes Programm hat {name} geändert; hier ist der Stand davor zu sehen.</translation>
    </message>
    <message>
        <source>Open the changed file</source>
        <translation>Geänderte Datei öffnen</translation>
    </message>
    <message>
        <source>Redo all</source>
        <translation>Alles wiederholen</translation>
    </message>
    <message>
        <source>Everything is undone.</source>
        <translation>Alles ist rückgängig gemacht.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Harmonize by itself after every change</source>
        <translation>Nach jeder Änderung von selbst harmonisieren</translation>
    </message>
    <message>
        <source>The language changes when the program starts again.</source>
        <translation>Die Sprache wechselt beim nächsten Start des Programms.</translation>
    </message>
    <message>
        <source>None; the shipped ones are used.</source>
        <translation>Keine; es gelten die mitgelieferten.</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>&amp;Compute on</source>
        <translation>&amp;Rechnen auf</translation>
    </message>
    <message>
        <source>Own weights</source>
        <translation>Eigene Gewichte</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>Rechnen auf</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>The fastest there is</source>
        <translation>Das Schnellste, was da ist</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search the shortcuts</source>
        <translation>Tastenkürzel durchsuchen</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel (Esc)</source>
        <translation>Abbrechen (Esc)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What is under way</source>
        <translation>Was gerade läuft</translation>
    </message>
    <message>
        <source>Weights and device</source>
        <translation>Gewichte und Gerät</translation>
    </message>
    <message>
        <source>Size of the picture</source>
        <translation>Größe des Bildes</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>{text} ({count} more)</source>
        <translation>{text} ({count} weitere)</translation>
    </message>
    <message>
        <source>{width} × {height} px</source>
        <translation>{width} × {height} px</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>Tone</name>
    <message>
        <source>Looking at the colours…</source>
        <translation>Farben werden betrachtet …</translation>
    </message>
    <message>
        <source>This photo is black and white, “{name}” is in colour.</source>
        <translation>Dieses Foto ist schwarzweiß, „{name}“ ist farbig.</translation>
    </message>
    <message>
        <source>Tone them alike</source>
        <translation>Ebenso tönen</translation>
    </message>
    <message>
        <source>Make it black and white</source>
        <translation>Schwarzweiß machen</translation>
    </message>
    <message>
        <source>Make them black and white</source>
        <translation>Schwarzweiß machen</translation>
    </message>
    <message>
        <source>This photo has a single tone, “{name}” is in colour.</source>
        <translation>Dieses Foto hat nur einen Farbton, „{name}“ ist farbig.</translation>
    </message>
    <message>
        <source>This photo is black and white, some objects are in colour.</source>
        <translation>Dieses Foto ist schwarzweiß, einige Objekte sind farbig.</translation>
    </message>
    <message>
        <source>This photo has a single tone, some objects are in colour.</source>
        <translation>Dieses Foto hat nur einen Farbton, einige Objekte sind farbig.</translation>
    </message>
    <message>
        <source>Tone it alike</source>
        <translation>Ebenso tönen</translation>
    </message>
</context>
<context>
    <name>Transform</name>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Left edge</source>
        <translation>Linker Rand</translation>
    </message>
    <message>
        <source>Top edge</source>
        <translation>Oberer Rand</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>Keep the ratio of width and height</source>
        <translation>Seitenverhältnis beibehalten</translation>
    </message>
    <message>
        <source>W</source>
        <translation>B</translation>
    </message>
    <message>
        <source>H</source>
        <translation>H</translation>
    </message>
</context>
<context>
    <name>Variants</name>
    <message>
        <source>Ways to harmonize</source>
        <translation>Arten zu harmonisieren</translation>
    </message>
    <message>
        <source>{name} – working…</source>
        <translation>{name} – in Arbeit …</translation>
    </message>
    <message>
        <source>Already worked out: shows at once</source>
        <translation>Schon berechnet: zeigt sich sofort</translation>
    </message>
    <message>
        <source>Network, open licences</source>
        <translation>Netz, freie Lizenzen</translation>
    </message>
    <message>
        <source>Colour match</source>
        <translation>Farbangleich</translation>
    </message>
    <message>
        <source>Colour match, tone only</source>
        <translation>Farbangleich, nur Ton</translation>
    </message>
    <message>
        <source>Colour match, histogram</source>
        <translation>Farbangleich, Histogramm</translation>
    </message>
    <message>
        <source>Seamless blend</source>
        <translation>Nahtlos einblenden</translation>
    </message>
    <message>
        <source>A smaller network that learned from openly licensed photographs alone</source>
        <translation>Ein kleineres Netz, das nur von Fotos unter freien Lizenzen gelernt hat</translation>
    </message>
    <message>
        <source>Your own weights: {path}</source>
        <translation>Eigene Gewichte: {path}</translation>
    </message>
    <message>
        <source>A network that learned from photographs how light falls</source>
        <translation>Ein Netz, das aus Fotos gelernt hat, wie Licht fällt</translation>
    </message>
    <message>
        <source>Matches the mix of colours (Monge and Kantorovich)</source>
        <translation>Gleicht die Mischung der Farben an (Monge und Kantorowitsch)</translation>
    </message>
    <message>
        <source>Matches mean and spread of the colours (Reinhard)</source>
        <translation>Gleicht Mittelwert und Streuung der Farben an (Reinhard)</translation>
    </message>
    <message>
        <source>Matches the distribution of tones, channel by channel</source>
        <translation>Gleicht die Verteilung der Töne an, Kanal für Kanal</translation>
    </message>
    <message>
        <source>Takes on the colours along the outline (Poisson)</source>
        <translation>Übernimmt die Farben entlang des Umrisses (Poisson)</translation>
    </message>
    <message>
        <source>{percent} % suits it; more is soon too much.</source>
        <translation>{percent} % passen dazu; mehr ist schnell zu viel.</translation>
    </message>
</context>
<context>
    <name>Web</name>
    <message>
        <source>{host} does not hand out the picture; save it there and drop the file.</source>
        <translation>{host} gibt das Bild nicht heraus; dort speichern und die Datei hierher ziehen.</translation>
    </message>
    <message>
        <source>{host} cannot be reached; save the picture and drop the file.</source>
        <translation>{host} ist nicht erreichbar; das Bild speichern und die Datei hierher ziehen.</translation>
    </message>
    <message>
        <source>The picture at {host} is larger than {megabytes} MB.</source>
        <translation>Das Bild bei {host} ist größer als {megabytes} MB.</translation>
    </message>
    <message>
        <source>{host} took longer than {seconds} seconds; save the picture and drop the file.</source>
        <translation>{host} hat länger als {seconds} Sekunden gebraucht; das Bild speichern und die Datei hierher ziehen.</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a photo here</source>
        <translation>Foto hier ablegen</translation>
    </message>
    <message>
        <source>or paste one with {keys}. Then drop the object that should belong there.</source>
        <translation>oder mit {keys} einfügen. Danach das Objekt ablegen, das dort hingehören soll.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Open a photo as the background</source>
        <translation>Ein Foto als Hintergrund öffnen</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>Beispiel ausprobieren</translation>
    </message>
    <message>
        <source>Open a photo with an object to play with</source>
        <translation>Ein Foto mit einem Objekt zum Ausprobieren öffnen</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>{path} is no longer there. Click to take it off this list.</source>
        <translation>{path} ist nicht mehr da. Klicken entfernt den Eintrag aus dieser Liste.</translation>
    </message>
    <message>
        <source>{name}, no longer there</source>
        <translation>{name}, nicht mehr da</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Main toolbar</source>
        <translation>Hauptleiste</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Pictures ({patterns})</source>
        <translation>Bilder ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Pictures and projects ({patterns})</source>
        <translation>Bilder und Projekte ({patterns})</translation>
    </message>
    <message>
        <source>The clipboard holds no picture.</source>
        <translation>Die Zwischenablage enthält kein Bild.</translation>
    </message>
    <message>
        <source>Diagnostic information is on the clipboard.</source>
        <translation>Die Diagnosedaten sind in der Zwischenablage.</translation>
    </message>
    <message>
        <source>There is no home folder: no log is kept.</source>
        <translation>Es gibt keinen Benutzerordner: Es wird kein Protokoll geführt.</translation>
    </message>
    <message>
        <source>About RainHarmonize</source>
        <translation>Über RainHarmonize</translation>
    </message>
    <message>
        <source>Makes a pasted object look as if it had been photographed there. Everything happens on this computer.</source>
        <translation>Lässt ein eingefügtes Objekt aussehen, als wäre es dort fotografiert worden. Alles geschieht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>{name} is a folder: drop the pictures inside it.</source>
        <translation>{name} ist ein Ordner: Legen Sie die Bilder darin ab.</translation>
    </message>
    <message>
        <source>There is no file {name}.</source>
        <translation>Es gibt keine Datei {name}.</translation>
    </message>
    <message>
        <source>{name} is not a picture that can be opened.</source>
        <translation>{name} ist kein Bild, das sich öffnen lässt.</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>Only one project is open at a time: {name} is left out.</source>
        <translation>Es ist immer nur ein Projekt geöffnet: {name} bleibt weg.</translation>
    </message>
    <message>
        <source>Use own weights</source>
        <translation>Eigene Gewichte verwenden</translation>
    </message>
    <message>
        <source>Weights ({patterns})</source>
        <translation>Gewichte ({patterns})</translation>
    </message>
    <message>
        <source>Trying {name}…</source>
        <translation>{name} wird geprüft …</translation>
    </message>
    <message>
        <source>{name} is among the variants, and used now.</source>
        <translation>{name} gehört jetzt zu den Varianten und wird gerade verwendet.</translation>
    </message>
    <message>
        <source>{name} is among the variants, and used for the objects to come.</source>
        <translation>{name} gehört jetzt zu den Varianten und wird für kommende Objekte verwendet.</translation>
    </message>
    <message>
        <source>RainNet’s weights are not installed: a colour match stands in.</source>
        <translation>Die Gewichte von RainNet sind nicht installiert: Ein Farbangleich springt ein.</translation>
    </message>
    <message>
        <source>Add objects</source>
        <translation>Objekte hinzufügen</translation>
    </message>
</context>
</TS>
