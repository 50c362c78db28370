# All Saz iwwer d’Bréifwahl: d’Säite vun deenen, déi se ufroen, déi vum Büro, an d’Messagen.

# ier een ufreet
before-title = Bréifwahl
before-lead = Hei frot Dir Är Wahldokumenter mat der Post un. Dat dauert ongeféier 3 Minutten. Dir kënnt ophalen a méi spéit weidermaachen.
before-need = Wat Dir braucht
before-need-card = Är Kaart mat PIN 1 a PIN 2
before-need-address = d’Adress, op déi d’Dokumenter geschéckt ginn
before-need-identity = wann d’Dokumenter an d’Ausland ginn: e Bild vun Ärem Pass oder Ärer Identitéitskaart
before-go = Ufänken
before-replaces-online = Dir kënnt schonn online wielen. Soubal Är Enveloppe ugeholl ass, ersetzt se eng Online-Stëmm.
before-again = Dir hutt schonn eng Kéier eng bewëllegt Ufro zréckgezunn. Zwee Beamte kucken déi nei.
place-home = Dokumenter am Land
place-abroad = Dokumenter an en anert Land
place-not-offered = Bei dëser Wahl net méiglech.
deadline-apply = Leschten Delai fir d’Ufro
deadline-return = Leschten Delai, fir datt Är Stëmm hei ass
days-in-post = Zäit an der Post
days-there-back = { $there ->
    [one] { $there } Dag
   *[other] { $there } Deeg
} hin, { $back ->
    [one] { $back } Dag
   *[other] { $back } Deeg
} zréck
post-by = Bréngt Är Stëmm op d’Post, spéitstens
post-is-tight = D’Post ass vläicht ze lues: Dokumenter, déi haut geschéckt ginn, kéinten ze spéit zréckkommen. Op eng aner Aart ze wielen ass méi sécher.
apply-until = { $until } ({ $days ->
    [0] haut ass de leschten Dag
    [one] nach { $days } Dag
   *[other] nach { $days } Deeg
})
apply-over = Et war méiglech bis { $until }.
choice-until = Unzefroe bis { $until }.
expected = Normalerweis bannent { $span } (gemooss mat { $count ->
    [one] { $count } Ufro
   *[other] { $count } Ufroen
}).
span-minutes = { $number ->
    [one] { $number } Minutt
   *[other] { $number } Minutten
}
span-hours = { $number ->
    [one] { $number } Stonn
   *[other] { $number } Stonnen
}
span-days = { $number ->
    [one] { $number } Dag
   *[other] { $number } Deeg
}

# wien net ufroe kann
refused-title = Dir kënnt d’Bréifwahl elo net ufroen
refused-not-offered = Bei dëser Wahl gëtt et keng Bréifwahl.
refused-not-on-roll = Dir stitt fir dës Wahl net op der Wielerlëscht.
refused-not-eligible = Op der Wielerlëscht steet eppes iwwer Iech, wat net bei dës Wahl passt.
refused-minor = Dir sidd um Wahldag ze jonk. Ab { $from } sidd Dir al genuch.
refused-too-early = Ufroe ginn ab { $from } ugeholl.
refused-too-late = Ufroe goufe bis { $until } ugeholl.
refused-duplicate = Dir hutt d’Bréifwahl schonn ugefrot.
refused-voted-online = Dir hutt Iech decidéiert, online ze wielen. Bei dëser Wahl kann d’Bréifwahl dat net ersetzen.
refused-voted-on-paper = Är Stëmm op Pabeier zielt schonn.
remedies-title = Wat Dir maache kënnt
remedy-vote-online = Wielt online, ab { $from } bis { $until }.
remedy-vote-at-polling-place = Wielt an Ärem Wahlbüro: { $on }.
remedy-come-back = Kommt erëm: { $on }.
remedy-correct-roll = Rufft eis un, wann Dir mengt, datt dat falsch ass. Mir kënnen d’Lëscht verbessere loossen.
remedy-say-it-was-not-me = Rufft eis direkt un, wann Dir dat net waart.
remedy-see-request = Kucken, wou Är Ufro drun ass
remedy-take-back = D’Ufro zréckzéien
remedy-answer = Op eis Fro äntweren
remedy-none = Rufft eis un: Mir hëllefen Iech.

# de Formulaire
sheet-data = Är Donnéeën
sheet-data-lead = Dat steet op der Wielerlëscht. Dir musst et net aginn.
sheet-data-wrong = Ass eppes falsch? Rufft eis un, a mir loossen et verbesseren.
sheet-data-register = Wat hei an op den nächste Säiten ausgefëllt ass, ka vum Bevëlkerungsregëster kommen. Wat Dir iwwerschreiwe kënnt, ännert, wann et falsch ass.
sheet-delivery = Wou sollen d’Dokumenter higoen?
sheet-country = An wéi e Land?
sheet-address = D’Adress
sheet-address-abroad = Schreift d’Adress sou, wéi op engem Bréif an deem Land. Mir setzen Ären Numm dobäi: D’Dokumenter ginn un Iech geschéckt a soss u keen.
sheet-identity = Äre Pass oder Är Identitéitskaart
sheet-identity-lead = Fir Dokumenter, déi an d’Ausland ginn, brauche mir e Bild vun Ärem Pass oder Ärer Identitéitskaart. Et gëtt geläscht, soubal mir decidéiert hunn.
sheet-identity-there = E Bild ass do.
sheet-duration = Fir wéi eng Wahlen?
sheet-contact = Wéi schreiwe mir Iech?
save-later = Späicheren a méi spéit weidermaachen
choose-country = Wielt e Land
check-title = Kontrolléiert Är Äntwerten
check-not-sent = Är Ufro ass nach NET geschéckt.
check-open = Dat feelt nach
check-go = Weider bei d’Ënnerschrëft
check-declare = Är Erklärung
sign-title = Liesen, ënnerschreiwen a schécken
sign-lead = Dat ass Är Ufro. Mam PIN 2 ënnerschreift Dir se, a mat der Ënnerschrëft ass se geschéckt: Et kënnt kee Schrëtt méi.
sign-go = Ënnerschreiwen a schécken
sign-demo = Mat enger Demo-Kaart ënnerschreiwen a schécken

field-surname = Numm
field-given-names = Virnimm
field-birth-date = Gebuertsdatum
field-registered-address = Offiziell Adress
field-place-of-birth = Gebuertsuert
field-place-of-birth-hint = Uert a Land.
field-deliver-to = D’Dokumenter schécken un
deliver-registered = meng offiziell Adress
deliver-home = eng aner Adress an dësem Land
deliver-abroad = eng Adress am Ausland
field-country = Land
field-address = Adress
field-organisation = Firma, Hotel oder c/o
field-street = Strooss an Hausnummer
field-suburb = Quartier
field-city = Uertschaft
field-state = Bundesstaat oder Provënz
field-postal-code = Postleitzuel
field-postal-code-hint = Zum Beispill { $example }.
field-sorting-code = Sortéiercode
field-lines = D’Adress an Zeilen
field-lines-hint = Wéi op enger Enveloppe, ouni Ären Numm. Héchstens 6 Zeilen.
field-lines-instead = Nëmmen, wann d’Felder uewendriwwer net passen: déi ganz Adress hei, an uewendriwwer näischt.
field-attachment = Bild vun Ärem Pass oder Ärer Identitéitskaart
field-attachment-hint = Eng Foto (JPEG, PNG) oder e PDF, héchstens 5 Megabyte.
field-duration = Ech froen d’Bréifwahl u fir
duration-election = dës Wahl
duration-year = all d’Wahle vun dësem Joer
duration-standing = all d’Wahlen, bis ech meng Ufro zréckzéien
field-language = Sprooch, an där mir Iech schreiwen
field-email = E-Mail
field-email-hint = Mir schreiwen Iech bei all Schrëtt. Dir kënnt dëst Feld eidel loossen.
field-phone = Telefon
field-phone-hint = Mat der Virwiel vum Land, zum Beispill +352 621 123 456. Dir kënnt dëst Feld eidel loossen.

wrong-missing = Fëllt dëst aus.
wrong-unchosen = Wielt eent.
wrong-too-long = Kierzt dëst op { $max } Zeechen.
wrong-too-many-lines = Benotzt héchstens { $max ->
    [one] { $max } Zeil
   *[other] { $max } Zeilen
}.
wrong-unprintable = Gitt dëst nach eng Kéier an: Et sinn Zeechen dran, déi net gedréckt kënne ginn.
wrong-country = Wielt e Land aus der Lëscht.
wrong-not-at-home = Dës Adress ass am Ausland: Wielt eng Adress am Ausland, oder gitt eng an dësem Land un.
wrong-not-abroad = Dës Adress ass net am Ausland: Wielt eng Adress an dësem Land.
wrong-unknown = Adressen an deem Land hunn dëst net: Loosst et eidel.
wrong-postal-code = Gitt d’Postleitzuel esou an: { $example }.
wrong-not-registered = Fir Iech ass keng offiziell Adress agedroen: Wielt eng aner.
wrong-language = Wielt eng vun de Sprooche vun dëser Wahl.
wrong-email = Gitt eng E-Mail-Adress wéi name@example.org an, oder loosst dëst eidel.
wrong-phone = Gitt eng Telefonsnummer mat der Virwiel vum Land an, wéi +352 621 123 456, oder loosst dëst eidel.
wrong-undeclared = Dir kënnt nëmmen ufroen, wann Dir dës Erklärung maacht. Markéiert se, wann se wouer ass.
wrong-too-late = Et ass ze spéit, fir d’Dokumenter dohinner ze schécken: Et war méiglech bis { $until }.
wrong-too-late-home = Si kënnen nach op eng Adress an dësem Land geschéckt ginn.
wrong-too-late-abroad = Si kënnen nach op eng Adress am Ausland geschéckt ginn.
wrong-attachment-kind = Luet eng Foto (JPEG, PNG) oder e PDF erop.
wrong-attachment-size = Luet héchstens 5 Megabyte erop.

# eng Ufro
request-title = Är Bréifwahl: { $state }
request-sent = Är Ufro ass ënnerschriwwen a geschéckt. Dir kënnt dës Säit drécken.
request-register-waits = De Bevëlkerungsregëster huet Är Donnéeën nach net confirméiert. Mir froen en, bis en äntwert. Dir musst näischt maachen.
request-number = Nummer vun der Ufro
request-answers = Wat Dir ugefrot hutt
request-paper = Confirmatioun um Pabeier (PDF)
request-can = Wat Dir elo maache kënnt
request-tell-us = Wann eppes net stëmmt, sot eis et:
no-way-back-papers-out = Dir kënnt d’Ufro net méi zréckzéien: Är Dokumenter sinn erausgaangen, an eng Stëmm kéint schonn an der Post sinn. Wann Dir net mat der Post wiele wëllt, vernicht se.
no-way-back-envelope-here = Dir kënnt d’Ufro net méi zréckzéien: Är Enveloppe ass hei.
timeline = Wou d’Ufro drun ass
answer-until = Maacht dat bis { $until }.
wish-answer = Op eis Fro äntweren
wish-answer-about = Schreift, wat mir gefrot hunn. Mir maache weider, soubal Dir et geschéckt hutt.
wish-cure = An d’Rei bréngen, wat feelt
wish-cure-about = Schreift, wat Dir gemaach hutt, zum Beispill wéini Dir ënnerschreiwe kommt. Duerno kontrolléiere mir d’Enveloppe nach eng Kéier.
wish-deliver = Soen, datt d’Dokumenter ukomm sinn
wish-deliver-about = Merci, datt Dir eis et sot. Schéckt Är Stëmm zréck, soubal Dir kënnt.
wish-correct = Är Äntwerte verbesseren
wish-correct-about = Är Ufro gëtt zréckgezunn, an eng nei fänkt mat deene selwechten Äntwerten un. Ënnerschreift a schéckt se nach eng Kéier, wann se richteg ass. Bis dohi gëtt näischt geschéckt.
wish-withdraw = D’Ufro zréckzéien
wish-withdraw-about = De Büro hält op, an et gi keng Dokumenter geschéckt. Bis zum leschten Delai kënnt Dir nach eng Kéier ufroen.
field-answer = Är Äntwert
contact-change = Änneren, wéi mir Iech erreechen
contact-change-about = Dat ännert, wéi mir Iech zu dëser Ufro schreiwen oder uruffen, a soss näischt. Mir soen et der aler an der neier E-Mail-Adress.
contact-save = Späicheren
contact-changed = Är E-Mail an Är Telefonsnummer si geännert.

state-draft = Ufro net geschéckt
state-draft-about = Dir hutt eng Ufro ugefaangen, mee net geschéckt.
state-submitted = Ufro am Büro ukomm
state-submitted-about = Är Ufro ass am Büro. Dir musst näischt maachen.
state-under-review = Ufro gëtt kontrolléiert
state-under-review-about = E Beamte kuckt Är Ufro. Dir musst näischt maachen.
state-more-info-needed = mir brauchen eppes vun Iech
state-more-info-needed-about = Mir kënnen nach net decidéieren. Äntwert op eis Fro.
state-approved = Ufro bewëllegt
state-approved-about = Är Ufro ass bewëllegt. Als Nächst ginn Är Dokumenter gedréckt.
state-queued = Dokumenter gi geschwë gedréckt
state-queued-about = Är Dokumenter sinn am nächste Stapel fir d’Dréckerei.
state-printed = Dokumenter gedréckt
state-printed-about = Är Dokumenter si gedréckt a kommen als Nächst op d’Post.
state-dispatched = Dokumenter ënnerwee bei Iech
state-dispatched-about = Är Dokumenter si bei der Post. Mir kënnen net gesinn, wat d’Post domat mécht. Wa se net kommen, rufft eis un oder schreift eis: Mir schécke se nach eng Kéier.
state-delivered = Dokumenter ukomm
state-delivered-about = Är Dokumenter sinn ukomm. Wielt, a schéckt d’Enveloppe mat Zäiten zréck.
state-undeliverable = Dokumenter bei eis zréckkomm
state-undeliverable-about = D’Post konnt Är Dokumenter net ofginn. Rufft eis un, fir datt mir se nach eng Kéier schécke kënnen.
state-reissued = Dokumenter nach eng Kéier geschéckt
state-reissued-about = Nei Dokumenter sinn ënnerwee. Déi éischt sinn net méi gëlteg: Maacht se futti, wann se nach kommen.
state-envelope-received = Är Enveloppe ass hei
state-envelope-received-about = Är Enveloppe ass ukomm a gëtt kontrolléiert. Dofir gëtt se net opgemaach.
state-deficient = an Ärer Enveloppe feelt eppes
state-deficient-about = Är Enveloppe ass ukomm, mee et feelt eppes. Dir kënnt dat an d’Rei bréngen.
state-accepted = Enveloppe ugeholl
state-accepted-about = Är Enveloppe ass an der Rei. Är Stëmm gëtt gezielt.
state-rejected = Enveloppe ofgeleent
state-rejected-about = Är Enveloppe konnt net ugeholl ginn. Wann Dir mengt, datt dat falsch ass, rufft eis direkt un.
state-withdrawn = Ufro zréckgezunn
state-withdrawn-about = D’Ufro gouf zréckgezunn. Bis zum leschten Delai kënnt Dir nach eng Kéier ufroen, oder op eng aner Aart wielen.
state-refused = Ufro refuséiert
state-refused-about = Är Ufro gouf refuséiert. Dir kënnt op eng aner Aart wielen. Wann Dir mengt, datt dat falsch ass, kënnt Dir e Recours maachen: Rufft eis un, mir soen Iech wéi.
state-expired = Zäit eriwwer
state-expired-about = D’Zäit fir dës Ufro ass eriwwer.
state-superseded = Ufro eriwwer: Dir hutt op eng aner Aart gewielt
state-superseded-about = Dir hutt Iech fir eng aner Aart ze wielen decidéiert. Dokumenter, déi nach kommen, sinn net méi gëlteg.

reason-identity-not-confirmed = Et ass net sécher, wien ënnerschriwwen huet.
reason-not-on-roll = Net op der Wielerlëscht.
reason-not-eligible = Kee Wahlrecht bei dëser Wahl.
reason-duplicate = Scho gefrot.
reason-incomplete = Et feelt eppes.
reason-address-unclear = D’Post kennt d’Adress net.
reason-no-response = Keng Äntwert mat Zäiten.
reason-unclaimed = Keen huet d’Dokumenter ofgeholl.
reason-moved = D’Persoun wunnt elo soss anzwousch.
reason-not-taken = Wien do war, huet et net ugeholl.
reason-came-back = D’Dokumenter sinn zréckkomm.
reason-lost = D’Dokumenter sinn ni ukomm.
reason-damaged = D’Dokumenter si futti ukomm, oder et huet eppes gefeelt.
reason-not-signed = D’Erklärung an der Enveloppe ass net ënnerschriwwen.
reason-other-signature = D’Ënnerschrëft ass net déi vun der Persoun.
reason-no-declaration = D’Erklärung feelt oder ass déi vun engem aneren.
reason-opened = D’Enveloppe war op.
reason-too-late = D’Enveloppe koum nom leschten Delai.
reason-suspected-fraud = Verdacht op Bedruch (gëtt der Persoun ni gewisen).
reason-other = En anere Grond, a Wierder.
office-state-submitted = nei
office-state-more-info-needed = waart op d’Äntwert vun der Persoun
office-state-dispatched = bei der Post
office-state-undeliverable = net ofginn, zréckkomm
office-state-envelope-received = Enveloppe ukomm
office-state-deficient = Enveloppe op der Säit, ka verbessert ginn
office-state-superseded = eriwwer: op eng aner Aart gewielt
office-deliver-registered = offiziell Adress
office-deliver-home = eng aner Adress an dësem Land
office-deliver-abroad = eng Adress am Ausland
office-duration-standing = all d’Wahlen, bis zum Widderruff

# de Büro
work-title = Ufroe fir d’Bréifwahl
back-to-work = Aarbechtslëscht
work-drafts = Ugefaangen an net geschéckt
work-none = Hei ass näischt.
work-more = Nächst Säit
work-filter = Weisen
work-state = Stand
work-decide = ze decidéieren
work-all = all
work-days = Op d’mannst esou vill Deeg al
work-alarmed = Nëmme mat Alarm
work-age = Alter
work-marks = Notizen
mark-overdue = ze spéit
mark-alarmed = Alarm
mark-abroad = Ausland
mark-register-waits = waart op de Regëster
mark-register-differs = de Regëster weicht of
mark-register-not-found = net am Regëster
mark-register-deceased = Regëster: gestuerwen
bulk-title = Déi kloer Ufroe bewëllegen
bulk-about = Kloer ass, wat d’Persoun mat der Kaart ënnerschriwwen huet, fir déi offiziell Adress, ouni Alarm an ouni eng Ufro, déi virdru bewëllegt gouf. Alles anescht muss méi genee gekuckt ginn.
bulk-register = Wat de Bevëlkerungsregëster net confirméiert huet, ass net derbäi.
bulk-sure = { $count ->
    [one] Ech bewëllegen dës { $count } Ufro, wa se kloer ass.
   *[other] Ech bewëllegen, wat vun dësen { $count } Ufroe kloer ass.
}
bulk-go = Bewëllegen
bulk-done = Bewëllegt: { $approved }. Méi genee ze kucken: { $left }.
wrong-unsure = Markéiert dëst, wann Dir sécher sidd.

case-title = Ufro { $reference }
case-alarmed = ALARM: Dës Ufro huet méi mat anere gemeinsam wéi soss. Zwee Beamte bewëllege se.
case-register-waits = De Bevëlkerungsregëster huet nach net geäntwert, an dës Ufro waart drop. Fir se trotzdeem ze bewëllegen, brauch et zwee Beamten an de Grond a Wierder.
case-register-differs = De Bevëlkerungsregëster huet eppes anescht wéi d’Wielerlëscht oder d’Ufro. Vergläicht, ier Dir decidéiert.
case-register-not-found = De Bevëlkerungsregëster kennt keen mat dësem Code. Fir d’Ufro trotzdeem ze bewëllegen, brauch et zwee Beamten an de Grond a Wierder.
case-register-deceased = De Bevëlkerungsregëster seet, datt d’Persoun gestuerwen ass. Fir d’Ufro trotzdeem ze bewëllegen, brauch et zwee Beamten an de Grond a Wierder.
case-register-decided = De Bevëlkerungsregëster bestätegt dës Ufro net. Si gouf trotzdeem bewëllegt, oder ier en geäntwert huet. Decidéiert, ob d’Dokumenter erausginn.
common-address = Persoune mat der selwechter Adress: { $people }
common-contact = Persoune mat der selwechter E-Mail oder dem selwechten Telefon: { $people }
common-network = Persounen, déi vum selwechte Reseau aus ugefrot hunn: { $people }
case-filed = Ukomm
case-consent = Ënnerschriwwen
case-signed = mat der Kaart, kontrolléiert: { $at }
case-entered = vum Büro aginn: { $how }, { $record }
case-replaces = Amplaz vun der bewëllegter Ufro
case-pack = Code vun den Dokumenter
case-picture = Bild vun der Identitéitskaart (Fichier)
case-late = Dës Enveloppe koum nom leschten Delai. Si kann nëmmen ofgeleent ginn.
field-number = Nummer op der Lëscht
field-district = Bezierk
field-reason = Grond
field-words = A Wierder
field-words-hint = D’Persoun liest dëst.
by-two-officials = vun zwee Beamten
actor-citizen = vun der Persoun
actor-official = vun engem Beamten
actor-system = vun engem Programm
second-title = Waart op en zweete Beamten: { $step }
second-wait = Dir hutt dëst proposéiert. En anere Beamte muss zoustëmmen.
second-go = Zoustëmmen, an et maachen

register-title = Bevëlkerungsregëster
register-waits = nach keng Äntwert
register-agrees = confirméiert
register-differs = huet eppes anescht
register-not-found = kennt keen mat dësem Code
register-deceased = seet, datt d’Persoun gestuerwen ass
register-said = { $verdict }, { $at }
register-has = Am Regëster: { $field }
register-again = De Regëster nach eng Kéier froen

step-submit = Schécken
step-take-up = Ufänken ze kontrolléieren
step-ask = D’Persoun eppes froen
step-answer = D’Äntwert vun der Persoun notéieren
step-approve = Bewëllegen
step-refuse = Refuséieren
step-withdraw = Zréckzéien, wéi d’Persoun et wëllt
step-queue = An e Stapel maachen
step-print = Drécken
step-dispatch = Un d’Post ginn
step-deliver = Notéieren, datt d’Dokumenter ukomm sinn
step-return-undelivered = Notéieren, datt d’Dokumenter zréckkomm sinn
step-reissue = Nei schécken, ënner engem neie Code
step-receive = D’Enveloppe kréien
step-accept = Unhuelen: D’Ënnerschrëft ass richteg
step-set-aside = Op d’Säit leeën: D’Persoun kann et an d’Rei bréngen
step-cure = Notéieren, datt et an d’Rei bruecht ass
step-reject = Oflehnen
step-expire = Zäit eriwwer
step-supersede = Huet op eng aner Aart gewielt

enter-title = Eng Ufro fir een aginn
enter-lead = Fir Leit um Guichet, um Telefon, oder déi e Bréif geschriwwen hunn. Déi selwecht Reegele gëllen, an en aneren decidéiert. Datt d’Donnéeë vun der Persoun gekuckt ginn, gëtt opgeschriwwen.
enter-go = D’Ufro aginn
enter-done = D’Ufro ass aginn
enter-done-about = Sot der Persoun dës Nummer. En anere Beamten decidéiert.
enter-next = Nach eng aginn
field-personal-code = Perséinleche Code
wrong-person = Kee mat dësem Code steet op der Wielerlëscht vun Ärem Bezierk.
field-how = Wéi huet d’Persoun ugefrot?
how-counter = um Guichet
how-phone = um Telefon
how-paper = op Pabeier
field-record = Notiz
field-record-hint = Wéi d’Persoun identifizéiert gouf, oder wou de Bréif opgehuewen ass.
field-received = Ukomm
wrong-received = Wielt en Dag, deen net an der Zukunft läit.
field-declared-for = D’Persoun erkläert, datt si d’Wahlrecht net verluer huet.

batches-title = Dokumenter ze schécken
batches-lead = An engem Stapel ass, wat elo bewëllegt ass. Wann e bis gemaach ass, ännert en net méi: Wat méi spéit bewëllegt gëtt, kënnt an deen nächsten.
batches-none = Et gëtt nach kee Stapel.
batch = Stapel
batch-title = Stapel { $number }
batch-made = Gemaach
batch-size = Dokumenter
batch-to-print = Fir ze drécken
batch-to-send = Fir un d’Post ze ginn
batch-make = E Stapel maachen
batch-print = Coden ausginn: gedréckt
batch-print-about = All Set vun Dokumenter kritt säin eegene Code. Wat an der Tëschenzäit zréckgezu gouf, gëtt ewechgelooss. Wann Dir hei ophaalt, gëtt näischt gedréckt.
batch-file = Fichier fir d’Dréckerei
batch-file-about = Adressen a Coden, verschlësselt mam Schlëssel vun der Dréckerei.
papers-about = Hei selwer drécken: Fichiere mat Nimm, Adressen a Coden. Jiddereen, deen dra steet, liest, datt e Beamten se gemaach huet. Dréckt se, a läscht se.
papers-none = Op dësem Server kann näischt gedréckt ginn. Frot de Bedreiwer, de Programm tabella-documents z’installéieren, oder huelt de Fichier fir d’Dréckerei.
papers-labels = Adressetiketten (PDF)
papers-letters = Bréiwer (PDF)
papers-envelopes = Enveloppë fir zréck (PDF)
batch-dispatch = Un d’Post ginn
batch-dispatch-about = Eréischt, wann d’Dokumenter aus dem Haus sinn: D’Leit kréien et direkt gesot.
problem-no-packs = Näischt waart drop, geschéckt ze ginn
problem-no-packs-do = Bewëllegt fir d’éischt Ufroen.
problem-no-printer = Keng Dréckerei ass agestallt
problem-no-printer-do = Frot den Operateur, de Schlëssel vun der Dréckerei unzeginn.
problem-no-press = Hei kann elo näischt gedréckt ginn
problem-no-press-do = Probéiert et méi spéit nach eng Kéier. Bleift et esou, frot de Bedreiwer: De Programm, deen d’PDF-Fichiere mécht, feelt.
problem-no-return-address = Et ass keng Adress fir zréck aginn
problem-no-return-address-do = Frot de Bedreiwer, d’Adress unzeginn, un déi d’Stëmme geschéckt ginn.

scan-title = Enveloppen
scan-lead = Scannt de Code op der Enveloppe, oder gitt en an. Maacht d’Enveloppe net op.
scan-go = Ukomm
field-code = Code op der Enveloppe
field-code-hint = Zum Beispill 4N7Q-2HTC-W9KP.
wrong-code = Eent vun den Zeechen ass falsch, oder zwee stinn an der falscher Reiefolleg. Vergläicht mat der Enveloppe.
wrong-code-length = E Code huet { $length } Buschtawen an Zifferen, an deen hei huet { $typed }. Tippt se all, a keng aner.
wrong-code-character = E Code huet just Buschtawen an Zifferen, ouni U an Z. Vergläicht mat der Enveloppe.
scan-unknown = OP D’SÄIT LEEËN, ouni se opzemaachen: Dëse Code gouf kengem geschéckt.
scan-void = OP D’SÄIT LEEËN, ouni se opzemaachen: Dëse Code ass net méi gëlteg. Nei Dokumenter goufe geschéckt, oder d’Ufro ass eriwwer.
scan-not-out = OP D’SÄIT LEEËN, ouni se opzemaachen: Eng Enveloppe mat dësem Code gëtt net erwaart. Vläicht ass se schonn hei.
scan-other-district = OP D’SÄIT LEEËN: Dës Enveloppe gehéiert zu engem anere Bezierk.
scan-received = Ukomm: { $reference }.
scan-check = D’Ënnerschrëft kontrolléieren

balance-title = Weess een, wou all d’Dokumenter sinn?
balance-at = Stand: { $at }. Erausginn = zréckkomm + nach ënnerwee + annuléiert.
balance = Bilan
balance-right = richteg
balance-wrong = FALSCH
balance-csv = Als Fichier (CSV)
balance-pdf = Fir ze drécken an z’ënnerschreiwen (PDF)
packs-issued = Erausginn
packs-returned = Zréckkomm
packs-outstanding = Nach ënnerwee
packs-cancelled = Annuléiert

problem-illegal-step = Dëse Schrëtt ass elo net méiglech
problem-illegal-step-do = En anere war méi séier, oder d’Ufro ass scho méi wäit. Kuckt se nach eng Kéier.
problem-not-yours = Dëse Schrëtt däerft Dir net maachen
problem-no-reason = Wielt e Grond.
problem-other-reason = Dat ass kee Grond fir dëse Schrëtt.
problem-no-words = Sot a Wierder, wat deen anere Grond ass.
problem-one-official = Béid Beamte sinn déiselwecht Persoun
problem-own-entry = Wien eng Ufro aginn huet, decidéiert net driwwer
problem-own-entry-do = En anere Beamte muss decidéieren.
problem-unconfirmed = De Bevëlkerungsregëster huet dat net confirméiert. Sot a Wierder, firwat et trotzdeem bewëllegt gëtt; en anere Beamte muss zoustëmmen.
problem-unconfirmed-do = Kuckt d’Ufro nach eng Kéier.
problem-register-said = De Bevëlkerungsregëster huet an der Tëschenzäit geäntwert
problem-register-said-do = Kuckt d’Ufro nach eng Kéier, an decidéiert nei.
problem-too-late = Dofir ass et ze spéit
problem-too-late-do = De leschten Delai ass eriwwer.
problem-no-draft = Dir hutt keng Ufro ugefaangen
problem-no-draft-do = Oder si gouf scho geschéckt: Kuckt ënner Meng Wahlen.
problem-other-document = En aneren Text gouf ënnerschriwwen
problem-other-document-do = Är Donnéeë goufe geännert, zënter Dir den Text gelies hutt. Liest an ënnerschreift en nach eng Kéier. Näischt ass verluer.
problem-unsigned = D’Ufro ass net ënnerschriwwen
problem-contact-too-often = Dat gouf ze dacks geännert
problem-contact-too-often-do = Hei gëtt näischt méi geännert. Sot et eis, a mir änneren et.
problem-scrubbed = Dëst gouf geläscht
problem-scrubbed-do = D’Zäit, fir déi mir et behalen däerfen, ass eriwwer.
problem-duplicate = Et gëtt schonn eng Ufro
problem-not-on-roll = Net op der Wielerlëscht

# Messagen
mail-postal = Är Bréifwahl { $reference }: { $state }
mail-postal-about = Är Ufro { $reference } fir d’Bréifwahl: { $state }.
mail-credential = Fir Iech gouf e Wee registréiert, fir online ze wielen
mail-credential-about = Een huet sech mat Ärer Kaart ugemellt an en Apparat registréiert, fir online ze wielen. Wann Dir dat waart, musst Dir näischt maachen. Wann Dir et net waart, rufft direkt de Büro vun de Wahlen un.
mail-contact = Är E-Mail oder Är Telefonsnummer gouf geännert
mail-contact-about = D’E-Mail oder d’Telefonsnummer vun der Ufro { $reference } fir d’Bréifwal gouf geännert. Wann Dir dat waart, musst Dir näischt maachen. Wann net, rufft direkt de Wahlbüro un.
mail-reminder = Är Ufro fir d’Bréifwal ass nach net geschéckt
mail-reminder-about = Dir hutt eng Ufro fir d’Bréifwal ugefaangen an net geschéckt: Keen am Büro huet se gesinn. Dir kënnt se bis { $until } ënnerschreiwen a schécken. Duerno kënnt Dir nach op eng aner Aart wielen. Dëst ass déi eenzeg Erënnerung.
mail-end = Wann Dir méi wësse wëllt, gitt d’Adress vum Büro vun de Wahle selwer an Äre Browser an. Mir froen Iech ni an enger E-Mail, Iech unzemellen, a mir schécke keng Linken.
