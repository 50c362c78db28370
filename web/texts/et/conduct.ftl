# Valimiste läbiviimine: tahvel, võtmetseremoonia, avamine, lõpetamine, sulgemine, lugemine.

conduct-link = Valimiste läbiviimine: { $title }
check-good = Korras:
check-doubt = Vaadake üle:
check-bad = Veel mitte:
stop-title = Kui te siin lõpetate

phase-unknown = teadmata: valimiskast ei ütle
phase-empty = tahvlil pole veel midagi
phase-setup = võtmetseremoonia
phase-voting = hääletatakse
phase-ended = hääletamine on läbi
phase-closed = lugemine
phase-complete = tulemus on olemas

watch-title = Tahvel
watch-alarms = Hoiatused
watch-numbers = Arvud tahvlilt
watch-step = Kus valimised on
watch-closes = Hääletamise lõpp
watch-entries = Kirjeid tahvlil
watch-witnessed = Tunnistajad on näinud
watch-witnessed-said = { $entries ->
    [one] { $entries } kirje
   *[other] { $entries } kirjet
}
watch-credentials = Internetis hääletama lubatud seadmeid
watch-credentials-live = Saavad internetis hääletada
watch-ballots = Internetis antud sedeleid, ka asendatud
watch-voted = Hääletanud internetis
watch-paper = Internetihääli, mis ei loe, sest inimene hääletas paberil
watch-revoked = Ameti poolt välja arvatud seadmeid
watch-challenges = Kontrollitud ja andmata jäetud sedeleid
watch-notices = Teateid kõigile
watch-waiting = Selle ameti kirjeid, mis ootavad tahvlit
watch-by-district = Internetihääled ringkonniti
watch-district = Ringkond
watch-share = Osakaal
watch-by-hour = Internetihääled tunni kaupa, nagu see amet tahvlit nägi
watch-hour = Tund alates
watch-voted-more = Hääli selles tunnis
watch-credentials-more = Uusi seadmeid
watch-revoked-more = Välja arvatud
watch-stop = Hääletamine jätkub. See leht ainult vaatab: see ei muuda midagi ja tuleb ise uuesti.
alarm-none = Pole midagi vaadata.
alarm-signature = Tahvli viimane seis ei ole valimiskasti allkirjaga. Peatuge, hoidke kõik alles ja öelge kõigile.
alarm-witness = Need tunnistajad ei ole tahvli viimast seisu allkirjastanud: { $names }. Helistage nende pidajatele.
alarm-refused = { $count ->
    [one] Tahvel ei võta { $count } selle ameti kirjet kunagi vastu. Uurige, miks.
   *[other] Tahvel ei võta { $count } selle ameti kirjet kunagi vastu. Uurige, miks.
}
alarm-revoked = { $count ->
    [one] Amet on välja arvanud { $count } seadme. Kas see on õige?
   *[other] Amet on välja arvanud { $count } seadet. Kas see on õige?
}

steps-title = Valimiste sammud
not-done = Seda ei tehtud. Midagi ei allkirjastatud ja midagi ei ole kadunud.
propose = Teha ettepanek teisele ametnikule
proposed-at = Ettepanek tehti { $made }.
proposed-already = See on juba ettepanekuna tehtud: teine ametnik annab allpool nõusoleku.
consent-title = Ootab teist ametnikku
second-official = Teie tegite selle ettepaneku. Nõusoleku peab andma teine valimiste juht.
consent-go = Nõustuda: allkirjastada ja saata
take-back = Võtta ettepanek tagasi
deed-gone = See ettepanek on juba täidetud või ootas liiga kaua.
no-key = Valimisorgani võti ei ole selles serveris. Need on käsud masinale, kus see on. Pärast andke fail siin üle.
wrong-time = Andke päev ja kellaaeg nii: 2027-03-05 21:00.
notice-text = Mida kõik teada saavad
notice-closes = Hääletamine lõpeb hiljem: päev ja kellaaeg
notice-closes-hint = Jätke tühjaks, kui aeg jääb samaks. Muidu nii: 2027-03-05 21:00, ametlikus ajas.
end-early = Miks hääletamine lõpeb enne oma aega
end-early-hint = Ainult siis, kui seadus lubab. Öelge see enne kõigile teatega.
what-open = Hääletamise avamine
what-notice = Teade kõigile
what-end = Hääletamise lõpetamine
what-close = Tahvli sulgemine
what-result = Tulemuse allkirjastamine
what-give-up = Loobuda sellest, mis on teel
about-open = Sellest alates saab hääletada. Võtmeid enam muuta ei saa.
about-notice = See jääb igaveseks tahvlile ja kõik hääletajad näevad seda. Sellega saab hääletamist ka hiljem lõpetada, mitte kunagi varem.
about-end = Sellest alates ei saa keegi internetis hääletada. Seda ei saa tagasi võtta.
about-close = Pärast viimast posti teel tulnud häält. Loetakse see, mis siis tahvlil on; midagi ei saa enam kõrvale jätta. Seda ei saa tagasi võtta.
about-result = Arvud, mille annavad usaldusisikute osad, koos häältega paberil. Pärast seda tahvlile enam midagi ei tule.
about-give-up = Midagi allkirjastati ja valimiskast ei ütle, mis sellest sai. Seda enam ei saadeta. Kui see on valimiskastil juba olemas, jääb see tahvlile.
says-open = Hääletamine võib alata võtmete { $keys } all.
says-notice = Kõik saavad teada: „{ $text }“
says-extension = Kõik saavad teada: „{ $text }“ Hääletamine lõpeb uuel ajal: { $closes }.
says-end = Hääletamine on läbi.
says-end-early = Hääletamine on enne oma aega läbi, sest: { $reason }
says-close = Loetakse tahvlit, millel on { $size } kirjet ja see sõrmejälg: { $root }. Võrrelge seda tahvliga, mida näete.
says-result = { $protocols ->
    [0] Arvud, mille osad annavad, on tulemus. Hääli paberil ei ole.
    [one] Arvud, mille osad annavad, on tulemus, koos { $protocols } protokolliga häältest paberil.
   *[other] Arvud, mille osad annavad, on tulemus, koos { $protocols } protokolliga häältest paberil.
}
says-give-up = „{ $what }“ allkirjastati { $made } ja vastust ei ole: tahvlile seda enam ei saadeta.
sure-open = Võrdlesin võtmete sõrmejälge seinal olevaga.
sure-notice = Lugesin teksti valjusti ette.
sure-end = Tean, et pärast seda ei saa keegi internetis hääletada.
sure-close = Tean, et pärast seda ei saa ühtegi häält kõrvale jätta.
sure-result = Võrdlesin arve protokollidega.
sure-give-up = Vaatasin tahvlit: seda seal ei ole.
said-placed = { $what }: allkirjastatud { $made } ja tahvlil.
said-place = See on kirje { $index }.
said-refused = { $what }: allkirjastatud { $made }, kuid tahvel lükkas selle tagasi.
said-waits = { $what }: allkirjastatud { $made } ja teel tahvlile. Seda saadetakse uuesti, kuni valimiskast vastab.

check-answers = Valimiskast vastab ja võtab kirjeid vastu.
check-answers-not = Valimiskast ei võta kirjeid vastu: { $what }
check-step = Valimised on õige sammu juures: { $step }.
check-step-not = Valimised on selle sammu juures: { $step }. Seda saab teha ainult siis: { $needed }.
check-alone = Muud valimisorgani kirjet teel ei ole.
check-alone-not = Üks valimisorgani kirje on veel teel tahvlile. Oodake, kuni valimiskast on vastanud.
check-waits = Midagi valimisorganilt on teel ja vastust ei ole.
check-waits-not = Valimisorganilt ei ole enam midagi teel: millestki ei ole loobuda.
check-witnessed = Piisavalt tunnistajaid on allkirjastanud kõik, mis tahvlil on.
check-witnessed-not = { $entries ->
    [0] Liiga vähe tunnistajaid on tahvli allkirjastanud.
    [one] Liiga vähe tunnistajaid on allkirjastanud { $entries } kirje tahvlilt.
   *[other] Liiga vähe tunnistajaid on allkirjastanud { $entries } kirjet tahvlilt.
}
check-witnesses = Kõik tunnistajad allkirjastavad.
check-complaint = Ükski usaldusisik ei kaeba.
check-complaint-not = Üks usaldusisik kaebab. Tseremoonia algab uue katsega.
check-ceremony = Kõik usaldusisikud on võtmed kinnitanud ja prooviavamist näidanud.
check-ceremony-not = Need usaldusisikud ei ole võtmetseremooniat lõpetanud: { $names }.
check-keys = Valimiskastil on võtmed, mille kõik usaldusisikud allkirjastasid.
check-keys-not = Valimiskastil ei ole võtmeid või on teised kui need, mille usaldusisikud allkirjastasid.
check-same-keys-not = Võtmed tahvlil ei ole ettepaneku omad. Tehke ettepanek uuesti.
check-same-board-not = Tahvel ei ole enam see, mis ettepanekus. Tehke ettepanek uuesti.
check-opens = Aeg on käes: hääletamine algab { $opens }.
check-opens-not = Hääletamine algab { $opens }. Varem ei saa seda avada.
check-ahead = Hääletamine lõpeb hiljem: { $closes }.
check-ahead-not = Hääletamise aeg on läbi: { $closes }. Keegi ei saaks hääletada.
check-over = Hääletamise aeg on läbi: { $closes }.
check-over-not = Hääletada võib kuni { $closes }. Enne seda on vaja põhjust.
check-grace = Tunnistajad võivad lõppu allkirjastada kuni { $until }.
check-grace-not = Tunnistajad pidid lõpu allkirjastama hiljemalt { $until }. Kes valimisi kontrollib, näeb, et see oli hiljem.
check-queue = Selle ameti kirjed ei oota tahvlit.
check-queue-not = { $count ->
    [one] { $count } selle ameti kirje ootab tahvlit.
   *[other] { $count } selle ameti kirjet ootab tahvlit.
}
check-no-post = Posti teel hääli, mida oodata, ei ole.
check-post = Posti teel häälte viimane päev on läbi: { $until }.
check-post-not = Posti teel hääli võetakse vastu kuni { $until }.
check-text-not = Kirjutage, mida kõik teada saavad, kuni 2000 tähemärgiga.
check-extension-late = Hääletamine on lõppenud: see ei saa hiljem lõppeda.
check-extension-not = Uus aeg peab olema hilisem kui praegu kehtiv.
check-shares = Tahvlil on piisavalt usaldusisikute osi: { $there }, vaja on { $needed }.
check-shares-not = Tahvlil on liiga vähe usaldusisikute osi: { $there }, vaja on { $needed }.
check-paper-none = Hääli paberil ei ole sisestatud. Kui neid on, sisestage need enne tulemuse allkirjastamist.
check-paper = { $number ->
    [one] { $number } protokolli häältest paberil sisestas kaks inimest ja mõlemad ühtemoodi.
   *[other] { $number } protokolli häältest paberil sisestas igaühe kaks inimest ja mõlemad ühtemoodi.
}
check-paper-not = Neid protokolle häältest paberil ei ole kaks inimest ühtemoodi sisestanud: { $names }.
check-paper-more = { $contest }, { $units }: protokollides on vähemalt { $papers } pabersedeli hääled, ja sealt vastu võetud ümbrikke: { $envelopes }. Kas protokoll sisestati kaks korda või teise ringkonna kohta? Kui neis on loetud ka valimisjaoskondade sedeleid, võivad arvud õiged olla.
check-same-counts-not = Arvud ei ole ettepaneku omad. Tehke tulemuse ettepanek uuesti.

stop-unknown = Midagi ei muutu. Uurige enne, miks valimiskast ei vasta.
stop-empty = Midagi ei ole kadunud. Valimised algavad, kui manifest on tahvlil.
stop-setup = Midagi peale aja ei ole kadunud. Enne avamist ei saa keegi hääletada.
stop-voting = Hääletamine jätkub, ka pärast oma aega, kuni keegi selle siin lõpetab.
stop-ended = Hääletamine on läbi ja midagi ei ole loetud. Posti teel tulnud hääli võetakse veel vastu.
stop-closed = Midagi ei ole kadunud. Lugemine võib jätkuda teisel päeval. Ühtegi üksikut häält ei saa lugeda.
stop-complete = Kõik on tehtud. Hoidke tahvel ja paberid alles nii kaua, kui seadus ütleb.

room-title = Ruumi leht
room-of = Võtmetseremoonia: { $title }
room-still = Ära lae lehte enam iga { $seconds } sekundi järel uuesti
room-go-on = Las leht tuleb jälle ise uuesti
room-election = Valimiste number
room-attempt = Katse
room-next = Mis tuleb järgmisena
room-trustees = Mida iga usaldusisik on teinud
room-trustee = Usaldusisik
room-commitment = 1. voor: sidumine
room-keys = Võtmed kinnitatud
room-test = Prooviavamine
room-done = tehtud
room-open = veel mitte
room-ceremony-hash = Tseremoonia sõrmejälg
room-keys-hash = Võtmete sõrmejälg
room-complaint = Peatuge. { $by } kaebab, et eksis { $accused }: „{ $reason }“ Kelle viga see on, jääb lahtiseks; mõlemad on nimetatud. See katse on läbi.
room-next-manifest = Valimisorgan annab manifesti üle.
room-next-commitment = Iga usaldusisik teeb sidumise. See antakse üle.
room-next-shares = Iga usaldusisik teeb pulgaga 2. vooru ja siis viimase sammu. Võtmed ja prooviavamine antakse üle.
room-next-again = Kõik usaldusisikud alustavad uuesti katsega { $attempt }.
room-next-open = Tseremoonia on täielik. Valimisorgan võib hääletamise avada.
room-next-over = Võtmetseremoonia on läbi.
room-commands = Mida trükkida
room-run = Kõigi nende usaldusisikute masinas: { $names }
room-then-commitment = Siis andke pulgalt üle: failid commitment-*.entry ja kõik failid kaustast blob/sha256.
room-then-keys = Esimene käsk kõigil, siis teine käsk kõigil. Siis andke pulgalt üle: joint-keys-*.entry, test-share-*.entry, complaint-*.entry ja kõik failid kaustast blob/sha256.
room-online = Võrku ühendatud masinas lõpevad samad käsud nii: ainult usaldusisikutel, kellele valimiste korraldaja on seda avalikult lubanud, ja mitte kunagi nii paljudel, kui tulemuse avamiseks vaja on. Siis ei anta pulgaga midagi üle.

protocol-title = Tseremoonia protokoll
protocol-about = Mida tahvel selle tseremoonia kohta ütleb: kes mida tegi, ja iga sõrmejälg. Igaüks saab selle tahvlilt uuesti koostada. Usaldusisikud ja ametnikud allkirjastavad lehe käsitsi.
protocol-noted = Valimisorgan on selle protokolli sõrmejälje tahvlile pannud: kirje { $index }.
protocol-not-noted = Valimisorgan paneb selle sõrmejälje tahvlile teatena kõigile. Siis ei saa keegi teist protokolli näidata.
protocol-hash = Protokolli sõrmejälg (SHA-256)
protocol-json = Protokoll failina (JSON)
protocol-pdf = Protokoll printimiseks ja allkirjastamiseks (PDF)
protocol-notice = Võtmetseremoonia on lõpetatud. Selle protokolli SHA-256: { $hash }
protocol-made = Prinditud { $made }.
protocol-complete = Tseremoonia on lõpetatud: kõik usaldusisikud kinnitasid samad võtmed ja näitasid prooviavamist.
protocol-incomplete = Tseremoonia ei ole lõpetatud. Nii kaugel see on.
protocol-attempt = Katse { $attempt }
protocol-hashes = Sõrmejäljed
protocol-compare = Võrrelge neid enne allkirjastamist täht-tähelt seinal olevatega.
protocol-entries = Kirjed tahvlil
protocol-entries-about = Igaüks oma numbri ja sõrmejäljega: tahvli puu leht.
protocol-bound = Valimine { $id }, protokoll { $hash }
protocol-scanned = Valimine ja protokolli sõrmejälg, skanneri jaoks
protocol-official = Ametnik

hand-title = Pulga üleandmine
hand-lead = Valige pulgalt failid, mille lõpus on .entry, ja selle kausta blob/sha256 failid. Need lähevad valimiskasti sellistena, nagu need on. Iga fail allkirjastati seal, kus on selle võti; siin ei saa midagi muuta.
hand-files = Failid
hand-files-hint = Võite valida mitu korraga. Failid, mis on juba tahvlil, ei tee halba.
hand-go = Anda üle
hand-said = Mida valimiskast ütles
hand-no-entry = Ükski neist failidest ei ole allkirjastatud kirje. Valige ka failid, mille lõpus on .entry.
hand-stop = Midagi ei ole kadunud. Mis on üle antud, jääb; ülejäänu võib anda hiljem.
hand-authority = valimisorgan
hand-taken = { $what } ({ $who }) võeti vastu.
hand-refused = { $what } ({ $who }) lükati tagasi.
hand-culprit = Selle allkirjastas { $who }: keegi teine ei saanud seda teha. Öelge see valjusti.
hand-where = Juhendis: if-something-goes-wrong.md, „{ $section }“.
hand-forged = { $what } nimetab, et autor on { $who }, aga { $who } ei ole seda allkirjastanud. Keegi võltsis selle või on fail teiste valimiste oma.
hand-no-content = { $what } ({ $who }): sisu puudub. Valige ka kausta blob/sha256 failid.
hand-other-content = { $what } ({ $who }): ükski fail ei ole sisu, mille { $who } allkirjastas. See puudub, on rikutud või muudetud.
hand-later = { $what } ({ $who }) jäi praegu vastu võtmata: { $why }. Andke see hiljem uuesti üle.
entry-manifest = Manifest
entry-trustee-commitment = Sidumine
entry-complaint = Kaebus
entry-joint-keys = Võtmete kinnitus
entry-test-share = Prooviavamine
entry-open = Avamine
entry-notice = Teade
entry-end = Hääletamise lõpp
entry-close = Sulgemine
entry-decryption-share = Osa tulemusest
entry-result = Tulemus
board-other = Valimiskast annab põhjuseks: { $problem }.
board-phase = See ei sobi sammuga, kus valimised on.
board-twice = See on juba tahvlil.
board-attempt = See on teisest katsest kui see, mis käib.
board-complaint = On kaebus: see katse on läbi.
board-signature = Seda ei ole allkirjastanud see, kes peab.
board-share = Selle tõestus ei kehti: osa on vale.
board-test-share = Selle tõestus ei kehti: prooviosa on vale.
board-package = Selle tõestus ei kehti: sidumine on vale.
board-repeated-term = See kordab varasema sidumise saladust.
board-encoding = See ei ole kirjutatud nii, nagu protokoll ütleb.
board-point = Selles on arvud, mida ei saa olla.
board-other-keys = See nimetab teisi võtmeid kui tseremoonia omad.
board-ceremony-incomplete = Võtmetseremoonia ei ole täielik.
board-not-settled = Tahvel ei ole veel suletud.
board-other-tree = Vahepeal tuli tahvlile midagi juurde. Tehke ettepanek uuesti.
board-sequence = Selle number ei ole järgmine.
board-extension = Hääletamine on lõppenud või uus aeg ei ole hilisem.
board-counts = Arvud ei ole need, mille osad annavad.
board-tally = Tahvlil on liiga vähe osi.
board-given-up = Kaks ametnikku loobusid sellest; seda enam ei saadeta. Vaadake tahvlit, enne kui uuesti ütlete: see võib seal olla.

tally-title = Lugemine
tally-not-closed = Tahvel ei ole suletud. Kõigepealt lõpeb hääletamine, siis võetakse vastu viimane posti teel tulnud hääl, siis suletakse tahvel.
tally-shares = Usaldusisikute osad
tally-share = Osa
tally-share-there = olemas
tally-share-missing = puudub
tally-decrypt = Kopeerige suletud tahvel pulgale. Iga usaldusisik annab teise käsu oma masinas, siis antakse pulk üle.
tally-groups = Ringkonnad, mida loetakse koos
tally-groups-about = Väheste häältega ringkondi loetakse koos teistega, et keegi ei saaks teada, kuidas üks inimene hääletas.
tally-contest = Küsimus
tally-ballots = Loetud sedeleid
tally-too-few = liiga vähe sedeleid: eraldi ei loeta
tally-result = Arvud
tally-online = Internetis
tally-paper = Paberil ({ $references })
tally-total = Kokku
result-stands = Tulemus on tahvlil. Igaüks võib seda kontrollida.
result-pages = Tulemus lehtedena
result-publish = See teeb kontrollitud tahvlist tulemuse lehed ja tabelid:
paper-title = Hääled paberil
paper-about = Iga protokolli sisestab kaks inimest. Keegi ei näe, mida teine sisestas, enne kui mõlemad on seda teinud. Arvesse läheb ainult see, mille mõlemad sisestasid ühtemoodi.
paper-reference = Protokoll
paper-reference-hint = Number või nimi, mis on paberil, nagu paberil.
paper-type = Sisestada see protokoll
paper-of = Protokoll { $reference }
paper-lead = Sisestage häälte arv, nagu see paberil on, 0, kui hääli ei ole. Kui te selle juba sisestasite, asendavad uued arvud teie omad.
paper-keep = Jätta need arvud
paper-stop = Midagi ei jäeta alles, enne kui vajutate nuppu.
paper-state = Seis
paper-none = keegi ei ole sisestanud
paper-one = üks inimene sisestas; teine peab veel
paper-differ = kaks inimest sisestasid erinevad arvud
paper-equal = kaks inimest sisestasid ühtemoodi
paper-differences = Erinevused protokollis { $reference }: { $contest }
paper-option = Valik
paper-file = Hääled paberil, milles kaks inimest on ühel meelel, failina käsu jaoks (paper.json):
paper-take-back = Protokolli tagasivõtmine
paper-take-back-hint = Kui see sisestati ekslikult. Teie enda arvud kaovad. Protokoll kaob, kui kõik, kes selle sisestasid, on selle tagasi võtnud, kõige rohkem kaks inimest.
paper-take-back-go = Võta minu arvud tagasi
wrong-votes = Sisestage täisarv, 0 või rohkem.
