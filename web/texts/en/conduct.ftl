# Running an election: the board, the key ceremony, opening, ending, closing, the tally.

conduct-link = Run the election: { $title }
check-good = In order:
check-doubt = Look at this:
check-bad = Not yet:
stop-title = If you stop here

phase-unknown = not known: the ballot box does not say
phase-empty = nothing on the board yet
phase-setup = key ceremony
phase-voting = people vote
phase-ended = voting is over
phase-closed = counting
phase-complete = the result stands

watch-title = The board
watch-alarms = Alarms
watch-numbers = Numbers from the board
watch-step = Where the election is
watch-closes = Voting closes
watch-entries = Entries on the board
watch-witnessed = Seen by witnesses
watch-witnessed-said = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}
watch-credentials = Devices admitted to vote online
watch-credentials-live = Can vote online
watch-ballots = Ballots cast online, also those that were replaced
watch-voted = Voted online
watch-paper = Online votes set aside because the person voted on paper
watch-revoked = Devices shut out by the office
watch-challenges = Ballots that people checked and did not cast
watch-notices = Notices to everyone
watch-waiting = Entries of this office that wait for the board
watch-by-district = Online votes by district
watch-district = District
watch-share = Share
watch-by-hour = Online votes by hour, as this office looked at the board
watch-hour = Hour from
watch-voted-more = Votes in this hour
watch-credentials-more = New devices
watch-revoked-more = Shut out
watch-stop = Voting goes on. This page only looks: it changes nothing and comes again by itself.
alarm-none = There is nothing to look at.
alarm-signature = The last state of the board is not signed by the ballot box. Stop, keep everything, and tell everyone.
alarm-witness = These witnesses did not sign the last state of the board: { $names }. Call their operators.
alarm-refused = { $count ->
    [one] The board will never take { $count } entry of this office. Find out why.
   *[other] The board will never take { $count } entries of this office. Find out why.
}
alarm-revoked = { $count ->
    [one] { $count } device was shut out by the office. Is that right?
   *[other] { $count } devices were shut out by the office. Is that right?
}

steps-title = Steps of the election
not-done = This was not done. Nothing was signed, and nothing is lost.
propose = Propose to another official
proposed-at = Proposed on { $made }.
proposed-already = This is proposed already: another official consents to it below.
consent-title = Waits for a second official
second-official = You proposed this. Another election manager must consent.
consent-go = Consent: sign and send
take-back = Take the proposal back
deed-gone = This proposal was done already, or waited too long.
no-key = The authority's key is not on this server. These are the commands for the machine that has it. Then hand the file in here.
wrong-time = Give a day and a time like this: 2027-03-05 21:00.
notice-text = What everyone is told
notice-closes = Voting ends later: day and time
notice-closes-hint = Leave it empty if the time stays as it is. Otherwise like this: 2027-03-05 21:00, in legal time.
end-early = Why voting ends before its time
end-early-hint = Only if the law allows it. Tell everyone with a notice first.
what-open = Open the voting
what-notice = A notice to everyone
what-end = End the voting
what-close = Close the board
what-result = Sign the result
what-give-up = Give up what is on its way
about-open = From then on people can vote. The keys can no longer be changed.
about-notice = It stands on the board for ever, and everyone who votes sees it. It can also let voting end later, never earlier.
about-end = From then on nobody can vote online. This cannot be undone.
about-close = After the last vote by post. What is then on the board is counted; nothing more can be set aside. This cannot be undone.
about-result = The counts that the trustees' shares give, with the votes on paper. After this nothing follows on the board.
about-give-up = Something was signed, and the ballot box does not say what became of it. It is sent no more. If the ballot box has it already, it stays on the board.
says-open = Voting may begin under the keys { $keys }.
says-notice = Everyone is told: “{ $text }”
says-extension = Everyone is told: “{ $text }” Voting ends at the new time: { $closes }.
says-end = Voting is over.
says-end-early = Voting is over before its time, because: { $reason }
says-close = What is counted is the board of { $size } entries with this fingerprint: { $root }. Compare it with the board that you see.
says-result = { $protocols ->
    [0] The counts that the shares give are the result. There are no votes on paper.
    [one] The counts that the shares give are the result, with { $protocols } protocol of votes on paper.
   *[other] The counts that the shares give are the result, with { $protocols } protocols of votes on paper.
}
says-give-up = “{ $what }” was signed on { $made } and has no answer: it is sent to the board no more.
sure-open = I compared the hash of the keys with the one on the wall.
sure-notice = I read the text aloud.
sure-end = I know that nobody can vote online after this.
sure-close = I know that no vote can be set aside after this.
sure-result = I compared the numbers with the protocols.
sure-give-up = I looked at the board: it is not there.
said-placed = { $what }: signed on { $made }, and on the board.
said-place = It is entry { $index }.
said-refused = { $what }: signed on { $made }, and the board refused it.
said-waits = { $what }: signed on { $made }, and on its way to the board. It is sent again until the ballot box answers.

check-answers = The ballot box answers and takes entries.
check-answers-not = The ballot box does not take entries: { $what }
check-step = The election is at the right step: { $step }.
check-step-not = The election is at this step: { $step }. This can only be done at: { $needed }.
check-alone = Nothing else of the authority is on its way.
check-alone-not = Something of the authority is still on its way to the board. Wait until the ballot box has answered.
check-waits = Something of the authority is on its way and has no answer.
check-waits-not = Nothing of the authority is on its way any more: nothing is to be given up.
check-witnessed = Enough witnesses have signed everything on the board.
check-witnessed-not = { $entries ->
    [0] Too few witnesses have signed the board.
    [one] Too few witnesses have signed { $entries } entry of the board.
   *[other] Too few witnesses have signed { $entries } entries of the board.
}
check-witnesses = All witnesses sign.
check-complaint = No trustee complains.
check-complaint-not = A trustee complains. The ceremony begins again with a new attempt.
check-ceremony = All trustees confirmed the keys and showed their test decryption.
check-ceremony-not = These trustees have not finished the key ceremony: { $names }.
check-keys = The ballot box has the keys that all trustees signed.
check-keys-not = The ballot box has no keys, or others than those that the trustees signed.
check-same-keys-not = The keys on the board are not those of the proposal. Propose it again.
check-same-board-not = The board is no longer the one of the proposal. Propose it again.
check-opens = It is time: voting begins at { $opens }.
check-opens-not = Voting begins at { $opens }. It cannot be opened before.
check-ahead = Voting closes later: { $closes }.
check-ahead-not = The time to vote is over: { $closes }. Nobody could vote.
check-over = The time to vote is over: { $closes }.
check-over-not = People may vote until { $closes }. Before that, a reason is needed.
check-grace = Witnesses may sign the end until { $until }.
check-grace-not = Witnesses had to sign the end by { $until }. Who verifies the election will see that it was later.
check-queue = Nothing of this office waits for the board.
check-queue-not = { $count ->
    [one] { $count } entry of this office waits for the board.
   *[other] { $count } entries of this office wait for the board.
}
check-no-post = There are no votes by post to wait for.
check-post = The last day for votes by post is over: { $until }.
check-post-not = Votes by post are taken until { $until }.
check-text-not = Write what everyone is told, in at most 2,000 characters.
check-extension-late = Voting has ended: it cannot end later.
check-extension-not = The new time must be later than the one that is in force.
check-shares = Enough shares of the trustees are on the board: { $there }, needed are { $needed }.
check-shares-not = Too few shares of the trustees are on the board: { $there }, needed are { $needed }.
check-paper-none = No votes on paper were typed. If there are any, type them before the result is signed.
check-paper = { $number ->
    [one] { $number } protocol of votes on paper was typed by two people, and both typed the same.
   *[other] { $number } protocols of votes on paper were each typed by two people, and both typed the same.
}
check-paper-not = These protocols of votes on paper were not typed the same by two people: { $names }.
check-paper-more = { $contest }, { $units }: the protocols have the votes of at least { $papers } papers, and envelopes that were accepted from there: { $envelopes }. Is a protocol typed twice, or for another district? If papers from polling stations are counted in them, the numbers may be right.
check-same-counts-not = The numbers are not those of the proposal. Propose the result again.

stop-unknown = Nothing changes. Find out first why the ballot box does not answer.
stop-empty = Nothing is lost. The election begins when the manifest is on the board.
stop-setup = Nothing is lost but time. Nobody can vote before the opening.
stop-voting = Voting goes on, also after its time, until somebody ends it here.
stop-ended = Voting is over and nothing is counted. Votes that came by post are still taken in.
stop-closed = Nothing is lost. The count can go on another day. No single vote can be read.
stop-complete = All is done. Keep the board and the papers for as long as the law says.

room-title = The room page
room-of = Key ceremony: { $title }
room-still = Stop the page from coming again every { $seconds } seconds
room-go-on = Let the page come again by itself
room-election = Election id
room-attempt = Attempt
room-next = What comes next
room-trustees = What each trustee has done
room-trustee = Trustee
room-commitment = Round 1: commitment
room-keys = Keys confirmed
room-test = Test decryption
room-done = done
room-open = not yet
room-ceremony-hash = Hash of the ceremony
room-keys-hash = Hash of the keys
room-complaint = Stop. { $by } complains of { $accused }: “{ $reason }” Whose fault it is stays open; both are named. This attempt is over.
room-next-manifest = The authority hands in the manifest.
room-next-commitment = Each trustee makes a commitment. It is handed in.
room-next-shares = Each trustee runs round 2 with the stick, then the last step. Keys and test decryption are handed in.
room-next-again = All trustees begin again with attempt { $attempt }.
room-next-open = The ceremony is complete. The authority can open the voting.
room-next-over = The key ceremony is over.
room-commands = What to type
room-run = On the machine of each of these trustees: { $names }
room-then-commitment = Then hand in from the stick: the files commitment-*.entry and all files of the folder blob/sha256.
room-then-keys = The first command for all, then the second one for all. Then hand in from the stick: joint-keys-*.entry, test-share-*.entry, complaint-*.entry and all files of the folder blob/sha256.
room-online = At a connected machine the same commands end with this: only for trustees whom the election authority has allowed one in public, and never for as many as decrypt. Then nothing is handed in by stick.

protocol-title = The protocol of the ceremony
protocol-about = What the board says of this ceremony: who did what, and every hash. Anyone can make it again from the board. Trustees and officials sign the sheet by hand.
protocol-noted = The authority has put the hash of this protocol on the board: entry { $index }.
protocol-not-noted = The authority puts this hash on the board, as a notice to everyone. Then nobody can show another protocol.
protocol-hash = Hash of the protocol (SHA-256)
protocol-json = The protocol as a file (JSON)
protocol-pdf = The protocol to print and sign (PDF)
protocol-notice = The key ceremony is complete. SHA-256 of its protocol: { $hash }
protocol-made = Printed on { $made }.
protocol-complete = The ceremony is complete: all trustees confirmed the same keys and showed a test decryption.
protocol-incomplete = The ceremony is not complete. This is how far it is.
protocol-attempt = Attempt { $attempt }
protocol-hashes = Hashes
protocol-compare = Compare them with the wall, letter by letter, before you sign.
protocol-entries = Entries on the board
protocol-entries-about = Each with its number and its hash: the leaf of the board's tree.
protocol-bound = Election { $id }, protocol { $hash }
protocol-scanned = Election and hash of the protocol, for a scanner
protocol-official = Official

hand-title = Hand in a stick
hand-lead = Choose the files of the stick that end in .entry, and those of its folder blob/sha256. They go to the ballot box as they are. Each was signed where its key is; here nothing can be changed.
hand-files = Files
hand-files-hint = You can choose several at once. Files that are on the board already do no harm.
hand-go = Hand in
hand-said = What the ballot box said
hand-no-entry = None of these files is a signed entry. Choose the files that end in .entry, too.
hand-stop = Nothing is lost. What was handed in stays; the rest can be handed in later.
hand-authority = the authority
hand-taken = { $what } of { $who } was taken.
hand-refused = { $what } of { $who } was refused.
hand-culprit = { $who } signed it: nobody else can have made it. Say so aloud.
hand-where = In the runbook: if-something-goes-wrong.md, “{ $section }”.
hand-forged = { $what } names { $who }, but { $who } did not sign it. Somebody forged it, or the file is of another election.
hand-no-content = { $what } of { $who }: its content is missing. Choose the files of the folder blob/sha256, too.
hand-other-content = { $what } of { $who }: none of the files is the content that { $who } signed. It is missing, damaged, or was changed.
hand-later = { $what } of { $who } was not taken for now: { $why }. Hand it in again later.
entry-manifest = The manifest
entry-trustee-commitment = The commitment
entry-complaint = The complaint
entry-joint-keys = The confirmation of the keys
entry-test-share = The test decryption
entry-open = The opening
entry-notice = The notice
entry-end = The end of voting
entry-close = The close
entry-decryption-share = The share of the decryption
entry-result = The result
board-other = The ballot box gives this reason: { $problem }.
board-phase = This does not fit the step at which the election is.
board-twice = It is on the board already.
board-attempt = It is of another attempt than the one that runs.
board-complaint = There is a complaint: this attempt is over.
board-signature = It is not signed by the one who must sign it.
board-share = Its proof fails: the share is wrong.
board-test-share = Its proof fails: the test share is wrong.
board-package = Its proof fails: the commitment is wrong.
board-repeated-term = It repeats a secret of an earlier commitment.
board-encoding = It is not written as the protocol says.
board-point = It holds numbers that cannot be.
board-other-keys = It names other keys than those of the ceremony.
board-ceremony-incomplete = The key ceremony is not complete.
board-not-settled = The board is not closed yet.
board-other-tree = Something was added to the board in the meantime. Propose it again.
board-sequence = Its number is not the next one.
board-extension = Voting has ended, or the new time is not later.
board-counts = The numbers are not those that the shares give.
board-tally = Too few shares are on the board.
board-given-up = Two officials gave it up; it is sent no more. Look at the board before you say it again: it may be there.

tally-title = The tally
tally-not-closed = The board is not closed. First voting ends, then the last vote by post is taken in, then the board is closed.
tally-shares = Shares of the trustees
tally-share = Share
tally-share-there = there
tally-share-missing = missing
tally-decrypt = Copy the closed board to the stick. Each trustee runs the second command on the own machine, then the stick is handed in.
tally-groups = Districts that are counted together
tally-groups-about = Districts with few votes are counted together with others, so that nobody can tell how one person voted.
tally-contest = Contest
tally-ballots = Counted ballots
tally-too-few = too few ballots: not counted apart
tally-result = Counts
tally-online = Online
tally-paper = On paper ({ $references })
tally-total = Together
result-stands = The result stands on the board. Everyone can verify it.
result-pages = The result as pages
result-publish = This makes the pages and tables of the result, from the verified board:
paper-title = Votes on paper
paper-about = Two people type each protocol. Nobody sees what the other one typed before both have. Only what both typed alike is taken.
paper-reference = Protocol
paper-reference-hint = The number or name that stands on the paper, as on the paper.
paper-type = Type this protocol
paper-of = Protocol { $reference }
paper-lead = Type the number of votes as it stands on the paper, 0 where there are none. If you typed this before, the new numbers take the place of yours.
paper-keep = Keep these numbers
paper-stop = Nothing is kept before you press the button.
paper-state = State
paper-none = nobody typed it
paper-one = one person typed it; another one must
paper-differ = two people typed different numbers
paper-equal = two people typed the same
paper-differences = Differences in protocol { $reference }: { $contest }
paper-option = Option
paper-file = The votes on paper on which two agree, as a file for the command (paper.json):
paper-take-back = Take a protocol back
paper-take-back-hint = If it was typed by mistake. Your own numbers go. The protocol is gone when everyone who typed it took it back, two people at most.
paper-take-back-go = Take my numbers back
wrong-votes = Type a whole number, 0 or more.
