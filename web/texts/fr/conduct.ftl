# Le déroulement d'une élection : le tableau, la cérémonie des clés, l'ouverture, la fin, la clôture, le dépouillement.

conduct-link = Conduire l’élection : { $title }
check-good = En ordre :
check-doubt = À regarder :
check-bad = Pas encore :
stop-title = Si vous vous arrêtez ici

phase-unknown = inconnu : l’urne ne le dit pas
phase-empty = rien sur le tableau
phase-setup = cérémonie des clés
phase-voting = on vote
phase-ended = le vote est terminé
phase-closed = dépouillement
phase-complete = le résultat est établi

watch-title = Le tableau
watch-alarms = Alertes
watch-numbers = Les nombres du tableau
watch-step = Où en est l’élection
watch-closes = Fin du vote
watch-entries = Inscriptions au tableau
watch-witnessed = Vu par les témoins
watch-witnessed-said = { $entries ->
    [one] { $entries } inscription
   *[other] { $entries } inscriptions
}
watch-credentials = Appareils admis au vote en ligne
watch-credentials-live = Peuvent voter en ligne
watch-ballots = Bulletins déposés en ligne, aussi ceux qui ont été remplacés
watch-voted = Ont voté en ligne
watch-paper = Votes en ligne écartés parce que la personne a voté sur papier
watch-revoked = Appareils exclus par le bureau
watch-challenges = Bulletins contrôlés et non déposés
watch-notices = Avis à tous
watch-waiting = Inscriptions de ce bureau qui attendent le tableau
watch-by-district = Votes en ligne par circonscription
watch-district = Circonscription
watch-share = Part
watch-by-hour = Votes en ligne par heure, comme ce bureau a vu le tableau
watch-hour = Heure à partir de
watch-voted-more = Votes dans cette heure
watch-credentials-more = Nouveaux appareils
watch-revoked-more = Exclus
watch-stop = Le vote continue. Cette page ne fait que regarder : elle ne change rien et revient d’elle-même.
alarm-none = Il n’y a rien à regarder.
alarm-signature = Le dernier état du tableau n’est pas signé par l’urne. Arrêtez, gardez tout, et dites-le à tous.
alarm-witness = Ces témoins n’ont pas signé le dernier état du tableau : { $names }. Appelez ceux qui les font marcher.
alarm-refused = { $count ->
    [one] Le tableau ne prendra jamais { $count } inscription de ce bureau. Cherchez pourquoi.
   *[other] Le tableau ne prendra jamais { $count } inscriptions de ce bureau. Cherchez pourquoi.
}
alarm-revoked = { $count ->
    [one] { $count } appareil a été exclu par le bureau. Est-ce juste ?
   *[other] { $count } appareils ont été exclus par le bureau. Est-ce juste ?
}

steps-title = Les étapes de l’élection
not-done = Cela n’a pas été fait. Rien n’a été signé et rien n’est perdu.
propose = Proposer à une deuxième personne du bureau
proposed-at = Proposé le { $made }.
proposed-already = Cela est déjà proposé : une autre personne du bureau y consent ci-dessous.
consent-title = Attend une deuxième personne du bureau
second-official = Vous l’avez proposé. Une autre personne chargée de l’élection doit consentir.
consent-go = Consentir : signer et envoyer
take-back = Retirer la proposition
deed-gone = Cette proposition a déjà été faite, ou a attendu trop longtemps.
no-key = La clé de l’autorité n’est pas sur ce serveur. Voici les commandes pour la machine qui l’a. Remettez ensuite le fichier ici.
wrong-time = Donnez un jour et une heure ainsi : 2027-03-05 21:00.
notice-text = Ce que tous doivent savoir
notice-closes = Le vote finit plus tard : jour et heure
notice-closes-hint = Laissez vide si l’heure reste la même. Sinon ainsi : 2027-03-05 21:00, en heure légale.
end-early = Pourquoi le vote finit avant l’heure
end-early-hint = Seulement si la loi le permet. Dites-le d’abord à tous par un avis.
what-open = Ouvrir le vote
what-notice = Un avis à tous
what-end = Terminer le vote
what-close = Clore le tableau
what-result = Signer le résultat
what-give-up = Renoncer à ce qui est en route
about-open = À partir de là, on peut voter. Les clés ne peuvent plus changer.
about-notice = Il reste pour toujours sur le tableau, et tous ceux qui votent le voient. Il peut aussi faire finir le vote plus tard, jamais plus tôt.
about-end = À partir de là, personne ne peut voter en ligne. Cela ne peut pas être défait.
about-close = Après le dernier vote par correspondance. Ce qui est alors sur le tableau est compté ; rien ne peut plus être écarté. Cela ne peut pas être défait.
about-result = Les nombres que donnent les parts des dépositaires, avec les votes sur papier. Après cela, rien ne suit sur le tableau.
about-give-up = Quelque chose a été signé et l’urne ne dit pas ce qu’il en est advenu. On ne l’envoie plus. Si l’urne l’a déjà, cela reste sur le tableau.
says-open = Le vote peut commencer sous les clés { $keys }.
says-notice = On dit à tous : « { $text } »
says-extension = On dit à tous : « { $text } » Le vote finit à la nouvelle heure : { $closes }.
says-end = Le vote est terminé.
says-end-early = Le vote est terminé avant l’heure, parce que : { $reason }
says-close = Ce qui est compté est le tableau de { $size } inscriptions avec cette empreinte : { $root }. Comparez-la avec le tableau que vous voyez.
says-result = { $protocols ->
    [0] Les nombres que donnent les parts sont le résultat. Il n’y a pas de votes sur papier.
    [one] Les nombres que donnent les parts sont le résultat, avec { $protocols } procès-verbal de votes sur papier.
   *[other] Les nombres que donnent les parts sont le résultat, avec { $protocols } procès-verbaux de votes sur papier.
}
says-give-up = « { $what } » a été signé le { $made } et n’a pas de réponse : on ne l’envoie plus au tableau.
sure-open = J’ai comparé l’empreinte des clés avec celle qui est au mur.
sure-notice = J’ai lu le texte à haute voix.
sure-end = Je sais que personne ne peut voter en ligne après cela.
sure-close = Je sais qu’aucun vote ne peut être écarté après cela.
sure-result = J’ai comparé les nombres avec les procès-verbaux.
sure-give-up = J’ai regardé le tableau : cela n’y est pas.
said-placed = { $what } : signé le { $made }, et sur le tableau.
said-place = C’est l’inscription { $index }.
said-refused = { $what } : signé le { $made }, et refusé par le tableau.
said-waits = { $what } : signé le { $made }, et en route vers le tableau. On l’envoie de nouveau jusqu’à ce que l’urne réponde.

check-answers = L’urne répond et prend des inscriptions.
check-answers-not = L’urne ne prend pas d’inscriptions : { $what }
check-step = L’élection est à la bonne étape : { $step }.
check-step-not = L’élection est à cette étape : { $step }. Cela ne peut se faire qu’à : { $needed }.
check-alone = Rien d’autre de l’autorité n’est en route.
check-alone-not = Quelque chose de l’autorité est encore en route vers le tableau. Attendez la réponse de l’urne.
check-waits = Quelque chose de l’autorité est en route et n’a pas de réponse.
check-waits-not = Plus rien de l’autorité n’est en route : il n’y a rien à quoi renoncer.
check-witnessed = Assez de témoins ont signé tout ce qui est sur le tableau.
check-witnessed-not = { $entries ->
    [0] Trop peu de témoins ont signé le tableau.
    [one] Trop peu de témoins ont signé { $entries } inscription du tableau.
   *[other] Trop peu de témoins ont signé { $entries } inscriptions du tableau.
}
check-witnesses = Tous les témoins signent.
check-complaint = Aucun dépositaire ne se plaint.
check-complaint-not = Un dépositaire se plaint. La cérémonie recommence par un nouvel essai.
check-ceremony = Tous les dépositaires ont confirmé les clés et montré leur déchiffrement d’essai.
check-ceremony-not = Ces dépositaires n’ont pas fini la cérémonie des clés : { $names }.
check-keys = L’urne a les clés que tous les dépositaires ont signées.
check-keys-not = L’urne n’a pas de clés, ou en a d’autres que celles que les dépositaires ont signées.
check-same-keys-not = Les clés du tableau ne sont pas celles de la proposition. Proposez de nouveau.
check-same-board-not = Le tableau n’est plus celui de la proposition. Proposez de nouveau.
check-opens = C’est l’heure : le vote commence le { $opens }.
check-opens-not = Le vote commence le { $opens }. Il ne peut pas être ouvert avant.
check-ahead = Le vote finit plus tard : { $closes }.
check-ahead-not = Le temps du vote est passé : { $closes }. Personne ne pourrait voter.
check-over = Le temps du vote est passé : { $closes }.
check-over-not = On peut voter jusqu’à { $closes }. Avant cela, il faut une raison.
check-grace = Les témoins peuvent signer la fin jusqu’à { $until }.
check-grace-not = Les témoins devaient signer la fin avant { $until }. Qui vérifie l’élection verra que c’était plus tard.
check-queue = Rien de ce bureau n’attend le tableau.
check-queue-not = { $count ->
    [one] { $count } inscription de ce bureau attend le tableau.
   *[other] { $count } inscriptions de ce bureau attendent le tableau.
}
check-no-post = Il n’y a pas de votes par correspondance à attendre.
check-post = Le dernier jour des votes par correspondance est passé : { $until }.
check-post-not = Les votes par correspondance sont reçus jusqu’à { $until }.
check-text-not = Écrivez ce que tous doivent savoir, en 2 000 caractères au plus.
check-extension-late = Le vote est terminé : il ne peut pas finir plus tard.
check-extension-not = La nouvelle heure doit être après celle qui vaut maintenant.
check-shares = Assez de parts des dépositaires sont sur le tableau : { $there }, il en faut { $needed }.
check-shares-not = Trop peu de parts des dépositaires sont sur le tableau : { $there }, il en faut { $needed }.
check-paper-none = Aucun vote sur papier n’a été saisi. S’il y en a, saisissez-les avant de signer le résultat.
check-paper = { $number ->
    [one] { $number } procès-verbal de votes sur papier a été saisi par deux personnes, pareil par les deux.
   *[other] { $number } procès-verbaux de votes sur papier ont été saisis chacun par deux personnes, pareil par les deux.
}
check-paper-not = Ces procès-verbaux de votes sur papier n’ont pas été saisis pareil par deux personnes : { $names }.
check-paper-more = { $contest }, { $units } : les procès-verbaux contiennent les voix d’au moins { $papers } bulletins papier, et les plis acceptés de là sont : { $envelopes }. Un procès-verbal a-t-il été saisi deux fois, ou pour une autre circonscription ? Si des bulletins de bureaux de vote y sont comptés, les nombres peuvent être justes.
check-same-counts-not = Les nombres ne sont pas ceux de la proposition. Proposez le résultat de nouveau.

stop-unknown = Rien ne change. Cherchez d’abord pourquoi l’urne ne répond pas.
stop-empty = Rien n’est perdu. L’élection commence quand le manifeste est sur le tableau.
stop-setup = Rien n’est perdu, sauf du temps. Personne ne peut voter avant l’ouverture.
stop-voting = Le vote continue, aussi après son heure, jusqu’à ce que quelqu’un le termine ici.
stop-ended = Le vote est terminé et rien n’est compté. Les votes venus par correspondance sont encore reçus.
stop-closed = Rien n’est perdu. Le dépouillement peut continuer un autre jour. Aucun vote seul ne peut être lu.
stop-complete = Tout est fait. Gardez le tableau et les papiers aussi longtemps que la loi le dit.

room-title = La page de la salle
room-of = Cérémonie des clés : { $title }
room-still = Arrêter le retour de la page toutes les { $seconds } secondes
room-go-on = Laisser la page revenir d’elle-même
room-election = Numéro de l’élection
room-attempt = Essai
room-next = Ce qui vient ensuite
room-trustees = Ce que chaque dépositaire a fait
room-trustee = Dépositaire
room-commitment = Tour 1 : engagement
room-keys = Clés confirmées
room-test = Déchiffrement d’essai
room-done = fait
room-open = pas encore
room-ceremony-hash = Empreinte de la cérémonie
room-keys-hash = Empreinte des clés
room-complaint = Arrêtez. { $by } se plaint de { $accused } : « { $reason } » À qui est la faute reste ouvert ; les deux sont nommés. Cet essai est fini.
room-next-manifest = L’autorité remet le manifeste.
room-next-commitment = Chaque dépositaire fait un engagement. Il est remis.
room-next-shares = Chaque dépositaire fait le tour 2 avec la clé USB, puis le dernier pas. Les clés et le déchiffrement d’essai sont remis.
room-next-again = Tous les dépositaires recommencent par l’essai { $attempt }.
room-next-open = La cérémonie est complète. L’autorité peut ouvrir le vote.
room-next-over = La cérémonie des clés est finie.
room-commands = Ce qu’il faut taper
room-run = Sur la machine de chacun de ces dépositaires : { $names }
room-then-commitment = Remettez ensuite de la clé USB : les fichiers commitment-*.entry et tous les fichiers du dossier blob/sha256.
room-then-keys = La première commande pour tous, puis la seconde pour tous. Remettez ensuite de la clé USB : joint-keys-*.entry, test-share-*.entry, complaint-*.entry et tous les fichiers du dossier blob/sha256.
room-online = Sur une machine connectée, les mêmes commandes finissent ainsi : seulement pour les dépositaires à qui l’autorité électorale l’a permis en public, et jamais pour autant qu’il en faut pour déchiffrer. Rien n’est alors remis par clé USB.

protocol-title = Le procès-verbal de la cérémonie
protocol-about = Ce que le tableau dit de cette cérémonie : qui a fait quoi, et chaque empreinte. Tout le monde peut le refaire à partir du tableau. Dépositaires et agents signent la feuille à la main.
protocol-noted = L’autorité a mis l’empreinte de ce procès-verbal sur le tableau : inscription { $index }.
protocol-not-noted = L’autorité met cette empreinte sur le tableau, comme avis à tous. Alors personne ne peut montrer un autre procès-verbal.
protocol-hash = Empreinte du procès-verbal (SHA-256)
protocol-json = Le procès-verbal en fichier (JSON)
protocol-pdf = Le procès-verbal à imprimer et à signer (PDF)
protocol-notice = La cérémonie des clés est terminée. SHA-256 de son procès-verbal : { $hash }
protocol-made = Imprimé le { $made }.
protocol-complete = La cérémonie est terminée : tous les dépositaires ont confirmé les mêmes clés et montré un déchiffrement d’essai.
protocol-incomplete = La cérémonie n’est pas terminée. Voici où elle en est.
protocol-attempt = Essai { $attempt }
protocol-hashes = Empreintes
protocol-compare = Comparez-les au mur, lettre par lettre, avant de signer.
protocol-entries = Inscriptions du tableau
protocol-entries-about = Chacune avec son numéro et son empreinte : la feuille de l’arbre du tableau.
protocol-bound = Élection { $id }, procès-verbal { $hash }
protocol-scanned = Élection et empreinte du procès-verbal, pour un lecteur
protocol-official = Pour l’administration

hand-title = Remettre une clé USB
hand-lead = Choisissez les fichiers de la clé USB qui finissent par .entry, et ceux de son dossier blob/sha256. Ils vont à l’urne tels quels. Chacun a été signé là où est sa clé ; ici rien ne peut être changé.
hand-files = Fichiers
hand-files-hint = Vous pouvez en choisir plusieurs à la fois. Ceux qui sont déjà sur le tableau ne gênent pas.
hand-go = Remettre
hand-said = Ce que l’urne a dit
hand-no-entry = Aucun de ces fichiers n’est une inscription signée. Choisissez aussi les fichiers qui finissent par .entry.
hand-stop = Rien n’est perdu. Ce qui a été remis reste ; le reste peut être remis plus tard.
hand-authority = l’autorité
hand-taken = { $what } de { $who } : pris.
hand-refused = { $what } de { $who } : refusé.
hand-culprit = Signé par { $who } : personne d’autre ne peut l’avoir fait. Dites-le à haute voix.
hand-where = Dans le manuel : if-something-goes-wrong.md, « { $section } ».
hand-forged = { $what } nomme { $who }, mais n’est pas signé par { $who }. Quelqu’un l’a falsifié, ou le fichier est d’une autre élection.
hand-no-content = { $what } de { $who } : le contenu manque. Choisissez aussi les fichiers du dossier blob/sha256.
hand-other-content = { $what } de { $who } : aucun des fichiers n’est le contenu signé par { $who }. Il manque, est abîmé ou a été changé.
hand-later = { $what } de { $who } : pas pris pour le moment : { $why }. Remettez-le plus tard.
entry-manifest = Le manifeste
entry-trustee-commitment = L’engagement
entry-complaint = La plainte
entry-joint-keys = La confirmation des clés
entry-test-share = Le déchiffrement d’essai
entry-open = L’ouverture
entry-notice = L’avis
entry-end = La fin du vote
entry-close = La clôture
entry-decryption-share = La part du déchiffrement
entry-result = Le résultat
board-other = L’urne donne cette raison : { $problem }.
board-phase = Cela ne va pas avec l’étape où est l’élection.
board-twice = C’est déjà sur le tableau.
board-attempt = C’est d’un autre essai que celui qui court.
board-complaint = Il y a une plainte : cet essai est fini.
board-signature = Ce n’est pas signé par qui doit le signer.
board-share = La preuve échoue : la part est fausse.
board-test-share = La preuve échoue : la part d’essai est fausse.
board-package = La preuve échoue : l’engagement est faux.
board-repeated-term = Il répète un secret d’un engagement précédent.
board-encoding = Ce n’est pas écrit comme le protocole le dit.
board-point = Il contient des nombres qui ne peuvent pas être.
board-other-keys = Il nomme d’autres clés que celles de la cérémonie.
board-ceremony-incomplete = La cérémonie des clés n’est pas complète.
board-not-settled = Le tableau n’est pas encore clos.
board-other-tree = Quelque chose s’est ajouté au tableau entre-temps. Proposez de nouveau.
board-sequence = Son numéro n’est pas le suivant.
board-extension = Le vote est terminé, ou la nouvelle heure n’est pas plus tard.
board-counts = Les nombres ne sont pas ceux que donnent les parts.
board-tally = Trop peu de parts sont sur le tableau.
board-given-up = Deux agents y ont renoncé ; on ne l’envoie plus. Regardez le tableau avant de le redire : cela y est peut-être.

tally-title = Le dépouillement
tally-not-closed = Le tableau n’est pas clos. D’abord le vote finit, puis le dernier vote par correspondance est reçu, puis le tableau est clos.
tally-shares = Parts des dépositaires
tally-share = Part
tally-share-there = là
tally-share-missing = manque
tally-decrypt = Copiez le tableau clos sur la clé USB. Chaque dépositaire lance la seconde commande sur sa machine, puis on remet la clé USB.
tally-groups = Circonscriptions comptées ensemble
tally-groups-about = Les circonscriptions qui ont peu de votes sont comptées avec d’autres, pour que personne ne sache comment une personne a voté.
tally-contest = Scrutin
tally-ballots = Bulletins comptés
tally-too-few = trop peu de bulletins : pas compté à part
tally-result = Nombres
tally-online = En ligne
tally-paper = Sur papier ({ $references })
tally-total = Ensemble
result-stands = Le résultat est sur le tableau. Chacun peut le vérifier.
result-pages = Le résultat en pages
result-publish = Cela fait les pages et les tableaux du résultat, à partir du tableau vérifié :
paper-title = Votes sur papier
paper-about = Deux personnes saisissent chaque procès-verbal. Personne ne voit ce que l’autre a saisi avant que les deux l’aient fait. Seul est pris ce que les deux ont saisi pareil.
paper-reference = Procès-verbal
paper-reference-hint = Le numéro ou le nom qui est sur le papier, comme sur le papier.
paper-type = Saisir ce procès-verbal
paper-of = Procès-verbal { $reference }
paper-lead = Saisissez le nombre de votes comme il est sur le papier, 0 s’il n’y en a pas. Si vous l’avez déjà saisi, les nouveaux nombres remplacent les vôtres.
paper-keep = Garder ces nombres
paper-stop = Rien n’est gardé avant que vous appuyiez sur le bouton.
paper-state = État
paper-none = personne ne l’a saisi
paper-one = une personne l’a saisi ; une autre doit le faire
paper-differ = deux personnes ont saisi des nombres différents
paper-equal = deux personnes ont saisi pareil
paper-differences = Différences du procès-verbal { $reference } : { $contest }
paper-option = Choix
paper-file = Les votes sur papier sur lesquels deux personnes s’accordent, en fichier pour la commande (paper.json) :
paper-take-back = Retirer un procès-verbal
paper-take-back-hint = S’il a été saisi par erreur. Vos propres nombres disparaissent. Le procès-verbal disparaît quand toutes les personnes qui l’ont saisi l’ont retiré, deux au plus.
paper-take-back-go = Retirer mes nombres
wrong-votes = Saisissez un nombre entier, 0 ou plus.
