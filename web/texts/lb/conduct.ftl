# Eng Wahl duerchféieren: d’Tafel, d’Schlësselzeremonie, opmaachen, ophalen, zoumaachen, d’Auszielen.

conduct-link = D’Wahl duerchféieren: { $title }
check-good = An der Rei:
check-doubt = Nokucken:
check-bad = Nach net:
stop-title = Wann Dir hei ophaalt

phase-unknown = net bekannt: d’Urn seet et net
phase-empty = nach näischt op der Tafel
phase-setup = Schlësselzeremonie
phase-voting = et gëtt gewielt
phase-ended = d’Wielen ass eriwwer
phase-closed = Auszielen
phase-complete = d’Resultat steet

watch-title = D’Tafel
watch-alarms = Warnungen
watch-numbers = Zuele vun der Tafel
watch-step = Wou d’Wahl drun ass
watch-closes = Enn vum Wielen
watch-entries = Androen op der Tafel
watch-witnessed = Vun Zeie gesinn
watch-witnessed-said = { $entries ->
    [one] { $entries } Androen
   *[other] { $entries } Androen
}
watch-credentials = Apparater, déi online wiele kënnen
watch-credentials-live = Kënnen online wielen
watch-ballots = Online ofgi Wahlziedelen, och déi, déi ersat goufen
watch-voted = Hunn online gewielt
watch-paper = Online-Stëmmen, déi net zielen, well d’Persoun op Pabeier gewielt huet
watch-revoked = Vum Büro ausgeschloss Apparater
watch-challenges = Iwwerpréift an net ofgi Wahlziedelen
watch-notices = Matdeelungen un all
watch-waiting = Androe vun dësem Büro, déi op d’Tafel waarden
watch-by-district = Online-Stëmmen no Bezierk
watch-district = Bezierk
watch-share = Undeel
watch-by-hour = Online-Stëmmen no Stonn, wéi dëse Büro d’Tafel gesinn huet
watch-hour = Stonn vun
watch-voted-more = Stëmmen an dëser Stonn
watch-credentials-more = Nei Apparater
watch-revoked-more = Ausgeschloss
watch-stop = D’Wielen geet weider. Dës Säit kuckt nëmmen no: Si ännert näischt a kënnt vum selwen erëm.
alarm-none = Et gëtt näischt nozekucken.
alarm-signature = De leschte Stand vun der Tafel ass net vun der Urn ënnerschriwwen. Haalt un, behaalt alles, a sot et allen.
alarm-witness = Dës Zeien hunn de leschte Stand vun der Tafel net ënnerschriwwen: { $names }. Rufft déi un, déi si bedreiwen.
alarm-refused = { $count ->
    [one] D’Tafel hëlt { $count } Androe vun dësem Büro ni un. Fannt eraus, firwat.
   *[other] D’Tafel hëlt { $count } Androe vun dësem Büro ni un. Fannt eraus, firwat.
}
alarm-revoked = { $count ->
    [one] { $count } Apparat gouf vum Büro ausgeschloss. Stëmmt dat?
   *[other] { $count } Apparater goufe vum Büro ausgeschloss. Stëmmt dat?
}

steps-title = Schrëtt vun der Wahl
not-done = Dat gouf net gemaach. Näischt gouf ënnerschriwwen, an näischt ass verluer.
propose = Enger zweeter Persoun am Büro virschloen
proposed-at = Virgeschloen { $made }.
proposed-already = Dat ass scho virgeschloen: Eng aner Persoun am Büro stëmmt ënnen zou.
consent-title = Waart op eng zweet Persoun am Büro
second-official = Dir hutt dat virgeschloen. Eng aner Persoun vun der Wahlleedung muss zoustëmmen.
consent-go = Zoustëmmen: ënnerschreiwen a schécken
take-back = De Virschlag zréckhuelen
deed-gone = Dëse Virschlag ass scho gemaach oder huet ze laang gewaart.
no-key = De Schlëssel vun der Wahlautoritéit ass net op dësem Server. Dat hei sinn d’Commande fir d’Maschinn, déi en huet. Gitt de Fichier duerno hei of.
wrong-time = Gitt Dag an Auerzäit esou un: 2027-03-05 21:00.
notice-text = Wat all gewuer ginn
notice-closes = D’Wielen ass méi spéit eriwwer: Dag an Auerzäit
notice-closes-hint = Eidel loossen, wann d’Zäit bleift. Soss esou: 2027-03-05 21:00, an der gesetzlecher Zäit.
end-early = Firwat d’Wielen virun der Zäit eriwwer ass
end-early-hint = Nëmmen, wann d’Gesetz et erlaabt. Sot et als éischt allen mat enger Matdeelung.
what-open = D’Wielen opmaachen
what-notice = Eng Matdeelung un all
what-end = D’Wielen ophale loossen
what-close = D’Tafel zoumaachen
what-result = D’Resultat ënnerschreiwen
what-give-up = Opginn, wat ënnerwee ass
about-open = Vun do u ka gewielt ginn. D’Schlëssele kënnen net méi geännert ginn.
about-notice = Si steet fir ëmmer op der Tafel, an all, déi wielen, gesinn se. Si kann d’Wielen och méi spéit ophale loossen, ni méi fréi.
about-end = Vun do u kann keen méi online wielen. Dat kann een net zréckhuelen.
about-close = No der leschter Stëmm mat der Post. Wat dann op der Tafel steet, gëtt gezielt; näischt kann méi ausgeschloss ginn. Dat kann een net zréckhuelen.
about-result = D’Zuelen, déi d’Deeler vun de Vertrauenspersoune ginn, mat de Stëmmen op Pabeier. Duerno kënnt näischt méi op d’Tafel.
about-give-up = Eppes gouf signéiert, an d’Urn seet net, wat dorausser ginn ass. Et gëtt net méi geschéckt. Wann d’Urn et schonn huet, bleift et op der Tafel.
says-open = D’Wielen däerf ufänken, ënner de Schlësselen { $keys }.
says-notice = All gi gewuer: „{ $text }“
says-extension = All gi gewuer: „{ $text }“ D’Wielen hält zur neier Zäit op: { $closes }.
says-end = D’Wielen ass eriwwer.
says-end-early = D’Wielen ass virun der Zäit eriwwer, well: { $reason }
says-close = Gezielt gëtt d’Tafel mat { $size } Andréi an dësem Fangerofdrock: { $root }. Vergläicht e mat der Tafel, déi Dir gesitt.
says-result = { $protocols ->
    [0] D’Zuelen, déi d’Deeler ginn, sinn d’Resultat. Stëmmen op Pabeier gëtt et net.
    [one] D’Zuelen, déi d’Deeler ginn, sinn d’Resultat, mat { $protocols } Protokoll vu Stëmmen op Pabeier.
   *[other] D’Zuelen, déi d’Deeler ginn, sinn d’Resultat, mat { $protocols } Protokoller vu Stëmmen op Pabeier.
}
says-give-up = „{ $what }“ gouf den { $made } signéiert an huet keng Äntwert: Et gëtt net méi un d’Tafel geschéckt.
sure-open = Ech hunn de Fangerofdrock vun de Schlësselen mat deem un der Mauer verglach.
sure-notice = Ech hunn den Text haart virgelies.
sure-end = Ech weess, datt duerno kee méi online wiele kann.
sure-close = Ech weess, datt duerno keng Stëmm méi ausgeschloss ka ginn.
sure-result = Ech hunn d’Zuele mat de Protokoller verglach.
sure-give-up = Ech hunn op der Tafel nogekuckt: Et steet net do.
said-placed = { $what }: ënnerschriwwen { $made }, an op der Tafel.
said-place = Et ass Androen { $index }.
said-refused = { $what }: ënnerschriwwen { $made }, an d’Tafel huet et ofgeleent.
said-waits = { $what }: ënnerschriwwen { $made }, an ënnerwee op d’Tafel. Et gëtt erëm geschéckt, bis d’Urn äntwert.

check-answers = D’Urn äntwert an hëlt Androen un.
check-answers-not = D’Urn hëlt keng Androen un: { $what }
check-step = D’Wahl ass beim richtege Schrëtt: { $step }.
check-step-not = D’Wahl ass bei dësem Schrëtt: { $step }. Dat geet nëmme bei: { $needed }.
check-alone = Soss ass näischt vun der Wahlautoritéit ënnerwee.
check-alone-not = Eppes vun der Wahlautoritéit ass nach ënnerwee op d’Tafel. Waart, bis d’Urn geäntwert huet.
check-waits = Eppes vun der Wahlautoritéit ass ënnerwee an huet keng Äntwert.
check-waits-not = Vun der Wahlautoritéit ass näischt méi ënnerwee: Et gëtt näischt opzeginn.
check-witnessed = Genuch Zeien hunn alles op der Tafel ënnerschriwwen.
check-witnessed-not = { $entries ->
    [0] Ze wéineg Zeien hunn d’Tafel ënnerschriwwen.
    [one] Ze wéineg Zeien hunn { $entries } Androe vun der Tafel ënnerschriwwen.
   *[other] Ze wéineg Zeien hunn { $entries } Androe vun der Tafel ënnerschriwwen.
}
check-witnesses = All Zeien ënnerschreiwen.
check-complaint = Keng Vertrauenspersoun beschwéiert sech.
check-complaint-not = Eng Vertrauenspersoun beschwéiert sech. D’Zeremonie fänkt mat engem neie Versuch un.
check-ceremony = All Vertrauenspersounen hunn d’Schlësselen confirméiert an hir Prouf-Entschlësselung gewisen.
check-ceremony-not = Dës Vertrauenspersoune si mat der Schlësselzeremonie net fäerdeg: { $names }.
check-keys = D’Urn huet d’Schlësselen, déi all Vertrauenspersounen ënnerschriwwen hunn.
check-keys-not = D’Urn huet keng Schlësselen oder anerer, wéi d’Vertrauenspersounen ënnerschriwwen hunn.
check-same-keys-not = D’Schlësselen op der Tafel sinn net déi vum Virschlag. Schlot et nei vir.
check-same-board-not = D’Tafel ass net méi déi vum Virschlag. Schlot et nei vir.
check-opens = Et ass esou wäit: D’Ofstëmmung fänkt den { $opens } un.
check-opens-not = D’Ofstëmmung fänkt den { $opens } un. Virdru kann se net opgemaach ginn.
check-ahead = D’Wielen hält méi spéit op: { $closes }.
check-ahead-not = D’Zäit fir ze wielen ass eriwwer: { $closes }. Kee kéint wielen.
check-over = D’Zäit fir ze wielen ass eriwwer: { $closes }.
check-over-not = Et däerf gewielt ginn bis { $closes }. Virdru brauch et e Grond.
check-grace = Zeien däerfen d’Enn ënnerschreiwen bis { $until }.
check-grace-not = Zeie mussten d’Enn ënnerschreiwen bis { $until }. Wien d’Wahl iwwerpréift, wäert gesinn, datt et méi spéit war.
check-queue = Näischt vun dësem Büro waart op d’Tafel.
check-queue-not = { $count ->
    [one] { $count } Androe vun dësem Büro waart op d’Tafel.
   *[other] { $count } Androe vun dësem Büro waarden op d’Tafel.
}
check-no-post = Et gëtt keng Stëmme mat der Post, op déi ze waarden ass.
check-post = De leschten Dag fir Stëmme mat der Post ass eriwwer: { $until }.
check-post-not = Stëmme mat der Post ginn ugeholl bis { $until }.
check-text-not = Schreift, wat all gewuer ginn, an héchstens 2.000 Zeechen.
check-extension-late = D’Wielen ass eriwwer: Et kann net méi spéit ophalen.
check-extension-not = Déi nei Zäit muss méi spéit si wéi déi, déi gëllt.
check-shares = Genuch Deeler vun de Vertrauenspersoune sinn op der Tafel: { $there }, néideg sinn { $needed }.
check-shares-not = Ze wéineg Deeler vun de Vertrauenspersoune sinn op der Tafel: { $there }, néideg sinn { $needed }.
check-paper-none = Et goufe keng Stëmmen op Pabeier agetippt. Wann et der gëtt, tippt se an, ier d’Resultat ënnerschriwwe gëtt.
check-paper = { $number ->
    [one] { $number } Protokoll vu Stëmmen op Pabeier gouf vun zwou Persounen agetippt, vu béide d’selwecht.
   *[other] { $number } Protokoller vu Stëmmen op Pabeier goufe jeeweils vun zwou Persounen agetippt, vu béide d’selwecht.
}
check-paper-not = Dës Protokoller vu Stëmmen op Pabeier goufen net vun zwou Persoune d’selwecht agetippt: { $names }.
check-paper-more = { $contest }, { $units }: An de Protokoller sinn d’Stëmme vun op d’mannst { $papers } Wahlziedelen op Pabeier, an ugeholl Bréiwer vun do: { $envelopes }. Gouf e Protokoll zweemol oder fir en anere Bezierk agetippt? Si Wahlziedelen aus Wallokaler matgezielt, kënnen d’Zuele stëmmen.
check-same-counts-not = D’Zuele sinn net déi vum Virschlag. Schlot d’Resultat nei vir.

stop-unknown = Näischt ännert sech. Fannt als éischt eraus, firwat d’Urn net äntwert.
stop-empty = Näischt ass verluer. D’Wahl fänkt un, wann de Manifest op der Tafel steet.
stop-setup = Näischt ass verluer ausser Zäit. Virum Opmaache kann kee wielen.
stop-voting = D’Wielen geet weider, och no senger Zäit, bis een et hei ophale léisst.
stop-ended = D’Wielen ass eriwwer, an näischt ass gezielt. Stëmme mat der Post ginn nach ugeholl.
stop-closed = Näischt ass verluer. D’Auszielen kann en aneren Dag weidergoen. Keng eenzel Stëmm ka gelies ginn.
stop-complete = Alles ass gemaach. Behaalt Tafel a Pabeieren esou laang, wéi d’Gesetz et seet.

room-title = D’Säit fir de Raum
room-of = Schlësselzeremonie: { $title }
room-still = D’Säit net méi all { $seconds } Sekonnen nei lueden
room-go-on = D’Säit erëm vum selwe komme loossen
room-election = Nummer vun der Wahl
room-attempt = Versuch
room-next = Wat als Nächst kënnt
room-trustees = Wat all Vertrauenspersoun gemaach huet
room-trustee = Vertrauenspersoun
room-commitment = Ronn 1: Festleeung
room-keys = Schlësselen confirméiert
room-test = Prouf-Entschlësselung
room-done = gemaach
room-open = nach net
room-ceremony-hash = Fangerofdrock vun der Zeremonie
room-keys-hash = Fangerofdrock vun de Schlësselen
room-complaint = Halt. { $by } beschwéiert sech iwwer { $accused }: „{ $reason }“ Wiem säi Feeler et ass, bleift op; béid si genannt. Dëse Versuch ass eriwwer.
room-next-manifest = D’Wahlautoritéit gëtt de Manifest of.
room-next-commitment = All Vertrauenspersoun leet sech fest. D’Festleeung gëtt ofginn.
room-next-shares = All Vertrauenspersoun mécht d’Ronn 2 mam Stick, dann de leschte Schrëtt. D’Schlësselen an d’Prouf-Entschlësselung ginn ofginn.
room-next-again = All Vertrauenspersoune fänken nei u mam Versuch { $attempt }.
room-next-open = D’Zeremonie ass komplett. D’Wahlautoritéit kann d’Wielen opmaachen.
room-next-over = D’Schlësselzeremonie ass eriwwer.
room-commands = Wat ze tippen ass
room-run = Op der Maschinn vun all dëse Vertrauenspersounen: { $names }
room-then-commitment = Gitt dann vum Stick of: d’Fichieren commitment-*.entry an all d’Fichieren aus dem Dossier blob/sha256.
room-then-keys = Déi éischt Commande bei allen, dann déi zweet bei allen. Gitt dann vum Stick of: joint-keys-*.entry, test-share-*.entry, complaint-*.entry an all d’Fichieren aus dem Dossier blob/sha256.
room-online = Op enger Maschinn mam Netz gëtt dat hei un déi selwecht Commanden drugehaangen: nëmme fir Vertrauenspersounen, deenen d’Walautoritéit et ëffentlech erlaabt huet, an ni fir esou vill, wéi fir d’Entschlësselen duerginn. Da gëtt näischt mam Stick ofginn.

protocol-title = De Protokoll vun der Zeremonie
protocol-about = Wat d’Tafel iwwer dës Zeremonie seet: wien wat gemaach huet, an all Fangerofdrock. Jiddereen kann en aus der Tafel nei maachen. Vertrauenspersounen a Beamten ënnerschreiwen d’Blat mat der Hand.
protocol-noted = D’Wahlautoritéit huet de Fangerofdrock vun dësem Protokoll op d’Tafel gesat: Andro { $index }.
protocol-not-noted = D’Wahlautoritéit setzt dëse Fangerofdrock als Matdeelung un all Leit op d’Tafel. Da ka keen en anere Protokoll weisen.
protocol-hash = Fangerofdrock vum Protokoll (SHA-256)
protocol-json = De Protokoll als Fichier (JSON)
protocol-pdf = De Protokoll fir ze drécken an z’ënnerschreiwen (PDF)
protocol-notice = D’Schlësselzeremonie ass komplett. SHA-256 vun hirem Protokoll: { $hash }
protocol-made = Gedréckt den { $made }.
protocol-complete = D’Zeremonie ass komplett: All Vertrauenspersounen hunn déiselwecht Schlëssele confirméiert an eng Prouf-Entschlësselung gewisen.
protocol-incomplete = D’Zeremonie ass net komplett. Esou wäit ass se.
protocol-attempt = Versuch { $attempt }
protocol-hashes = Fangerofdréck
protocol-compare = Vergläicht se virum Ënnerschreiwen Zeeche fir Zeeche mat der Mauer.
protocol-entries = Androen op der Tafel
protocol-entries-about = All mat senger Nummer a sengem Fangerofdrock: dem Blat am Bam vun der Tafel.
protocol-bound = Wal { $id }, Protokoll { $hash }
protocol-scanned = Wal a Fangerofdrock vum Protokoll, fir e Scanner
protocol-official = Beamten

hand-title = E Stick ofginn
hand-lead = Wielt d’Fichieren aus dem Stick, déi op .entry ophalen, an déi aus sengem Dossier blob/sha256. Si ginn un d’Urn, wéi se sinn. All eenzelen gouf do ënnerschriwwen, wou säi Schlëssel ass; hei kann näischt geännert ginn.
hand-files = Fichieren
hand-files-hint = Dir kënnt der e puer op eemol wielen. Fichieren, déi schonn op der Tafel sinn, schueden net.
hand-go = Ofginn
hand-said = Wat d’Urn gesot huet
hand-no-entry = Keen vun dëse Fichieren ass en ënnerschriwwent Androen. Wielt och d’Fichieren, déi op .entry ophalen.
hand-stop = Näischt ass verluer. Wat ofgi gouf, bleift; de Rescht kann méi spéit ofgi ginn.
hand-authority = Wahlautoritéit
hand-taken = { $what } ({ $who }) gouf ugeholl.
hand-refused = { $what } ({ $who }) gouf ofgeleent.
hand-culprit = Ënnerschriwwen huet et { $who }: Kee soss kann et gemaach hunn. Sot et haart.
hand-where = Am Handbuch: if-something-goes-wrong.md, „{ $section }“.
hand-forged = { $what } nennt { $who }, mee { $who } huet et net ënnerschriwwen. Een huet et gefälscht, oder de Fichier ass vun enger anerer Wahl.
hand-no-content = { $what } ({ $who }): Den Inhalt feelt. Wielt och d’Fichieren aus dem Dossier blob/sha256.
hand-other-content = { $what } ({ $who }): Kee vun de Fichieren ass den Inhalt, deen { $who } ënnerschriwwen huet. E feelt, ass beschiedegt oder gouf geännert.
hand-later = { $what } ({ $who }) gouf fir elo net ugeholl: { $why }. Gitt et méi spéit erëm of.
entry-manifest = De Manifest
entry-trustee-commitment = D’Festleeung
entry-complaint = D’Beschwéierung
entry-joint-keys = D’Confirmatioun vun de Schlësselen
entry-test-share = D’Prouf-Entschlësselung
entry-open = D’Opmaachen
entry-notice = D’Matdeelung
entry-end = D’Enn vum Wielen
entry-close = D’Zoumaachen
entry-decryption-share = Den Deel vum Resultat
entry-result = D’Resultat
board-other = D’Urn nennt dëse Grond: { $problem }.
board-phase = Dat passt net bei de Schrëtt, bei deem d’Wahl ass.
board-twice = Et ass schonn op der Tafel.
board-attempt = Et ass vun engem anere Versuch wéi deem, dee leeft.
board-complaint = Et gëtt eng Beschwéierung: Dëse Versuch ass eriwwer.
board-signature = Et ass net vun deem ënnerschriwwen, deen et muss ënnerschreiwen.
board-share = Säi Beweis stëmmt net: Den Deel ass falsch.
board-test-share = Säi Beweis stëmmt net: De Prouf-Deel ass falsch.
board-package = Hire Beweis stëmmt net: D’Festleeung ass falsch.
board-repeated-term = Si widderhëlt e Geheimnis vun enger fréierer Festleeung.
board-encoding = Et ass net esou geschriwwen, wéi de Protokoll et seet.
board-point = Et huet Zuelen dran, déi et net gi kann.
board-other-keys = Et nennt aner Schlëssele wéi déi vun der Zeremonie.
board-ceremony-incomplete = D’Schlësselzeremonie ass net komplett.
board-not-settled = D’Tafel ass nach net zou.
board-other-tree = An der Tëschenzäit koum eppes op d’Tafel. Schlot et nei vir.
board-sequence = Hir Nummer ass net déi nächst.
board-extension = D’Wielen ass eriwwer, oder déi nei Zäit ass net méi spéit.
board-counts = D’Zuele sinn net déi, déi d’Deeler ginn.
board-tally = Ze wéineg Deeler sinn op der Tafel.
board-given-up = Zwee Beamten hunn et opginn; et gëtt net méi geschéckt. Kuckt op der Tafel no, éier Dir et nach eng Kéier sot: Vläicht steet et do.

tally-title = D’Auszielen
tally-not-closed = D’Tafel ass net zou. Als éischt hält d’Wielen op, dann gëtt déi lescht Stëmm mat der Post ugeholl, dann gëtt d’Tafel zougemaach.
tally-shares = Deeler vun de Vertrauenspersounen
tally-share = Deel
tally-share-there = do
tally-share-missing = feelt
tally-decrypt = Kopéiert déi zou Tafel op de Stick. All Vertrauenspersoun mécht déi zweet Commande op der eegener Maschinn, da gëtt de Stick ofginn.
tally-groups = Bezierker, déi zesumme gezielt ginn
tally-groups-about = Bezierker mat wéineg Stëmme gi mat aneren zesumme gezielt, fir datt kee weess, wéi eng Persoun gewielt huet.
tally-contest = Wahlgang
tally-ballots = Gezielt Wahlziedelen
tally-too-few = ze wéineg Wahlziedelen: net fir sech gezielt
tally-result = Zuelen
tally-online = Online
tally-paper = Op Pabeier ({ $references })
tally-total = Zesummen
result-stands = D’Resultat steet op der Tafel. Jidderee kann et iwwerpréiwen.
result-pages = D’Resultat als Säiten
result-publish = Dat mécht d’Säiten an d’Tabelle vum Resultat, aus der iwwerpréifter Tafel:
paper-title = Stëmmen op Pabeier
paper-about = Zwou Persounen tippen all Protokoll an. Kee gesäit, wat déi aner agetippt huet, ier béid et gemaach hunn. Nëmme wat béid d’selwecht agetippt hunn, gëtt geholl.
paper-reference = Protokoll
paper-reference-hint = D’Nummer oder den Numm um Pabeier, wéi um Pabeier.
paper-type = Dëse Protokoll antippen
paper-of = Protokoll { $reference }
paper-lead = Tippt d’Zuel vun de Stëmmen an, wéi se um Pabeier steet, 0, wou keng sinn. Hutt Dir et schonn agetippt, ersetzen déi nei Zuelen Är.
paper-keep = Dës Zuele behalen
paper-stop = Näischt gëtt behalen, ier Dir op de Knäppche dréckt.
paper-state = Stand
paper-none = keen huet en agetippt
paper-one = eng Persoun huet en agetippt; eng aner muss nach
paper-differ = zwou Persounen hu verschidden Zuelen agetippt
paper-equal = zwou Persounen hunn d’selwecht agetippt
paper-differences = Ënnerscheeder am Protokoll { $reference }: { $contest }
paper-option = Wahlméiglechkeet
paper-file = D’Stëmmen op Pabeier, bei deenen zwou Persounen d’accord sinn, als Fichier fir d’Commande (paper.json):
paper-take-back = E Protokoll zréckhuelen
paper-take-back-hint = Wann en aus Versinn agetippt gouf. Är eegen Zuele verschwannen. De Protokoll verschwënnt, wa jiddereen, deen en agetippt huet, en zréckgeholl huet, héchstens zwou Persounen.
paper-take-back-go = Meng Zuelen zréckhuelen
wrong-votes = Tippt eng ganz Zuel an, 0 oder méi.
