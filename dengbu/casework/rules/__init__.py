"""Pure rules of casework: fees, dispatch, automatic approval. No Django, no clock, no database."""
