# Ce que le bureau du vote par correspondance imprime : crates/documents

paper-election = Élection
paper-help = Aide
paper-by-hand = □ tient la place d’un caractère que ce programme ne peut pas imprimer : écrivez-le à la main.

confirmation-title = Nous avons reçu votre demande de vote par correspondance
confirmation-lead = Le bureau des élections a reçu votre demande. Gardez ce papier jusqu’à ce que vous ayez voté.
confirmation-keep = Donnez-nous ce numéro quand vous appelez ou quand vous écrivez.
confirmation-person = Nom
confirmation-filed = Reçue
confirmation-next = La suite
confirmation-next-check = Un agent examine votre demande. Vous voyez où elle en est sous « Mes élections » sur { $site }.
confirmation-next-papers = Une fois la demande approuvée, vos documents sont imprimés et postés à l’adresse ci-dessus.
confirmation-next-back = Votez et renvoyez l’enveloppe. Elle doit nous parvenir à temps : le jour est indiqué ci-dessus.
confirmation-signed = Empreinte (SHA-256) du texte que vous avez signé
confirmation-no-vote = Ceci n’est pas un bulletin de vote, et personne ne peut voter avec.
confirmation-made = Fait : { $at }

labels-title = Étiquettes d’adresse : { $of }

letters-title = Lettres : { $of }
letter-title = Votre vote par correspondance
letter-lead = Vous avez demandé à voter par correspondance. Voici vos documents. Ils sont pour vous seulement : personne d’autre ne peut voter ou signer pour vous.
letter-style = Bulletin de vote
letter-how = Comment voter
letter-step-check = Vérifiez que tout est là : bulletin de vote, enveloppe de vote, déclaration, enveloppe de retour. Le code sur l’enveloppe de retour est celui en haut de cette lettre.
letter-step-fill = Remplissez le bulletin vous-même, là où personne ne peut le voir.
letter-step-close = Mettez-le dans l’enveloppe de vote et fermez-la. N’écrivez rien sur cette enveloppe.
letter-step-sign = Signez la déclaration.
letter-step-send = Mettez l’enveloppe de vote et la déclaration dans l’enveloppe de retour, fermez-la et postez-la.
letter-trouble = S’il manque quelque chose, ou si quelque chose est abîmé ou perdu, appelez-nous ou écrivez-nous. Nous envoyons alors de nouveaux documents, et le code des premiers n’est plus valable.

envelopes-title = Enveloppes de retour : { $of }
envelope-title = Vote par correspondance
envelope-unopened = À ouvrir par le bureau des élections seulement
envelope-code = Code
envelope-picture = Image du code { $code }

reconciliation-title = Décompte des documents de vote par correspondance
reconciliation-sum = Total
reconciliation-part = Seulement certaines circonscriptions : l’agent qui a imprimé ceci n’en voit pas d’autres.
reconciliation-none = Aucun document n’a encore été imprimé.
reconciliation-checked = Vérifié
reconciliation-signature = Jour, nom, signature
