"""The designer's pages: what processes there are, drafts of them, what is wrong with a draft, proposals and their comparison."""
