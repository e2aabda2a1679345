"""The language server: what editors show while a file is open, and what they fix when it is saved.

`jsonrpc`, `documents`, `client` and `server` read the messages and keep the texts. They load within
milliseconds, so that `initialize` is answered at once. The rest, and with it the linter, is loaded
by the thread that works.
"""
