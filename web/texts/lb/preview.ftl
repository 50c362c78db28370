# The preview of a draft: the booth's pages without anything behind them.

preview-banner = VIRSCHAU. Hei stëmmt keen of: Näischt gëtt verschlësselt, ënnerschriwwen oder geschéckt.
preview-no-id = keng: Dat ass en Entworf
preview-no-draft = Dës Datei ass keen Entworf vun enger Wahl. Wielt eng aner.
preview-not-shown = De Büro weist dësen Entworf hei net. Mellt Iech an dësem Browser beim Büro un a luet dës Säit nei, oder maacht ënnen e gespäicherten Entworf op.
preview-heading = De Stëmmziedel, wéi d’Wieler e gesinn
preview-lead = Dat sinn d’Froe vun der Säit fir ofzestëmme selwer an hir Säit virum Schécken. Wiesselt uewen d’Sprooch, probéiert alles: Näischt verléisst dës Säit.
preview-styles = Aarte vu Stëmmziedelen
preview-no-styles = Dësen Entworf huet nach keng Aart vu Stëmmziedel: Setzt der am Büro eng derbäi.
preview-open = Dëse Stëmmziedel kucken
preview-open-style = Dëse Stëmmziedel kucken: { $style }
preview-other = E gespäicherten Entworf
preview-file = Datei vun engem Entworf oder Manifest (JSON)
preview-end = Hei hält d’Virschau op. An der Wahlkabinn kënnt de Knäppchen „{ $button }“; hei gëtt et keen.
preview-again = En anere Stëmmziedel
