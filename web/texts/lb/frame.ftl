# Wat ronderëm all Säit vun der Wahlcabine an der Observatioun steet.

language-name = Lëtzebuergesch
language-label = Sprooch
skip-link = Bei den Haaptdeel goen
demo-banner = DEMO. Näischt hei ass echt.
help-heading = Hëllef
technical = Technesch Detailer
technical-election = Wahl: { $id }
technical-program = Programm: { $file }
technical-code = Code: { $code }
wait = Ee Moment …
back = Zréck
continue = Weider
try-again = Nach eng Kéier probéieren
start-again = Nei ufänken
problem-heading = Et gëtt e Problem
