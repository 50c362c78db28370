# Iga lause kirja teel hääletamise kohta: taotleja lehed, ameti lehed ja teated.

# before one asks
before-title = Kirja teel hääletamine
before-lead = Siin taotlete, et hääletusdokumendid saadetaks teile postiga. Selleks kulub umbes 3 minutit. Võite katkestada ja hiljem jätkata.
before-need = Mida teil vaja on
before-need-card = teie ID-kaart koos PIN1 ja PIN2-ga
before-need-address = aadress, kuhu hääletusdokumendid saadetakse
before-need-identity = kui dokumendid lähevad välisriiki: pilt teie passist või ID-kaardist
before-go = Alusta
before-replaces-online = Saate juba internetis hääletada. Kui teie ümbrik on vastu võetud, asendab see internetis antud hääle.
before-again = Olete varem heakskiidetud taotluse tagasi võtnud. Uut taotlust vaatavad kaks ametnikku.
place-home = Hääletusdokumendid selles riigis
place-abroad = Hääletusdokumendid välisriiki
place-not-offered = Neil valimistel seda ei pakuta.
deadline-apply = Taotlemise tähtaeg
deadline-return = Teie hääle kohalejõudmise tähtaeg
days-in-post = Aeg postis
days-there-back = { $there ->
    [one] { $there } päev
   *[other] { $there } päeva
} sinna, { $back ->
    [one] { $back } päev
   *[other] { $back } päeva
} tagasi
post-by = Hääle postitamise viimane päev
post-is-tight = Post võib olla liiga aeglane: täna saadetud hääletusdokumendid võivad liiga hilja tagasi jõuda. Kindlam on hääletada muul viisil.
apply-until = { $until } ({ $days ->
    [0] täna on viimane päev
    [one] jäänud { $days } päev
   *[other] jäänud { $days } päeva
})
apply-over = Tähtaeg on möödas: { $until }.
choice-until = Taotleda saab kuni { $until }.
expected = Tavaliselt kuni { $span } (mõõdetud { $count ->
    [one] { $count } taotlusega
   *[other] { $count } taotlusega
}).
span-minutes = { $number ->
    [one] { $number } minut
   *[other] { $number } minutit
}
span-hours = { $number ->
    [one] { $number } tund
   *[other] { $number } tundi
}
span-days = { $number ->
    [one] { $number } päev
   *[other] { $number } päeva
}

# who may not ask
refused-title = Te ei saa praegu kirja teel hääletamist taotleda
refused-not-offered = Neil valimistel ei saa kirja teel hääletada.
refused-not-on-roll = Teid ei ole nende valimiste valijate nimekirjas.
refused-not-eligible = Valijate nimekirjas on teie kohta midagi, mis nende valimistega ei sobi.
refused-minor = Te olete valimispäeval liiga noor. Vajaliku vanuse saate täis: { $from }.
refused-too-early = Taotlusi veel vastu ei võeta. Algus: { $from }.
refused-too-late = Taotlusi enam vastu ei võeta. Tähtaeg oli { $until }.
refused-duplicate = Olete kirja teel hääletamist juba taotlenud.
refused-voted-online = Olete valinud internetis hääletamise. Neil valimistel ei saa kirja teel antud hääl seda asendada.
refused-voted-on-paper = Teie paberil antud hääl juba loeb.
remedies-title = Mida saate teha
remedy-vote-online = Hääletage internetis. Algus: { $from }; lõpp: { $until }.
remedy-vote-at-polling-place = Hääletage oma valimisjaoskonnas: { $on }.
remedy-come-back = Tulge siia tagasi: { $on }.
remedy-correct-roll = Helistage meile, kui arvate, et see on viga. Saame lasta valijate nimekirja parandada.
remedy-say-it-was-not-me = Helistage meile kohe, kui see ei olnud teie.
remedy-see-request = Vaata, kui kaugel taotlus on
remedy-take-back = Võta taotlus tagasi
remedy-answer = Vasta meie küsimusele
remedy-none = Palun helistage meile: me aitame.

# the form
sheet-data = Teie andmed
sheet-data-lead = Need andmed on valijate nimekirjas. Te ei pea neid sisestama.
sheet-data-wrong = Kas midagi on valesti? Palun helistage meile ja laseme selle parandada.
sheet-data-register = See, mis siin ja järgmistel lehtedel on juba täidetud, võib tulla rahvastikuregistrist. Mida saate üle kirjutada, seda muutke, kui see on vale.
sheet-delivery = Kuhu hääletusdokumendid saata?
sheet-country = Millisesse riiki?
sheet-address = Aadress
sheet-address-abroad = Kirjutage aadress nii nagu selles riigis kirjale. Teie nime lisame meie: hääletusdokumendid saadetakse teile ja mitte kellelegi teisele.
sheet-identity = Teie pass või ID-kaart
sheet-identity-lead = Kui hääletusdokumendid lähevad välisriiki, vajame pilti teie passist või ID-kaardist. See kustutatakse kohe, kui oleme otsustanud.
sheet-identity-there = Pilt on olemas.
sheet-duration = Milliste valimiste jaoks?
sheet-contact = Kuidas me teile kirjutame?
save-later = Salvesta ja jätka hiljem
choose-country = Valige riik
check-title = Kontrollige oma vastuseid
check-not-sent = Teie taotlus EI OLE veel saadetud.
check-open = See on veel puudu
check-go = Edasi allkirjastama
check-declare = Teie kinnitus
sign-title = Lugege, allkirjastage ja saatke
sign-lead = See on teie taotlus. PIN2-ga allkirjastate selle ja allkirjastamisega see ka saadetakse: rohkem samme ei ole.
sign-go = Allkirjasta ja saada
sign-demo = Allkirjasta demokaardiga ja saada

field-surname = Perekonnanimi
field-given-names = Eesnimed
field-birth-date = Sünniaeg
field-registered-address = Registrijärgne aadress
field-place-of-birth = Sünnikoht
field-place-of-birth-hint = Linn ja riik.
field-deliver-to = Kuhu hääletusdokumendid saata
deliver-registered = minu registrijärgne aadress
deliver-home = muu aadress selles riigis
deliver-abroad = aadress välisriigis
field-country = Riik
field-address = Aadress
field-organisation = Ettevõte, hotell või c/o
field-street = Tänav ja maja number
field-suburb = Linnaosa
field-city = Linn
field-state = Osariik või provints
field-postal-code = Postiindeks
field-postal-code-hint = Näiteks { $example }.
field-sorting-code = Sorteerimiskood
field-lines = Aadress ridadena
field-lines-hint = Nagu ümbrikul, ilma teie nimeta. Kuni 6 rida.
field-lines-instead = Ainult siis, kui eespool olevad väljad ei sobi: kogu aadress siia ja eespool mitte midagi.
field-attachment = Pilt teie passist või ID-kaardist
field-attachment-hint = Foto (JPEG, PNG) või PDF, kuni 5 megabaiti.
field-duration = Taotlen kirja teel hääletamist
duration-election = neil valimistel
duration-year = kõigil selle aasta valimistel
duration-standing = kõigil valimistel, kuni võtan taotluse tagasi
field-language = Keel, milles me teile kirjutame
field-email = E-post
field-email-hint = Kirjutame teile iga sammu kohta. Võite selle tühjaks jätta.
field-phone = Telefon
field-phone-hint = Koos riigi suunanumbriga, näiteks +352 621 123 456. Võite selle tühjaks jätta.

wrong-missing = Täitke see väli.
wrong-unchosen = Valige üks.
wrong-too-long = Lühendage nii, et jääks kuni { $max ->
    [one] { $max } tähemärk
   *[other] { $max } tähemärki
}.
wrong-too-many-lines = Kasutage kõige rohkem { $max ->
    [one] { $max } rida
   *[other] { $max } rida
}.
wrong-unprintable = Sisestage see uuesti: siin on märke, mida ei saa trükkida.
wrong-country = Valige riik loetelust.
wrong-not-at-home = See aadress on välisriigis: valige „aadress välisriigis“ või andke aadress selles riigis.
wrong-not-abroad = See aadress ei ole välisriigis: valige aadress selles riigis.
wrong-unknown = Selle riigi aadressides seda ei ole: jätke väli tühjaks.
wrong-postal-code = Sisestage postiindeks kujul { $example }.
wrong-not-registered = Teil ei ole registrijärgset aadressi: valige muu.
wrong-language = Valige üks nende valimiste keeltest.
wrong-email = Sisestage e-posti aadress kujul name@example.org või jätke väli tühjaks.
wrong-phone = Sisestage telefoninumber koos riigi suunanumbriga, näiteks +352 621 123 456, või jätke väli tühjaks.
wrong-undeclared = Taotleda saate ainult siis, kui seda kinnitate. Märkige see, kui see on õige.
wrong-too-late = Hääletusdokumentide sinna saatmiseks on liiga hilja: tähtaeg oli { $until }.
wrong-too-late-home = Neid saab veel saata aadressile selles riigis.
wrong-too-late-abroad = Neid saab veel saata aadressile välisriigis.
wrong-attachment-kind = Laadige üles foto (JPEG, PNG) või PDF.
wrong-attachment-size = Laadige üles kuni 5 megabaiti.

# a request
request-title = Teie kirja teel hääletamine: { $state }
request-sent = Teie taotlus on allkirjastatud ja saadetud. Võite selle lehe välja printida.
request-register-waits = Rahvastikuregister ei ole teie andmeid veel kinnitanud. Küsime seni, kuni ta vastab. Te ei pea midagi tegema.
request-number = Taotluse number
request-answers = Mida taotlesite
request-paper = Kinnitus paberil (PDF)
request-can = Mida saate praegu teha
request-tell-us = Kui midagi on valesti, andke meile teada:
no-way-back-papers-out = Taotlust ei saa enam tagasi võtta: hääletusdokumendid on meilt välja läinud ja hääl võib juba postis olla. Kui te ei soovi posti teel hääletada, hävitage need.
no-way-back-envelope-here = Taotlust ei saa enam tagasi võtta: teie ümbrik on kohal.
timeline = Kui kaugel see on
answer-until = Palun tehke see ära. Tähtaeg: { $until }.
wish-answer = Vasta meie küsimusele
wish-answer-about = Kirjutage, mida me küsisime. Jätkame kohe, kui olete selle saatnud.
wish-cure = Kõrvalda puudus
wish-cure-about = Kirjutage, mida olete selleks teinud, näiteks millal tulete allkirja andma. Siis kontrollime ümbrikku uuesti.
wish-deliver = Teata, et hääletusdokumendid on kohal
wish-deliver-about = Aitäh, et meile teatate. Saatke oma hääl tagasi nii kiiresti kui saate.
wish-correct = Paranda oma vastuseid
wish-correct-about = Teie taotlus võetakse tagasi ja algab uus samade vastustega. Kui kõik on õige, allkirjastage ja saatke see uuesti. Seni ei saadeta midagi.
wish-withdraw = Võta taotlus tagasi
wish-withdraw-about = Amet lõpetab töö taotlusega ja hääletusdokumente ei saadeta. Kuni tähtajani saate uuesti taotleda.
field-answer = Teie vastus
contact-change = Muuda oma kontaktandmeid
contact-change-about = See muudab seda, kuidas me teile selle taotluse asjus kirjutame või helistame, ega midagi muud. Teatame sellest nii vanale kui ka uuele e-posti aadressile.
contact-save = Salvesta
contact-changed = Teie e-posti aadress ja telefoninumber on muudetud.

state-draft = saatmata
state-draft-about = Olete taotlust alustanud, kuid ei ole seda saatnud.
state-submitted = ametis kätte saadud
state-submitted-about = Teie taotlus on ametis. Te ei pea midagi tegema.
state-under-review = kontrollimisel
state-under-review-about = Ametnik vaatab teie taotlust. Te ei pea midagi tegema.
state-more-info-needed = vajame teilt midagi
state-more-info-needed-about = Me ei saa veel otsustada. Palun vastake meie küsimusele.
state-approved = heaks kiidetud
state-approved-about = Teie taotlus on heaks kiidetud. Järgmisena trükitakse teie hääletusdokumendid.
state-queued = kohe trükkimisel
state-queued-about = Teie hääletusdokumendid on trükikoja järgmises partiis.
state-printed = trükitud
state-printed-about = Teie hääletusdokumendid on trükitud ja antakse postile.
state-dispatched = teel teie juurde
state-dispatched-about = Teie hääletusdokumendid on postis. Mida post nendega teeb, seda me ei näe. Kui need kohale ei jõua, helistage või kirjutage meile: saadame uued.
state-delivered = kohale jõudnud
state-delivered-about = Teie hääletusdokumendid on kohal. Hääletage ja saatke ümbrik õigel ajal tagasi.
state-undeliverable = tuli meile tagasi
state-undeliverable-about = Post ei saanud teie hääletusdokumente kätte toimetada. Palun helistage meile, et saaksime need uuesti saata.
state-reissued = uuesti saadetud
state-reissued-about = Uued hääletusdokumendid on teel. Esimesed ei kehti: kui need veel tulevad, palun hävitage need.
state-envelope-received = teie ümbrik on kohal
state-envelope-received-about = Teie ümbrik on kohale jõudnud ja seda kontrollitakse. Selleks ümbrikku ei avata.
state-deficient = teie ümbrikus on midagi puudu
state-deficient-about = Teie ümbrik on kohal, kuid midagi on puudu. Saate selle korda teha.
state-accepted = vastu võetud
state-accepted-about = Teie ümbrik on korras. Teie hääl loetakse.
state-rejected = tagasi lükatud
state-rejected-about = Teie ümbrikku ei saanud vastu võtta. Kui arvate, et see on viga, helistage meile kohe.
state-withdrawn = tagasi võetud
state-withdrawn-about = Taotlus võeti tagasi. Kuni tähtajani saate uuesti taotleda, või hääletage muul viisil.
state-refused = rahuldamata jäetud
state-refused-about = Teie taotlus jäeti rahuldamata. Saate hääletada muul viisil. Kui arvate, et see on viga, võite otsuse vaidlustada: palun helistage meile, ütleme teile, kuidas.
state-expired = aeg läbi
state-expired-about = Selle taotluse aeg on läbi.
state-superseded = lõpetatud: hääletasite muul viisil
state-superseded-about = Olete valinud muu hääletamisviisi. Hääletusdokumendid, mis veel tulevad, ei kehti.

reason-identity-not-confirmed = Ei ole kindel, kes allkirjastas.
reason-not-on-roll = Ei ole valijate nimekirjas.
reason-not-eligible = Neil valimistel ei ole hääleõigust.
reason-duplicate = Juba taotletud.
reason-incomplete = Midagi on puudu.
reason-address-unclear = Post ei tunne seda aadressi.
reason-no-response = Õigel ajal ei vastatud.
reason-unclaimed = Keegi ei tulnud hääletusdokumentidele järele.
reason-moved = Elab nüüd mujal.
reason-not-taken = Kohal olnud inimene ei võtnud saadetist vastu.
reason-came-back = Hääletusdokumendid tulid tagasi.
reason-lost = Hääletusdokumendid ei jõudnud kohale.
reason-damaged = Hääletusdokumendid jõudsid kohale kahjustatult või midagi oli puudu.
reason-not-signed = Ümbrikus olev kinnitus on allkirjastamata.
reason-other-signature = Allkiri ei ole selle inimese oma.
reason-no-declaration = Kinnitus puudub või on kellegi teise oma.
reason-opened = Ümbrik oli lahti.
reason-too-late = Ümbrik jõudis kohale pärast tähtaega.
reason-suspected-fraud = Pettuse kahtlus (inimesele seda kunagi ei näidata).
reason-other = Muu põhjus, sõnadega.
office-state-submitted = uus
office-state-more-info-needed = ootab inimese vastust
office-state-dispatched = postis
office-state-undeliverable = tagasi, kätte toimetamata
office-state-envelope-received = ümbrik kätte saadud
office-state-deficient = ümbrik kõrvale pandud, saab korda teha
office-state-superseded = lõpetatud: hääletas muul viisil
office-deliver-registered = registrijärgne aadress
office-deliver-home = muu aadress selles riigis
office-deliver-abroad = aadress välisriigis
office-duration-standing = kõik valimised, kuni tagasivõtmiseni

# the office
work-title = Kirja teel hääletamise taotlused
back-to-work = Tööde nimekiri
work-drafts = Alustatud, kuid saatmata
work-none = Siin ei ole midagi.
work-more = Järgmine leht
work-filter = Näita
work-state = Seis
work-decide = vajab otsust
work-all = kõik
work-days = Vähemalt nii mitu päeva vana
work-alarmed = Ainult häirega
work-age = Vanus
work-marks = Märkused
mark-overdue = üle tähtaja
mark-alarmed = häire
mark-abroad = välisriik
mark-register-waits = ootab registrit
mark-register-differs = register erineb
mark-register-not-found = registris ei ole
mark-register-deceased = register: surnud
bulk-title = Kiida selged taotlused heaks
bulk-about = Selge on taotlus, mille inimene allkirjastas kaardiga, mis on registrijärgse aadressi jaoks, millel ei ole häiret ega varasemat heakskiidetud taotlust. Kõik muu jääb täpsemaks vaatamiseks.
bulk-register = Mida rahvastikuregister ei ole kinnitanud, seda nende hulgas ei ole.
bulk-sure = { $count ->
    [one] Kiidan selle { $count } taotluse heaks, kui see on selge.
   *[other] Kiidan heaks selle, mis nende { $count } taotluse seas on selge.
}
bulk-go = Kiida heaks
bulk-done = Heaks kiidetud: { $approved }. Täpsemaks vaatamiseks jäi: { $left }.
wrong-unsure = Märkige see, kui olete kindel.

case-title = Taotlus { $reference }
case-alarmed = HÄIRE: sellel taotlusel on teistega rohkem ühist kui tavaliselt. Selle kiidavad heaks kaks ametnikku.
case-register-waits = Rahvastikuregister ei ole veel vastanud ja see taotlus ootab vastust. Et see siiski heaks kiita, on vaja kahte ametnikku ja põhjust sõnadega.
case-register-differs = Rahvastikuregistris on midagi muud kui valijate nimekirjas või taotluses. Võrrelge, enne kui otsustate.
case-register-not-found = Rahvastikuregister ei tunne kedagi selle koodiga. Et taotlus siiski heaks kiita, on vaja kahte ametnikku ja põhjust sõnadega.
case-register-deceased = Rahvastikuregister ütleb, et inimene on surnud. Et taotlus siiski heaks kiita, on vaja kahte ametnikku ja põhjust sõnadega.
case-register-decided = Rahvastikuregister seda taotlust ei kinnita. See kiideti heaks sellest hoolimata või enne, kui register vastas. Otsustage, kas dokumendid välja saata.
common-address = Sama aadressiga inimesi: { $people }
common-contact = Sama e-posti või telefoniga inimesi: { $people }
common-network = Samast võrgust taotlenud inimesi: { $people }
case-filed = Kätte saadud
case-consent = Allkiri
case-signed = kaardiga, kontrollitud: { $at }
case-entered = sisestas amet: { $how }, { $record }
case-replaces = Asendab heakskiidetud taotlust
case-pack = Hääletusdokumentide kood
case-picture = Pilt ID-kaardist (fail)
case-late = See ümbrik jõudis kohale pärast tähtaega. Selle saab ainult tagasi lükata.
field-number = Number valijate nimekirjas
field-district = Ringkond
field-reason = Põhjus
field-words = Sõnadega
field-words-hint = Inimene loeb seda.
by-two-officials = kaks ametnikku
actor-citizen = inimene ise
actor-official = ametnik
actor-system = programm
second-title = Ootab teist ametnikku: { $step }
second-wait = Tegite selle ettepaneku. Nõusoleku peab andma teine ametnik.
second-go = Anna nõusolek ja tee ära

register-title = Rahvastikuregister
register-waits = vastust veel ei ole
register-agrees = kinnitab
register-differs = seal on midagi muud
register-not-found = ei tunne kedagi selle koodiga
register-deceased = ütleb, et inimene on surnud
register-said = { $verdict }, { $at }
register-has = Registris: { $field }
register-again = Küsida registrist uuesti

step-submit = Saada
step-take-up = Alusta kontrollimist
step-ask = Küsi inimeselt midagi
step-answer = Märgi inimese vastus
step-approve = Kiida heaks
step-refuse = Jäta rahuldamata
step-withdraw = Võta tagasi, nagu inimene soovib
step-queue = Lisa partiisse
step-print = Trüki
step-dispatch = Anna postile
step-deliver = Märgi, et hääletusdokumendid on kohal
step-return-undelivered = Märgi, et hääletusdokumendid tulid tagasi
step-reissue = Saada uuesti, uue koodiga
step-receive = Märgi ümbrik kättesaaduks
step-accept = Võta vastu: allkiri on õige
step-set-aside = Pane kõrvale: inimene saab selle korda teha
step-cure = Märgi, et see on korda tehtud
step-reject = Lükka tagasi
step-expire = Aeg on läbi
step-supersede = Hääletas muul viisil

enter-title = Sisestage taotlus kellegi eest
enter-lead = Inimeste jaoks, kes on teenindusletis või telefonil või kirjutasid kirja. Kehtivad samad reeglid ja otsustab keegi teine. Inimese andmete vaatamine pannakse kirja.
enter-go = Sisesta taotlus
enter-done = Taotlus on sisestatud
enter-done-about = Öelge inimesele see number. Otsustab teine ametnik.
enter-next = Sisesta veel üks
field-personal-code = Isikukood
wrong-person = Teie ringkonna valijate nimekirjas ei ole kedagi selle koodiga.
field-how = Kuidas inimene taotles?
how-counter = teenindusletis
how-phone = telefonil
how-paper = paberil
field-record = Märge
field-record-hint = Kuidas inimese isik tuvastati või kus kirja hoitakse.
field-received = Kättesaamise päev
wrong-received = Valige päev, mis ei ole tulevikus.
field-declared-for = Inimene kinnitab, et ta ei ole hääleõigust kaotanud.

batches-title = Saadetavad hääletusdokumendid
batches-lead = Partiis on see, mis on praegu heaks kiidetud. Kui partii on tehtud, siis see enam ei muutu: hiljem heakskiidetu läheb järgmisse.
batches-none = Ühtegi partiid veel ei ole.
batch = Partii
batch-title = Partii { $number }
batch-made = Tehtud
batch-size = Hääletusdokumendid
batch-to-print = Trükkida
batch-to-send = Postile anda
batch-make = Tee partii
batch-print = Anna koodid: trükitud
batch-print-about = Iga hääletusdokumentide komplekt saab oma koodi. Vahepeal tagasi võetud taotlused jäetakse välja. Kui siin katkestate, ei trükita midagi.
batch-file = Fail trükikojale
batch-file-about = Aadressid ja koodid, krüpteeritud trükikoja võtmega.
papers-about = Siin ise trükkimiseks: failid nimede, aadresside ja koodidega. Kõik, kes neis on, saavad lugeda, et ametnik need tegi. Trükkige need ja kustutage.
papers-none = Selles serveris ei saa midagi trükkida. Paluge süsteemi haldajal paigaldada programm tabella-documents või kasutage trükikoja faili.
papers-labels = Aadressisildid (PDF)
papers-letters = Kirjad (PDF)
papers-envelopes = Tagastusümbrikud (PDF)
batch-dispatch = Postile antud
batch-dispatch-about = Alles siis, kui hääletusdokumendid on majast lahkunud: inimestele teatatakse sellest kohe.
problem-no-packs = Midagi ei oota saatmist
problem-no-packs-do = Kiitke kõigepealt taotlusi heaks.
problem-no-printer = Trükikoda ei ole seadistatud
problem-no-printer-do = Paluge süsteemi haldajal määrata trükikoja võti.
problem-no-press = Siin ei saa praegu midagi trükkida
problem-no-press-do = Proovige hiljem uuesti. Kui see nii jääb, pöörduge süsteemi haldaja poole: programm, mis teeb PDF-faile, puudub.
problem-no-return-address = Tagastusaadressi ei ole määratud
problem-no-return-address-do = Paluge, et süsteemi haldaja määraks aadressi, kuhu hääled saadetakse.

scan-title = Ümbrikud
scan-lead = Skannige ümbrikul olev kood või sisestage see. Ärge ümbrikku avage.
scan-go = Kätte saadud
field-code = Kood ümbrikul
field-code-hint = Näiteks 4N7Q-2HTC-W9KP.
wrong-code = Üks märk on vale või on kaks märki vales järjekorras. Võrrelge koodi ümbrikuga.
wrong-code-length = Koodis on { $length } tähte ja numbrit, selles aga { $typed }. Sisestage kõik, ja mitte midagi muud.
wrong-code-character = Koodis on ainult tähed ja numbrid, U ja Z puuduvad. Võrrelge koodi ümbrikuga.
scan-unknown = PANGE KÕRVALE, avamata: seda koodi ei ole kellelegi saadetud.
scan-void = PANGE KÕRVALE, avamata: see kood ei kehti. Saadeti uued hääletusdokumendid või on taotlus lõppenud.
scan-not-out = PANGE KÕRVALE, avamata: selle koodiga ümbrikku ei oodata. Võib-olla on see juba siin.
scan-other-district = PANGE KÕRVALE: see ümbrik kuulub teise ringkonda.
scan-received = Kätte saadud: { $reference }.
scan-check = Kontrolli allkirja

balance-title = Kas kõigi hääletusdokumentide kohta on teada, kus need on?
balance-at = Seis { $at }: väljastatud = tagasi saadud + ootel + tühistatud.
balance = Bilanss
balance-right = õige
balance-wrong = VALE
balance-csv = Failina (CSV)
balance-pdf = Trükkimiseks ja allkirjastamiseks (PDF)
packs-issued = Väljastatud
packs-returned = Tagasi saadud
packs-outstanding = Ootel
packs-cancelled = Tühistatud

problem-illegal-step = Seda sammu ei saa praegu teha
problem-illegal-step-do = Keegi oli kiirem või on taotlus juba edasi liikunud. Vaadake seda uuesti.
problem-not-yours = Teil ei ole õigust seda sammu teha
problem-no-reason = Valige põhjus.
problem-other-reason = See ei ole selle sammu põhjus.
problem-no-words = Öelge sõnadega, mis see muu põhjus on.
problem-one-official = Mõlemad ametnikud on sama inimene
problem-own-entry = Kes taotluse sisestas, see selle üle ei otsusta
problem-own-entry-do = Otsustama peab teine ametnik.
problem-unconfirmed = Rahvastikuregister ei ole seda kinnitanud. Öelge sõnadega, miks see siiski heaks kiidetakse; nõusoleku peab andma teine ametnik.
problem-unconfirmed-do = Vaadake taotlus uuesti üle.
problem-register-said = Rahvastikuregister on vahepeal vastanud
problem-register-said-do = Vaadake taotlus uuesti üle ja otsustage uuesti.
problem-too-late = Selleks on liiga hilja
problem-too-late-do = Tähtaeg on möödas.
problem-no-draft = Te ei ole taotlust alustanud
problem-no-draft-do = Või on see juba saadetud: vaadake „Minu valimised“.
problem-other-document = Allkirjastati teine tekst
problem-other-document-do = Teie andmed on muutunud pärast seda, kui teksti lugesite. Palun lugege ja allkirjastage see uuesti. Midagi ei läinud kaduma.
problem-unsigned = Taotlus ei ole allkirjastatud
problem-contact-too-often = Seda muudeti liiga sageli
problem-contact-too-often-do = Siin enam midagi ei muudeta. Öelge meile ja me muudame seda.
problem-scrubbed = See on kustutatud
problem-scrubbed-do = Aeg, mille jooksul tohime seda hoida, on läbi.
problem-duplicate = Taotlus on juba olemas
problem-not-on-roll = Ei ole valijate nimekirjas

# messages
mail-postal = Teie kirja teel hääletamine { $reference }: { $state }
mail-postal-about = Teie kirja teel hääletamise taotlus { $reference }: { $state }.
mail-credential = Teie jaoks registreeriti võimalus internetis hääletada
mail-credential-about = Keegi logis teie kaardiga sisse ja registreeris seadme internetis hääletamiseks. Kui see olite teie, ei pea te midagi tegema. Kui see ei olnud teie, helistage kohe valimisametile.
mail-contact = Teie e-posti aadressi või telefoninumbrit muudeti
mail-contact-about = Posti teel hääletamise taotluse { $reference } e-posti aadressi või telefoninumbrit muudeti. Kui see olite teie, ei pea te midagi tegema. Kui see ei olnud teie, helistage kohe valimisametisse.
mail-reminder = Teie posti teel hääletamise taotlus on veel saatmata
mail-reminder-about = Alustasite posti teel hääletamise taotlust ega saatnud seda ära: keegi ametis ei ole seda näinud. Saate selle allkirjastada ja saata kuni { $until }. Pärast seda saate veel hääletada muul viisil. See on ainus meeldetuletus.
mail-end = Kui soovite rohkem teada, sisestage valimisameti aadress ise veebilehitsejasse. Me ei palu teil kunagi e-kirjas sisse logida ja me ei saada linke.
