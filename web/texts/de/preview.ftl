# The preview of a draft: the booth's pages without anything behind them.

preview-banner = VORSCHAU. Hier stimmt niemand ab: Nichts wird verschlüsselt, unterschrieben oder gesendet.
preview-no-id = keine: Das ist ein Entwurf
preview-no-draft = Diese Datei ist kein Entwurf einer Wahl. Wählen Sie eine andere.
preview-not-shown = Das Amt zeigt diesen Entwurf hier nicht. Melden Sie sich in diesem Browser beim Amt an und laden Sie diese Seite neu, oder öffnen Sie unten einen gespeicherten Entwurf.
preview-heading = Der Stimmzettel, wie Wählende ihn sehen
preview-lead = Das sind die Fragen der Seite zum Abstimmen selbst und ihre Seite vor dem Absenden. Wechseln Sie oben die Sprache, probieren Sie alles: Nichts verlässt diese Seite.
preview-styles = Stimmzettelarten
preview-no-styles = Dieser Entwurf hat noch keine Stimmzettelart: Fügen Sie im Amt eine hinzu.
preview-open = Diesen Stimmzettel ansehen
preview-open-style = Diesen Stimmzettel ansehen: { $style }
preview-other = Ein gespeicherter Entwurf
preview-file = Datei eines Entwurfs oder Manifests (JSON)
preview-end = Hier endet die Vorschau. In der Wahlkabine folgt die Schaltfläche „{ $button }“; hier gibt es keine.
preview-again = Ein anderer Stimmzettel
