# Was das Briefwahlamt druckt: crates/documents

paper-election = Wahl
paper-help = Hilfe
paper-by-hand = □ steht für ein Zeichen, das dieses Programm nicht drucken kann: Schreiben Sie es von Hand.

confirmation-title = Ihr Antrag auf Briefwahl ist eingegangen
confirmation-lead = Das Wahlamt hat Ihren Antrag erhalten. Bitte bewahren Sie dieses Blatt auf, bis Sie gewählt haben.
confirmation-keep = Nennen Sie uns diese Nummer, wenn Sie anrufen oder uns schreiben.
confirmation-person = Name
confirmation-filed = Eingegangen
confirmation-next = Was als Nächstes geschieht
confirmation-next-check = Eine Amtsperson prüft Ihren Antrag. Wie weit er ist, sehen Sie unter „Meine Wahlen“ auf { $site }.
confirmation-next-papers = Ist er genehmigt, werden Ihre Unterlagen gedruckt und an die Adresse oben geschickt.
confirmation-next-back = Wählen Sie, und senden Sie den Wahlbrief zurück. Er muss rechtzeitig hier sein: Der Tag steht oben.
confirmation-signed = Fingerabdruck (SHA-256) des Textes, den Sie unterschrieben haben
confirmation-no-vote = Das ist kein Stimmzettel, und niemand kann damit wählen.
confirmation-made = Erstellt: { $at }

labels-title = Adressetiketten: { $of }

letters-title = Anschreiben: { $of }
letter-title = Ihre Briefwahl
letter-lead = Sie haben Briefwahl beantragt. Hier sind Ihre Unterlagen. Sie sind nur für Sie: Niemand sonst darf für Sie wählen oder unterschreiben.
letter-style = Stimmzettel
letter-how = So wählen Sie
letter-step-check = Sehen Sie nach, ob alles da ist: Stimmzettel, Stimmzettelumschlag, Erklärung, Wahlbriefumschlag. Auf dem Wahlbriefumschlag steht der gleiche Code wie oben auf diesem Schreiben.
letter-step-fill = Füllen Sie den Stimmzettel selbst aus, wo niemand zusehen kann.
letter-step-close = Legen Sie ihn in den Stimmzettelumschlag, und verschließen Sie diesen. Schreiben Sie nichts darauf.
letter-step-sign = Unterschreiben Sie die Erklärung.
letter-step-send = Legen Sie Stimmzettelumschlag und Erklärung in den Wahlbriefumschlag, verschließen Sie ihn, und geben Sie ihn zur Post.
letter-trouble = Fehlt etwas, ist etwas beschädigt oder verloren, rufen Sie uns an oder schreiben Sie uns. Wir senden dann neue Unterlagen, und der Code der ersten ist ungültig.

envelopes-title = Wahlbriefumschläge: { $of }
envelope-title = Wahlbrief
envelope-unopened = Nur vom Wahlamt zu öffnen
envelope-code = Code
envelope-picture = Bild des Codes { $code }

reconciliation-title = Abgleich der Briefwahlunterlagen
reconciliation-sum = Insgesamt
reconciliation-part = Nur einige Bezirke: Die Amtsperson, die dies gedruckt hat, sieht keine anderen.
reconciliation-none = Es wurden noch keine Unterlagen gedruckt.
reconciliation-checked = Geprüft
reconciliation-signature = Tag, Name, Unterschrift
