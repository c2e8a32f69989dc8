"""Matching: from what the index answers to what an editor may rely on.

Read it in this order: `candidates` and `items` (whom to look at); `spelling` (which words are one in two spellings),
`joins` (what rows of hashes have in common), `similarity`, `content`, `beside` and `said` (which sentences say the
same, and how surely), `merged` (which two go with one), `wording` and `changes` (how they are worded, and what
differs), `labels` and `form` (whether only a pattern is shared), `glance` (whether words show that nothing is) and
`compare` (all that of two texts: a `Pair`); `evidence` (what it measures by name, also in pairs of older versions) and
`relate` (one pair from one side; `releases` and `firsthand`: who spoke first; `statements`: what is nobody's but a
release's; `credited`: what quotations an article has from an agency by its own account), `digest` (was one item of it
made from others), `weights` (how much each sentence is), `case` (that it was made from certain sources, in numbers) and
`attribute` (over all pairs: which sources explain the article), and what is read off that: `passages`, `derive`, and
`resolve` (the `Verdict`). `model` and `trees` apply what was trained. `facts`, `new`, `spoken` and `corrections` tell
of names, figures, quotations and who says them; `versions` and `twins` of articles that are one; `reasons` says why, in
sentences. `remembered` keeps what many ask of one article.

Promises
    * No relation without aligned passages; a hash is only ever a suspicion.
    * A `Pair` depends on two texts, a `Verdict` on a set of pairs: no order of arrival changes either.
    * Quotations that both may have heard are never proof.
    * Every weight is in ``coefficients.json``, and every verdict can say which evidence weighed how much.
    * Bounded: see `budget` for what a check may cost, `candidates` for how many there may be.
"""
