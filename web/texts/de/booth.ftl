# Jeder Satz der Wahlkabine und der Seite des zweiten Geräts, in der Reihenfolge, in der man ihnen begegnet.

without-script = Für die Online-Wahl wird JavaScript gebraucht: Ihr Stimmzettel wird auf diesem Gerät verschlüsselt, bevor er es verlässt. Erlauben Sie JavaScript für diese Seite, oder wählen Sie auf einem anderen Weg.
service-name = Online wählen
session-ends = Sie werden in weniger als 2 Minuten abgemeldet.
session-extend = Angemeldet bleiben

start-heading = Online wählen
start-lead = Das dauert etwa 3 Minuten.
start-need-heading = Was Sie brauchen
start-need-card = Ihren Ausweis und seine PIN 1
start-need-reader = einen Kartenleser und das Programm Web eID auf diesem Gerät
start-need-place = einen Ort, an dem niemand Ihren Bildschirm sieht
start-how-heading = So geht es
start-how-1 = Sie melden sich mit Ihrem Ausweis an.
start-how-2 = Sie füllen Ihren Stimmzettel aus.
start-how-3 = Dieses Gerät verschlüsselt ihn. Niemand sonst sieht, was Sie wählen, auch wir nicht.
start-how-4 = Sie geben den Stimmzettel ab, oder Sie prüfen zuerst, ob das Gerät ehrlich ist.
start-how-5 = Dieses Gerät prüft, dass Ihr Stimmzettel in der Urne ist.
start-button = Mit dem Ausweis anmelden
start-look = Haben Sie schon gewählt? Finden Sie Ihren Stimmzettel, oder prüfen Sie ihn mit einem zweiten Gerät.

card-heading = Benutzen Sie Ihren Ausweis
card-sign-in = Stecken Sie Ihren Ausweis in den Leser. Das Programm Web eID fragt nach der PIN 1. Geben Sie die PIN dort ein, nie auf dieser Seite.
card-credential = Ihr Ausweis wird ein zweites Mal gefragt. Mit der PIN 1 bestätigt er, dass dieses Gerät bei dieser Wahl für Sie wählen darf.

elections-heading = Meine Wahlen
elections-hello = Sie sind angemeldet als { $name }.
elections-none = Es gibt keine Wahl, bei der Sie online wählen können.
elections-until = Offen bis { $time }
elections-opens = Öffnet am { $time }
elections-vote = Jetzt wählen
elections-vote-in = Jetzt wählen: { $title }
elections-papers-out = Die Unterlagen für die Briefwahl wurden an Sie geschickt. Sie können trotzdem online wählen. Kommt Ihr Umschlag rechtzeitig zurück und wird er angenommen, zählt die Stimme auf Papier und nicht die online.
elections-registered = Sie haben ein Gerät für die Wahl online angemeldet. Hat es einen Stimmzettel abgegeben, finden Sie diesen mit Ihrer Kontrollnummer.
reason-pack-is-out = Die Unterlagen für die Briefwahl wurden an Sie geschickt. Bei dieser Wahl wählen Sie dann mit diesen Unterlagen.
reason-postal-vote-arrived = Ihr Umschlag ist angekommen und wird geprüft. Sie können jetzt nicht online wählen.
reason-voted-on-paper = Ihre Stimme auf Papier zählt schon.
reason-not-on-roll = Sie stehen für diese Wahl nicht im Wählerverzeichnis. Wenn Sie das für falsch halten, fragen Sie Ihre Gemeinde.
reason-not-yet-open = Die Wahl hat noch nicht begonnen.
reason-closed = Die Wahl ist geschlossen.
reason-other = Sie können bei dieser Wahl nicht online wählen. Vielleicht haben Sie Briefwahl beantragt oder schon auf Papier gewählt.
sign-out = Abmelden
finished-heading = Sie sind abgemeldet
finished-text = Von Ihrer Stimme ist nichts auf diesem Gerät geblieben. Sie können dieses Fenster schließen.

checking-heading = Ihr Stimmzettel wird vorbereitet
checking-board = Dieses Gerät prüft die Wahl: ihre Schlüssel, ihre Regeln und die Unterschriften derer, die über sie wachen.
checking-credential = Ihr Wahlrecht wird auf der öffentlichen Tafel eingetragen, ohne Ihren Namen.

contest-progress = Frage { $number } von { $count }
rule-single = Wählen Sie eines.
rule-approval = Wählen Sie so viele, wie Sie möchten.
rule-some = { $min ->
    [0] Wählen Sie höchstens { $max }.
   *[other] Wählen Sie mindestens { $min } und höchstens { $max }.
}
rule-votes = Sie haben { $total } Stimmen. Einer Person können Sie bis zu { $max } davon geben.
rule-points = Sie haben { $total } Punkte. Einem Vorschlag können Sie bis zu { $max } davon geben.
rule-least = Vergeben Sie mindestens { $min }.
blank-option = Leere Stimme: nichts davon
left-choices = { $count ->
    [0] Keine Wahl mehr übrig
    [one] Noch 1 übrig
   *[other] Noch { $count } übrig
}
left-votes = { $count ->
    [0] Keine Stimmen mehr übrig
    [one] Noch 1 Stimme übrig
   *[other] Noch { $count } Stimmen übrig
}
left-points = { $count ->
    [0] Keine Punkte mehr übrig
    [one] Noch 1 Punkt übrig
   *[other] Noch { $count } Punkte übrig
}
too-many = { $count } zu viel. Nehmen Sie { $count } weg.
votes-for = Stimmen für { $name }
points-for = Punkte für { $name }
more-for = Mehr für { $name }
less-for = Weniger für { $name }
list-vote = Die ganze Liste wählen
list-vote-for = { list-vote }: { $name }
list-too-long = Diese Liste hat { $size } Namen, und Sie haben noch { $left } Stimmen.
no-list = Ohne Liste
clear = Diese Frage leeren
error-too-many = Sie haben { $count } zu viel vergeben. Nehmen Sie sie weg, bevor Sie weitergehen.
error-too-few = Vergeben Sie mindestens { $min }.
error-nothing = Sie haben nichts gewählt. Wählen Sie, oder markieren Sie „{ $blank }“.
error-one = Wählen Sie eines.
error-number = Für { $name }: Geben Sie eine ganze Zahl von 0 bis { $max } ein.

review-heading = Prüfen Sie Ihre Wahl
review-lead = Noch hat nichts dieses Gerät verlassen.
review-change = Ändern
review-change-of = Ändern: { $title }
review-blank = Leere Stimme
review-unused-votes = Sie haben { $used } von { $total } benutzt. Sie können es so lassen.
review-replaces = Sie haben schon gewählt. Dieser Stimmzettel ersetzt den mit der Kontrollnummer { $tracker }.
review-button = Stimmzettel verschlüsseln

encrypting-heading = Ihr Stimmzettel wird verschlüsselt
encrypting-text = Dieses Gerät verschlüsselt Ihren Stimmzettel und beweist, dass er richtig ausgefüllt ist.

tracker-heading = Ihr Stimmzettel ist verschlüsselt
tracker-label = Ihre Kontrollnummer
tracker-text = Mit dieser Nummer finden Sie Ihren Stimmzettel auf der öffentlichen Tafel. Schreiben Sie sie auf oder fotografieren Sie sie. Sie zeigt nicht, wie Sie gewählt haben.
tracker-code = Die Kontrollnummer als Code
decide-heading = Was möchten Sie jetzt tun?
cast-heading = Abgeben
cast-text = Der Stimmzettel kommt in die Urne.
cast-button = Diesen Stimmzettel abgeben
check-heading = Erst prüfen
check-text = Sehen Sie, ob dieses Gerät verschlüsselt hat, was Sie gewählt haben. Ein geprüfter Stimmzettel zählt nie; danach füllen Sie einen neuen aus.
check-button = Diesen Stimmzettel prüfen

open-heading = Diesen Stimmzettel für alle öffnen?
open-warning = Alle können dann sehen, was auf diesem Stimmzettel steht, und das Amt, das die Menschen kennt, könnte sagen, dass es Ihrer war.
open-advice = Wenn dies Ihre wirkliche Wahl ist, gehen Sie besser zurück, füllen Sie etwas anderes aus, verschlüsseln Sie es und prüfen Sie das. Ein unehrliches Gerät kann vorher nicht wissen, welchen Stimmzettel Sie prüfen.
open-confirm = Diesen Stimmzettel öffnen
open-back = Erst meine Wahl ändern
open-return = Zurück, ohne ihn zu öffnen

sending-heading = Ihr Stimmzettel ist unterwegs
sending-post = Der Stimmzettel geht zur Urne
sending-receipt = Die Quittung wird geprüft
sending-board = Zeugen unterschreiben die Tafel mit Ihrem Stimmzettel
sending-wait = Noch keine Antwort. Dieses Gerät versucht es in { $seconds } s wieder. So oft es auch versucht: Ihr Stimmzettel zählt einmal.
sending-witnesses = Das kann eine Minute dauern. Lassen Sie diese Seite offen.

done-heading = Ihr Stimmzettel ist in der Urne
done-lead = Dieses Gerät hat es geprüft:
done-receipt = Die Urne hat eine Quittung für genau diesen Stimmzettel unterschrieben.
done-place = Der Stimmzettel ist Eintrag { $index } auf der öffentlichen Tafel.
done-witness = { $name } hat ihn dort am { $time } gesehen.
done-save = Quittung speichern
done-print = Diese Seite drucken
done-receipt-note = Die Quittung zeigt nicht, wie Sie gewählt haben.
done-next-heading = Wie es weitergeht
done-next-until = Bis { $time } können Sie noch einmal wählen. Nur Ihr letzter Stimmzettel zählt.
done-next-once = Bei dieser Wahl können Sie einmal wählen.
done-next-count = Nach dem Ende der Wahl werden alle Stimmzettel zusammengezählt, solange sie noch verschlüsselt sind. Sie können Ihren Stimmzettel jederzeit auf der Tafel finden.
vote-again = Noch einmal wählen
finish = Beenden und abmelden
second-heading = Mit einem zweiten Gerät prüfen
second-text = Ein anderes Gerät kann Ihnen zeigen, was auf Ihrem Stimmzettel steht. Öffnen Sie dort die Seite { $page }, am besten von einer anderen Organisation, und scannen Sie den Code.
second-warning = Wer diesen Code sieht, sieht, wie Sie gewählt haben. Zeigen Sie ihn nur, wenn Sie allein sind.
second-show = Code zeigen
second-hide = Code verbergen
second-used = Sie haben den Code so oft gezeigt, wie es diese Wahl erlaubt.
second-code = Der Code für das zweite Gerät

checked-heading = Dieser Stimmzettel ist zur Prüfung offen
checked-text = Er steht auf der öffentlichen Tafel und wird nicht gezählt.
checked-choices-heading = Dieses Gerät sagt, es habe verschlüsselt:
checked-elsewhere-heading = Prüfen Sie jetzt anderswo
checked-elsewhere-text = Öffnen Sie die Seite { $page } auf einem anderen Gerät, am besten von einer anderen Organisation. Scannen Sie dort diesen Code, oder öffnen Sie die Datei. Beide Geräte müssen dasselbe zeigen.
checked-save = Code als Datei speichern
checked-different = Wenn das andere Gerät etwas anderes zeigt, wählen Sie nicht mit diesem. Sagen Sie es der Hilfe.
checked-new = Neuen Stimmzettel ausfüllen
checked-kept = Ihre Wahl ist noch ausgefüllt. Der neue Stimmzettel wird neu verschlüsselt.

look-heading = Einen Stimmzettel ansehen
look-lead = Benutzen Sie diese Seite auf einem anderen Gerät als dem, mit dem Sie gewählt haben. Sie zeigt, wo ein Stimmzettel auf der öffentlichen Tafel steht. Anmelden müssen Sie sich nicht.
look-code-heading = Mit einem Code oder einer Quittung
look-code-text = Der Code zeigt, was auf dem Stimmzettel steht; die Quittung nicht.
look-file = Datei öffnen: einen Code, eine Quittung oder ein Bild eines Codes
look-camera = Mit der Kamera scannen
look-camera-stop = Kamera anhalten
look-camera-none = Die Kamera kann nicht benutzt werden. Fotografieren Sie den Code und öffnen Sie das Bild.
look-no-code = In dieser Datei wurde kein Code gefunden.
look-typed-heading = Mit Nummer und Kontrollnummer
look-entry = Nummer des Eintrags
look-entry-missing = Geben Sie die Nummer des Eintrags ein, nur Ziffern. Sie steht auf der Quittung und auf der Seite, die Sie nach der Stimmabgabe gesehen haben.
look-tracker = Kontrollnummer
look-tracker-hint = 26 Buchstaben und Ziffern; Bindestriche sind gleichgültig
look-button = Ansehen
look-found = Der Stimmzettel steht auf der Tafel
look-not-found = Ein solcher Stimmzettel steht nicht auf der Tafel
look-not-found-text = Prüfen Sie, was Sie eingegeben haben. Wenn Sie eine Quittung für diesen Stimmzettel haben, hat die Urne ihr Wort gebrochen: Zeigen Sie die Quittung der Hilfe.
look-election = Wahl: { $title }
look-last = Er ist der bisher letzte Stimmzettel dieser Person. Er zählt, wenn nicht noch einer folgt.
look-replaced = Er zählt nicht: Ein späterer Stimmzettel dieser Person ersetzt ihn, oder das Wahlrecht ging an ein anderes Gerät oder an die Wahl auf Papier.
look-challenge = Er wurde zur Prüfung geöffnet und zählt nie.
look-choices = Was auf dem Stimmzettel steht
look-compare = Haben Sie das gewählt? Wenn nicht, ist dem Gerät nicht zu trauen, mit dem Sie gewählt haben: Wählen Sie mit einem anderen noch einmal, und sagen Sie es der Hilfe.
look-other = Einen anderen Stimmzettel ansehen

fault-network = Die Verbindung ist abgebrochen. Von Ihrem Stimmzettel ist nichts verloren. Prüfen Sie das Netz und versuchen Sie es dann noch einmal.
fault-server = Der Server arbeitet gerade nicht richtig. Nichts ist verloren. Versuchen Sie es in einigen Minuten noch einmal.
fault-busy = Gerade wählen sehr viele Menschen. Nichts ist verloren. Versuchen Sie es in einer Minute noch einmal.
fault-refused = Der Server hat diesen Schritt abgelehnt. Nichts ist verloren. Beginnen Sie neu; wenn das nicht hilft, fragen Sie die Hilfe.
fault-defect = Diese Seite hat einen Fehler gemacht. Ihr Stimmzettel wurde nicht gesendet, außer Sie haben eine Quittung gesehen. Beginnen Sie neu.
fault-module = Der Teil dieser Seite, der verschlüsselt, konnte nicht geladen werden oder wurde unterwegs verändert. Nichts wurde gesendet. Versuchen Sie es noch einmal, oder benutzen Sie einen anderen Browser.
fault-randomness = Dieser Browser kann keine geheimen Zahlen ziehen. Nichts wurde gesendet. Benutzen Sie einen anderen Browser.
fault-board = Die öffentliche Tafel ist nicht richtig zu lesen. Nichts wurde gesendet. Versuchen Sie es später noch einmal, und sagen Sie es der Hilfe, wenn es so bleibt.
fault-other-election = Die öffentliche Tafel zeigt eine andere Wahl als Ihre. Nichts wurde gesendet. Bitte sagen Sie es der Hilfe.
fault-unwitnessed = Die öffentliche Tafel ist nicht von genug Zeugen unterschrieben. Ohne sie traut dieses Gerät ihr nicht. Versuchen Sie es später noch einmal, und sagen Sie es der Hilfe, wenn es so bleibt.
fault-not-open = Diese Wahl ist noch nicht geöffnet. Nichts wurde gesendet.
fault-fork = Die Urne hat zwei verschiedene Tafeln gezeigt. Speichern Sie diese Seite mit den technischen Angaben und sagen Sie es sofort der Hilfe oder einer Beobachterin.
fault-proof = Die Urne hat nicht bewiesen, dass Ihr Stimmzettel auf der Tafel steht. Verlassen Sie sich nicht darauf. Sagen Sie es der Hilfe, mit den technischen Angaben.
fault-receipt = Die Urne hat eine falsche Quittung gegeben. Verlassen Sie sich nicht darauf. Sagen Sie es der Hilfe, mit den technischen Angaben.
fault-other-previous = Die Urne nennt einen anderen letzten Stimmzettel, als dieses Gerät abgegeben hat. Wenn Sie inzwischen mit einem anderen Gerät gewählt haben, beginnen Sie neu. Wenn nicht, sagen Sie es der Hilfe.
fault-challenge = Der Code öffnet diesen Stimmzettel nicht: Das Gerät, das ihn gemacht hat, hat nicht verschlüsselt, was es sagt. Wählen Sie nicht mit diesem Gerät. Sagen Sie es der Hilfe.
fault-other-tracker = Die Urne hat einen anderen Stimmzettel gezeigt als den mit dieser Kontrollnummer. Prüfen Sie beide Nummern.
fault-tracker-text = Das ist keine Kontrollnummer. Sie hat 26 Buchstaben und Ziffern, ohne I, L, O und U.
fault-signed-out = Sie wurden abgemeldet, weil eine Zeit lang nichts geschah. Ihr Stimmzettel wurde nicht abgegeben. Melden Sie sich wieder an.
fault-closed = Die Wahl ist geschlossen oder noch nicht geöffnet. Dieser Stimmzettel wurde nicht angenommen.
fault-limit = Sie haben die Zahl der Stimmzettel oder Prüfungen erreicht, die diese Wahl erlaubt.
fault-no-revoting = Sie haben schon gewählt, und bei dieser Wahl kann man nicht noch einmal wählen.
fault-not-live = Ihr Wahlrecht ging an ein anderes Gerät, oder Sie haben auf Papier gewählt. Dieser Stimmzettel wurde nicht angenommen. Melden Sie sich wieder an, um mit diesem Gerät zu wählen.
fault-card-refused = Ihr Ausweis wurde gelesen, aber sein Zertifikat wird hier nicht angenommen. Benutzen Sie einen gültigen Ausweis.
fault-card-other-person = Dies ist der Ausweis einer anderen Person als der, die angemeldet ist. Benutzen Sie Ihren eigenen Ausweis, oder melden Sie sich zuerst ab.
fault-card-late = Das Benutzen des Ausweises hat zu lange gedauert. Nichts ist verloren. Versuchen Sie es noch einmal.
fault-card-responder = Ob Ausweise gültig sind, lässt sich gerade nicht prüfen. Nichts ist verloren. Versuchen Sie es in einigen Minuten noch einmal.
fault-not-eligible = Sie können bei dieser Wahl jetzt nicht online wählen.
fault-card-action-timeout = Der Ausweis wurde nicht rechtzeitig benutzt. Nichts ist verloren. Versuchen Sie es noch einmal, wenn Ausweis und PIN bereit sind.
fault-card-user-timeout = Das Kartenprogramm hat zu lange auf die PIN gewartet. Nichts ist verloren. Versuchen Sie es noch einmal.
fault-card-version-mismatch = Das Programm Web eID und die Erweiterung des Browsers passen nicht zusammen. Bringen Sie beide auf den neuesten Stand, und versuchen Sie es noch einmal.
fault-card-version-invalid = Die Version des Programms Web eID ist nicht zu lesen. Installieren Sie es neu, und versuchen Sie es noch einmal.
fault-card-extension-unavailable = Die Erweiterung Web eID fehlt in diesem Browser oder ist ausgeschaltet. Installieren Sie sie von web-eid.eu oder schalten Sie sie ein, und laden Sie diese Seite neu.
fault-card-native-unavailable = Das Programm Web eID fehlt auf diesem Gerät. Installieren Sie es von web-eid.eu, und versuchen Sie es noch einmal.
fault-card-unknown-error = Der Ausweis konnte nicht benutzt werden. Nehmen Sie ihn heraus, stecken Sie ihn wieder ein, und versuchen Sie es noch einmal.
fault-card-context-insecure = Diese Seite ist nicht über eine sichere Verbindung geladen; deshalb darf der Ausweis nicht benutzt werden. Prüfen Sie, dass die Adresse mit https beginnt.
fault-card-user-cancelled = Sie haben das Fenster des Kartenprogramms geschlossen. Nichts ist verloren. Versuchen Sie es noch einmal, wenn Sie bereit sind.
fault-card-native-invalid-argument = Das Kartenprogramm hat diese Seite nicht verstanden. Bringen Sie das Programm Web eID auf den neuesten Stand, und versuchen Sie es noch einmal.
fault-card-native-fatal = Das Kartenprogramm wurde durch einen Fehler beendet. Prüfen Sie, dass der Ausweis richtig im Leser sitzt, und versuchen Sie es noch einmal.
fault-card-action-pending = Das Kartenprogramm ist noch in einem anderen Fenster oder Tab offen. Beenden Sie es dort, und versuchen Sie es noch einmal.
fault-card-missing-parameter = Diese Seite hat den Ausweis falsch gefragt. Laden Sie sie neu; wenn das nicht hilft, sagen Sie es der Hilfe.

# the card reader of demonstrations
reader-heading = Welche Karte?
reader-lead = Dies ist eine Vorführung. Leser und Karten sind nicht echt.
reader-card = Karte im Leser
reader-use = Diese Karte verwenden
reader-cancel = Karte herausnehmen
