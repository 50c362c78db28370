# What stands around every page of the booth and of the observer's page.

language-name = English
language-label = Language
skip-link = Go to the main part
demo-banner = DEMO. Nothing here is real.
help-heading = Help
technical = Technical details
technical-election = Election: { $id }
technical-program = Program: { $file }
technical-code = Code: { $code }
wait = One moment …
back = Back
continue = Continue
try-again = Try again
start-again = Start again
problem-heading = There is a problem
