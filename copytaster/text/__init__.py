"""The text room: words, sentences, scripts, figures and quotations, each once, for everybody who reads a text.

Nothing in here knows an article: text in, places in it out. Every offset counts Unicode code points of that text.
"""
