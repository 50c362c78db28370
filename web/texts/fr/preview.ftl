# The preview of a draft: the booth's pages without anything behind them.

preview-banner = APERÇU. Personne ne vote ici : rien n’est chiffré, signé ni envoyé.
preview-no-id = aucune : ceci est un brouillon
preview-no-draft = Ce fichier n’est pas un brouillon d’élection. Choisissez-en un autre.
preview-not-shown = Le bureau ne montre pas ce brouillon ici. Identifiez-vous au bureau dans ce navigateur et rechargez cette page, ou ouvrez ci-dessous un brouillon enregistré.
preview-heading = Le bulletin comme le verront les électeurs
preview-lead = Ce sont les questions mêmes de la page de vote et sa page avant l’envoi. Changez la langue ci-dessus, essayez tout : rien ne quitte cette page.
preview-styles = Types de bulletin
preview-no-styles = Ce brouillon n’a pas encore de type de bulletin : ajoutez-en un au bureau.
preview-open = Voir ce bulletin
preview-open-style = Voir ce bulletin : { $style }
preview-other = Un brouillon enregistré
preview-file = Fichier d’un brouillon ou d’un manifeste (JSON)
preview-end = Ici s’arrête l’aperçu. Dans l’isoloir suit le bouton « { $button } » ; ici il n’y en a pas.
preview-again = Un autre bulletin
