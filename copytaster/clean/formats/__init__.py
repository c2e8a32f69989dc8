"""The readers of the formats that newsrooms send: one module a format, each a document in, a `Draft` out.

`sniff` says which reader a body goes to. No reader decides what the article is: `clean.assemble` does, with all limits.
"""
