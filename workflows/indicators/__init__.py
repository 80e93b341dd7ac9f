"""The catalogue of indicators: what each is called, how it is measured, who answers for it, and where it shall be when."""
