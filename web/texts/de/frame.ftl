# Was jede Seite der Wahlkabine und der Beobachtung umgibt.

language-name = Deutsch
language-label = Sprache
skip-link = Zum Hauptteil
demo-banner = DEMO. Nichts hier ist echt.
help-heading = Hilfe
technical = Technische Angaben
technical-election = Wahl: { $id }
technical-program = Programm: { $file }
technical-code = Code: { $code }
wait = Einen Augenblick …
back = Zurück
continue = Weiter
try-again = Noch einmal versuchen
start-again = Neu beginnen
problem-heading = Es gibt ein Problem
