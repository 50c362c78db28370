# Eine Wahl durchführen: die Tafel, die Schlüsselzeremonie, Öffnen, Beenden, Schließen, die Auszählung.

conduct-link = Die Wahl durchführen: { $title }
check-good = In Ordnung:
check-doubt = Ansehen:
check-bad = Noch nicht:
stop-title = Wenn Sie hier aufhören

phase-unknown = nicht bekannt: die Wahlurne sagt es nicht
phase-empty = noch nichts an der Tafel
phase-setup = Schlüsselzeremonie
phase-voting = es wird gewählt
phase-ended = die Stimmabgabe ist vorbei
phase-closed = Auszählung
phase-complete = das Ergebnis steht

watch-title = Die Tafel
watch-alarms = Warnungen
watch-numbers = Zahlen von der Tafel
watch-step = Wo die Wahl steht
watch-closes = Ende der Stimmabgabe
watch-entries = Einträge an der Tafel
watch-witnessed = Von Zeugen gesehen
watch-witnessed-said = { $entries ->
    [one] { $entries } Eintrag
   *[other] { $entries } Einträge
}
watch-credentials = Zur Online-Wahl zugelassene Geräte
watch-credentials-live = Können online wählen
watch-ballots = Online abgegebene Stimmzettel, auch ersetzte
watch-voted = Haben online gewählt
watch-paper = Online-Stimmen, die nicht zählen, weil die Person auf Papier gewählt hat
watch-revoked = Vom Amt ausgeschlossene Geräte
watch-challenges = Geprüfte und nicht abgegebene Stimmzettel
watch-notices = Mitteilungen an alle
watch-waiting = Einträge dieses Amts, die auf die Tafel warten
watch-by-district = Online-Stimmen nach Bezirk
watch-district = Bezirk
watch-share = Anteil
watch-by-hour = Online-Stimmen nach Stunde, wie dieses Amt die Tafel sah
watch-hour = Stunde ab
watch-voted-more = Stimmen in dieser Stunde
watch-credentials-more = Neue Geräte
watch-revoked-more = Ausgeschlossen
watch-stop = Die Wahl geht weiter. Diese Seite sieht nur zu: Sie ändert nichts und kommt von selbst wieder.
alarm-none = Es gibt nichts anzusehen.
alarm-signature = Der letzte Stand der Tafel ist nicht von der Wahlurne unterschrieben. Halten Sie an, behalten Sie alles, sagen Sie es allen.
alarm-witness = Diese Zeugen haben den letzten Stand der Tafel nicht unterschrieben: { $names }. Rufen Sie deren Betreiber an.
alarm-refused = { $count ->
    [one] Die Tafel wird { $count } Eintrag dieses Amts nie annehmen. Finden Sie heraus, warum.
   *[other] Die Tafel wird { $count } Einträge dieses Amts nie annehmen. Finden Sie heraus, warum.
}
alarm-revoked = { $count ->
    [one] { $count } Gerät wurde vom Amt ausgeschlossen. Stimmt das?
   *[other] { $count } Geräte wurden vom Amt ausgeschlossen. Stimmt das?
}

steps-title = Schritte der Wahl
not-done = Das wurde nicht getan. Nichts wurde unterschrieben, und nichts ist verloren.
propose = Einer zweiten Person im Amt vorschlagen
proposed-at = Vorgeschlagen am { $made }.
proposed-already = Das ist schon vorgeschlagen: Eine andere Person im Amt stimmt unten zu.
consent-title = Wartet auf eine zweite Person im Amt
second-official = Sie haben das vorgeschlagen. Eine andere Person der Wahlleitung muss zustimmen.
consent-go = Zustimmen: unterschreiben und senden
take-back = Den Vorschlag zurücknehmen
deed-gone = Dieser Vorschlag ist schon ausgeführt oder hat zu lange gewartet.
no-key = Der Schlüssel der Wahlbehörde ist nicht auf diesem Server. Dies sind die Befehle für die Maschine, die ihn hat. Geben Sie die Datei danach hier ab.
wrong-time = Geben Sie Tag und Uhrzeit so an: 2027-03-05 21:00.
notice-text = Was alle erfahren
notice-closes = Die Stimmabgabe endet später: Tag und Uhrzeit
notice-closes-hint = Leer lassen, wenn die Zeit bleibt. Sonst so: 2027-03-05 21:00, in gesetzlicher Zeit.
end-early = Warum die Stimmabgabe vor ihrer Zeit endet
end-early-hint = Nur wenn das Gesetz es erlaubt. Sagen Sie es zuerst allen mit einer Mitteilung.
what-open = Die Stimmabgabe öffnen
what-notice = Eine Mitteilung an alle
what-end = Die Stimmabgabe beenden
what-close = Die Tafel schließen
what-result = Das Ergebnis unterschreiben
what-give-up = Aufgeben, was unterwegs ist
about-open = Ab dann kann gewählt werden. Die Schlüssel können nicht mehr geändert werden.
about-notice = Sie steht für immer an der Tafel, und alle, die wählen, sehen sie. Sie kann die Stimmabgabe auch später enden lassen, nie früher.
about-end = Ab dann kann niemand mehr online wählen. Das lässt sich nicht zurücknehmen.
about-close = Nach der letzten Briefwahlstimme. Was dann an der Tafel steht, wird gezählt; nichts kann mehr ausgeschlossen werden. Das lässt sich nicht zurücknehmen.
about-result = Die Zahlen, die die Teile der Vertrauenspersonen ergeben, mit den Stimmen auf Papier. Danach folgt nichts mehr an der Tafel.
about-give-up = Etwas wurde signiert, und die Wahlurne sagt nicht, was daraus wurde. Es wird nicht mehr gesendet. Hat die Wahlurne es schon, bleibt es auf der Tafel.
says-open = Die Stimmabgabe darf beginnen, unter den Schlüsseln { $keys }.
says-notice = Alle erfahren: „{ $text }“
says-extension = Alle erfahren: „{ $text }“ Die Stimmabgabe endet zur neuen Zeit: { $closes }.
says-end = Die Stimmabgabe ist vorbei.
says-end-early = Die Stimmabgabe ist vor ihrer Zeit vorbei, denn: { $reason }
says-close = Gezählt wird die Tafel mit { $size } Einträgen und diesem Fingerabdruck: { $root }. Vergleichen Sie ihn mit der Tafel, die Sie sehen.
says-result = { $protocols ->
    [0] Die Zahlen, die die Teile ergeben, sind das Ergebnis. Stimmen auf Papier gibt es nicht.
    [one] Die Zahlen, die die Teile ergeben, sind das Ergebnis, mit { $protocols } Protokoll von Stimmen auf Papier.
   *[other] Die Zahlen, die die Teile ergeben, sind das Ergebnis, mit { $protocols } Protokollen von Stimmen auf Papier.
}
says-give-up = „{ $what }“ wurde am { $made } signiert und hat keine Antwort: Es wird nicht mehr an die Tafel gesendet.
sure-open = Ich habe den Fingerabdruck der Schlüssel mit dem an der Wand verglichen.
sure-notice = Ich habe den Text laut vorgelesen.
sure-end = Ich weiß, dass danach niemand mehr online wählen kann.
sure-close = Ich weiß, dass danach keine Stimme mehr ausgeschlossen werden kann.
sure-result = Ich habe die Zahlen mit den Protokollen verglichen.
sure-give-up = Ich habe auf der Tafel nachgesehen: Es steht nicht dort.
said-placed = { $what }: unterschrieben am { $made }, und an der Tafel.
said-place = Es ist Eintrag { $index }.
said-refused = { $what }: unterschrieben am { $made }, und die Tafel hat es abgelehnt.
said-waits = { $what }: unterschrieben am { $made }, und auf dem Weg zur Tafel. Es wird wieder gesendet, bis die Wahlurne antwortet.

check-answers = Die Wahlurne antwortet und nimmt Einträge.
check-answers-not = Die Wahlurne nimmt keine Einträge: { $what }
check-step = Die Wahl ist beim richtigen Schritt: { $step }.
check-step-not = Die Wahl ist bei diesem Schritt: { $step }. Das geht nur bei: { $needed }.
check-alone = Sonst ist nichts von der Wahlbehörde unterwegs.
check-alone-not = Etwas von der Wahlbehörde ist noch unterwegs zur Tafel. Warten Sie, bis die Wahlurne geantwortet hat.
check-waits = Etwas von der Wahlbehörde ist unterwegs und hat keine Antwort.
check-waits-not = Von der Wahlbehörde ist nichts mehr unterwegs: Es gibt nichts aufzugeben.
check-witnessed = Genug Zeugen haben alles an der Tafel unterschrieben.
check-witnessed-not = { $entries ->
    [0] Zu wenige Zeugen haben die Tafel unterschrieben.
    [one] Zu wenige Zeugen haben { $entries } Eintrag der Tafel unterschrieben.
   *[other] Zu wenige Zeugen haben { $entries } Einträge der Tafel unterschrieben.
}
check-witnesses = Alle Zeugen unterschreiben.
check-complaint = Keine Vertrauensperson beschwert sich.
check-complaint-not = Eine Vertrauensperson beschwert sich. Die Zeremonie beginnt mit einem neuen Versuch.
check-ceremony = Alle Vertrauenspersonen haben die Schlüssel bestätigt und ihre Probe-Entschlüsselung gezeigt.
check-ceremony-not = Diese Vertrauenspersonen sind mit der Schlüsselzeremonie nicht fertig: { $names }.
check-keys = Die Wahlurne hat die Schlüssel, die alle Vertrauenspersonen unterschrieben haben.
check-keys-not = Die Wahlurne hat keine Schlüssel oder andere, als die Vertrauenspersonen unterschrieben haben.
check-same-keys-not = Die Schlüssel an der Tafel sind nicht die des Vorschlags. Schlagen Sie es neu vor.
check-same-board-not = Die Tafel ist nicht mehr die des Vorschlags. Schlagen Sie es neu vor.
check-opens = Es ist so weit: Die Abstimmung beginnt am { $opens }.
check-opens-not = Die Abstimmung beginnt am { $opens }. Vorher kann sie nicht geöffnet werden.
check-ahead = Die Stimmabgabe endet später: { $closes }.
check-ahead-not = Die Zeit zum Wählen ist vorbei: { $closes }. Niemand könnte wählen.
check-over = Die Zeit zum Wählen ist vorbei: { $closes }.
check-over-not = Gewählt werden darf bis { $closes }. Vorher ist ein Grund nötig.
check-grace = Zeugen dürfen das Ende unterschreiben bis { $until }.
check-grace-not = Zeugen mussten das Ende unterschreiben bis { $until }. Wer die Wahl prüft, wird sehen, dass es später war.
check-queue = Nichts von diesem Amt wartet auf die Tafel.
check-queue-not = { $count ->
    [one] { $count } Eintrag dieses Amts wartet auf die Tafel.
   *[other] { $count } Einträge dieses Amts warten auf die Tafel.
}
check-no-post = Es gibt keine Briefwahl, auf die zu warten ist.
check-post = Der letzte Tag für die Briefwahl ist vorbei: { $until }.
check-post-not = Briefwahlstimmen werden angenommen bis { $until }.
check-text-not = Schreiben Sie, was alle erfahren sollen, in höchstens 2.000 Zeichen.
check-extension-late = Die Stimmabgabe ist vorbei: Sie kann nicht später enden.
check-extension-not = Die neue Zeit muss später sein als die, die gilt.
check-shares = Genug Teile der Vertrauenspersonen sind an der Tafel: { $there }, nötig sind { $needed }.
check-shares-not = Zu wenige Teile der Vertrauenspersonen sind an der Tafel: { $there }, nötig sind { $needed }.
check-paper-none = Es wurden keine Stimmen auf Papier eingegeben. Wenn es welche gibt, geben Sie sie ein, bevor das Ergebnis unterschrieben wird.
check-paper = { $number ->
    [one] { $number } Protokoll von Stimmen auf Papier wurde von zwei Personen eingegeben, von beiden gleich.
   *[other] { $number } Protokolle von Stimmen auf Papier wurden je von zwei Personen eingegeben, von beiden gleich.
}
check-paper-not = Diese Protokolle von Stimmen auf Papier wurden nicht von zwei Personen gleich eingegeben: { $names }.
check-paper-more = { $contest }, { $units }: Die Protokolle enthalten die Stimmen von mindestens { $papers } Stimmzetteln auf Papier, und angenommene Briefe von dort: { $envelopes }. Wurde ein Protokoll zweimal oder für einen anderen Bezirk eingegeben? Sind Stimmzettel aus Wahllokalen mitgezählt, können die Zahlen stimmen.
check-same-counts-not = Die Zahlen sind nicht die des Vorschlags. Schlagen Sie das Ergebnis neu vor.

stop-unknown = Nichts ändert sich. Finden Sie zuerst heraus, warum die Wahlurne nicht antwortet.
stop-empty = Nichts ist verloren. Die Wahl beginnt, wenn das Manifest an der Tafel steht.
stop-setup = Nichts ist verloren außer Zeit. Vor der Öffnung kann niemand wählen.
stop-voting = Die Stimmabgabe geht weiter, auch nach ihrer Zeit, bis jemand sie hier beendet.
stop-ended = Die Stimmabgabe ist vorbei, und nichts ist gezählt. Briefwahlstimmen werden noch angenommen.
stop-closed = Nichts ist verloren. Die Auszählung kann an einem anderen Tag weitergehen. Keine einzelne Stimme kann gelesen werden.
stop-complete = Alles ist getan. Behalten Sie Tafel und Papiere, so lange das Gesetz es sagt.

room-title = Die Seite für den Raum
room-of = Schlüsselzeremonie: { $title }
room-still = Die Seite nicht mehr alle { $seconds } Sekunden neu laden
room-go-on = Die Seite wieder von selbst kommen lassen
room-election = Nummer der Wahl
room-attempt = Versuch
room-next = Was als Nächstes kommt
room-trustees = Was jede Vertrauensperson getan hat
room-trustee = Vertrauensperson
room-commitment = Runde 1: Festlegung
room-keys = Schlüssel bestätigt
room-test = Probe-Entschlüsselung
room-done = getan
room-open = noch nicht
room-ceremony-hash = Fingerabdruck der Zeremonie
room-keys-hash = Fingerabdruck der Schlüssel
room-complaint = Halt. { $by } beschwert sich über { $accused }: „{ $reason }“ Wessen Fehler es ist, bleibt offen; beide sind genannt. Dieser Versuch ist vorbei.
room-next-manifest = Die Wahlbehörde gibt das Manifest ab.
room-next-commitment = Jede Vertrauensperson legt sich fest. Die Festlegung wird abgegeben.
room-next-shares = Jede Vertrauensperson macht Runde 2 mit dem Stick, dann den letzten Schritt. Schlüssel und Probe-Entschlüsselung werden abgegeben.
room-next-again = Alle Vertrauenspersonen beginnen neu mit Versuch { $attempt }.
room-next-open = Die Zeremonie ist vollständig. Die Wahlbehörde kann die Stimmabgabe öffnen.
room-next-over = Die Schlüsselzeremonie ist vorbei.
room-commands = Was zu tippen ist
room-run = Auf der Maschine jeder dieser Vertrauenspersonen: { $names }
room-then-commitment = Geben Sie dann vom Stick ab: die Dateien commitment-*.entry und alle Dateien des Ordners blob/sha256.
room-then-keys = Der erste Befehl bei allen, dann der zweite bei allen. Geben Sie dann vom Stick ab: joint-keys-*.entry, test-share-*.entry, complaint-*.entry und alle Dateien des Ordners blob/sha256.
room-online = An einer Maschine mit Netz enden dieselben Befehle so: nur für Vertrauenspersonen, denen die Wahlbehörde das öffentlich erlaubt hat, und nie für so viele, wie zum Entschlüsseln genügen. Dann wird nichts mit dem Stick abgegeben.

protocol-title = Das Protokoll der Zeremonie
protocol-about = Was die Tafel über diese Zeremonie sagt: wer was getan hat, und jeden Fingerabdruck. Alle können es aus der Tafel neu erstellen. Vertrauenspersonen und Amtspersonen unterschreiben das Blatt von Hand.
protocol-noted = Die Wahlbehörde hat den Fingerabdruck dieses Protokolls auf die Tafel gesetzt: Eintrag { $index }.
protocol-not-noted = Die Wahlbehörde setzt diesen Fingerabdruck als Mitteilung an alle auf die Tafel. Dann kann niemand ein anderes Protokoll zeigen.
protocol-hash = Fingerabdruck des Protokolls (SHA-256)
protocol-json = Das Protokoll als Datei (JSON)
protocol-pdf = Das Protokoll zum Drucken und Unterschreiben (PDF)
protocol-notice = Die Schlüsselzeremonie ist vollständig. SHA-256 ihres Protokolls: { $hash }
protocol-made = Gedruckt am { $made }.
protocol-complete = Die Zeremonie ist vollständig: Alle Vertrauenspersonen haben dieselben Schlüssel bestätigt und eine Probe-Entschlüsselung gezeigt.
protocol-incomplete = Die Zeremonie ist nicht vollständig. So weit ist sie.
protocol-attempt = Versuch { $attempt }
protocol-hashes = Fingerabdrücke
protocol-compare = Vergleichen Sie sie vor dem Unterschreiben Zeichen für Zeichen mit der Wand.
protocol-entries = Einträge auf der Tafel
protocol-entries-about = Jeder mit seiner Nummer und seinem Fingerabdruck: dem Blatt im Baum der Tafel.
protocol-bound = Wahl { $id }, Protokoll { $hash }
protocol-scanned = Wahl und Fingerabdruck des Protokolls, für einen Scanner
protocol-official = Amtsperson

hand-title = Einen Stick abgeben
hand-lead = Wählen Sie die Dateien des Sticks, die auf .entry enden, und die seines Ordners blob/sha256. Sie gehen zur Wahlurne, wie sie sind. Jede wurde dort unterschrieben, wo ihr Schlüssel ist; hier kann nichts geändert werden.
hand-files = Dateien
hand-files-hint = Sie können mehrere auf einmal wählen. Dateien, die schon an der Tafel sind, schaden nicht.
hand-go = Abgeben
hand-said = Was die Wahlurne gesagt hat
hand-no-entry = Keine dieser Dateien ist ein unterschriebener Eintrag. Wählen Sie auch die Dateien, die auf .entry enden.
hand-stop = Nichts ist verloren. Was abgegeben wurde, bleibt; der Rest kann später abgegeben werden.
hand-authority = Wahlbehörde
hand-taken = { $what } ({ $who }) wurde angenommen.
hand-refused = { $what } ({ $who }) wurde abgelehnt.
hand-culprit = Unterschrieben hat es { $who }: Niemand sonst kann es gemacht haben. Sagen Sie es laut.
hand-where = Im Handbuch: if-something-goes-wrong.md, „{ $section }“.
hand-forged = { $what } nennt { $who }, aber { $who } hat es nicht unterschrieben. Jemand hat es gefälscht, oder die Datei ist von einer anderen Wahl.
hand-no-content = { $what } ({ $who }): Der Inhalt fehlt. Wählen Sie auch die Dateien des Ordners blob/sha256.
hand-other-content = { $what } ({ $who }): Keine der Dateien ist der Inhalt, den { $who } unterschrieben hat. Er fehlt, ist beschädigt oder wurde geändert.
hand-later = { $what } ({ $who }) wurde vorerst nicht angenommen: { $why }. Geben Sie es später wieder ab.
entry-manifest = Das Manifest
entry-trustee-commitment = Die Festlegung
entry-complaint = Die Beschwerde
entry-joint-keys = Die Bestätigung der Schlüssel
entry-test-share = Die Probe-Entschlüsselung
entry-open = Die Öffnung
entry-notice = Die Mitteilung
entry-end = Das Ende der Stimmabgabe
entry-close = Das Schließen
entry-decryption-share = Der Teil am Ergebnis
entry-result = Das Ergebnis
board-other = Die Wahlurne nennt diesen Grund: { $problem }.
board-phase = Das passt nicht zu dem Schritt, bei dem die Wahl ist.
board-twice = Es ist schon an der Tafel.
board-attempt = Es ist von einem anderen Versuch als dem, der läuft.
board-complaint = Es gibt eine Beschwerde: Dieser Versuch ist vorbei.
board-signature = Es ist nicht von dem unterschrieben, der es unterschreiben muss.
board-share = Sein Beweis stimmt nicht: Der Teil ist falsch.
board-test-share = Sein Beweis stimmt nicht: Der Probe-Teil ist falsch.
board-package = Ihr Beweis stimmt nicht: Die Festlegung ist falsch.
board-repeated-term = Sie wiederholt ein Geheimnis einer früheren Festlegung.
board-encoding = Es ist nicht so geschrieben, wie das Protokoll es sagt.
board-point = Es enthält Zahlen, die es nicht geben kann.
board-other-keys = Es nennt andere Schlüssel als die der Zeremonie.
board-ceremony-incomplete = Die Schlüsselzeremonie ist nicht vollständig.
board-not-settled = Die Tafel ist noch nicht geschlossen.
board-other-tree = Inzwischen kam etwas an die Tafel. Schlagen Sie es neu vor.
board-sequence = Ihre Nummer ist nicht die nächste.
board-extension = Die Stimmabgabe ist vorbei, oder die neue Zeit ist nicht später.
board-counts = Die Zahlen sind nicht die, die die Teile ergeben.
board-tally = Zu wenige Teile sind an der Tafel.
board-given-up = Zwei Amtspersonen haben es aufgegeben; es wird nicht mehr gesendet. Sehen Sie auf der Tafel nach, bevor Sie es noch einmal sagen: Vielleicht steht es dort.

tally-title = Die Auszählung
tally-not-closed = Die Tafel ist nicht geschlossen. Zuerst endet die Stimmabgabe, dann wird die letzte Briefwahlstimme angenommen, dann wird die Tafel geschlossen.
tally-shares = Teile der Vertrauenspersonen
tally-share = Teil
tally-share-there = da
tally-share-missing = fehlt
tally-decrypt = Kopieren Sie die geschlossene Tafel auf den Stick. Jede Vertrauensperson führt den zweiten Befehl auf der eigenen Maschine aus, dann wird der Stick abgegeben.
tally-groups = Bezirke, die zusammen gezählt werden
tally-groups-about = Bezirke mit wenigen Stimmen werden mit anderen zusammen gezählt, damit niemand weiß, wie eine Person gewählt hat.
tally-contest = Wahlgang
tally-ballots = Gezählte Stimmzettel
tally-too-few = zu wenige Stimmzettel: nicht für sich gezählt
tally-result = Zahlen
tally-online = Online
tally-paper = Auf Papier ({ $references })
tally-total = Zusammen
result-stands = Das Ergebnis steht an der Tafel. Alle können es prüfen.
result-pages = Das Ergebnis als Seiten
result-publish = Das macht die Seiten und Tabellen des Ergebnisses, aus der geprüften Tafel:
paper-title = Stimmen auf Papier
paper-about = Zwei Personen geben jedes Protokoll ein. Niemand sieht, was die andere Person eingegeben hat, bevor beide es getan haben. Nur was beide gleich eingegeben haben, wird genommen.
paper-reference = Protokoll
paper-reference-hint = Die Nummer oder der Name auf dem Papier, wie auf dem Papier.
paper-type = Dieses Protokoll eingeben
paper-of = Protokoll { $reference }
paper-lead = Geben Sie die Zahl der Stimmen ein, wie sie auf dem Papier steht, 0, wo keine sind. Haben Sie es schon eingegeben, ersetzen die neuen Zahlen die Ihren.
paper-keep = Diese Zahlen behalten
paper-stop = Nichts wird behalten, bevor Sie den Knopf drücken.
paper-state = Stand
paper-none = niemand hat es eingegeben
paper-one = eine Person hat es eingegeben; eine andere muss noch
paper-differ = zwei Personen haben verschiedene Zahlen eingegeben
paper-equal = zwei Personen haben dasselbe eingegeben
paper-differences = Unterschiede im Protokoll { $reference }: { $contest }
paper-option = Wahlmöglichkeit
paper-file = Die Stimmen auf Papier, bei denen zwei übereinstimmen, als Datei für den Befehl (paper.json):
paper-take-back = Ein Protokoll zurücknehmen
paper-take-back-hint = Wenn es irrtümlich eingetippt wurde. Ihre eigenen Zahlen verschwinden. Das Protokoll verschwindet, wenn alle, die es eingetippt haben, es zurückgenommen haben, höchstens zwei.
paper-take-back-go = Meine Zahlen zurücknehmen
wrong-votes = Geben Sie eine ganze Zahl ein, 0 oder mehr.
