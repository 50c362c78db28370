# Chaque phrase de l'isoloir et de la page du second appareil, dans l'ordre où on les rencontre.

without-script = Le vote en ligne a besoin de JavaScript : votre bulletin est chiffré sur cet appareil, avant de le quitter. Autorisez JavaScript pour cette page, ou votez d’une autre manière.
service-name = Voter en ligne
session-ends = Vous serez déconnecté dans moins de 2 minutes.
session-extend = Rester connecté

start-heading = Voter en ligne
start-lead = Cela prend environ 3 minutes.
start-need-heading = Ce qu’il vous faut
start-need-card = votre carte d’identité et son code PIN 1
start-need-reader = un lecteur de cartes, et le programme Web eID sur cet appareil
start-need-place = un endroit où personne ne voit votre écran
start-how-heading = Comment cela se passe
start-how-1 = Vous vous identifiez avec votre carte.
start-how-2 = Vous remplissez votre bulletin.
start-how-3 = Cet appareil le chiffre. Personne d’autre ne voit ce que vous choisissez, pas même nous.
start-how-4 = Vous déposez le bulletin, ou vous vérifiez d’abord que l’appareil est honnête.
start-how-5 = Cet appareil vérifie que votre bulletin est dans l’urne.
start-button = S’identifier avec la carte
start-look = Avez-vous déjà voté ? Retrouvez votre bulletin, ou vérifiez-le avec un second appareil.

card-heading = Utilisez votre carte
card-sign-in = Mettez votre carte dans le lecteur. Le programme Web eID demande le code PIN 1. Saisissez le code là, jamais sur cette page.
card-credential = Votre carte est demandée une seconde fois. Avec le code PIN 1, elle confirme que cet appareil peut voter pour vous à cette élection.

elections-heading = Mes élections
elections-hello = Vous êtes connecté en tant que { $name }.
elections-none = Il n’y a aucune élection où vous pouvez voter en ligne.
elections-until = Ouvert jusqu’au { $time }
elections-opens = Ouvre le { $time }
elections-vote = Voter maintenant
elections-vote-in = Voter maintenant : { $title }
elections-papers-out = Le matériel pour le vote par correspondance vous a été envoyé. Vous pouvez encore voter en ligne. Si votre enveloppe revient à temps et qu'elle est acceptée, c'est le vote sur papier qui compte, et non le vote en ligne.
elections-registered = Vous avez enregistré un appareil pour voter en ligne. S’il a déposé un bulletin, vous le retrouvez avec votre numéro de suivi.
reason-pack-is-out = Le matériel pour le vote par correspondance vous a été envoyé. Pour cette élection, vous votez alors avec ce matériel.
reason-postal-vote-arrived = Votre enveloppe est arrivée et elle est en cours d'examen. Vous ne pouvez pas voter en ligne en ce moment.
reason-voted-on-paper = Votre vote sur papier compte déjà.
reason-not-on-roll = Vous n’êtes pas sur la liste électorale de cette élection. Si vous pensez que c’est une erreur, adressez-vous à votre commune.
reason-not-yet-open = Le vote n’a pas commencé.
reason-closed = Le vote est clos.
reason-other = Vous ne pouvez pas voter en ligne à cette élection. Vous avez peut-être demandé le vote par correspondance, ou déjà voté sur papier.
sign-out = Se déconnecter
finished-heading = Vous êtes déconnecté
finished-text = Rien de votre vote ne reste sur cet appareil. Vous pouvez fermer cette fenêtre.

checking-heading = Préparation de votre bulletin
checking-board = Cet appareil vérifie l’élection : ses clés, ses règles, et les signatures de ceux qui la surveillent.
checking-credential = Votre droit de vote est inscrit au tableau public, sans votre nom.

contest-progress = Question { $number } sur { $count }
rule-single = Choisissez une réponse.
rule-approval = Choisissez autant de réponses que vous voulez.
rule-some = { $min ->
    [0] Choisissez au plus { $max } réponses.
   *[other] Choisissez au moins { $min } et au plus { $max } réponses.
}
rule-votes = Vous avez { $total } voix. Vous pouvez en donner jusqu’à { $max } à une même personne.
rule-points = Vous avez { $total } points. Vous pouvez en donner jusqu’à { $max } à une même proposition.
rule-least = Donnez-en au moins { $min }.
blank-option = Vote blanc : aucun de ceux-ci
left-choices = { $count ->
    [0] Plus aucun choix
    [one] Encore { $count } choix
   *[other] Encore { $count } choix
}
left-votes = { $count ->
    [0] Plus aucune voix
    [one] Encore { $count } voix
   *[other] Encore { $count } voix
}
left-points = { $count ->
    [0] Plus aucun point
    [one] Encore { $count } point
   *[other] Encore { $count } points
}
too-many = { $count } de trop. Retirez-en { $count }.
votes-for = Voix pour { $name }
points-for = Points pour { $name }
more-for = Plus pour { $name }
less-for = Moins pour { $name }
list-vote = Voter pour toute la liste
list-vote-for = { list-vote }: { $name }
list-too-long = Cette liste a { $size } candidats, et il vous reste { $left } voix.
no-list = Sans liste
clear = Effacer cette question
error-too-many = Vous en avez donné { $count } de trop. Retirez-les avant de continuer.
error-too-few = Donnez-en au moins { $min }.
error-nothing = Vous n’avez rien choisi. Choisissez, ou cochez « { $blank } ».
error-one = Choisissez une réponse.
error-number = Pour { $name } : saisissez un nombre entier de 0 à { $max }.

review-heading = Vérifiez vos choix
review-lead = Rien n’a encore quitté cet appareil.
review-change = Modifier
review-change-of = Modifier : { $title }
review-blank = Vote blanc
review-unused-votes = Vous avez utilisé { $used } sur { $total }. Vous pouvez en rester là.
review-replaces = Vous avez déjà voté. Ce bulletin remplacera celui qui porte le numéro de suivi { $tracker }.
review-button = Chiffrer mon bulletin

encrypting-heading = Chiffrement de votre bulletin
encrypting-text = Cet appareil chiffre votre bulletin et prouve qu’il est rempli correctement.

tracker-heading = Votre bulletin est chiffré
tracker-label = Votre numéro de suivi
tracker-text = Avec ce numéro, vous retrouvez votre bulletin au tableau public. Notez-le ou prenez-le en photo. Il ne montre pas ce que vous avez voté.
tracker-code = Le numéro de suivi sous forme de code
decide-heading = Que voulez-vous faire maintenant ?
cast-heading = Le déposer
cast-text = Le bulletin va dans l’urne.
cast-button = Déposer ce bulletin
check-heading = Le vérifier d’abord
check-text = Voyez si cet appareil a chiffré ce que vous avez choisi. Un bulletin vérifié n’est jamais compté ; ensuite, vous en remplissez un nouveau.
check-button = Vérifier ce bulletin

open-heading = Ouvrir ce bulletin à tous ?
open-warning = Tout le monde pourra voir ce que contient ce bulletin, et le bureau qui connaît les personnes pourrait dire que c’était le vôtre.
open-advice = Si ce sont vos vrais choix, revenez plutôt en arrière, remplissez autre chose, chiffrez-le et vérifiez cela. Un appareil malhonnête ne peut pas savoir d’avance quel bulletin vous vérifierez.
open-confirm = Ouvrir ce bulletin
open-back = Changer d’abord mes choix
open-return = Retour, sans l’ouvrir

sending-heading = Votre bulletin est en route
sending-post = Le bulletin va à l’urne
sending-receipt = Le reçu est vérifié
sending-board = Des témoins signent le tableau avec votre bulletin
sending-wait = Pas encore de réponse. Cet appareil réessaie dans { $seconds } s. Quel que soit le nombre d’essais, votre bulletin est compté une seule fois.
sending-witnesses = Cela peut prendre une minute. Laissez cette page ouverte.

done-heading = Votre bulletin est dans l’urne
done-lead = Cet appareil l’a vérifié :
done-receipt = L’urne a signé un reçu pour exactement ce bulletin.
done-place = Le bulletin est l’inscription { $index } au tableau public.
done-witness = { $name } l’y a vu le { $time }.
done-save = Enregistrer le reçu
done-print = Imprimer cette page
done-receipt-note = Le reçu ne montre pas ce que vous avez voté.
done-next-heading = La suite
done-next-until = Vous pouvez voter à nouveau jusqu’au { $time }. Seul votre dernier bulletin compte.
done-next-once = Vous pouvez voter une seule fois à cette élection.
done-next-count = Après la clôture, tous les bulletins sont additionnés alors qu’ils sont encore chiffrés. Vous pouvez retrouver votre bulletin au tableau à tout moment.
vote-again = Voter à nouveau
finish = Terminer et se déconnecter
second-heading = Vérifier avec un second appareil
second-text = Un autre appareil peut vous montrer ce que contient votre bulletin. Ouvrez-y la page { $page }, de préférence d’une autre organisation, et scannez le code.
second-warning = Quiconque voit ce code voit ce que vous avez voté. Ne l’affichez que si vous êtes seul.
second-show = Afficher le code
second-hide = Masquer le code
second-used = Vous avez affiché le code aussi souvent que cette élection le permet.
second-code = Le code pour le second appareil

checked-heading = Ce bulletin est ouvert pour vérification
checked-text = Il est au tableau public et ne sera pas compté.
checked-choices-heading = Cet appareil dit avoir chiffré :
checked-elsewhere-heading = Vérifiez maintenant ailleurs
checked-elsewhere-text = Ouvrez la page { $page } sur un autre appareil, de préférence d’une autre organisation. Scannez-y ce code, ou ouvrez le fichier. Les deux appareils doivent montrer les mêmes choix.
checked-save = Enregistrer le code dans un fichier
checked-different = Si l’autre appareil montre autre chose, ne votez pas avec celui-ci. Prévenez l’assistance.
checked-new = Remplir un nouveau bulletin
checked-kept = Vos choix sont encore remplis. Le nouveau bulletin est chiffré à neuf.

look-heading = Regarder un bulletin
look-lead = Utilisez cette page sur un autre appareil que celui avec lequel vous avez voté. Elle montre où se trouve un bulletin au tableau public. Il ne faut pas s’identifier.
look-code-heading = Avec un code ou un reçu
look-code-text = Le code montre ce que contient le bulletin ; le reçu, non.
look-file = Ouvrir un fichier : un code, un reçu, ou une photo d’un code
look-camera = Scanner avec la caméra
look-camera-stop = Arrêter la caméra
look-camera-none = La caméra ne peut pas être utilisée. Prenez une photo du code et ouvrez-la.
look-no-code = Aucun code n’a été trouvé dans ce fichier.
look-typed-heading = Avec le numéro et le numéro de suivi
look-entry = Numéro de l’inscription
look-entry-missing = Saisissez le numéro de l’inscription, en chiffres seulement. Il figure sur le reçu et sur la page que vous avez vue après le vote.
look-tracker = Numéro de suivi
look-tracker-hint = 26 lettres et chiffres ; les traits d’union ne comptent pas
look-button = Regarder
look-found = Le bulletin est au tableau
look-not-found = Il n’y a pas de tel bulletin au tableau
look-not-found-text = Vérifiez ce que vous avez saisi. Si vous avez un reçu pour ce bulletin, l’urne a manqué à sa parole : montrez le reçu à l’assistance.
look-election = Élection : { $title }
look-last = C’est le dernier bulletin de cette personne jusqu’ici. Il compte, sauf si un autre le suit.
look-replaced = Il ne compte pas : un bulletin plus récent de cette personne le remplace, ou son droit de vote est passé à un autre appareil ou au papier.
look-challenge = Il a été ouvert pour vérification et ne compte jamais.
look-choices = Ce que contient le bulletin
look-compare = Est-ce ce que vous avez choisi ? Sinon, l’appareil avec lequel vous avez voté n’est pas digne de confiance : votez à nouveau avec un autre, et prévenez l’assistance.
look-other = Regarder un autre bulletin

fault-network = La connexion est perdue. Rien de votre bulletin n’est perdu. Vérifiez le réseau, puis réessayez.
fault-server = Le serveur ne fonctionne pas bien en ce moment. Rien n’est perdu. Réessayez dans quelques minutes.
fault-busy = Beaucoup de personnes votent en ce moment. Rien n’est perdu. Réessayez dans une minute.
fault-refused = Le serveur a refusé cette étape. Rien n’est perdu. Recommencez ; si cela n’aide pas, adressez-vous à l’assistance.
fault-defect = Cette page a fait une erreur. Votre bulletin n’a pas été envoyé, sauf si vous avez vu un reçu. Recommencez.
fault-module = La partie de cette page qui chiffre n’a pas pu être chargée, ou a été modifiée en chemin. Rien n’a été envoyé. Réessayez, ou utilisez un autre navigateur.
fault-randomness = Ce navigateur ne peut pas tirer de nombres secrets. Rien n’a été envoyé. Utilisez un autre navigateur.
fault-board = Le tableau public ne peut pas être lu correctement. Rien n’a été envoyé. Réessayez plus tard, et prévenez l’assistance si cela continue.
fault-other-election = Le tableau public montre une autre élection que la vôtre. Rien n’a été envoyé. Prévenez l’assistance.
fault-unwitnessed = Le tableau public n’est pas signé par assez de témoins. Sans eux, cet appareil ne lui fait pas confiance. Réessayez plus tard, et prévenez l’assistance si cela continue.
fault-not-open = Cette élection n’est pas encore ouverte au vote. Rien n’a été envoyé.
fault-fork = L’urne a montré deux tableaux différents. Enregistrez cette page avec ses détails techniques et prévenez tout de suite l’assistance ou un observateur.
fault-proof = L’urne n’a pas prouvé que votre bulletin est au tableau. Ne vous y fiez pas. Prévenez l’assistance, avec les détails techniques.
fault-receipt = L’urne a donné un faux reçu. Ne vous y fiez pas. Prévenez l’assistance, avec les détails techniques.
fault-other-previous = L’urne nomme un autre dernier bulletin que celui que cet appareil a déposé. Si vous avez voté entre-temps sur un autre appareil, recommencez. Sinon, prévenez l’assistance.
fault-challenge = Le code n’ouvre pas ce bulletin : l’appareil qui l’a fait n’a pas chiffré ce qu’il dit. Ne votez pas avec cet appareil. Prévenez l’assistance.
fault-other-tracker = L’urne a montré un autre bulletin que celui qui porte ce numéro de suivi. Vérifiez les deux numéros.
fault-tracker-text = Ce n’est pas un numéro de suivi. Il a 26 lettres et chiffres, sans I, L, O ni U.
fault-signed-out = Vous avez été déconnecté parce que rien ne s’est passé pendant un moment. Votre bulletin n’a pas été déposé. Identifiez-vous à nouveau.
fault-closed = Le vote est clos, ou pas encore ouvert. Ce bulletin n’a pas été pris.
fault-limit = Vous avez atteint le nombre de bulletins ou de vérifications que cette élection permet.
fault-no-revoting = Vous avez déjà voté, et cette élection ne permet pas de voter à nouveau.
fault-not-live = Votre droit de vote est passé à un autre appareil, ou vous avez voté sur papier. Ce bulletin n’a pas été pris. Identifiez-vous à nouveau pour voter avec cet appareil.
fault-card-refused = Votre carte a été lue, mais son certificat n’est pas accepté ici. Utilisez une carte d’identité valable.
fault-card-other-person = C’est la carte d’une autre personne que celle qui est connectée. Utilisez votre propre carte, ou déconnectez-vous d’abord.
fault-card-late = L’utilisation de la carte a pris trop de temps. Rien n’est perdu. Réessayez.
fault-card-responder = On ne peut pas vérifier en ce moment si les cartes sont valables. Rien n’est perdu. Réessayez dans quelques minutes.
fault-not-eligible = Vous ne pouvez pas voter en ligne à cette élection maintenant.
fault-card-action-timeout = La carte n’a pas été utilisée à temps. Rien n’est perdu. Réessayez quand votre carte et votre code sont prêts.
fault-card-user-timeout = Le programme de la carte a attendu le code trop longtemps. Rien n’est perdu. Réessayez.
fault-card-version-mismatch = Le programme Web eID et l’extension du navigateur ne vont pas ensemble. Mettez les deux à jour, puis réessayez.
fault-card-version-invalid = La version du programme Web eID ne peut pas être lue. Réinstallez-le, puis réessayez.
fault-card-extension-unavailable = L’extension Web eID manque dans ce navigateur, ou est désactivée. Installez-la depuis web-eid.eu ou activez-la, puis rechargez cette page.
fault-card-native-unavailable = Le programme Web eID manque sur cet appareil. Installez-le depuis web-eid.eu, puis réessayez.
fault-card-unknown-error = La carte n’a pas pu être utilisée. Retirez-la, remettez-la, puis réessayez.
fault-card-context-insecure = Cette page n’est pas chargée par une connexion sûre ; la carte ne doit donc pas être utilisée. Vérifiez que l’adresse commence par https.
fault-card-user-cancelled = Vous avez fermé la fenêtre du programme de la carte. Rien n’est perdu. Réessayez quand vous êtes prêt.
fault-card-native-invalid-argument = Le programme de la carte n’a pas compris cette page. Mettez le programme Web eID à jour, puis réessayez.
fault-card-native-fatal = Le programme de la carte s’est arrêté sur une erreur. Vérifiez que la carte est bien dans le lecteur, puis réessayez.
fault-card-action-pending = Le programme de la carte est encore ouvert dans une autre fenêtre ou un autre onglet. Terminez là, puis réessayez.
fault-card-missing-parameter = Cette page a mal interrogé la carte. Rechargez-la ; si cela n’aide pas, adressez-vous à l’assistance.

# the card reader of demonstrations
reader-heading = Quelle carte ?
reader-lead = Ceci est une démonstration. Le lecteur et ses cartes ne sont pas réels.
reader-card = Carte dans le lecteur
reader-use = Utiliser cette carte
reader-cancel = Retirer la carte
