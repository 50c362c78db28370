# Chaque phrase sur le vote par correspondance : les pages des personnes qui le demandent, celles du bureau, et les messages.

# avant de demander
before-title = Vote par correspondance
before-lead = Vous demandez ici à recevoir vos documents de vote par la poste. Cela prend environ 3 minutes. Vous pouvez vous arrêter et continuer plus tard.
before-need = Ce qu’il vous faut
before-need-card = votre carte avec les codes PIN 1 et PIN 2
before-need-address = l’adresse à laquelle les documents sont envoyés
before-need-identity = si les documents vont à l’étranger : une image de votre passeport ou de votre carte d’identité
before-go = Commencer
before-replaces-online = Vous pouvez déjà voter en ligne. Une fois votre enveloppe acceptée, elle remplace un vote en ligne.
before-again = Vous avez déjà retiré une demande approuvée. Deux agents examineront la nouvelle.
place-home = Documents envoyés dans le pays
place-abroad = Documents envoyés dans un autre pays
place-not-offered = Ce n’est pas proposé à cette élection.
deadline-apply = Date limite pour la demande
deadline-return = Votre vote doit nous parvenir au plus tard le
days-in-post = Durée de l’envoi par la poste
days-there-back = { $there ->
    [one] { $there } jour
   *[other] { $there } jours
} à l’aller, { $back ->
    [one] { $back } jour
   *[other] { $back } jours
} au retour
post-by = Postez votre vote au plus tard le
post-is-tight = La poste risque d’être trop lente : des documents envoyés aujourd’hui pourraient revenir trop tard. Voter d’une autre manière est plus sûr.
apply-until = { $until } ({ $days ->
    [0] aujourd’hui est le dernier jour
    [one] encore { $days } jour
   *[other] encore { $days } jours
})
apply-over = C’était possible jusqu’au { $until }.
choice-until = À demander jusqu’au { $until }.
expected = En général en moins de { $span } (mesuré sur { $count ->
    [one] { $count } demande
   *[other] { $count } demandes
}).
span-minutes = { $number ->
    [one] { $number } minute
   *[other] { $number } minutes
}
span-hours = { $number ->
    [one] { $number } heure
   *[other] { $number } heures
}
span-days = { $number ->
    [one] { $number } jour
   *[other] { $number } jours
}

# qui ne peut pas demander
refused-title = Vous ne pouvez pas demander le vote par correspondance maintenant
refused-not-offered = Cette élection n’a pas de vote par correspondance.
refused-not-on-roll = Vous n’êtes pas sur la liste électorale de cette élection.
refused-not-eligible = La liste électorale contient à votre sujet une indication qui ne convient pas à cette élection.
refused-minor = Vous êtes trop jeune le jour de l’élection. Vous aurez l’âge requis à partir du { $from }.
refused-too-early = Les demandes sont prises à partir du { $from }.
refused-too-late = Les demandes étaient prises jusqu’au { $until }.
refused-duplicate = Vous avez déjà demandé le vote par correspondance.
refused-voted-online = Vous avez choisi de voter en ligne. À cette élection, le vote par correspondance ne peut pas le remplacer.
refused-voted-on-paper = Votre vote sur papier compte déjà.
remedies-title = Ce que vous pouvez faire
remedy-vote-online = Votez en ligne, du { $from } au { $until }.
remedy-vote-at-polling-place = Votez dans votre bureau de vote le { $on }.
remedy-come-back = Revenez le { $on }.
remedy-correct-roll = Appelez-nous si vous pensez que c’est une erreur. Nous pouvons faire corriger la liste.
remedy-say-it-was-not-me = Appelez-nous tout de suite si ce n’était pas vous.
remedy-see-request = Voir où en est votre demande
remedy-take-back = Retirer la demande
remedy-answer = Répondre à notre question
remedy-none = Appelez-nous : nous vous aiderons.

# le formulaire
sheet-data = Vos données
sheet-data-lead = Voici ce qui est inscrit sur la liste électorale. Vous n’avez pas à le saisir.
sheet-data-wrong = Quelque chose est faux ? Appelez-nous, et nous le ferons corriger.
sheet-data-register = Ce qui est rempli ici et sur les pages suivantes peut venir du registre de la population. Ce que vous pouvez réécrire, changez-le si c’est faux.
sheet-delivery = Où faut-il envoyer les documents ?
sheet-country = Vers quel pays ?
sheet-address = L’adresse
sheet-address-abroad = Écrivez l’adresse comme sur une lettre dans ce pays. Nous ajoutons votre nom : les documents sont envoyés à vous et à personne d’autre.
sheet-identity = Votre passeport ou votre carte d’identité
sheet-identity-lead = Pour des documents qui vont à l’étranger, nous avons besoin d’une image de votre passeport ou de votre carte d’identité. Elle est effacée dès que nous avons décidé.
sheet-identity-there = Une image est là.
sheet-duration = Pour quelles élections ?
sheet-contact = Comment vous écrire ?
save-later = Enregistrer et continuer plus tard
choose-country = Choisissez un pays
check-title = Vérifiez vos réponses
check-not-sent = Votre demande n’est PAS encore envoyée.
check-open = Il manque encore
check-go = Continuer pour signer
check-declare = Votre déclaration
sign-title = Lire, signer et envoyer
sign-lead = Voici votre demande. Vous la signez avec le code PIN 2, et la signature l’envoie : il n’y a pas d’autre étape.
sign-go = Signer et envoyer
sign-demo = Signer avec une carte de démo et envoyer

field-surname = Nom
field-given-names = Prénoms
field-birth-date = Date de naissance
field-registered-address = Adresse officielle
field-place-of-birth = Lieu de naissance
field-place-of-birth-hint = Ville et pays.
field-deliver-to = Envoyer les documents à
deliver-registered = mon adresse officielle
deliver-home = une autre adresse dans ce pays
deliver-abroad = une adresse à l’étranger
field-country = Pays
field-address = Adresse
field-organisation = Société, hôtel ou c/o
field-street = Rue et numéro
field-suburb = Quartier
field-city = Localité
field-state = État ou province
field-postal-code = Code postal
field-postal-code-hint = Par exemple { $example }.
field-sorting-code = Code de tri
field-lines = L’adresse en lignes
field-lines-hint = Comme sur une enveloppe, sans votre nom. Au plus 6 lignes.
field-lines-instead = Seulement si les champs ci-dessus ne conviennent pas : toute l’adresse ici, et rien ci-dessus.
field-attachment = Image de votre passeport ou de votre carte d’identité
field-attachment-hint = Une photo (JPEG, PNG) ou un PDF, au plus 5 mégaoctets.
field-duration = Je demande le vote par correspondance pour
duration-election = cette élection
duration-year = toutes les élections de cette année
duration-standing = toutes les élections, jusqu’à ce que je retire ma demande
field-language = Langue dans laquelle nous vous écrivons
field-email = E-mail
field-email-hint = Nous vous écrivons à chaque étape. Vous pouvez laisser ce champ vide.
field-phone = Téléphone
field-phone-hint = Avec l’indicatif du pays, par exemple +352 621 123 456. Vous pouvez laisser ce champ vide.

wrong-missing = Remplissez ce champ.
wrong-unchosen = Choisissez une réponse.
wrong-too-long = Raccourcissez ceci à { $max ->
    [one] { $max } caractère
   *[other] { $max } caractères
}.
wrong-too-many-lines = Utilisez au plus { $max ->
    [one] { $max } ligne
   *[other] { $max } lignes
}.
wrong-unprintable = Saisissez ceci à nouveau : certains caractères ne peuvent pas être imprimés.
wrong-country = Choisissez un pays dans la liste.
wrong-not-at-home = Cette adresse est à l’étranger : choisissez une adresse à l’étranger, ou saisissez-en une dans ce pays.
wrong-not-abroad = Cette adresse n’est pas à l’étranger : choisissez une adresse dans ce pays.
wrong-unknown = Les adresses de ce pays n’ont pas cette partie : laissez ce champ vide.
wrong-postal-code = Saisissez le code postal comme dans { $example }.
wrong-not-registered = Aucune adresse officielle n’est inscrite pour vous : choisissez-en une autre.
wrong-language = Choisissez une des langues de cette élection.
wrong-email = Saisissez une adresse e-mail comme name@example.org, ou laissez ce champ vide.
wrong-phone = Saisissez un numéro de téléphone avec l’indicatif du pays, comme +352 621 123 456, ou laissez ce champ vide.
wrong-undeclared = Vous ne pouvez faire la demande que si vous faites cette déclaration. Cochez-la si elle est vraie.
wrong-too-late = Il est trop tard pour y faire envoyer les documents : c’était possible jusqu’au { $until }.
wrong-too-late-home = Ils peuvent encore être envoyés à une adresse dans ce pays.
wrong-too-late-abroad = Ils peuvent encore être envoyés à une adresse à l’étranger.
wrong-attachment-kind = Choisissez une photo (JPEG, PNG) ou un PDF.
wrong-attachment-size = Choisissez un fichier de 5 mégaoctets au plus.

# une demande
request-title = Votre vote par correspondance : { $state }
request-sent = Votre demande est signée et envoyée. Vous pouvez imprimer cette page.
request-register-waits = Le registre de la population n’a pas encore confirmé vos données. Nous le lui demandons jusqu’à ce qu’il réponde. Vous n’avez rien à faire.
request-number = Numéro de la demande
request-answers = Ce que vous avez demandé
request-paper = Confirmation sur papier (PDF)
request-can = Ce que vous pouvez faire maintenant
request-tell-us = Si quelque chose ne va pas, dites-le-nous :
no-way-back-papers-out = Vous ne pouvez plus retirer votre demande : vos documents sont partis, et un vote pourrait déjà être en route. Si vous ne voulez pas voter par correspondance, détruisez-les.
no-way-back-envelope-here = Vous ne pouvez plus retirer votre demande : votre enveloppe est ici.
timeline = Où en est la demande
answer-until = Faites-le au plus tard le { $until }.
wish-answer = Répondre à notre question
wish-answer-about = Écrivez ce que nous avons demandé. Nous continuons dès que vous l’avez envoyé.
wish-cure = Compléter ce qui manque
wish-cure-about = Écrivez ce que vous avez fait, par exemple quand vous viendrez signer. Nous vérifions ensuite l’enveloppe à nouveau.
wish-deliver = Dire que les documents sont arrivés
wish-deliver-about = Merci de nous le dire. Renvoyez votre vote dès que vous pouvez.
wish-correct = Corriger vos réponses
wish-correct-about = Votre demande est retirée, et une nouvelle commence avec les mêmes réponses. Signez-la et envoyez-la quand elle est correcte. Jusque-là, rien n’est envoyé.
wish-withdraw = Retirer la demande
wish-withdraw-about = Le bureau s’arrête, et aucun document n’est envoyé. Vous pouvez faire une nouvelle demande jusqu’à la date limite.
field-answer = Votre réponse
contact-change = Changer vos coordonnées
contact-change-about = Cela change la façon dont nous vous écrivons ou vous appelons au sujet de cette demande, et rien d’autre. Nous prévenons l’ancienne adresse et la nouvelle.
contact-save = Enregistrer
contact-changed = Votre courriel et votre téléphone sont changés.

state-draft = demande non envoyée
state-draft-about = Vous avez commencé une demande et vous ne l’avez pas envoyée.
state-submitted = demande reçue par le bureau
state-submitted-about = Votre demande est au bureau. Vous n’avez rien à faire.
state-under-review = demande en cours de vérification
state-under-review-about = Un agent examine votre demande. Vous n’avez rien à faire.
state-more-info-needed = nous avons besoin de quelque chose de vous
state-more-info-needed-about = Nous ne pouvons pas encore décider. Répondez à notre question.
state-approved = demande approuvée
state-approved-about = Votre demande est approuvée. Vos documents seront imprimés ensuite.
state-queued = documents bientôt imprimés
state-queued-about = Vos documents sont dans le prochain lot pour l’imprimerie.
state-printed = documents imprimés
state-printed-about = Vos documents sont imprimés et seront remis à la poste.
state-dispatched = documents en route vers vous
state-dispatched-about = Vos documents sont à la poste. Nous ne pouvons pas voir ce que la poste en fait. S’ils n’arrivent pas, appelez-nous ou écrivez-nous : nous les enverrons à nouveau.
state-delivered = documents arrivés
state-delivered-about = Vos documents sont arrivés. Votez, et renvoyez l’enveloppe à temps.
state-undeliverable = documents revenus chez nous
state-undeliverable-about = La poste n’a pas pu remettre vos documents. Appelez-nous, pour que nous puissions les envoyer à nouveau.
state-reissued = documents envoyés à nouveau
state-reissued-about = De nouveaux documents sont en route. Les premiers ne sont plus valables : détruisez-les s’ils arrivent encore.
state-envelope-received = votre enveloppe est ici
state-envelope-received-about = Votre enveloppe est arrivée et elle est en cours de vérification. Elle n’est pas ouverte pour cela.
state-deficient = il manque quelque chose dans votre enveloppe
state-deficient-about = Votre enveloppe est arrivée, mais il manque quelque chose. Vous pouvez le compléter.
state-accepted = enveloppe acceptée
state-accepted-about = Votre enveloppe est en ordre. Votre vote sera compté.
state-rejected = enveloppe rejetée
state-rejected-about = Votre enveloppe n’a pas pu être acceptée. Si vous pensez que c’est une erreur, appelez-nous tout de suite.
state-withdrawn = demande retirée
state-withdrawn-about = La demande a été retirée. Vous pouvez faire une nouvelle demande jusqu’à la date limite, ou voter d’une autre manière.
state-refused = demande refusée
state-refused-about = Votre demande a été refusée. Vous pouvez voter d’une autre manière. Si vous pensez que c’est une erreur, vous pouvez faire un recours : appelez-nous, nous vous dirons comment.
state-expired = délai passé
state-expired-about = Le délai pour cette demande est passé.
state-superseded = demande terminée : vous avez voté d’une autre manière
state-superseded-about = Vous avez choisi une autre manière de voter. Les documents qui arrivent encore ne sont plus valables.

reason-identity-not-confirmed = Il n’est pas certain qui a signé.
reason-not-on-roll = Pas sur la liste électorale.
reason-not-eligible = Pas de droit de vote à cette élection.
reason-duplicate = Déjà demandé.
reason-incomplete = Il manque quelque chose.
reason-address-unclear = La poste ne connaît pas l’adresse.
reason-no-response = Pas de réponse à temps.
reason-unclaimed = Personne n’est venu chercher les documents.
reason-moved = La personne habite ailleurs maintenant.
reason-not-taken = La personne sur place n’a pas pris l’envoi.
reason-came-back = Les documents sont revenus.
reason-lost = Les documents ne sont jamais arrivés.
reason-damaged = Les documents sont arrivés abîmés, ou il manquait quelque chose.
reason-not-signed = La déclaration dans l’enveloppe n’est pas signée.
reason-other-signature = La signature n’est pas celle de la personne.
reason-no-declaration = La déclaration manque, ou c’est celle de quelqu’un d’autre.
reason-opened = L’enveloppe était ouverte.
reason-too-late = L’enveloppe est arrivée après la date limite.
reason-suspected-fraud = Une fraude est soupçonnée (jamais montré à la personne).
reason-other = Une autre raison, en mots.
office-state-submitted = nouvelle
office-state-more-info-needed = attend la réponse de la personne
office-state-dispatched = à la poste
office-state-undeliverable = revenus, non distribués
office-state-envelope-received = enveloppe reçue
office-state-deficient = enveloppe mise de côté, à compléter
office-state-superseded = terminée : vote d’une autre manière
office-deliver-registered = adresse officielle
office-deliver-home = une autre adresse dans ce pays
office-deliver-abroad = une adresse à l’étranger
office-duration-standing = toutes les élections, jusqu’au retrait

# le bureau
work-title = Demandes de vote par correspondance
back-to-work = Liste de travail
work-drafts = Commencées et non envoyées
work-none = Il n’y a rien ici.
work-more = Page suivante
work-filter = Afficher
work-state = État
work-decide = à décider
work-all = toutes
work-days = Âge minimal en jours
work-alarmed = Seulement avec une alarme
work-age = Âge
work-marks = Remarques
mark-overdue = en retard
mark-alarmed = alarme
mark-abroad = étranger
mark-register-waits = attend le registre
mark-register-differs = le registre diffère
mark-register-not-found = pas dans le registre
mark-register-deceased = registre : décès
bulk-title = Approuver les demandes sans problème
bulk-about = Une demande est sans problème si la personne l’a signée avec la carte, pour l’adresse officielle, sans alarme et sans demande approuvée auparavant. Tout le reste est à examiner de plus près.
bulk-register = Ce que le registre de la population n’a pas confirmé n’en fait pas partie.
bulk-sure = { $count ->
    [one] J’approuve cette { $count } demande si elle est sans problème.
   *[other] J’approuve ce qui est sans problème parmi ces { $count } demandes.
}
bulk-go = Approuver
bulk-done = Approuvées : { $approved }. À examiner de plus près : { $left }.
wrong-unsure = Cochez ceci si vous en êtes sûr.

case-title = Demande { $reference }
case-alarmed = ALARME : cette demande a plus de points communs avec d’autres que d’habitude. Deux agents l’approuvent.
case-register-waits = Le registre de la population n’a pas encore répondu, et cette demande attend sa réponse. Pour l’approuver quand même, il faut deux agents, et la raison en mots.
case-register-differs = Le registre de la population dit autre chose que la liste ou la demande. Comparez avant de décider.
case-register-not-found = Le registre de la population ne connaît personne avec ce code. Pour approuver quand même la demande, il faut deux agents, et la raison en mots.
case-register-deceased = Le registre de la population dit que la personne est décédée. Pour approuver quand même la demande, il faut deux agents, et la raison en mots.
case-register-decided = Le registre de la population ne confirme pas cette demande. Elle a été approuvée malgré cela, ou avant sa réponse. Décidez si les documents partent.
common-address = Personnes avec la même adresse : { $people }
common-contact = Personnes avec le même e-mail ou le même téléphone : { $people }
common-network = Personnes qui ont fait la demande depuis le même réseau : { $people }
case-filed = Reçue le
case-consent = Signature
case-signed = avec la carte, vérifiée le { $at }
case-entered = demande saisie par le bureau : { $how }, { $record }
case-replaces = À la place de la demande approuvée
case-pack = Code des documents
case-picture = Image de la carte d’identité (fichier)
case-late = Cette enveloppe est arrivée après la date limite. Elle ne peut qu’être rejetée.
field-number = Numéro sur la liste
field-district = Circonscription
field-reason = Raison
field-words = En mots
field-words-hint = La personne lit ceci.
by-two-officials = par deux agents
actor-citizen = par la personne
actor-official = par un agent
actor-system = par un programme
second-title = Attend un second agent : { $step }
second-wait = Vous avez proposé ceci. Un autre agent doit donner son accord.
second-go = Donner son accord, et le faire

register-title = Registre de la population
register-waits = pas encore de réponse
register-agrees = confirme
register-differs = dit autre chose
register-not-found = ne connaît personne avec ce code
register-deceased = dit que la personne est décédée
register-said = { $verdict }, { $at }
register-has = Dans le registre : { $field }
register-again = Redemander au registre

step-submit = Envoyer
step-take-up = Commencer la vérification
step-ask = Demander quelque chose à la personne
step-answer = Noter la réponse de la personne
step-approve = Approuver
step-refuse = Refuser
step-withdraw = Retirer, comme la personne le souhaite
step-queue = Mettre dans un lot
step-print = Imprimer
step-dispatch = Remettre à la poste
step-deliver = Noter que les documents sont arrivés
step-return-undelivered = Noter que les documents sont revenus
step-reissue = Envoyer à nouveau, sous un nouveau code
step-receive = Recevoir l’enveloppe
step-accept = Accepter : la signature est bonne
step-set-aside = Mettre de côté : la personne peut compléter ce qui manque
step-cure = Noter que ce qui manquait est complété
step-reject = Rejeter
step-expire = Délai passé
step-supersede = A voté d’une autre manière

enter-title = Saisir une demande pour quelqu’un
enter-lead = Pour les personnes au guichet, au téléphone, ou qui ont écrit une lettre. Les mêmes règles valent, et quelqu’un d’autre décide. La consultation des données de la personne est notée.
enter-go = Saisir la demande
enter-done = La demande est saisie
enter-done-about = Donnez ce numéro à la personne. Un autre agent décide.
enter-next = En saisir une autre
field-personal-code = Code personnel
wrong-person = Personne avec ce code n’est sur la liste électorale de votre circonscription.
field-how = Comment la personne a-t-elle fait la demande ?
how-counter = au guichet
how-phone = par téléphone
how-paper = sur papier
field-record = Note
field-record-hint = Comment la personne a été identifiée, ou à quel endroit la lettre est conservée.
field-received = Reçue le
wrong-received = Choisissez un jour qui n’est pas dans le futur.
field-declared-for = La personne déclare ne pas avoir perdu le droit de vote.

batches-title = Documents à envoyer
batches-lead = Un lot contient ce qui est approuvé maintenant. Une fois fait, il ne change plus : ce qui est approuvé plus tard va dans le suivant.
batches-none = Il n’y a pas encore de lot.
batch = Lot
batch-title = Lot { $number }
batch-made = Fait le
batch-size = Documents
batch-to-print = À imprimer
batch-to-send = À remettre à la poste
batch-make = Faire un lot
batch-print = Donner les codes : imprimé
batch-print-about = Chaque jeu de documents reçoit son propre code. Ce qui a été retiré entre-temps est laissé de côté. Si vous vous arrêtez ici, rien n’est imprimé.
batch-file = Fichier pour l’imprimerie
batch-file-about = Adresses et codes, chiffrés avec la clé de l’imprimerie.
papers-about = Pour imprimer ici : des fichiers avec noms, adresses et codes. Chaque personne concernée lit qu’un agent les a faits. Imprimez-les, puis supprimez-les.
papers-none = Rien ne peut être imprimé sur ce serveur. Demandez à l’exploitant d’installer le programme tabella-documents, ou utilisez le fichier pour l’imprimerie.
papers-labels = Étiquettes d’adresse (PDF)
papers-letters = Lettres (PDF)
papers-envelopes = Enveloppes de retour (PDF)
batch-dispatch = Remis à la poste
batch-dispatch-about = Seulement quand les documents ont quitté le bureau : les personnes en sont informées tout de suite.
problem-no-packs = Rien n’attend d’être envoyé
problem-no-packs-do = Approuvez d’abord des demandes.
problem-no-printer = Aucune imprimerie n’est configurée
problem-no-printer-do = Demandez à l’exploitant d’indiquer la clé de l’imprimerie.
problem-no-press = Rien ne peut être imprimé ici pour le moment
problem-no-press-do = Réessayez plus tard. Si cela continue, demandez à l’exploitant : le programme qui fait les fichiers PDF manque.
problem-no-return-address = Aucune adresse de retour n’est configurée
problem-no-return-address-do = Demandez à l’exploitant d’indiquer l’adresse à laquelle les votes sont envoyés.

scan-title = Enveloppes
scan-lead = Scannez le code sur l’enveloppe, ou saisissez-le. N’ouvrez pas l’enveloppe.
scan-go = Reçue
field-code = Code sur l’enveloppe
field-code-hint = Par exemple 4N7Q-2HTC-W9KP.
wrong-code = Un des caractères est faux, ou deux sont dans le mauvais ordre. Comparez avec l’enveloppe.
wrong-code-length = Un code a { $length } lettres et chiffres, et celui-ci en a { $typed }. Saisissez-les tous, et rien d’autre.
wrong-code-character = Un code n’a que des lettres et des chiffres, sans U ni Z. Comparez avec l’enveloppe.
scan-unknown = À METTRE DE CÔTÉ, sans ouvrir : ce code n’a été envoyé à personne.
scan-void = À METTRE DE CÔTÉ, sans ouvrir : ce code n’est plus valable. De nouveaux documents ont été envoyés, ou la demande est terminée.
scan-not-out = À METTRE DE CÔTÉ, sans ouvrir : aucune enveloppe avec ce code n’est attendue. Elle est peut-être déjà ici.
scan-other-district = À METTRE DE CÔTÉ : cette enveloppe appartient à une autre circonscription.
scan-received = Reçue : { $reference }.
scan-check = Vérifier la signature

balance-title = Sait-on où sont tous les documents ?
balance-at = État le { $at } : émis = revenus + en attente + annulés.
balance = Bilan
balance-right = juste
balance-wrong = FAUX
balance-csv = En fichier (CSV)
balance-pdf = À imprimer et à signer (PDF)
packs-issued = Émis
packs-returned = Revenus
packs-outstanding = En attente
packs-cancelled = Annulés

problem-illegal-step = Cette étape n’est pas possible maintenant
problem-illegal-step-do = Quelqu’un a été plus rapide, ou la demande a avancé. Regardez-la à nouveau.
problem-not-yours = Cette étape n’est pas à vous
problem-no-reason = Choisissez une raison.
problem-other-reason = Ce n’est pas une raison pour cette étape.
problem-no-words = Dites en mots quelle est l’autre raison.
problem-one-official = Les deux agents sont la même personne
problem-own-entry = L’agent qui a saisi une demande ne décide pas de celle-ci
problem-own-entry-do = Un autre agent doit décider.
problem-unconfirmed = Le registre de la population n’a pas confirmé ceci. Dites en mots pourquoi c’est approuvé quand même ; un autre agent doit donner son accord.
problem-unconfirmed-do = Regardez de nouveau la demande.
problem-register-said = Le registre de la population a répondu entre-temps
problem-register-said-do = Regardez de nouveau la demande, et décidez à nouveau.
problem-too-late = Il est trop tard pour cela
problem-too-late-do = La date limite est passée.
problem-no-draft = Vous n’avez pas commencé de demande
problem-no-draft-do = Ou elle a déjà été envoyée : regardez sous Mes élections.
problem-other-document = Un autre texte a été signé
problem-other-document-do = Vos données ont changé depuis que vous avez lu le texte. Lisez-le et signez-le à nouveau. Rien n’est perdu.
problem-unsigned = La demande n’est pas signée
problem-contact-too-often = Ceci a été modifié trop souvent
problem-contact-too-often-do = Plus rien n’est modifié ici. Dites-le-nous, et nous le modifierons.
problem-scrubbed = Ceci a été effacé
problem-scrubbed-do = La durée pendant laquelle nous pouvons le conserver est passée.
problem-duplicate = Il y a déjà une demande
problem-not-on-roll = Pas sur la liste électorale

# messages
mail-postal = Votre vote par correspondance { $reference } : { $state }
mail-postal-about = Votre demande { $reference } de vote par correspondance : { $state }.
mail-credential = Un moyen de voter en ligne a été enregistré pour vous
mail-credential-about = Quelqu’un s’est identifié avec votre carte et a enregistré un appareil pour voter en ligne. Si c’était vous, vous n’avez rien à faire. Si ce n’était pas vous, appelez tout de suite le bureau des élections.
mail-contact = Votre courriel ou votre téléphone a été changé
mail-contact-about = Le courriel ou le téléphone de la demande { $reference } de vote par correspondance a été changé. Si c’était vous, vous n’avez rien à faire. Si ce n’était pas vous, appelez tout de suite le bureau électoral.
mail-reminder = Votre demande de vote par correspondance n’est pas encore envoyée
mail-reminder-about = Vous avez commencé une demande de vote par correspondance et ne l’avez pas envoyée : personne au bureau ne l’a vue. Vous pouvez la signer et l’envoyer jusqu’au { $until }. Ensuite, vous pourrez encore voter d’une autre manière. Ceci est le seul rappel.
mail-end = Si vous voulez en savoir plus, saisissez vous-même l’adresse du bureau des élections dans votre navigateur. Nous ne vous demandons jamais par e-mail de vous identifier, et nous n’envoyons pas de liens.
