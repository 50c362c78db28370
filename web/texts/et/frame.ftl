# Mis ümbritseb hääletuskabiini ja vaatleja lehe iga vaadet.

language-name = Eesti
language-label = Keel
skip-link = Mine põhiosa juurde
demo-banner = DEMO. Siin ei ole miski päris.
help-heading = Abi
technical = Tehnilised andmed
technical-election = Valimised: { $id }
technical-program = Programm: { $file }
technical-code = Kood: { $code }
wait = Üks hetk …
back = Tagasi
continue = Edasi
try-again = Proovi uuesti
start-again = Alusta uuesti
problem-heading = Tekkis probleem
