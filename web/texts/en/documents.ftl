# What the postal office prints: crates/documents

paper-election = Election
paper-help = Help
paper-by-hand = □ stands for a character that this program cannot print: write it by hand.

confirmation-title = We have your request for a vote by post
confirmation-lead = The election office has received your request. Please keep this paper until you have voted.
confirmation-keep = Tell us this number when you call or write to us.
confirmation-person = Name
confirmation-filed = Received
confirmation-next = What comes next
confirmation-next-check = An official checks your request. You see how far it is under “My elections” at { $site }.
confirmation-next-papers = Once it is approved, your papers are printed and posted to the address above.
confirmation-next-back = Vote, and send the envelope back. It must be here in time: the day stands above.
confirmation-signed = Fingerprint (SHA-256) of the text that you signed
confirmation-no-vote = This is not a ballot paper, and nobody can vote with it.
confirmation-made = Made: { $at }

labels-title = Address labels: { $of }

letters-title = Letters: { $of }
letter-title = Your vote by post
letter-lead = You asked for a vote by post. Here are your papers. They are for you alone: nobody else may vote or sign for you.
letter-style = Ballot paper
letter-how = How to vote
letter-step-check = Check that everything is here: ballot paper, ballot envelope, declaration, return envelope. The code on the return envelope is the one at the top of this letter.
letter-step-fill = Fill in the ballot paper by yourself, where nobody can see it.
letter-step-close = Put it into the ballot envelope and close it. Write nothing on this envelope.
letter-step-sign = Sign the declaration.
letter-step-send = Put the ballot envelope and the declaration into the return envelope, close it and post it.
letter-trouble = If something is missing, damaged or lost, call us or write to us. We then send new papers, and the code of the first ones is void.

envelopes-title = Return envelopes: { $of }
envelope-title = Vote by post
envelope-unopened = To be opened by the election office only
envelope-code = Code
envelope-picture = Picture of the code { $code }

reconciliation-title = Reconciliation of papers for voting by post
reconciliation-sum = Total
reconciliation-part = Only some districts: the official who printed this sees no others.
reconciliation-none = No papers have been printed yet.
reconciliation-checked = Checked
reconciliation-signature = Day, name, signature
