# The preview of a draft: the booth's pages without anything behind them.

preview-banner = PREVIEW. Nobody votes here: nothing is encrypted, signed or sent.
preview-no-id = none: this is a draft
preview-no-draft = This file is no draft of an election. Choose another one.
preview-not-shown = The office does not show this draft here. Sign in at the office in this browser and load this page again, or open a saved draft below.
preview-heading = The ballot as voters will see it
preview-lead = These are the voting page’s own questions and its page before sending. Change the language above, try everything: nothing leaves this page.
preview-styles = Ballot styles
preview-no-styles = This draft has no ballot style yet: add one in the office.
preview-open = See this ballot
preview-open-style = See this ballot: { $style }
preview-other = A saved draft
preview-file = File of a draft or of a manifest (JSON)
preview-end = Here the preview ends. In the booth the button “{ $button }” follows; here there is none.
preview-again = Another ballot
