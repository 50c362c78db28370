# Iga lause hääletuskabiinist ja teise seadme lehelt, selles järjekorras, milles inimesed neid näevad.

without-script = Internetis hääletamiseks on vaja JavaScripti: teie hääletussedel krüpteeritakse selles seadmes, enne kui see seadmest lahkub. Lubage sellel lehel JavaScript või hääletage muul viisil.
service-name = Hääletamine internetis
session-ends = Teid logitakse välja vähem kui 2 minuti pärast.
session-extend = Jää sisse logituks

start-heading = Hääletage internetis
start-lead = Selleks kulub umbes 3 minutit.
start-need-heading = Mida teil vaja on
start-need-card = teie ID-kaart ja selle PIN1
start-need-reader = kaardilugeja ja Web eID programm selles seadmes
start-need-place = koht, kus keegi teie ekraani ei näe
start-how-heading = Kuidas see käib
start-how-1 = Logite sisse ID-kaardiga.
start-how-2 = Täidate hääletussedeli.
start-how-3 = See seade krüpteerib sedeli. Keegi teine ei näe, mida te valite, ka meie mitte.
start-how-4 = Annate sedeli ära või kontrollite kõigepealt, kas seade on aus.
start-how-5 = See seade kontrollib, et teie sedel on valimiskastis.
start-button = Logi sisse ID-kaardiga
start-look = Kas olete juba hääletanud? Leidke oma sedel või kontrollige seda teise seadmega.

card-heading = Kasutage ID-kaarti
card-sign-in = Pange kaart lugejasse. Web eID programm küsib PIN1. Sisestage PIN seal, mitte kunagi sellel lehel.
card-credential = Kaarti küsitakse teist korda. PIN1-ga kinnitab kaart, et see seade tohib neil valimistel teie eest hääletada.

elections-heading = Minu valimised
elections-hello = Olete sisse logitud kui { $name }.
elections-none = Praegu ei ole valimisi, kus saaksite internetis hääletada.
elections-until = Avatud kuni { $time }
elections-opens = Avatakse { $time }
elections-vote = Hääleta nüüd
elections-vote-in = Hääleta nüüd: { $title }
elections-papers-out = Teile on saadetud kirjaga hääletamise paberid. Saate siiski veel ka internetis hääletada. Kui teie ümbrik jõuab õigel ajal tagasi ja see võetakse vastu, läheb arvesse paberil antud hääl, mitte internetis antud hääl.
elections-registered = Olete registreerinud seadme internetis hääletamiseks. Kui see on sedeli andnud, leiate selle jälgimiskoodiga.
reason-pack-is-out = Teile on saadetud kirjaga hääletamise paberid. Sellel valimisel hääletate siis nende paberitega.
reason-postal-vote-arrived = Teie ümbrik on kohale jõudnud ja seda kontrollitakse. Praegu te internetis hääletada ei saa.
reason-voted-on-paper = Teie paberil antud hääl läheb juba arvesse.
reason-not-on-roll = Teid ei ole nende valimiste valijate nimekirjas. Kui arvate, et see on viga, pöörduge oma kohaliku omavalitsuse poole.
reason-not-yet-open = Hääletamine ei ole alanud.
reason-closed = Hääletamine on lõppenud.
reason-other = Te ei saa neil valimistel internetis hääletada. Võib-olla olete taotlenud kirja teel hääletamist või juba paberil hääletanud.
sign-out = Logi välja
finished-heading = Olete välja logitud
finished-text = Teie häälest ei jäänud sellesse seadmesse midagi. Võite selle akna sulgeda.

checking-heading = Teie sedelit valmistatakse ette
checking-board = See seade kontrollib valimisi: võtmeid, reegleid ja nende allkirju, kes valimisi jälgivad.
checking-credential = Teie hääleõigus kantakse avalikule tahvlile ilma teie nimeta.

contest-progress = Küsimus { $number }/{ $count }
rule-single = Valige üks.
rule-approval = Valige nii palju, kui soovite.
rule-some = { $min ->
    [0] Valige kuni { $max }.
   *[other] Valige vähemalt { $min } ja kuni { $max }.
}
rule-votes = Teil on { $total } häält. Ühele kandidaadile võite neist anda kuni { $max }.
rule-points = Teil on { $total } punkti. Ühele ettepanekule võite neist anda kuni { $max }.
rule-least = Andke vähemalt { $min }.
blank-option = Tühi hääl: mitte ükski neist
left-choices = { $count ->
    [0] Rohkem valida ei saa
    [one] Valida saab veel 1
   *[other] Valida saab veel { $count }
}
left-votes = { $count ->
    [0] Hääli ei ole enam
    [one] 1 hääl on alles
   *[other] { $count } häält on alles
}
left-points = { $count ->
    [0] Punkte ei ole enam
    [one] 1 punkt on alles
   *[other] { $count } punkti on alles
}
too-many = { $count } on liiga palju. Võtke { $count } ära.
votes-for = Hääled: { $name }
points-for = Punktid: { $name }
more-for = Rohkem: { $name }
less-for = Vähem: { $name }
list-vote = Hääleta kogu nimekirja poolt
list-vote-for = { list-vote }: { $name }
list-too-long = Selles nimekirjas on { $size } kandidaati ja teil on alles { $left } häält.
no-list = Nimekirjata
clear = Tühjenda see küsimus
error-too-many = Olete andnud { $count } liiga palju. Võtke need enne jätkamist ära.
error-too-few = Andke vähemalt { $min }.
error-nothing = Te ei ole midagi valinud. Valige või märkige „{ $blank }“.
error-one = Valige üks.
error-number = { $name }: sisestage täisarv 0 kuni { $max }.

review-heading = Kontrollige oma valikuid
review-lead = Sellest seadmest ei ole veel midagi lahkunud.
review-change = Muuda
review-change-of = Muuda: { $title }
review-blank = Tühi hääl
review-unused-votes = Olete kasutanud { $used }, võimalik on { $total }. Võite selle nii jätta.
review-replaces = Olete juba hääletanud. See sedel asendab sedeli, mille jälgimiskood on { $tracker }.
review-button = Krüpteeri minu sedel

encrypting-heading = Teie sedelit krüpteeritakse
encrypting-text = See seade krüpteerib teie sedeli ja tõestab, et see on õigesti täidetud.

tracker-heading = Teie sedel on krüpteeritud
tracker-label = Teie jälgimiskood
tracker-text = Selle koodiga leiate oma sedeli avalikult tahvlilt. Kirjutage see üles või tehke pilt. Kood ei näita, kuidas te hääletasite.
tracker-code = Jälgimiskood ruutkoodina
decide-heading = Mida soovite nüüd teha?
cast-heading = Anna ära
cast-text = Sedel läheb valimiskasti.
cast-button = Anna see sedel ära
check-heading = Kontrolli kõigepealt
check-text = Vaadake, kas see seade krüpteeris selle, mida te valisite. Kontrollitud sedelit ei loeta kunagi; pärast täidate uue.
check-button = Kontrolli seda sedelit

open-heading = Kas avada see sedel kõigile?
open-warning = Siis näevad kõik, mis sellel sedelil on, ja asutus, kes inimesi tunneb, võiks öelda, et see oli teie oma.
open-advice = Kui need on teie tegelikud valikud, minge parem tagasi, täitke midagi muud, krüpteerige see ja kontrollige seda. Ebaaus seade ei saa ette teada, millist sedelit te kontrollite.
open-confirm = Ava see sedel
open-back = Muudan enne oma valikuid
open-return = Tagasi, ilma avamata

sending-heading = Teie sedel on teel
sending-post = Sedel läheb valimiskasti
sending-receipt = Kviitungit kontrollitakse
sending-board = Tunnistajad allkirjastavad tahvli koos teie sedeliga
sending-wait = Vastust veel ei ole. See seade proovib { $seconds } s pärast uuesti. Ükskõik kui mitu korda ta proovib, teie sedelit loetakse üks kord.
sending-witnesses = Selleks võib kuluda minut. Jätke see leht avatuks.

done-heading = Teie sedel on valimiskastis
done-lead = See seade kontrollis:
done-receipt = Valimiskast allkirjastas kviitungi just selle sedeli kohta.
done-place = Sedel on avalikul tahvlil kanne { $index }.
done-witness = { $name } nägi seda seal { $time }.
done-save = Salvesta kviitung
done-print = Prindi see leht
done-receipt-note = Kviitung ei näita, kuidas te hääletasite.
done-next-heading = Mis edasi saab
done-next-until = Kuni { $time } saate uuesti hääletada. Loeb ainult teie viimane sedel.
done-next-once = Neil valimistel saab hääletada üks kord.
done-next-count = Pärast hääletamise lõppu liidetakse kõik sedelid kokku veel krüpteeritult. Oma sedeli leiate tahvlilt igal ajal.
vote-again = Hääleta uuesti
finish = Lõpeta ja logi välja
second-heading = Kontrollige teise seadmega
second-text = Teine seade võib teile näidata, mis teie sedelil on. Avage seal leht { $page }, kõige parem mõne teise organisatsiooni oma, ja skannige kood.
second-warning = Kes seda koodi näeb, näeb, kuidas te hääletasite. Näidake seda ainult siis, kui olete üksi.
second-show = Näita koodi
second-hide = Peida kood
second-used = Olete koodi näidanud nii mitu korda, kui need valimised lubavad.
second-code = Kood teise seadme jaoks

checked-heading = See sedel on kontrollimiseks avatud
checked-text = See on avalikul tahvlil ja seda ei loeta.
checked-choices-heading = See seade ütleb, et ta krüpteeris:
checked-elsewhere-heading = Kontrollige nüüd mujal
checked-elsewhere-text = Avage leht { $page } teises seadmes, kõige parem mõne teise organisatsiooni oma. Skannige seal see kood või avage fail. Mõlemad seadmed peavad näitama samu valikuid.
checked-save = Salvesta kood failina
checked-different = Kui teine seade näitab midagi muud, ärge selle seadmega hääletage. Öelge seda kasutajatoele.
checked-new = Täida uus sedel
checked-kept = Teie valikud on veel täidetud. Uus sedel krüpteeritakse uuesti.

look-heading = Sedeli vaatamine
look-lead = Kasutage seda lehte muus seadmes kui see, millega hääletasite. Leht näitab, kus sedel avalikul tahvlil on. Sisse logida ei ole vaja.
look-code-heading = Koodi või kviitungiga
look-code-text = Kood näitab, mis sedelil on; kviitung ei näita.
look-file = Ava fail: kood, kviitung või pilt koodist
look-camera = Skanni kaameraga
look-camera-stop = Peata kaamera
look-camera-none = Kaamerat ei saa kasutada. Tehke koodist pilt ja avage see.
look-no-code = Sellest failist koodi ei leitud.
look-typed-heading = Numbri ja jälgimiskoodiga
look-entry = Kande number
look-entry-missing = Sisestage kande number, ainult numbrid. See on kviitungil ja lehel, mida nägite pärast hääletamist.
look-tracker = Jälgimiskood
look-tracker-hint = 26 tähte ja numbrit; sidekriipsud ei ole olulised
look-button = Vaata
look-found = Sedel on tahvlil
look-not-found = Sellist sedelit tahvlil ei ole
look-not-found-text = Kontrollige, mida sisestasite. Kui teil on selle sedeli kviitung, on valimiskast oma sõna murdnud: näidake kviitungit kasutajatoele.
look-election = Valimised: { $title }
look-last = See on selle valija seni viimane sedel. See loeb, kui järgmist ei tule.
look-replaced = See ei loe: sama valija hilisem sedel asendab selle või läks hääleõigus teise seadmesse või paberile.
look-challenge = See avati kontrollimiseks ja seda ei loeta kunagi.
look-choices = Mis sedelil on
look-compare = Kas te valisite selle? Kui ei, siis ei saa usaldada seadet, millega hääletasite: hääletage teise seadmega uuesti ja öelge seda kasutajatoele.
look-other = Vaata teist sedelit

fault-network = Ühendus katkes. Teie sedelist ei läinud midagi kaduma. Kontrollige võrku ja proovige siis uuesti.
fault-server = Server ei tööta praegu korralikult. Midagi ei läinud kaduma. Proovige mõne minuti pärast uuesti.
fault-busy = Praegu hääletab väga palju inimesi. Midagi ei läinud kaduma. Proovige minuti pärast uuesti.
fault-refused = Server lükkas selle sammu tagasi. Midagi ei läinud kaduma. Alustage uuesti; kui see ei aita, küsige kasutajatoelt.
fault-defect = See leht tegi vea. Teie sedelit ei saadetud, välja arvatud juhul, kui nägite kviitungit. Alustage uuesti.
fault-module = Lehe osa, mis krüpteerib, ei laadinud või seda muudeti teel. Midagi ei saadetud. Proovige uuesti või kasutage teist veebilehitsejat.
fault-randomness = See veebilehitseja ei oska valida salajasi arve. Midagi ei saadetud. Kasutage teist veebilehitsejat.
fault-board = Avalikku tahvlit ei saa korralikult lugeda. Midagi ei saadetud. Proovige hiljem uuesti ja öelge kasutajatoele, kui see nii jääb.
fault-other-election = Avalik tahvel näitab teisi valimisi kui teie omad. Midagi ei saadetud. Palun öelge seda kasutajatoele.
fault-unwitnessed = Avalikul tahvlil ei ole piisavalt tunnistajate allkirju. Ilma nendeta see seade tahvlit ei usalda. Proovige hiljem uuesti ja öelge kasutajatoele, kui see nii jääb.
fault-not-open = Nendel valimistel ei saa veel hääletada. Midagi ei saadetud.
fault-fork = Valimiskast näitas kaht erinevat tahvlit. Salvestage see leht koos tehniliste andmetega ja öelge seda kohe kasutajatoele või vaatlejale.
fault-proof = Valimiskast ei tõestanud, et teie sedel on tahvlil. Ärge sellele lootke. Öelge seda kasutajatoele koos tehniliste andmetega.
fault-receipt = Valimiskast andis vale kviitungi. Ärge sellele lootke. Öelge seda kasutajatoele koos tehniliste andmetega.
fault-other-previous = Valimiskast nimetab teist viimast sedelit, kui see seade ära andis. Kui hääletasite vahepeal teise seadmega, alustage uuesti. Kui ei, öelge seda kasutajatoele.
fault-challenge = Kood ei ava seda sedelit: seade, mis sedeli tegi, ei krüpteerinud seda, mida ta väidab. Ärge selle seadmega hääletage. Öelge seda kasutajatoele.
fault-other-tracker = Valimiskast näitas teist sedelit kui see, millel on see jälgimiskood. Kontrollige numbrit ja koodi.
fault-tracker-text = See ei ole jälgimiskood. Koodis on 26 tähte ja numbrit, ilma tähtedeta I, L, O ja U.
fault-signed-out = Teid logiti välja, sest mõnda aega ei toimunud midagi. Teie sedelit ei antud ära. Logige uuesti sisse.
fault-closed = Hääletamine on lõppenud või ei ole veel alanud. Seda sedelit ei võetud vastu.
fault-limit = Olete jõudnud nii paljude sedelite või kontrollideni, kui need valimised lubavad.
fault-no-revoting = Olete juba hääletanud ja neil valimistel ei saa uuesti hääletada.
fault-not-live = Teie hääleõigus läks teise seadmesse või olete hääletanud paberil. Seda sedelit ei võetud vastu. Logige uuesti sisse, et selle seadmega hääletada.
fault-card-refused = Kaart loeti, kuid selle sertifikaati siin ei aktsepteerita. Kasutage kehtivat ID-kaarti.
fault-card-other-person = See on kellegi teise kaart, mitte sisse logitud inimese oma. Kasutage oma kaarti või logige enne välja.
fault-card-late = Kaardi kasutamine võttis liiga kaua aega. Midagi ei läinud kaduma. Proovige uuesti.
fault-card-responder = Praegu ei saa kontrollida, kas kaardid kehtivad. Midagi ei läinud kaduma. Proovige mõne minuti pärast uuesti.
fault-not-eligible = Te ei saa neil valimistel praegu internetis hääletada.
fault-card-action-timeout = Kaarti ei kasutatud õigel ajal. Midagi ei läinud kaduma. Proovige uuesti, kui kaart ja PIN on valmis.
fault-card-user-timeout = Kaardi programm ootas PIN-i liiga kaua. Midagi ei läinud kaduma. Proovige uuesti.
fault-card-version-mismatch = Web eID programm ja veebilehitseja laiendus ei sobi kokku. Uuendage mõlemat ja proovige uuesti.
fault-card-version-invalid = Web eID programmi versiooni ei saa lugeda. Paigaldage see uuesti ja proovige siis.
fault-card-extension-unavailable = Web eID laiendust ei ole selles veebilehitsejas või see on välja lülitatud. Paigaldage see aadressilt web-eid.eu või lülitage sisse ja laadige leht uuesti.
fault-card-native-unavailable = Web eID programmi ei ole selles seadmes. Paigaldage see aadressilt web-eid.eu ja proovige uuesti.
fault-card-unknown-error = Kaarti ei saanud kasutada. Võtke see välja, pange uuesti sisse ja proovige veel kord.
fault-card-context-insecure = See leht ei ole laaditud turvalise ühenduse kaudu, seepärast ei tohi kaarti kasutada. Kontrollige, et aadress algab tähtedega https.
fault-card-user-cancelled = Sulgesite kaardi programmi akna. Midagi ei läinud kaduma. Proovige uuesti, kui olete valmis.
fault-card-native-invalid-argument = Kaardi programm ei saanud sellest lehest aru. Uuendage Web eID programmi ja proovige uuesti.
fault-card-native-fatal = Kaardi programm lõpetas veaga. Kontrollige, et kaart on korralikult lugejas, ja proovige uuesti.
fault-card-action-pending = Kaardi programm on veel avatud teises aknas või vahekaardil. Lõpetage seal ja proovige siis uuesti.
fault-card-missing-parameter = See leht küsis kaardilt valesti. Laadige leht uuesti; kui see ei aita, öelge kasutajatoele.

# the card reader of demonstrations
reader-heading = Milline kaart?
reader-lead = See on tutvustus. Lugeja ja kaardid ei ole päris.
reader-card = Kaart lugejas
reader-use = Kasuta seda kaarti
reader-cancel = Võta kaart välja
