"""Matching: from what the index answers to what an editor may rely on.

Read it in this order: `candidates` (whom to look at), `similarity` and `correspondence` (which sentences say the
same), `align` (what was reused, word by word), `evidence` and `compare` (what of it means anything: a `Pair`),
`relate` (what one pair is), `resolve` (all pairs of an article: its `Verdict`), `derive` (how derived it is as a
whole).

Promises
    * No relation without aligned passages; a hash is only ever a suspicion.
    * A `Pair` depends on two texts, a `Verdict` on a set of pairs: no order of arrival changes either.
    * Quotations that both may have heard are never proof.
    * Every weight is in ``coefficients.json``, and every verdict can say which evidence weighed how much.
    * Bounded: see `align` for what a pair may cost, `candidates` for how many there may be.
"""
