# All Saz vun der Wahlcabine an vun der Säit vum zweeten Apparat, an der Reiefolleg, an där een en begéint.

without-script = Fir online ze wielen, brauch een JavaScript: Äre Wahlziedel gëtt op dësem Apparat verschlësselt, ier en en verléisst. Erlaabt JavaScript fir dës Säit, oder wielt op eng aner Aart.
service-name = Online wielen
session-ends = Dir gitt a manner wéi 2 Minutten ofgemellt.
session-extend = Ugemellt bleiwen

start-heading = Online wielen
start-lead = Dat dauert ongeféier 3 Minutten.
start-need-heading = Wat Dir braucht
start-need-card = Är Identitéitskaart an hire PIN 1
start-need-reader = e Kaartelieser an de Programm Web eID op dësem Apparat
start-need-place = eng Plaz, wou keen Ären Ecran gesäit
start-how-heading = Sou geet et
start-how-1 = Dir mellt Iech mat Ärer Kaart un.
start-how-2 = Dir fëllt Äre Wahlziedel aus.
start-how-3 = Dësen Apparat verschlësselt en. Soss gesäit keen, wat Dir wielt, och mir net.
start-how-4 = Dir gitt de Wahlziedel of, oder Dir kontrolléiert fir d’éischt, ob den Apparat éierlech ass.
start-how-5 = Dësen Apparat kontrolléiert, datt Äre Wahlziedel an der Urn ass.
start-button = Mat der Kaart umellen
start-look = Hutt Dir scho gewielt? Fannt Äre Wahlziedel, oder kontrolléiert e mat engem zweeten Apparat.

card-heading = Benotzt Är Kaart
card-sign-in = Maacht Är Kaart an de Lieser. De Programm Web eID freet no dem PIN 1. Gitt de PIN do an, ni op dëser Säit.
card-credential = Är Kaart gëtt eng zweete Kéier gefrot. Mam PIN 1 bestätegt se, datt dësen Apparat bei dëser Wahl fir Iech wiele kann.

elections-heading = Meng Wahlen
elections-hello = Dir sidd ugemellt als { $name }.
elections-none = Et gëtt keng Wahl, wou Dir online wiele kënnt.
elections-until = Op bis { $time }
elections-opens = Geet op den { $time }
elections-vote = Elo wielen
elections-vote-in = Elo wielen: { $title }
elections-papers-out = D'Ënnerlage fir d'Bréifwahl goufen Iech geschéckt. Dir kënnt trotzdeem online wielen. Wann Ären Enveloppe rechtzäiteg zréckkënnt an ugeholl gëtt, zielt d'Stëmm um Pabeier an net déi online.
elections-registered = Dir hutt en Apparat fir online ze wielen ugemellt. Huet en e Wahlziedel ofginn, fannt Dir dee mat Ärer Kontrollnummer.
reason-pack-is-out = D'Ënnerlage fir d'Bréifwahl goufen Iech geschéckt. Bei dëser Wahl wielt Dir dann mat dësen Ënnerlagen.
reason-postal-vote-arrived = Ären Enveloppe ass ukomm a gëtt gepréift. Dir kënnt elo net online wielen.
reason-voted-on-paper = Är Stëmm um Pabeier zielt schonn.
reason-not-on-roll = Dir stitt fir dës Wahl net op der Wielerlëscht. Wann Dir mengt, datt dat falsch ass, frot Är Gemeng.
reason-not-yet-open = D’Wahl huet nach net ugefaangen.
reason-closed = D’Wahl ass zou.
reason-other = Dir kënnt bei dëser Wahl net online wielen. Vläicht hutt Dir d’Bréifwahl gefrot oder schonn op Pabeier gewielt.
sign-out = Ofmellen
finished-heading = Dir sidd ofgemellt
finished-text = Vun Ärer Stëmm ass näischt op dësem Apparat bliwwen. Dir kënnt dës Fënster zoumaachen.

checking-heading = Äre Wahlziedel gëtt virbereet
checking-board = Dësen Apparat kontrolléiert d’Wahl: hir Schlësselen, hir Reegelen an d’Ënnerschrëfte vun deenen, déi iwwer si waachen.
checking-credential = Äert Wahlrecht gëtt op der ëffentlecher Tafel agedroen, ouni Ären Numm.

contest-progress = Fro { $number } vun { $count }
rule-single = Wielt eent.
rule-approval = Wielt esou vill, wéi Dir wëllt.
rule-some = { $min ->
    [0] Wielt héchstens { $max }.
   *[other] Wielt op d’mannst { $min } an héchstens { $max }.
}
rule-votes = Dir hutt { $total } Stëmmen. Enger Persoun kënnt Dir bis zu { $max } dovu ginn.
rule-points = Dir hutt { $total } Punkten. Enger Propositioun kënnt Dir bis zu { $max } dovu ginn.
rule-least = Gitt op d’mannst { $min }.
blank-option = Wäiss Stëmm: näischt dovun
left-choices = { $count ->
    [0] Näischt méi iwwreg
    [one] Nach 1 iwwreg
   *[other] Nach { $count } iwwreg
}
left-votes = { $count ->
    [0] Keng Stëmme méi iwwreg
    [one] Nach 1 Stëmm iwwreg
   *[other] Nach { $count } Stëmmen iwwreg
}
left-points = { $count ->
    [0] Keng Punkte méi iwwreg
    [one] Nach 1 Punkt iwwreg
   *[other] Nach { $count } Punkten iwwreg
}
too-many = { $count } ze vill. Huelt { $count } ewech.
votes-for = Stëmme fir { $name }
points-for = Punkte fir { $name }
more-for = Méi fir { $name }
less-for = Manner fir { $name }
list-vote = Fir déi ganz Lëscht stëmmen
list-vote-for = { list-vote }: { $name }
list-too-long = Dës Lëscht huet { $size } Kandidaten, an Dir hutt nach { $left } Stëmmen.
no-list = Ouni Lëscht
clear = Dës Fro eidel maachen
error-too-many = Dir hutt { $count } ze vill ginn. Huelt se ewech, ier Dir weidergitt.
error-too-few = Gitt op d’mannst { $min }.
error-nothing = Dir hutt näischt gewielt. Wielt, oder markéiert „{ $blank }“.
error-one = Wielt eent.
error-number = Fir { $name }: Gitt eng ganz Zuel vun 0 bis { $max } an.

review-heading = Kontrolléiert Är Wiel
review-lead = Nach huet näischt dësen Apparat verlooss.
review-change = Änneren
review-change-of = Änneren: { $title }
review-blank = Wäiss Stëmm
review-unused-votes = Dir hutt { $used } vun { $total } benotzt. Dir kënnt et sou loossen.
review-replaces = Dir hutt scho gewielt. Dëse Wahlziedel ersetzt dee mat der Kontrollnummer { $tracker }.
review-button = Wahlziedel verschlësselen

encrypting-heading = Äre Wahlziedel gëtt verschlësselt
encrypting-text = Dësen Apparat verschlësselt Äre Wahlziedel a beweist, datt e richteg ausgefëllt ass.

tracker-heading = Äre Wahlziedel ass verschlësselt
tracker-label = Är Kontrollnummer
tracker-text = Mat dëser Nummer fannt Dir Äre Wahlziedel op der ëffentlecher Tafel. Schreift se op oder maacht eng Foto. Si weist net, wéi Dir gewielt hutt.
tracker-code = D’Kontrollnummer als Code
decide-heading = Wat wëllt Dir elo maachen?
cast-heading = Ofginn
cast-text = De Wahlziedel kënnt an d’Urn.
cast-button = Dëse Wahlziedel ofginn
check-heading = Fir d’éischt kontrolléieren
check-text = Kuckt, ob dësen Apparat verschlësselt huet, wat Dir gewielt hutt. E kontrolléierte Wahlziedel zielt ni; duerno fëllt Dir en neien aus.
check-button = Dëse Wahlziedel kontrolléieren

open-heading = Dëse Wahlziedel fir jiddereen opmaachen?
open-warning = Jiddereen kann dann gesinn, wat op dësem Wahlziedel steet, an de Büro, deen d’Leit kennt, kéint soen, datt et Ären war.
open-advice = Wann dat Är richteg Wiel ass, gitt besser zréck, fëllt eppes anescht aus, verschlësselt et a kontrolléiert dat. En onéierlechen Apparat kann net am Viraus wëssen, wéi ee Wahlziedel Dir kontrolléiert.
open-confirm = Dëse Wahlziedel opmaachen
open-back = Fir d’éischt meng Wiel änneren
open-return = Zréck, ouni en opzemaachen

sending-heading = Äre Wahlziedel ass ënnerwee
sending-post = De Wahlziedel geet bei d’Urn
sending-receipt = D’Quittung gëtt kontrolléiert
sending-board = Zeien ënnerschreiwen d’Tafel mat Ärem Wahlziedel
sending-wait = Nach keng Äntwert. Dësen Apparat probéiert et an { $seconds } s nach eng Kéier. Wéi dacks e probéiert: Äre Wahlziedel zielt eemol.
sending-witnesses = Dat kann eng Minutt daueren. Loosst dës Säit op.

done-heading = Äre Wahlziedel ass an der Urn
done-lead = Dësen Apparat huet et kontrolléiert:
done-receipt = D’Urn huet eng Quittung fir genee dëse Wahlziedel ënnerschriwwen.
done-place = De Wahlziedel ass d’Zeil { $index } op der ëffentlecher Tafel.
done-witness = { $name } huet en do den { $time } gesinn.
done-save = Quittung späicheren
done-print = Dës Säit drécken
done-receipt-note = D’Quittung weist net, wéi Dir gewielt hutt.
done-next-heading = Wéi et weidergeet
done-next-until = Bis { $time } kënnt Dir nach eng Kéier wielen. Nëmmen Äre leschte Wahlziedel zielt.
done-next-once = Bei dëser Wahl kënnt Dir eemol wielen.
done-next-count = Nom Enn vun der Wahl ginn all d’Wahlziedelen zesummegezielt, soulaang se nach verschlësselt sinn. Dir kënnt Äre Wahlziedel zu all Moment op der Tafel fannen.
vote-again = Nach eng Kéier wielen
finish = Ofschléissen an ofmellen
second-heading = Mat engem zweeten Apparat kontrolléieren
second-text = En aneren Apparat kann Iech weisen, wat op Ärem Wahlziedel steet. Maacht do d’Säit { $page } op, am beschte vun enger anerer Organisatioun, a scannt de Code.
second-warning = Wien dëse Code gesäit, gesäit, wéi Dir gewielt hutt. Weist en nëmmen, wann Dir eleng sidd.
second-show = Code weisen
second-hide = Code verstoppen
second-used = Dir hutt de Code esou dacks gewisen, wéi dës Wahl et erlaabt.
second-code = De Code fir den zweeten Apparat

checked-heading = Dëse Wahlziedel ass fir d’Kontroll op
checked-text = E steet op der ëffentlecher Tafel a gëtt net gezielt.
checked-choices-heading = Dësen Apparat seet, hien hätt verschlësselt:
checked-elsewhere-heading = Kontrolléiert elo soss anzwousch
checked-elsewhere-text = Maacht d’Säit { $page } op engem aneren Apparat op, am beschte vun enger anerer Organisatioun. Scannt do dëse Code, oder maacht de Fichier op. Béid Apparater mussen datselwecht weisen.
checked-save = Code als Fichier späicheren
checked-different = Wann den aneren Apparat eppes anescht weist, wielt net mat dësem. Sot et der Hëllef.
checked-new = En neie Wahlziedel ausfëllen
checked-kept = Är Wiel ass nach ausgefëllt. Den neie Wahlziedel gëtt nei verschlësselt.

look-heading = E Wahlziedel kucken
look-lead = Benotzt dës Säit op engem aneren Apparat wéi deem, mat deem Dir gewielt hutt. Si weist, wou e Wahlziedel op der ëffentlecher Tafel steet. Dir musst Iech net umellen.
look-code-heading = Mat engem Code oder enger Quittung
look-code-text = De Code weist, wat op dem Wahlziedel steet; d’Quittung net.
look-file = Fichier opmaachen: e Code, eng Quittung oder eng Foto vun engem Code
look-camera = Mat der Kamera scannen
look-camera-stop = Kamera stoppen
look-camera-none = D’Kamera kann net benotzt ginn. Maacht eng Foto vum Code a maacht déi op.
look-no-code = An dësem Fichier gouf kee Code fonnt.
look-typed-heading = Mat Nummer a Kontrollnummer
look-entry = Nummer vun der Zeil
look-entry-missing = Gitt d’Nummer vun der Zeil an, nëmmen Zifferen. Si steet op der Quittung an op der Säit, déi Dir nom Stëmmen gesinn hutt.
look-tracker = Kontrollnummer
look-tracker-hint = 26 Buschtawen an Zifferen; Bindestrécher spille keng Roll
look-button = Kucken
look-found = De Wahlziedel steet op der Tafel
look-not-found = Esou e Wahlziedel steet net op der Tafel
look-not-found-text = Kontrolléiert, wat Dir aginn hutt. Wann Dir eng Quittung fir dëse Wahlziedel hutt, huet d’Urn hiert Wuert gebrach: Weist d’Quittung der Hëllef.
look-election = Wahl: { $title }
look-last = En ass de bis elo leschte Wahlziedel vun dëser Persoun. En zielt, wann net nach ee kënnt.
look-replaced = En zielt net: E spéidere Wahlziedel vun dëser Persoun ersetzt en, oder d’Wahlrecht goung un en aneren Apparat oder op Pabeier.
look-challenge = E gouf fir d’Kontroll opgemaach an zielt ni.
look-choices = Wat op dem Wahlziedel steet
look-compare = Hutt Dir dat gewielt? Wann net, kann een dem Apparat net trauen, mat deem Dir gewielt hutt: Wielt nach eng Kéier mat engem aneren, a sot et der Hëllef.
look-other = En anere Wahlziedel kucken

fault-network = D’Verbindung ass ënnerbrach. Vun Ärem Wahlziedel ass näischt verluer. Kontrolléiert d’Netz a probéiert dann nach eng Kéier.
fault-server = De Server fonctionéiert grad net richteg. Näischt ass verluer. Probéiert et an e puer Minutten nach eng Kéier.
fault-busy = Grad wiele ganz vill Leit. Näischt ass verluer. Probéiert et an enger Minutt nach eng Kéier.
fault-refused = De Server huet dëse Schrëtt refuséiert. Näischt ass verluer. Fänkt nei un; wann dat net hëlleft, frot d’Hëllef.
fault-defect = Dës Säit huet e Feeler gemaach. Äre Wahlziedel gouf net geschéckt, ausser Dir hutt eng Quittung gesinn. Fänkt nei un.
fault-module = Den Deel vun dëser Säit, dee verschlësselt, konnt net geluede ginn oder gouf ënnerwee geännert. Näischt gouf geschéckt. Probéiert et nach eng Kéier, oder benotzt en anere Browser.
fault-randomness = Dëse Browser kann keng geheim Zuele zéien. Näischt gouf geschéckt. Benotzt en anere Browser.
fault-board = Déi ëffentlech Tafel ass net richteg ze liesen. Näischt gouf geschéckt. Probéiert et méi spéit nach eng Kéier, a sot et der Hëllef, wann et sou bleift.
fault-other-election = Déi ëffentlech Tafel weist eng aner Wahl wéi Är. Näischt gouf geschéckt. Sot et w. e. g. der Hëllef.
fault-unwitnessed = Déi ëffentlech Tafel ass net vu genuch Zeien ënnerschriwwen. Ouni si traut dësen Apparat hir net. Probéiert et méi spéit nach eng Kéier, a sot et der Hëllef, wann et sou bleift.
fault-not-open = Dës Wahl ass nach net op. Näischt gouf geschéckt.
fault-fork = D’Urn huet zwou verschidden Tafele gewisen. Späichert dës Säit mat den techneschen Detailer a sot et direkt der Hëllef oder engem Observateur.
fault-proof = D’Urn huet net bewisen, datt Äre Wahlziedel op der Tafel steet. Verloosst Iech net dorop. Sot et der Hëllef, mat den techneschen Detailer.
fault-receipt = D’Urn huet eng falsch Quittung ginn. Verloosst Iech net dorop. Sot et der Hëllef, mat den techneschen Detailer.
fault-other-previous = D’Urn nennt en anere leschte Wahlziedel, wéi dësen Apparat ofginn huet. Wann Dir an der Tëschenzäit mat engem aneren Apparat gewielt hutt, fänkt nei un. Wann net, sot et der Hëllef.
fault-challenge = De Code mécht dëse Wahlziedel net op: Den Apparat, deen e gemaach huet, huet net verschlësselt, wat e seet. Wielt net mat deem Apparat. Sot et der Hëllef.
fault-other-tracker = D’Urn huet en anere Wahlziedel gewise wéi dee mat dëser Kontrollnummer. Kontrolléiert béid Nummeren.
fault-tracker-text = Dat ass keng Kontrollnummer. Si huet 26 Buschtawen an Zifferen, ouni I, L, O an U.
fault-signed-out = Dir gouft ofgemellt, well eng Zäit laang näischt geschitt ass. Äre Wahlziedel gouf net ofginn. Mellt Iech nees un.
fault-closed = D’Wahl ass zou oder nach net op. Dëse Wahlziedel gouf net ugeholl.
fault-limit = Dir hutt d’Zuel vu Wahlziedelen oder Kontrollen erreecht, déi dës Wahl erlaabt.
fault-no-revoting = Dir hutt scho gewielt, a bei dëser Wahl kann een net nach eng Kéier wielen.
fault-not-live = Äert Wahlrecht goung un en aneren Apparat, oder Dir hutt op Pabeier gewielt. Dëse Wahlziedel gouf net ugeholl. Mellt Iech nees un, fir mat dësem Apparat ze wielen.
fault-card-refused = Är Kaart gouf gelies, mee hiren Zertifikat gëtt hei net ugeholl. Benotzt eng gëlteg Identitéitskaart.
fault-card-other-person = Dat ass d’Kaart vun enger anerer Persoun wéi där, déi ugemellt ass. Benotzt Är eege Kaart, oder mellt Iech fir d’éischt of.
fault-card-late = D’Benotze vun der Kaart huet ze laang gedauert. Näischt ass verluer. Probéiert et nach eng Kéier.
fault-card-responder = Ob Kaarte gëlteg sinn, kann een grad net kontrolléieren. Näischt ass verluer. Probéiert et an e puer Minutten nach eng Kéier.
fault-not-eligible = Dir kënnt bei dëser Wahl elo net online wielen.
fault-card-action-timeout = D’Kaart gouf net mat Zäiten benotzt. Näischt ass verluer. Probéiert et nach eng Kéier, wann Är Kaart an Äre PIN prett sinn.
fault-card-user-timeout = De Kaarteprogramm huet ze laang op de PIN gewaart. Näischt ass verluer. Probéiert et nach eng Kéier.
fault-card-version-mismatch = De Programm Web eID an d’Erweiderung vum Browser passen net zesummen. Bréngt béid op den neiste Stand a probéiert et nach eng Kéier.
fault-card-version-invalid = D’Versioun vum Programm Web eID ass net ze liesen. Installéiert en nei a probéiert et nach eng Kéier.
fault-card-extension-unavailable = D’Erweiderung Web eID feelt an dësem Browser oder ass ausgeschalt. Installéiert se vu web-eid.eu oder schalt se an, a luet dës Säit nei.
fault-card-native-unavailable = De Programm Web eID feelt op dësem Apparat. Installéiert e vu web-eid.eu a probéiert et nach eng Kéier.
fault-card-unknown-error = D’Kaart konnt net benotzt ginn. Huelt se eraus, maacht se nees eran a probéiert et nach eng Kéier.
fault-card-context-insecure = Dës Säit ass net iwwer eng sécher Verbindung gelueden; dofir däerf d’Kaart net benotzt ginn. Kontrolléiert, datt d’Adress mat https ufänkt.
fault-card-user-cancelled = Dir hutt d’Fënster vum Kaarteprogramm zougemaach. Näischt ass verluer. Probéiert et nach eng Kéier, wann Dir prett sidd.
fault-card-native-invalid-argument = De Kaarteprogramm huet dës Säit net verstanen. Bréngt de Programm Web eID op den neiste Stand a probéiert et nach eng Kéier.
fault-card-native-fatal = De Kaarteprogramm ass mat engem Feeler stoe bliwwen. Kontrolléiert, datt d’Kaart gutt am Lieser sëtzt, a probéiert et nach eng Kéier.
fault-card-action-pending = De Kaarteprogramm ass nach an enger anerer Fënster oder engem aneren Tab op. Maacht et do fäerdeg a probéiert et nach eng Kéier.
fault-card-missing-parameter = Dës Säit huet d’Kaart falsch gefrot. Luet se nei; wann dat net hëlleft, sot et der Hëllef.

# the card reader of demonstrations
reader-heading = Wéi eng Kaart?
reader-lead = Dëst ass eng Virféierung. De Lieser an d’Kaarte sinn net echt.
reader-card = Kaart am Lieser
reader-use = Dës Kaart benotzen
reader-cancel = Kaart eraushuelen
