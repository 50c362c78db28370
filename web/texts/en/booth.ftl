# Every sentence of the booth and of the second device's page, in the order in which people meet them.

without-script = Voting online needs JavaScript: your ballot is encrypted on this device, before it leaves it. Please allow JavaScript for this page, or vote in another way.
service-name = Vote online
session-ends = You will be signed out in less than 2 minutes.
session-extend = Stay signed in

start-heading = Vote online
start-lead = This takes about 3 minutes.
start-need-heading = What you need
start-need-card = your identity card and its PIN 1
start-need-reader = a card reader, and the Web eID program on this device
start-need-place = a place where nobody sees your screen
start-how-heading = How it goes
start-how-1 = You sign in with your card.
start-how-2 = You fill in your ballot.
start-how-3 = This device encrypts it. Nobody else sees what you choose, not even we.
start-how-4 = You cast the ballot, or you first check that the device is honest.
start-how-5 = This device checks that your ballot is in the ballot box.
start-button = Sign in with your card
start-look = Have you voted already? Find your ballot, or check it with a second device.

card-heading = Use your card
card-sign-in = Put your card into the reader. The Web eID program asks for PIN 1. Enter the PIN there, never on this page.
card-credential = Your card is asked a second time. With PIN 1 it confirms that this device may vote for you in this election.

elections-heading = My elections
elections-hello = You are signed in as { $name }.
elections-none = There is no election in which you can vote online.
elections-until = Open until { $time }
elections-opens = Opens on { $time }
elections-vote = Vote now
elections-vote-in = Vote now: { $title }
elections-papers-out = Papers for voting by post were sent to you. You can still vote online. If your envelope comes back in time and is accepted, the vote on paper counts, and the one online does not.
elections-registered = You have registered a device to vote online. If it has cast a ballot, you find that with your tracker.
reason-pack-is-out = Papers for voting by post were sent to you. In this election you then vote with these papers.
reason-postal-vote-arrived = Your envelope has arrived and is being checked. You cannot vote online now.
reason-voted-on-paper = Your vote on paper counts already.
reason-not-on-roll = You are not on the roll for this election. If you think that this is wrong, ask your municipality.
reason-not-yet-open = Voting has not begun.
reason-closed = Voting is closed.
reason-other = You cannot vote online in this election. You may have asked to vote by post or voted on paper already.
sign-out = Sign out
finished-heading = You are signed out
finished-text = Nothing of your vote is left on this device. You may close this window.

checking-heading = Preparing your ballot
checking-board = This device checks the election: its keys, its rules, and the signatures of those who watch over it.
checking-credential = Your right to vote is entered on the public board, without your name.

contest-progress = Question { $number } of { $count }
rule-single = Choose one.
rule-approval = Choose as many as you like.
rule-some = { $min ->
    [0] Choose up to { $max }.
   *[other] Choose at least { $min } and up to { $max }.
}
rule-votes = You have { $total } votes. You may give up to { $max } of them to one candidate.
rule-points = You have { $total } points. You may give up to { $max } of them to one proposal.
rule-least = Give at least { $min }.
blank-option = Blank vote: none of these
left-choices = { $count ->
    [0] No choice left
    [one] 1 choice left
   *[other] { $count } choices left
}
left-votes = { $count ->
    [0] No votes left
    [one] 1 vote left
   *[other] { $count } votes left
}
left-points = { $count ->
    [0] No points left
    [one] 1 point left
   *[other] { $count } points left
}
too-many = { $count ->
    [one] 1 too many. Take 1 away.
   *[other] { $count } too many. Take { $count } away.
}
votes-for = Votes for { $name }
points-for = Points for { $name }
more-for = More for { $name }
less-for = Less for { $name }
list-vote = Vote for the whole list
list-vote-for = { list-vote }: { $name }
list-too-long = This list has { $size } candidates, and you have { $left } votes left.
no-list = Without a list
clear = Clear this question
error-too-many = You have given { $count } too many. Take them away before you continue.
error-too-few = Give at least { $min }.
error-nothing = You have chosen nothing. Choose, or mark “{ $blank }”.
error-one = Choose one.
error-number = For { $name }: enter a whole number from 0 to { $max }.

review-heading = Check your choices
review-lead = Nothing has left this device yet.
review-change = Change
review-change-of = Change: { $title }
review-blank = Blank vote
review-unused-votes = You have used { $used } of { $total }. You may leave it so.
review-replaces = You have voted before. This ballot will replace the one with the tracker { $tracker }.
review-button = Encrypt my ballot

encrypting-heading = Encrypting your ballot
encrypting-text = This device encrypts your ballot and proves that it is filled in correctly.

tracker-heading = Your ballot is encrypted
tracker-label = Your tracker
tracker-text = With the tracker you find your ballot on the public board. Write it down or take a picture. It does not show how you voted.
tracker-code = The tracker as a code
decide-heading = What do you want to do now?
cast-heading = Cast it
cast-text = The ballot goes into the ballot box.
cast-button = Cast this ballot
check-heading = Check it first
check-text = See whether this device encrypted what you chose. A ballot that is checked never counts; afterwards you fill in a new one.
check-button = Check this ballot

open-heading = Open this ballot for everyone?
open-warning = Everyone can then see what is in this ballot, and the office that knows people could tell that it was yours.
open-advice = If these are your real choices, better go back, fill in something else, encrypt it and check that. A dishonest device cannot know beforehand which ballot you will check.
open-confirm = Open this ballot
open-back = Change my choices first
open-return = Back, without opening it

sending-heading = Your ballot is on its way
sending-post = The ballot goes to the ballot box
sending-receipt = The receipt is checked
sending-board = Witnesses sign the board with your ballot
sending-wait = No answer yet. This device tries again in { $seconds } s. However often it tries, your ballot is counted once.
sending-witnesses = This can take a minute. Please leave this page open.

done-heading = Your ballot is in the ballot box
done-lead = This device has checked it:
done-receipt = The ballot box has signed a receipt for exactly this ballot.
done-place = The ballot is entry { $index } on the public board.
done-witness = { $name } has seen it there on { $time }.
done-save = Save the receipt
done-print = Print this page
done-receipt-note = The receipt does not show how you voted.
done-next-heading = What happens next
done-next-until = You can vote again until { $time }. Only your last ballot counts.
done-next-once = You can vote once in this election.
done-next-count = After voting has closed, all ballots are added up while they are still encrypted. You can find your ballot on the board at any time.
vote-again = Vote again
finish = Finish and sign out
second-heading = Check with a second device
second-text = Another device can show you what is in your ballot. Open the page { $page } there, best of another organisation, and scan the code.
second-warning = Whoever sees this code sees how you voted. Show it only if you are alone.
second-show = Show the code
second-hide = Hide the code
second-used = You have shown the code as often as this election allows.
second-code = The code for the second device

checked-heading = This ballot is open for checking
checked-text = It is on the public board and will not be counted.
checked-choices-heading = This device says that it encrypted:
checked-elsewhere-heading = Now check elsewhere
checked-elsewhere-text = Open the page { $page } on another device, best of another organisation. Scan this code there, or open the file. Both devices must show the same choices.
checked-save = Save the code as a file
checked-different = If the other device shows something else, do not vote with this one. Tell the help desk.
checked-new = Fill in a new ballot
checked-kept = Your choices are still filled in. The new ballot is encrypted anew.

look-heading = Look at a ballot
look-lead = Use this page on another device than the one you voted with. It shows where a ballot stands on the public board. It needs no sign-in.
look-code-heading = With a code or a receipt
look-code-text = The code shows what is in the ballot; the receipt does not.
look-file = Open a file: a code, a receipt, or a picture of a code
look-camera = Scan with the camera
look-camera-stop = Stop the camera
look-camera-none = The camera cannot be used. Take a picture of the code and open that.
look-no-code = No code was found in this file.
look-typed-heading = With number and tracker
look-entry = Number of the entry
look-entry-missing = Type the number of the entry, digits only. It stands on the receipt and on the page that you saw after voting.
look-tracker = Tracker
look-tracker-hint = 26 letters and digits; hyphens do not matter
look-button = Look
look-found = The ballot is on the board
look-not-found = There is no such ballot on the board
look-not-found-text = Check what you typed. If you have a receipt for this ballot, the ballot box has broken its word: show the receipt to the help desk.
look-election = Election: { $title }
look-last = It is the last ballot of this voter so far. It counts, unless another one follows.
look-replaced = It does not count: a later ballot of this voter replaces it, or the voter's right was given to another device or to paper.
look-challenge = It was opened for checking and never counts.
look-choices = What is in the ballot
look-compare = Is this what you chose? If not, the device that you voted with cannot be trusted: vote again with another one, and tell the help desk.
look-other = Look at another ballot

fault-network = The connection is lost. Nothing is lost of your ballot. Check the network, then try again.
fault-server = The server does not work properly at the moment. Nothing is lost. Try again in a few minutes.
fault-busy = Very many people are voting just now. Nothing is lost. Try again in a minute.
fault-refused = The server refused this step. Nothing is lost. Start again; if that does not help, ask the help desk.
fault-defect = This page has made a mistake. Your ballot was not sent unless you have seen a receipt. Start again.
fault-module = The part of this page that encrypts could not be loaded, or was changed on the way. Nothing was sent. Try again, or use another browser.
fault-randomness = This browser cannot draw secret numbers. Nothing was sent. Use another browser.
fault-board = The public board cannot be read properly. Nothing was sent. Try again later, and tell the help desk if it goes on.
fault-other-election = The public board shows another election than yours. Nothing was sent. Please tell the help desk.
fault-unwitnessed = The public board is not signed by enough witnesses. Without them this device does not trust it. Try again later, and tell the help desk if it goes on.
fault-not-open = This election is not open for voting yet. Nothing was sent.
fault-fork = The ballot box has shown two different boards. Save this page with its technical details and tell the help desk, or an observer, at once.
fault-proof = The ballot box has not proved that your ballot is on the board. Do not rely on it. Tell the help desk, with the technical details.
fault-receipt = The ballot box has given a wrong receipt. Do not rely on it. Tell the help desk, with the technical details.
fault-other-previous = The ballot box names another last ballot than this device has cast. If you have voted on another device in between, start again. If not, tell the help desk.
fault-challenge = The code does not open this ballot: the device that made it did not encrypt what it says. Do not vote with that device. Tell the help desk.
fault-other-tracker = The ballot box has shown another ballot than the one with this tracker. Check the number and the tracker.
fault-tracker-text = This is not a tracker. It has 26 letters and digits, without I, L, O and U.
fault-signed-out = You were signed out because nothing happened for a while. Your ballot was not cast. Sign in again.
fault-closed = Voting is closed, or not open yet. This ballot was not taken.
fault-limit = You have reached the number of ballots or checks that this election allows.
fault-no-revoting = You have voted already, and this election does not allow voting again.
fault-not-live = Your right to vote was given to another device, or you have voted on paper. This ballot was not taken. Sign in again to vote with this device.
fault-card-refused = Your card was read, but its certificate is not accepted here. Use a valid identity card.
fault-card-other-person = This is the card of somebody else than the person who is signed in. Use your own card, or sign out first.
fault-card-late = It took too long to use the card. Nothing is lost. Try again.
fault-card-responder = Whether cards are valid cannot be checked at the moment. Nothing is lost. Try again in a few minutes.
fault-not-eligible = You cannot vote online in this election now.
fault-card-action-timeout = The card was not used in time. Nothing is lost. Try again when your card and PIN are ready.
fault-card-user-timeout = The card program has waited too long for the PIN. Nothing is lost. Try again.
fault-card-version-mismatch = The Web eID program and the browser extension do not fit together. Update both, then try again.
fault-card-version-invalid = The version of the Web eID program cannot be read. Install it anew, then try again.
fault-card-extension-unavailable = The Web eID extension is missing in this browser, or switched off. Install it from web-eid.eu or switch it on, then load this page again.
fault-card-native-unavailable = The Web eID program is missing on this device. Install it from web-eid.eu, then try again.
fault-card-unknown-error = The card could not be used. Take it out, put it in again, then try again.
fault-card-context-insecure = This page is not loaded over a secure connection, so the card must not be used. Check that the address begins with https.
fault-card-user-cancelled = You have closed the window of the card program. Nothing is lost. Try again when you are ready.
fault-card-native-invalid-argument = The card program did not understand this page. Update the Web eID program, then try again.
fault-card-native-fatal = The card program has stopped with an error. Check that the card sits well in the reader, then try again.
fault-card-action-pending = The card program is still open in another window or tab. Finish there, then try again.
fault-card-missing-parameter = This page has asked the card in a wrong way. Load it again; if that does not help, tell the help desk.

# the card reader of demonstrations
reader-heading = Which card?
reader-lead = This is a demonstration. The reader and its cards are not real.
reader-card = Card in the reader
reader-use = Use this card
reader-cancel = Take the card out
