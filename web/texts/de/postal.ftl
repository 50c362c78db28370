# Jeder Satz über die Briefwahl: die Seiten für alle, die sie beantragen, die des Amts, und die Nachrichten.

# before one asks
before-title = Briefwahl
before-lead = Hier beantragen Sie Ihre Briefwahlunterlagen. Das dauert etwa 3 Minuten. Sie können aufhören und später weitermachen.
before-need = Was Sie brauchen
before-need-card = Ihren Ausweis mit PIN 1 und PIN 2
before-need-address = die Adresse, an die die Unterlagen gehen
before-need-identity = wenn die Unterlagen ins Ausland gehen: ein Bild Ihres Reisepasses oder Ausweises
before-go = Beginnen
before-replaces-online = Sie können schon online wählen. Sobald Ihr Wahlbrief angenommen ist, ersetzt er eine online abgegebene Stimme.
before-again = Sie haben schon einmal einen genehmigten Antrag zurückgezogen. Zwei Amtspersonen sehen sich den neuen an.
place-home = Unterlagen im Inland
place-abroad = Unterlagen in ein anderes Land
place-not-offered = Wird bei dieser Wahl nicht angeboten.
deadline-apply = Antrag möglich bis
deadline-return = Ihre Stimme muss hier sein bis
days-in-post = Dauer mit der Post
days-there-back = { $there ->
    [one] { $there } Tag
   *[other] { $there } Tage
} hin, { $back ->
    [one] { $back } Tag
   *[other] { $back } Tage
} zurück
post-by = Spätester Tag zum Absenden Ihrer Stimme
post-is-tight = Die Post ist vielleicht zu langsam: Unterlagen, die heute gesendet werden, könnten zu spät zurückkommen. Sicherer ist es, auf einem anderen Weg zu wählen.
apply-until = { $until } ({ $days ->
    [0] heute ist der letzte Tag
    [one] noch { $days } Tag
   *[other] noch { $days } Tage
})
apply-over = Es war möglich bis { $until }.
choice-until = Zu beantragen bis { $until }.
expected = Dauert meist höchstens { $span } (gemessen an { $count ->
    [one] { $count } Antrag
   *[other] { $count } Anträgen
}).
span-minutes = { $number ->
    [one] { $number } Minute
   *[other] { $number } Minuten
}
span-hours = { $number ->
    [one] { $number } Stunde
   *[other] { $number } Stunden
}
span-days = { $number ->
    [one] { $number } Tag
   *[other] { $number } Tage
}

# who may not ask
refused-title = Sie können jetzt keine Briefwahl beantragen
refused-not-offered = Bei dieser Wahl gibt es keine Briefwahl.
refused-not-on-roll = Sie stehen für diese Wahl nicht im Wählerverzeichnis.
refused-not-eligible = Im Wählerverzeichnis steht etwas über Sie, das nicht zu dieser Wahl passt.
refused-minor = Sie sind am Wahltag zu jung. Alt genug sind Sie ab { $from }.
refused-too-early = Anträge werden angenommen ab { $from }.
refused-too-late = Anträge wurden angenommen bis { $until }.
refused-duplicate = Sie haben schon Briefwahl beantragt.
refused-voted-online = Sie haben sich für die Online-Wahl entschieden. Bei dieser Wahl kann keine Briefwahl sie ersetzen.
refused-voted-on-paper = Ihre Stimme auf Papier zählt schon.
remedies-title = Was Sie tun können
remedy-vote-online = Wählen Sie online, von { $from } bis { $until }.
remedy-vote-at-polling-place = Wählen Sie in Ihrem Wahllokal am { $on }.
remedy-come-back = Kommen Sie wieder am { $on }.
remedy-correct-roll = Rufen Sie uns an, wenn Sie das für falsch halten. Wir können das Wählerverzeichnis berichtigen lassen.
remedy-say-it-was-not-me = Rufen Sie uns sofort an, wenn Sie das nicht waren.
remedy-see-request = Sehen, wie weit Ihr Antrag ist
remedy-take-back = Den Antrag zurückziehen
remedy-answer = Unsere Frage beantworten
remedy-none = Bitte rufen Sie uns an: Wir helfen Ihnen.

# the form
sheet-data = Ihre Daten
sheet-data-lead = Das steht im Wählerverzeichnis. Sie müssen es nicht eingeben.
sheet-data-wrong = Ist etwas falsch? Bitte rufen Sie uns an, wir lassen es berichtigen.
sheet-data-register = Was hier und auf den nächsten Seiten ausgefüllt ist, kann aus dem Bevölkerungsregister kommen. Was Sie überschreiben können, ändern Sie, wenn es falsch ist.
sheet-delivery = Wohin sollen die Unterlagen gehen?
sheet-country = In welches Land?
sheet-address = Die Adresse
sheet-address-abroad = Schreiben Sie die Adresse wie auf einem Brief in diesem Land. Ihren Namen setzen wir dazu: Die Unterlagen gehen an Sie und an niemanden sonst.
sheet-identity = Ihr Reisepass oder Ausweis
sheet-identity-lead = Für Unterlagen, die ins Ausland gehen, brauchen wir ein Bild Ihres Reisepasses oder Ausweises. Wir löschen es, sobald wir entschieden haben.
sheet-identity-there = Ein Bild ist da.
sheet-duration = Für welche Wahlen?
sheet-contact = Wie schreiben wir Ihnen?
save-later = Speichern und später weitermachen
choose-country = Land auswählen
check-title = Prüfen Sie Ihre Angaben
check-not-sent = Ihr Antrag ist noch NICHT gesendet.
check-open = Das fehlt noch
check-go = Weiter zur Unterschrift
check-declare = Ihre Erklärung
sign-title = Lesen, unterschreiben und senden
sign-lead = Das ist Ihr Antrag. Mit der PIN 2 unterschreiben Sie ihn, und damit wird er gesendet: Einen weiteren Schritt gibt es nicht.
sign-go = Unterschreiben und senden
sign-demo = Mit einem Demo-Ausweis unterschreiben und senden

field-surname = Familienname
field-given-names = Vornamen
field-birth-date = Geburtsdatum
field-registered-address = Meldeadresse
field-place-of-birth = Geburtsort
field-place-of-birth-hint = Ort und Land.
field-deliver-to = Unterlagen senden an
deliver-registered = meine Meldeadresse
deliver-home = eine andere Adresse im Inland
deliver-abroad = eine Adresse im Ausland
field-country = Land
field-address = Adresse
field-organisation = Firma, Hotel oder c/o
field-street = Straße und Hausnummer
field-suburb = Ortsteil
field-city = Ort
field-state = Bundesstaat oder Provinz
field-postal-code = Postleitzahl
field-postal-code-hint = Wie { $example }.
field-sorting-code = Sortiercode
field-lines = Die Adresse in Zeilen
field-lines-hint = Wie auf einem Umschlag, ohne Ihren Namen. Höchstens 6 Zeilen.
field-lines-instead = Nur wenn die Felder oben nicht passen: die ganze Adresse hier, und oben nichts.
field-attachment = Bild Ihres Reisepasses oder Ausweises
field-attachment-hint = Ein Foto (JPEG, PNG) oder ein PDF, höchstens 5 Megabyte.
field-duration = Ich beantrage Briefwahl für
duration-election = diese Wahl
duration-year = alle Wahlen dieses Jahres
duration-standing = alle Wahlen, bis ich den Antrag zurückziehe
field-language = Sprache, in der wir Ihnen schreiben
field-email = E-Mail
field-email-hint = Wir schreiben Ihnen bei jedem Schritt. Sie dürfen das leer lassen.
field-phone = Telefon
field-phone-hint = Mit der Landesvorwahl, wie +352 621 123 456. Sie dürfen das leer lassen.

wrong-missing = Füllen Sie das aus.
wrong-unchosen = Wählen Sie eines aus.
wrong-too-long = Kürzen Sie das auf { $max } Zeichen.
wrong-too-many-lines = Verwenden Sie höchstens { $max ->
    [one] { $max } Zeile
   *[other] { $max } Zeilen
}.
wrong-unprintable = Geben Sie das noch einmal ein: Es enthält Zeichen, die sich nicht drucken lassen.
wrong-country = Wählen Sie ein Land aus der Liste aus.
wrong-not-at-home = Diese Adresse ist im Ausland: Wählen Sie „eine Adresse im Ausland“ aus, oder geben Sie eine im Inland an.
wrong-not-abroad = Diese Adresse ist nicht im Ausland: Wählen Sie eine Adresse im Inland aus.
wrong-unknown = Adressen in diesem Land haben das nicht: Lassen Sie es leer.
wrong-postal-code = Geben Sie die Postleitzahl so ein wie { $example }.
wrong-not-registered = Für Sie ist keine Adresse gemeldet: Wählen Sie eine andere aus.
wrong-language = Wählen Sie eine der Sprachen dieser Wahl aus.
wrong-email = Geben Sie eine E-Mail-Adresse wie name@example.org ein, oder lassen Sie das leer.
wrong-phone = Geben Sie eine Telefonnummer mit Landesvorwahl wie +352 621 123 456 ein, oder lassen Sie das leer.
wrong-undeclared = Sie können den Antrag nur stellen, wenn Sie das erklären. Kreuzen Sie es an, wenn es wahr ist.
wrong-too-late = Es ist zu spät, die Unterlagen dorthin zu senden. Möglich war es bis { $until }.
wrong-too-late-home = An eine Adresse im Inland können sie noch gesendet werden.
wrong-too-late-abroad = An eine Adresse im Ausland können sie noch gesendet werden.
wrong-attachment-kind = Laden Sie ein Foto (JPEG, PNG) oder ein PDF hoch.
wrong-attachment-size = Laden Sie höchstens 5 Megabyte hoch.

# a request
request-title = Ihre Briefwahl: { $state }
request-sent = Ihr Antrag ist unterschrieben und gesendet. Sie können diese Seite drucken.
request-register-waits = Das Bevölkerungsregister hat Ihre Daten noch nicht bestätigt. Wir fragen es, bis es antwortet. Sie müssen nichts tun.
request-number = Nummer des Antrags
request-answers = Was Sie beantragt haben
request-paper = Bestätigung auf Papier (PDF)
request-can = Was Sie jetzt tun können
request-tell-us = Wenn etwas nicht stimmt, sagen Sie es uns:
no-way-back-papers-out = Sie können den Antrag nicht mehr zurückziehen: Ihre Unterlagen haben unser Haus verlassen, und eine Stimme könnte schon in der Post sein. Wenn Sie nicht per Brief wählen wollen, vernichten Sie sie.
no-way-back-envelope-here = Sie können den Antrag nicht mehr zurückziehen: Ihr Wahlbrief ist da.
timeline = Wie weit es ist
answer-until = Bitte erledigen Sie das bis { $until }.
wish-answer = Unsere Frage beantworten
wish-answer-about = Schreiben Sie, wonach wir gefragt haben. Wir machen weiter, sobald Sie es gesendet haben.
wish-cure = In Ordnung bringen, was fehlt
wish-cure-about = Schreiben Sie, was Sie dafür getan haben, zum Beispiel, wann Sie zum Unterschreiben kommen. Danach prüfen wir den Wahlbrief noch einmal.
wish-deliver = Mitteilen, dass die Unterlagen angekommen sind
wish-deliver-about = Danke, dass Sie es uns sagen. Senden Sie Ihre Stimme zurück, sobald Sie können.
wish-correct = Ihre Angaben berichtigen
wish-correct-about = Ihr Antrag wird zurückgezogen, und ein neuer beginnt mit denselben Angaben. Unterschreiben und senden Sie ihn wieder, wenn alles stimmt. Bis dahin wird nichts gesendet.
wish-withdraw = Den Antrag zurückziehen
wish-withdraw-about = Das Amt hört auf, und es werden keine Unterlagen gesendet. Sie können bis zum Ende der Frist einen neuen Antrag stellen.
field-answer = Ihre Antwort
contact-change = Ändern, wie wir Sie erreichen
contact-change-about = Das ändert, wie wir Ihnen zu diesem Antrag schreiben oder Sie anrufen, und sonst nichts. Wir sagen es der alten und der neuen E-Mail-Adresse.
contact-save = Speichern
contact-changed = Ihre E-Mail-Adresse und Telefonnummer sind geändert.

state-draft = nicht gesendet
state-draft-about = Sie haben einen Antrag begonnen und nicht gesendet.
state-submitted = beim Amt eingegangen
state-submitted-about = Ihr Antrag ist beim Amt. Sie müssen nichts tun.
state-under-review = wird geprüft
state-under-review-about = Eine Amtsperson sieht sich Ihren Antrag an. Sie müssen nichts tun.
state-more-info-needed = wir brauchen etwas von Ihnen
state-more-info-needed-about = Wir können noch nicht entscheiden. Bitte beantworten Sie unsere Frage.
state-approved = genehmigt
state-approved-about = Ihr Antrag ist genehmigt. Als Nächstes werden Ihre Unterlagen gedruckt.
state-queued = wird bald gedruckt
state-queued-about = Ihre Unterlagen sind im nächsten Stapel für die Druckerei.
state-printed = gedruckt
state-printed-about = Ihre Unterlagen sind gedruckt und werden der Post übergeben.
state-dispatched = auf dem Weg zu Ihnen
state-dispatched-about = Ihre Unterlagen sind bei der Post. Was die Post damit macht, können wir nicht sehen. Wenn sie nicht ankommen, rufen Sie uns an oder schreiben Sie uns: Wir senden sie noch einmal.
state-delivered = angekommen
state-delivered-about = Ihre Unterlagen sind angekommen. Wählen Sie, und senden Sie den Wahlbrief rechtzeitig zurück.
state-undeliverable = zu uns zurückgekommen
state-undeliverable-about = Die Post konnte Ihre Unterlagen nicht zustellen. Bitte rufen Sie uns an, damit wir sie noch einmal senden können.
state-reissued = noch einmal gesendet
state-reissued-about = Neue Unterlagen sind unterwegs. Die ersten sind ungültig: Bitte vernichten Sie sie, falls sie noch kommen.
state-envelope-received = Ihr Wahlbrief ist da
state-envelope-received-about = Ihr Wahlbrief ist angekommen und wird geprüft. Dafür wird er nicht geöffnet.
state-deficient = in Ihrem Wahlbrief fehlt etwas
state-deficient-about = Ihr Wahlbrief ist angekommen, aber etwas fehlt. Sie können es in Ordnung bringen.
state-accepted = angenommen
state-accepted-about = Ihr Wahlbrief ist in Ordnung. Ihre Stimme wird gezählt.
state-rejected = zurückgewiesen
state-rejected-about = Ihr Wahlbrief konnte nicht angenommen werden. Wenn Sie das für falsch halten, rufen Sie uns bitte sofort an.
state-withdrawn = zurückgezogen
state-withdrawn-about = Der Antrag wurde zurückgezogen. Sie können bis zum Ende der Frist einen neuen stellen oder auf einem anderen Weg wählen.
state-refused = abgelehnt
state-refused-about = Ihr Antrag wurde abgelehnt. Sie können auf einem anderen Weg wählen. Wenn Sie die Ablehnung für falsch halten, können Sie dagegen vorgehen: Bitte rufen Sie uns an, wir sagen Ihnen, wie.
state-expired = abgelaufen
state-expired-about = Die Zeit für diesen Antrag ist vorbei.
state-superseded = beendet: Sie haben auf einem anderen Weg gewählt
state-superseded-about = Sie haben sich entschieden, auf einem anderen Weg zu wählen. Unterlagen, die noch kommen, sind ungültig.

reason-identity-not-confirmed = Es ist nicht sicher, wer unterschrieben hat.
reason-not-on-roll = Nicht im Wählerverzeichnis.
reason-not-eligible = Bei dieser Wahl nicht wahlberechtigt.
reason-duplicate = Schon beantragt.
reason-incomplete = Etwas fehlt.
reason-address-unclear = Die Post kennt die Adresse nicht.
reason-no-response = Keine Antwort in der Frist.
reason-unclaimed = Niemand hat die Unterlagen abgeholt.
reason-moved = Wohnt jetzt anderswo.
reason-not-taken = Wer dort war, hat die Sendung nicht angenommen.
reason-came-back = Die Unterlagen sind zurückgekommen.
reason-lost = Die Unterlagen sind nie angekommen.
reason-damaged = Die Unterlagen sind beschädigt angekommen, oder etwas fehlte.
reason-not-signed = Die Erklärung im Wahlbrief ist nicht unterschrieben.
reason-other-signature = Die Unterschrift ist nicht die der Person.
reason-no-declaration = Die Erklärung fehlt oder ist von jemand anderem.
reason-opened = Der Wahlbrief war offen.
reason-too-late = Der Wahlbrief kam nach dem Ende der Frist.
reason-suspected-fraud = Verdacht auf Betrug (wird der Person nie gezeigt).
reason-other = Ein anderer Grund, in Worten.
office-state-submitted = neu
office-state-more-info-needed = wartet auf die Antwort der Person
office-state-dispatched = bei der Post
office-state-undeliverable = unzustellbar zurück
office-state-envelope-received = Wahlbrief eingegangen
office-state-deficient = Wahlbrief zurückgelegt, kann geheilt werden
office-state-superseded = beendet: auf anderem Weg gewählt
office-deliver-registered = Meldeadresse
office-deliver-home = eine andere Adresse im Inland
office-deliver-abroad = eine Adresse im Ausland
office-duration-standing = alle Wahlen, bis auf Widerruf

# the office
work-title = Anträge auf Briefwahl
back-to-work = Arbeitsliste
work-drafts = Begonnen und nicht gesendet
work-none = Hier ist nichts.
work-more = Nächste Seite
work-filter = Anzeigen
work-state = Stand
work-decide = zu entscheiden
work-all = alle
work-days = Mindestens so viele Tage alt
work-alarmed = Nur mit Alarm
work-age = Alter
work-marks = Hinweise
mark-overdue = überfällig
mark-alarmed = Alarm
mark-abroad = Ausland
mark-register-waits = wartet auf das Register
mark-register-differs = Register weicht ab
mark-register-not-found = nicht im Register
mark-register-deceased = Register: gestorben
bulk-title = Die klaren Anträge genehmigen
bulk-about = Klar ist, was die Person mit dem Ausweis unterschrieben hat, für die Meldeadresse, ohne Alarm und ohne früheren genehmigten Antrag. Alles andere bleibt, damit es jemand genauer ansieht.
bulk-register = Was das Bevölkerungsregister nicht bestätigt hat, ist nicht dabei.
bulk-sure = { $count ->
    [one] Ich genehmige diesen { $count } Antrag, wenn er klar ist.
   *[other] Ich genehmige, was unter diesen { $count } Anträgen klar ist.
}
bulk-go = Genehmigen
bulk-done = Genehmigt: { $approved }. Genauer anzusehen: { $left }.
wrong-unsure = Kreuzen Sie das an, wenn Sie sicher sind.

case-title = Antrag { $reference }
case-alarmed = ALARM: Dieser Antrag hat mit anderen mehr gemeinsam als üblich. Zwei Amtspersonen genehmigen ihn.
case-register-waits = Das Bevölkerungsregister hat noch nicht geantwortet, und dieser Antrag wartet darauf. Ihn trotzdem zu genehmigen braucht zwei Amtspersonen und den Grund in Worten.
case-register-differs = Das Bevölkerungsregister hat etwas anderes als Wählerverzeichnis oder Antrag. Vergleichen Sie, bevor Sie entscheiden.
case-register-not-found = Das Bevölkerungsregister kennt niemanden mit diesem Code. Den Antrag trotzdem zu genehmigen braucht zwei Amtspersonen und den Grund in Worten.
case-register-deceased = Das Bevölkerungsregister sagt, dass die Person gestorben ist. Den Antrag trotzdem zu genehmigen braucht zwei Amtspersonen und den Grund in Worten.
case-register-decided = Das Bevölkerungsregister bestätigt diesen Antrag nicht. Er wurde trotzdem genehmigt, oder bevor es geantwortet hat. Entscheiden Sie, ob die Unterlagen hinausgehen.
common-address = Personen mit derselben Adresse: { $people }
common-contact = Personen mit derselben E-Mail oder demselben Telefon: { $people }
common-network = Personen mit Antrag aus demselben Netz: { $people }
case-filed = Eingegangen
case-consent = Unterschrift
case-signed = mit dem Ausweis, geprüft am { $at }
case-entered = vom Amt erfasst: { $how }, { $record }
case-replaces = Anstelle des genehmigten Antrags
case-pack = Code der Unterlagen
case-picture = Bild des Ausweises (Datei)
case-late = Dieser Wahlbrief kam nach dem Ende der Frist. Er kann nur zurückgewiesen werden.
field-number = Nummer im Wählerverzeichnis
field-district = Bezirk
field-reason = Grund
field-words = In Worten
field-words-hint = Die Person liest das.
by-two-officials = durch zwei Amtspersonen
actor-citizen = durch die Person
actor-official = durch eine Amtsperson
actor-system = durch ein Programm
second-title = Wartet auf eine zweite Amtsperson: { $step }
second-wait = Sie haben das vorgeschlagen. Eine andere Amtsperson muss zustimmen.
second-go = Zustimmen und ausführen

register-title = Bevölkerungsregister
register-waits = noch keine Antwort
register-agrees = stimmt überein
register-differs = hat etwas anderes
register-not-found = kennt niemanden mit diesem Code
register-deceased = sagt, dass die Person gestorben ist
register-said = { $verdict }, { $at }
register-has = Im Register: { $field }
register-again = Das Register noch einmal fragen

step-submit = Senden
step-take-up = Mit der Prüfung beginnen
step-ask = Die Person um etwas bitten
step-answer = Die Antwort der Person vermerken
step-approve = Genehmigen
step-refuse = Ablehnen
step-withdraw = Zurückziehen, wie die Person es wünscht
step-queue = In einen Stapel legen
step-print = Drucken
step-dispatch = Der Post übergeben
step-deliver = Vermerken, dass die Unterlagen angekommen sind
step-return-undelivered = Vermerken, dass die Unterlagen zurückgekommen sind
step-reissue = Neu senden, mit einem neuen Code
step-receive = Den Wahlbrief entgegennehmen
step-accept = Annehmen: Die Unterschrift stimmt
step-set-aside = Beiseitelegen: Die Person kann es in Ordnung bringen
step-cure = Vermerken, dass es in Ordnung gebracht ist
step-reject = Zurückweisen
step-expire = Die Zeit ist vorbei
step-supersede = Auf einem anderen Weg gewählt

enter-title = Antrag für jemanden erfassen
enter-lead = Für Personen, die am Schalter oder am Telefon sind oder einen Brief geschrieben haben. Es gelten dieselben Regeln, und jemand anderes entscheidet. Der Blick auf die Daten der Person wird aufgeschrieben.
enter-go = Antrag erfassen
enter-done = Der Antrag ist erfasst
enter-done-about = Nennen Sie der Person diese Nummer. Eine andere Amtsperson entscheidet.
enter-next = Noch einen erfassen
field-personal-code = Personenkennzahl
wrong-person = Niemand mit dieser Kennzahl steht im Wählerverzeichnis Ihres Bezirks.
field-how = Wie hat die Person den Antrag gestellt?
how-counter = am Schalter
how-phone = am Telefon
how-paper = auf Papier
field-record = Vermerk
field-record-hint = Wie die Identität der Person geprüft wurde, oder wo der Brief liegt.
field-received = Eingegangen am
wrong-received = Wählen Sie einen Tag aus, der nicht in der Zukunft liegt.
field-declared-for = Die Person erklärt, das Wahlrecht nicht verloren zu haben.

batches-title = Unterlagen zum Senden
batches-lead = Ein Stapel enthält, was jetzt genehmigt ist. Einmal angelegt, ändert er sich nicht: Was später genehmigt wird, kommt in den nächsten.
batches-none = Es gibt noch keinen Stapel.
batch = Stapel
batch-title = Stapel { $number }
batch-made = Angelegt
batch-size = Unterlagen
batch-to-print = Noch zu drucken
batch-to-send = Noch der Post zu übergeben
batch-make = Stapel anlegen
batch-print = Codes vergeben: gedruckt
batch-print-about = Alle Unterlagen bekommen je einen eigenen Code. Was inzwischen zurückgezogen wurde, wird ausgelassen. Wenn Sie hier aufhören, wird nichts gedruckt.
batch-file = Datei für die Druckerei
batch-file-about = Adressen und Codes, verschlüsselt mit dem Schlüssel der Druckerei.
papers-about = Hier selbst drucken: Dateien mit Namen, Adressen und Codes. Alle darin lesen, dass eine Amtsperson sie erstellt hat. Drucken Sie sie, und löschen Sie sie.
papers-none = Auf diesem Server kann nichts gedruckt werden. Bitten Sie den Betreiber, das Programm tabella-documents zu installieren, oder nehmen Sie die Datei für die Druckerei.
papers-labels = Adressetiketten (PDF)
papers-letters = Anschreiben (PDF)
papers-envelopes = Wahlbriefumschläge (PDF)
batch-dispatch = Der Post übergeben
batch-dispatch-about = Erst wenn die Unterlagen das Haus verlassen haben: Die Personen bekommen sofort eine Nachricht.
problem-no-packs = Nichts wartet darauf, gesendet zu werden
problem-no-packs-do = Genehmigen Sie zuerst Anträge.
problem-no-printer = Es ist keine Druckerei eingerichtet
problem-no-printer-do = Bitten Sie den Betrieb der Anlage, den Schlüssel der Druckerei anzugeben.
problem-no-press = Hier kann jetzt nichts gedruckt werden
problem-no-press-do = Versuchen Sie es später noch einmal. Bleibt es so, fragen Sie den Betreiber: Das Programm, das PDF-Dateien macht, fehlt.
problem-no-return-address = Es ist keine Adresse für Wahlbriefe eingetragen
problem-no-return-address-do = Bitten Sie den Betreiber, die Adresse anzugeben, an die Wahlbriefe gehen.

scan-title = Wahlbriefe
scan-lead = Scannen Sie den Code auf dem Wahlbrief, oder geben Sie ihn ein. Öffnen Sie den Wahlbrief nicht.
scan-go = Eingegangen
field-code = Code auf dem Wahlbrief
field-code-hint = Wie 4N7Q-2HTC-W9KP.
wrong-code = Eines der Zeichen ist falsch, oder zwei sind vertauscht. Vergleichen Sie den Code mit dem Wahlbrief.
wrong-code-length = Ein Code hat { $length } Buchstaben und Ziffern, dieser hat { $typed }. Geben Sie alle ein und keine anderen.
wrong-code-character = Ein Code hat nur Buchstaben und Ziffern, ohne U und Z. Vergleichen Sie ihn mit dem Wahlbrief.
scan-unknown = BEISEITELEGEN, ungeöffnet: Dieser Code wurde niemandem gesendet.
scan-void = BEISEITELEGEN, ungeöffnet: Dieser Code ist ungültig. Neue Unterlagen wurden gesendet, oder der Antrag ist beendet.
scan-not-out = BEISEITELEGEN, ungeöffnet: Ein Wahlbrief mit diesem Code wird nicht erwartet. Vielleicht ist er schon da.
scan-other-district = BEISEITELEGEN: Dieser Wahlbrief gehört zu einem anderen Bezirk.
scan-received = Eingegangen: { $reference }.
scan-check = Unterschrift prüfen

balance-title = Ist der Verbleib aller Unterlagen geklärt?
balance-at = Stand { $at }: ausgegeben = zurück + ausstehend + ungültig.
balance = Bilanz
balance-right = stimmt
balance-wrong = FALSCH
balance-csv = Als Datei (CSV)
balance-pdf = Zum Drucken und Unterschreiben (PDF)
packs-issued = Ausgegeben
packs-returned = Zurück
packs-outstanding = Ausstehend
packs-cancelled = Ungültig

problem-illegal-step = Dieser Schritt ist jetzt nicht möglich
problem-illegal-step-do = Jemand war schneller, oder der Antrag ist schon weiter. Sehen Sie ihn sich noch einmal an.
problem-not-yours = Diesen Schritt dürfen Sie nicht tun
problem-no-reason = Wählen Sie einen Grund aus.
problem-other-reason = Das ist kein Grund für diesen Schritt.
problem-no-words = Sagen Sie in Worten, was der andere Grund ist.
problem-one-official = Beide Amtspersonen sind dieselbe Person
problem-own-entry = Wer einen Antrag erfasst hat, entscheidet nicht darüber
problem-own-entry-do = Eine andere Amtsperson muss entscheiden.
problem-unconfirmed = Das Bevölkerungsregister hat das nicht bestätigt. Sagen Sie in Worten, warum es trotzdem genehmigt wird; eine andere Amtsperson muss zustimmen.
problem-unconfirmed-do = Sehen Sie sich den Antrag noch einmal an.
problem-register-said = Das Bevölkerungsregister hat inzwischen geantwortet
problem-register-said-do = Sehen Sie sich den Antrag noch einmal an und entscheiden Sie neu.
problem-too-late = Dafür ist es zu spät
problem-too-late-do = Die Frist ist vorbei.
problem-no-draft = Sie haben keinen Antrag begonnen
problem-no-draft-do = Oder er wurde schon gesendet: Sehen Sie unter „Meine Wahlen“ nach.
problem-other-document = Ein anderer Text wurde unterschrieben
problem-other-document-do = Ihre Daten haben sich geändert, seit Sie den Text gelesen haben. Bitte lesen und unterschreiben Sie ihn noch einmal. Nichts ist verloren.
problem-unsigned = Der Antrag ist nicht unterschrieben
problem-contact-too-often = Das wurde zu oft geändert
problem-contact-too-often-do = Hier wird nichts mehr geändert. Sagen Sie es uns, und wir ändern es.
problem-scrubbed = Das wurde gelöscht
problem-scrubbed-do = Die Zeit, in der wir es aufbewahren dürfen, ist vorbei.
problem-duplicate = Es gibt schon einen Antrag
problem-not-on-roll = Nicht im Wählerverzeichnis

# messages
mail-postal = Ihre Briefwahl { $reference }: { $state }
mail-postal-about = Ihr Antrag { $reference } auf Briefwahl: { $state }.
mail-credential = Für Sie wurde ein Zugang zur Online-Wahl eingetragen
mail-credential-about = Jemand hat sich mit Ihrem Ausweis angemeldet und ein Gerät für die Online-Wahl eingetragen. Wenn Sie das waren, müssen Sie nichts tun. Wenn Sie es nicht waren, rufen Sie sofort das Wahlamt an.
mail-contact = Ihre E-Mail-Adresse oder Telefonnummer wurde geändert
mail-contact-about = Die E-Mail-Adresse oder Telefonnummer des Antrags { $reference } auf Briefwahl wurde geändert. Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, rufen Sie sofort das Wahlamt an.
mail-reminder = Ihr Antrag auf Briefwahl ist noch nicht gesendet
mail-reminder-about = Sie haben einen Antrag auf Briefwahl begonnen und nicht gesendet: Niemand im Amt hat ihn gesehen. Sie können ihn bis { $until } unterschreiben und senden. Danach können Sie noch auf einem anderen Weg wählen. Dies ist die einzige Erinnerung.
mail-end = Wenn Sie mehr wissen möchten, geben Sie die Adresse des Wahlamts selbst in Ihren Browser ein. Wir bitten Sie nie in einer E-Mail, sich anzumelden, und wir senden keine Links.
