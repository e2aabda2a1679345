"""The language server: what editors are told while a file is open, and how it is mended there.

It needs the extra `lsp`; nothing but `dockerlabel server` imports it.
"""
