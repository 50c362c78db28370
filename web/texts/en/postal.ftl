# Every sentence about votes by post: the pages of whoever asks, those of the office, and the messages.

# before one asks
before-title = Vote by post
before-lead = You ask here for your voting papers by post. It takes about 3 minutes. You can stop and go on later.
before-need = What you need
before-need-card = your card with PIN 1 and PIN 2
before-need-address = the address to which the papers go
before-need-identity = if the papers go abroad: a picture of your passport or identity card
before-go = Begin
before-replaces-online = You can vote online already. Once your envelope is accepted, it takes the place of a vote online.
before-again = You took an approved request back before. Two officials will look at the new one.
place-home = Papers within the country
place-abroad = Papers to another country
place-not-offered = Not offered in this election.
deadline-apply = Ask until
deadline-return = Your vote must be here by
days-in-post = Time in the post
days-there-back = { $there ->
    [one] { $there } day
   *[other] { $there } days
} there, { $back ->
    [one] { $back } day
   *[other] { $back } days
} back
post-by = Post your vote at the latest on
post-is-tight = The post may be too slow: papers that are sent today could come back too late. Voting another way is safer.
apply-until = { $until } ({ $days ->
    [0] today is the last day
    [one] { $days } day left
   *[other] { $days } days left
})
apply-over = It was possible until { $until }.
choice-until = Ask by { $until }.
expected = Usually within { $span } (measured with { $count ->
    [one] { $count } request
   *[other] { $count } requests
}).
span-minutes = { $number ->
    [one] { $number } minute
   *[other] { $number } minutes
}
span-hours = { $number ->
    [one] { $number } hour
   *[other] { $number } hours
}
span-days = { $number ->
    [one] { $number } day
   *[other] { $number } days
}

# who may not ask
refused-title = You cannot ask for a vote by post now
refused-not-offered = This election has no vote by post.
refused-not-on-roll = You are not on the electoral roll of this election.
refused-not-eligible = The electoral roll has something about you that does not fit this election.
refused-minor = You are too young on polling day. You are old enough from { $from }.
refused-too-early = Requests are taken from { $from }.
refused-too-late = Requests were taken until { $until }.
refused-duplicate = You have asked for a vote by post already.
refused-voted-online = You have chosen to vote online. In this election no vote by post takes its place.
refused-voted-on-paper = Your vote on paper counts already.
remedies-title = What you can do
remedy-vote-online = Vote online, from { $from } until { $until }.
remedy-vote-at-polling-place = Vote at your polling place on { $on }.
remedy-come-back = Come back on { $on }.
remedy-correct-roll = Call us if you think that this is wrong. We can have the roll corrected.
remedy-say-it-was-not-me = Call us at once if this was not you.
remedy-see-request = See where your request is
remedy-take-back = Take the request back
remedy-answer = Answer our question
remedy-none = Please call us: we will help.

# the form
sheet-data = Your data
sheet-data-lead = This is what the electoral roll has. You need not type it.
sheet-data-wrong = Is something wrong? Please call us, and we will have it corrected.
sheet-data-register = What is filled in here and on the next pages may come from the population register. What you can type over, change if it is wrong.
sheet-delivery = Where should the papers go?
sheet-country = To which country?
sheet-address = The address
sheet-address-abroad = Write the address as on a letter in that country. Your name is added by us: the papers are sent to you and to nobody else.
sheet-identity = Your passport or identity card
sheet-identity-lead = For papers that go abroad we need a picture of your passport or identity card. It is erased as soon as we have decided.
sheet-identity-there = A picture is there.
sheet-duration = For which elections?
sheet-contact = How do we write to you?
save-later = Save and go on later
choose-country = Choose a country
check-title = Check your answers
check-not-sent = Your request is NOT sent yet.
check-open = This is still missing
check-go = Go on to sign
check-declare = Your declaration
sign-title = Read, sign and send
sign-lead = This is your request. With PIN 2 you sign it, and signing sends it: there is no further step.
sign-go = Sign and send
sign-demo = Sign with a demo card and send

field-surname = Surname
field-given-names = Given names
field-birth-date = Date of birth
field-registered-address = Registered address
field-place-of-birth = Place of birth
field-place-of-birth-hint = Town and country.
field-deliver-to = Send the papers to
deliver-registered = my registered address
deliver-home = another address in this country
deliver-abroad = an address abroad
field-country = Country
field-address = Address
field-organisation = Company, hotel or c/o
field-street = Street and number
field-suburb = Part of the town
field-city = Town
field-state = State or province
field-postal-code = Postal code
field-postal-code-hint = As in { $example }.
field-sorting-code = Sorting code
field-lines = The address in lines
field-lines-hint = As on an envelope, without your name. At most 6 lines.
field-lines-instead = Only if the fields above do not fit: the whole address here, and nothing above.
field-attachment = Picture of your passport or identity card
field-attachment-hint = A photograph (JPEG, PNG) or a PDF, at most 5 megabytes.
field-duration = I ask for
duration-election = this election
duration-year = all elections of this year
duration-standing = all elections, until I take it back
field-language = Language in which we write to you
field-email = E-mail
field-email-hint = We write to you at every step. You may leave this empty.
field-phone = Telephone
field-phone-hint = With its country, as in +352 621 123 456. You may leave this empty.

wrong-missing = Fill this in.
wrong-unchosen = Choose one.
wrong-too-long = Shorten this to { $max ->
    [one] { $max } character
   *[other] { $max } characters
}.
wrong-too-many-lines = Use at most { $max ->
    [one] { $max } line
   *[other] { $max } lines
}.
wrong-unprintable = Type this again: there are characters in it that cannot be printed.
wrong-country = Choose a country from the list.
wrong-not-at-home = This address is abroad: choose an address abroad, or one in this country.
wrong-not-abroad = This address is not abroad: choose an address in this country.
wrong-unknown = Addresses in this country do not have this: leave it empty.
wrong-postal-code = Type the postal code as in { $example }.
wrong-not-registered = No address is registered for you: choose another one.
wrong-language = Choose one of the languages of this election.
wrong-email = Type an e-mail address as in name@example.org, or leave this empty.
wrong-phone = Type a telephone number with its country, as in +352 621 123 456, or leave this empty.
wrong-undeclared = You can ask only if you make this declaration. Tick it if it is true.
wrong-too-late = It is too late to have the papers sent there: the last moment was { $until }.
wrong-too-late-home = They can still be sent to an address in this country.
wrong-too-late-abroad = They can still be sent to an address abroad.
wrong-attachment-kind = Upload a photograph (JPEG, PNG) or a PDF.
wrong-attachment-size = Upload at most 5 megabytes.

# a request
request-title = Your vote by post: { $state }
request-sent = Your request is signed and sent. You can print this page.
request-register-waits = The population register has not confirmed your data yet. We ask it until it answers. You need not do anything.
request-number = Number of the request
request-answers = What you asked for
request-paper = Confirmation on paper (PDF)
request-can = What you can do now
request-tell-us = If something is not right, tell us:
no-way-back-papers-out = You cannot take the request back any more: your papers have left us, and a vote could already be in the post. If you do not want to vote by post, destroy them.
no-way-back-envelope-here = You cannot take the request back any more: your envelope is here.
timeline = Where it is
answer-until = Please do this until { $until }.
wish-answer = Answer our question
wish-answer-about = Write what we asked for. We go on as soon as you have sent it.
wish-cure = Mend what is missing
wish-cure-about = Write what you have done about it, for example when you will come to sign. We then check the envelope again.
wish-deliver = Say that the papers have arrived
wish-deliver-about = Thank you for telling us. Send your vote back as soon as you can.
wish-correct = Correct your answers
wish-correct-about = Your request is taken back, and a new one begins with the same answers. Sign and send it again when it is right. Until then nothing is sent.
wish-withdraw = Take the request back
wish-withdraw-about = The office stops, and no papers are sent. You can ask again until the deadline.
field-answer = Your answer
contact-change = Change how we reach you
contact-change-about = This changes how we write to you or call you about this request, and nothing else. We tell the old e-mail address and the new one.
contact-save = Save
contact-changed = Your e-mail address and telephone number are changed.

state-draft = not sent
state-draft-about = You have begun a request and not sent it.
state-submitted = received by the office
state-submitted-about = Your request is in the office. You need not do anything.
state-under-review = being checked
state-under-review-about = An official looks at your request. You need not do anything.
state-more-info-needed = we need something from you
state-more-info-needed-about = We cannot decide yet. Please answer our question.
state-approved = approved
state-approved-about = Your request is approved. Your papers will be printed next.
state-queued = about to be printed
state-queued-about = Your papers are in the next batch for the printing house.
state-printed = printed
state-printed-about = Your papers are printed and will be handed to the post.
state-dispatched = on the way to you
state-dispatched-about = Your papers are with the post. What the post does with them we cannot see. If they do not come, call or write to us: we send them again.
state-delivered = arrived
state-delivered-about = Your papers have arrived. Vote, and send the envelope back in time.
state-undeliverable = came back to us
state-undeliverable-about = The post could not deliver your papers. Please call us, so that we can send them again.
state-reissued = sent again
state-reissued-about = New papers are on the way. The first ones are void: please destroy them if they still come.
state-envelope-received = your envelope is here
state-envelope-received-about = Your envelope has arrived and is being checked. It is not opened for that.
state-deficient = something is missing in your envelope
state-deficient-about = Your envelope has arrived, but something is missing. You can mend it.
state-accepted = accepted
state-accepted-about = Your envelope is in order. Your vote will be counted.
state-rejected = rejected
state-rejected-about = Your envelope could not be accepted. If you think that this is wrong, please call us at once.
state-withdrawn = taken back
state-withdrawn-about = The request was taken back. You can ask again until the deadline, or vote another way.
state-refused = refused
state-refused-about = Your request was refused. You can vote another way. If you think that this is wrong, you can appeal: please call us, we will tell you how.
state-expired = over
state-expired-about = The time for this request is over.
state-superseded = ended: you voted another way
state-superseded-about = You have chosen another way of voting. Papers that still come are void.

reason-identity-not-confirmed = It is not certain who signed.
reason-not-on-roll = Not on the electoral roll.
reason-not-eligible = Not eligible for this election.
reason-duplicate = Asked for already.
reason-incomplete = Something is missing.
reason-address-unclear = The post does not know the address.
reason-no-response = No answer in time.
reason-unclaimed = Nobody fetched the papers.
reason-moved = Lives elsewhere now.
reason-not-taken = Whoever was there did not take it.
reason-came-back = The papers came back.
reason-lost = The papers never arrived.
reason-damaged = The papers arrived damaged, or something was missing.
reason-not-signed = The declaration in the envelope is not signed.
reason-other-signature = The signature is not the person's.
reason-no-declaration = The declaration is missing, or is somebody else's.
reason-opened = The envelope was open.
reason-too-late = The envelope came after the deadline.
reason-suspected-fraud = Fraud is suspected (never shown to the person).
reason-other = Another reason, in words.
office-state-submitted = new
office-state-more-info-needed = waits for the person’s answer
office-state-dispatched = with the post
office-state-undeliverable = came back undelivered
office-state-envelope-received = envelope received
office-state-deficient = envelope set aside, can be mended
office-state-superseded = ended: voted another way
office-deliver-registered = registered address
office-deliver-home = another address in this country
office-deliver-abroad = an address abroad
office-duration-standing = all elections, until taken back

# the office
work-title = Requests for a vote by post
back-to-work = Work list
work-drafts = Begun and not sent
work-none = There is nothing here.
work-more = Next page
work-filter = Show
work-state = Status
work-decide = to be decided
work-all = all
work-days = At least so many days old
work-alarmed = Only with an alarm
work-age = Age
work-marks = Notes
mark-overdue = overdue
mark-alarmed = alarm
mark-abroad = abroad
mark-register-waits = waits for the register
mark-register-differs = register differs
mark-register-not-found = not in the register
mark-register-deceased = register: has died
bulk-title = Approve the clean ones
bulk-about = Clean is what the person signed with the card, for the registered address, without an alarm and without an earlier approved request. Everything else stays for a closer look.
bulk-register = What the population register has not confirmed is not among them.
bulk-sure = { $count ->
    [one] I approve this { $count } request if it is clean.
   *[other] I approve what is clean among these { $count } requests.
}
bulk-go = Approve
bulk-done = Approved: { $approved }. Left for a closer look: { $left }.
wrong-unsure = Tick this if you are sure.

case-title = Request { $reference }
case-alarmed = ALARM: this request has more in common with others than usual. Two officials approve it.
case-register-waits = The population register has not answered yet, and this request waits for it. To approve it all the same takes two officials, and why in words.
case-register-differs = The population register has something else than the roll or the request. Compare before you decide.
case-register-not-found = The population register knows nobody with this code. To approve the request all the same takes two officials, and why in words.
case-register-deceased = The population register says that the person has died. To approve the request all the same takes two officials, and why in words.
case-register-decided = The population register does not confirm this request, which was approved all the same or before it answered. Decide whether the papers go out.
common-address = People with the same address: { $people }
common-contact = People with the same e-mail or telephone: { $people }
common-network = People who asked from the same network: { $people }
case-filed = Received
case-consent = Signed
case-signed = with the card, verified { $at }
case-entered = entered by the office: { $how }, { $record }
case-replaces = In place of the approved request
case-pack = Code of the papers
case-picture = Picture of the identity card (file)
case-late = This envelope came after the deadline. It can only be rejected.
field-number = Number on the roll
field-district = District
field-reason = Reason
field-words = In words
field-words-hint = The person reads this.
by-two-officials = by two officials
actor-citizen = by the person
actor-official = by an official
actor-system = by a program
second-title = Waits for a second official: { $step }
second-wait = You have proposed this. Another official must consent.
second-go = Consent, and do it

register-title = Population register
register-waits = no answer yet
register-agrees = agrees
register-differs = has something else
register-not-found = knows nobody with this code
register-deceased = says that the person has died
register-said = { $verdict }, { $at }
register-has = In the register: { $field }
register-again = Ask the register again

step-submit = Send
step-take-up = Begin to check
step-ask = Ask the person for something
step-answer = Note the person's answer
step-approve = Approve
step-refuse = Refuse
step-withdraw = Take back, as the person wishes
step-queue = Put into a batch
step-print = Print
step-dispatch = Hand to the post
step-deliver = Note that the papers have arrived
step-return-undelivered = Note that the papers came back
step-reissue = Send anew, under a new code
step-receive = Receive the envelope
step-accept = Accept: the signature is right
step-set-aside = Set aside: the person can mend it
step-cure = Note that it is mended
step-reject = Reject
step-expire = Time is over
step-supersede = Voted another way

enter-title = Enter a request for somebody
enter-lead = For people at the counter, on the telephone, or who wrote a letter. The same rules hold, and somebody else decides. The look at the person's data is written down.
enter-go = Enter the request
enter-done = The request is entered
enter-done-about = Tell the person this number. Another official decides.
enter-next = Enter another one
field-personal-code = Personal code
wrong-person = Nobody with this code is on the electoral roll of your district.
field-how = How did the person ask?
how-counter = at the counter
how-phone = by telephone
how-paper = on paper
field-record = Record
field-record-hint = How the person was identified, or where the letter is kept.
field-received = Received on
wrong-received = Choose a day that is not in the future.
field-declared-for = The person declares not to have lost the right to vote.

batches-title = Papers to send
batches-lead = A batch holds what is approved now. Once made it does not change: what is approved later goes into the next one.
batches-none = There is no batch yet.
batch = Batch
batch-title = Batch { $number }
batch-made = Made
batch-size = Papers
batch-to-print = To be printed
batch-to-send = To be handed to the post
batch-make = Make a batch
batch-print = Give codes: printed
batch-print-about = Every set of papers gets a code of its own. What was taken back meanwhile is left out. If you stop here, nothing is printed.
batch-file = File for the printing house
batch-file-about = Addresses and codes, encrypted to the key of the printing house.
papers-about = To print here: files with names, addresses and codes. Everyone in them reads that an official made them. Print and delete them.
papers-none = Nothing can be printed on this server. Ask the operator to install the program tabella-documents, or use the file for the printing house.
papers-labels = Address labels (PDF)
papers-letters = Letters (PDF)
papers-envelopes = Return envelopes (PDF)
batch-dispatch = Handed to the post
batch-dispatch-about = Only when the papers have left the house: the people are told so at once.
problem-no-packs = Nothing waits to be sent
problem-no-packs-do = Approve requests first.
problem-no-printer = No printing house is configured
problem-no-printer-do = Ask the operator to name the key of the printing house.
problem-no-press = Nothing can be printed here now
problem-no-press-do = Try again later. If it stays so, ask the operator: the program that makes PDF files is missing.
problem-no-return-address = No address for returns is configured
problem-no-return-address-do = Ask the operator to name the address to which votes are sent.

scan-title = Envelopes
scan-lead = Scan the code on the envelope, or type it. Do not open the envelope.
scan-go = Received
field-code = Code on the envelope
field-code-hint = As in 4N7Q-2HTC-W9KP.
wrong-code = One of the characters is wrong, or two are in the wrong order. Compare it with the envelope.
wrong-code-length = A code has { $length } letters and digits, and this one has { $typed }. Type all of them, and no others.
wrong-code-character = A code has only letters and digits, without U and Z. Compare it with the envelope.
scan-unknown = SET ASIDE, unopened: nobody was sent this code.
scan-void = SET ASIDE, unopened: this code is void. New papers were sent, or the request has ended.
scan-not-out = SET ASIDE, unopened: an envelope of this code is not expected. Perhaps it is here already.
scan-other-district = SET ASIDE: this envelope belongs to another district.
scan-received = Received: { $reference }.
scan-check = Check the signature

balance-title = Are all papers accounted for?
balance-at = As of { $at }: issued = returned + outstanding + cancelled.
balance = Balance
balance-right = right
balance-wrong = WRONG
balance-csv = As a file (CSV)
balance-pdf = To print and sign (PDF)
packs-issued = Issued
packs-returned = Returned
packs-outstanding = Outstanding
packs-cancelled = Cancelled

problem-illegal-step = This step does not follow now
problem-illegal-step-do = Somebody was faster, or the request has moved on. Look at it again.
problem-not-yours = This step is not yours to take
problem-no-reason = Choose a reason.
problem-other-reason = This is no reason for this step.
problem-no-words = Say in words what the other reason is.
problem-one-official = Both officials are one person
problem-own-entry = Whoever entered a request does not decide on it
problem-own-entry-do = Another official has to decide.
problem-unconfirmed = The population register has not confirmed this. Say in words why it is approved all the same; another official must consent.
problem-unconfirmed-do = Look at the request again.
problem-register-said = The population register has answered meanwhile
problem-register-said-do = Look at the request again, and decide anew.
problem-too-late = It is too late for this
problem-too-late-do = The deadline is over.
problem-no-draft = You have not begun a request
problem-no-draft-do = Or it was sent already: look at My elections.
problem-other-document = Another text was signed
problem-other-document-do = Your data has changed since you read the text. Please read and sign it again. Nothing is lost.
problem-unsigned = The request is not signed
problem-contact-too-often = This was changed too often
problem-contact-too-often-do = Nothing more is changed here. Tell us, and we change it.
problem-scrubbed = This was erased
problem-scrubbed-do = The time for which we may keep it is over.
problem-duplicate = There is a request already
problem-not-on-roll = Not on the electoral roll

# messages
mail-postal = Your vote by post { $reference }: { $state }
mail-postal-about = Your request { $reference } for a vote by post: { $state }.
mail-credential = A way to vote online was registered for you
mail-credential-about = Somebody signed in with your card and registered a device for voting online. If this was you, you need not do anything. If it was not you, call the election office at once.
mail-contact = Your e-mail address or telephone number was changed
mail-contact-about = The e-mail address or telephone number of the request { $reference } for a vote by post was changed. If this was you, you need not do anything. If it was not you, call the election office at once.
mail-reminder = Your request for a vote by post is not sent yet
mail-reminder-about = You began a request for a vote by post and did not send it: nobody in the office has seen it. You can sign and send it until { $until }. After that you can still vote another way. This is the only reminder.
mail-end = If you want to know more, type the address of the election office into your browser yourself. We never ask you in an e-mail to sign in, and we send no links.
