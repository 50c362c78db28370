# Ce qui entoure chaque page de l'isoloir et de la page d'observation.

language-name = Français
language-label = Langue
skip-link = Aller à la partie principale
demo-banner = DEMO. Rien ici n’est réel.
help-heading = Aide
technical = Détails techniques
technical-election = Élection : { $id }
technical-program = Programme : { $file }
technical-code = Code : { $code }
wait = Un instant …
back = Retour
continue = Continuer
try-again = Réessayer
start-again = Recommencer
problem-heading = Il y a un problème
