# Mida kirja teel hääletamise amet trükib: crates/documents

paper-election = Valimised
paper-help = Abi
paper-by-hand = □ on märgi asemel, mida see programm trükkida ei oska: kirjutage see käsitsi.

confirmation-title = Teie kirja teel hääletamise taotlus on meil käes
confirmation-lead = Valimisamet on teie taotluse kätte saanud. Palun hoidke see leht alles, kuni olete hääletanud.
confirmation-keep = Öelge meile see number, kui helistate või kirjutate.
confirmation-person = Nimi
confirmation-filed = Saabunud
confirmation-next = Mis edasi saab
confirmation-next-check = Ametnik kontrollib teie taotlust. Kui kaugel see on, näete lehel { $site } jaotises „Minu valimised“.
confirmation-next-papers = Kui taotlus on heaks kiidetud, trükitakse teie hääletusdokumendid ja saadetakse ülaltoodud aadressile.
confirmation-next-back = Hääletage ja saatke ümbrik tagasi. See peab õigel ajal kohal olema: päev on kirjas ülal.
confirmation-signed = Teie allkirjastatud teksti räsi (SHA-256)
confirmation-no-vote = See ei ole hääletussedel ja sellega ei saa keegi hääletada.
confirmation-made = Koostatud: { $at }

labels-title = Aadressisildid: { $of }

letters-title = Kirjad: { $of }
letter-title = Teie hääletamine kirja teel
letter-lead = Soovisite hääletada kirja teel. Siin on teie hääletusdokumendid. Need on ainult teile: keegi teine ei tohi teie eest hääletada ega allkirja anda.
letter-style = Hääletussedel
letter-how = Kuidas hääletada
letter-step-check = Vaadake, kas kõik on olemas: hääletussedel, sedeliümbrik, kinnitus, tagastusümbrik. Tagastusümbrikul on sama kood mis selle kirja ülaosas.
letter-step-fill = Täitke hääletussedel ise ja nii, et keegi ei näe.
letter-step-close = Pange see sedeliümbrikusse ja sulgege ümbrik. Ärge kirjutage sellele ümbrikule midagi.
letter-step-sign = Allkirjastage kinnitus.
letter-step-send = Pange sedeliümbrik ja kinnitus tagastusümbrikusse, sulgege see ja viige posti.
letter-trouble = Kui midagi on puudu, katki või kadunud, helistage või kirjutage meile. Siis saadame uued hääletusdokumendid ja esimeste kood enam ei kehti.

envelopes-title = Tagastusümbrikud: { $of }
envelope-title = Hääletamine kirja teel
envelope-unopened = Avada tohib ainult valimisamet
envelope-code = Kood
envelope-picture = Koodi { $code } pilt

reconciliation-title = Kirja teel hääletamise dokumentide bilanss
reconciliation-sum = Kokku
reconciliation-part = Ainult mõni ringkond: ametnik, kes selle trükkis, teisi ei näe.
reconciliation-none = Hääletusdokumente ei ole veel trükitud.
reconciliation-checked = Kontrollitud
reconciliation-signature = Kuupäev, nimi, allkiri
