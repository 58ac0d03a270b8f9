"""``dengbu register replay``: an equal register in another database."""
