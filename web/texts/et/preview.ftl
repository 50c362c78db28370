# The preview of a draft: the booth's pages without anything behind them.

preview-banner = EELVAADE. Siin ei hääleta keegi: midagi ei krüpteerita, allkirjastata ega saadeta.
preview-no-id = puudub: see on mustand
preview-no-draft = See fail ei ole valimiste mustand. Valige teine.
preview-not-shown = Büroo seda mustandit siin ei näita. Logige selles brauseris büroosse sisse ja laadige leht uuesti või avage allpool salvestatud mustand.
preview-heading = Sedel nii, nagu valijad seda näevad
preview-lead = Need on hääletuslehe enda küsimused ja leht enne saatmist. Vahetage üleval keelt, proovige kõike: sellelt lehelt ei lähe midagi välja.
preview-styles = Sedelite liigid
preview-no-styles = Sellel mustandil ei ole veel ühtki sedeli liiki: lisage see büroos.
preview-open = Vaata seda sedelit
preview-open-style = Vaata seda sedelit: { $style }
preview-other = Salvestatud mustand
preview-file = Mustandi või manifesti fail (JSON)
preview-end = Siin eelvaade lõpeb. Kabiinis järgneb nupp „{ $button }“; siin seda ei ole.
preview-again = Teine sedel
