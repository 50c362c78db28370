# Wat de Büro vun der Bréifwahl dréckt: crates/documents

paper-election = Wahl
paper-help = Hëllef
paper-by-hand = □ steet fir en Zeechen, dat dëse Programm net drécke kann: Schreift et mat der Hand.

confirmation-title = Mir hunn Är Ufro fir d’Bréifwahl kritt
confirmation-lead = De Büro vun de Wahlen huet Är Ufro kritt. Behaalt dëst Blat, bis Dir gewielt hutt.
confirmation-keep = Sot eis dës Nummer, wann Dir urufft oder schreift.
confirmation-person = Numm
confirmation-filed = Ukomm
confirmation-next = Wéi et weidergeet
confirmation-next-check = E Beamte kontrolléiert Är Ufro. Wéi wäit se ass, gesitt Dir ënner „Meng Wahlen“ op { $site }.
confirmation-next-papers = Wann se bewëllegt ass, ginn Är Dokumenter gedréckt an un d’Adress uewe geschéckt.
confirmation-next-back = Wielt, a schéckt d’Enveloppe zréck. Si muss zäiteg hei sinn: Den Dag steet uewen.
confirmation-signed = Fangerofdrock (SHA-256) vum Text, deen Dir ënnerschriwwen hutt
confirmation-no-vote = Dat hei ass kee Wahlziedel, an et kann kee domat wielen.
confirmation-made = Gemaach: { $at }

labels-title = Adressetiketten: { $of }

letters-title = Bréiwer: { $of }
letter-title = Är Bréifwahl
letter-lead = Dir hutt d’Bréifwahl ugefrot. Hei sinn Är Dokumenter. Si si just fir Iech: Soss däerf kee fir Iech wielen oder ënnerschreiwen.
letter-style = Wahlziedel
letter-how = Esou wielt Dir
letter-step-check = Kuckt, ob alles do ass: Wahlziedel, Enveloppe fir de Wahlziedel, Erklärung, Enveloppe fir zréck. Op der Enveloppe fir zréck steet dee selwechte Code wéi uewen op dësem Bréif.
letter-step-fill = Fëllt de Wahlziedel selwer aus, do wou keen nokucke kann.
letter-step-close = Leet en an d’Enveloppe fir de Wahlziedel, a maacht se zou. Schreift näischt op dës Enveloppe.
letter-step-sign = Ënnerschreift d’Erklärung.
letter-step-send = Leet d’Enveloppe mam Wahlziedel an d’Erklärung an d’Enveloppe fir zréck, maacht se zou, a bréngt se op d’Post.
letter-trouble = Wann eppes feelt, futti oder verluer ass, rufft eis un oder schreift eis. Mir schécken dann nei Dokumenter, an de Code vun deenen éischten ass net méi gëlteg.

envelopes-title = Enveloppë fir zréck: { $of }
envelope-title = Bréifwahl
envelope-unopened = Just vum Büro vun de Wahlen opzemaachen
envelope-code = Code
envelope-picture = Bild vum Code { $code }

reconciliation-title = Ofgläich vun de Bréifwahldokumenter
reconciliation-sum = Total
reconciliation-part = Nëmmen e puer Bezierker: De Beamten, deen dëst gedréckt huet, gesäit keng aner.
reconciliation-none = Et goufe nach keng Dokumenter gedréckt.
reconciliation-checked = Kontrolléiert
reconciliation-signature = Dag, Numm, Ënnerschrëft
