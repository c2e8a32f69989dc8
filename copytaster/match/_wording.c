/* How two sentences are worded, by the words that they have in common, in order: see wording.py, whose plain form asks
 * rapidfuzz, and is this one's oracle. Of all longest common subsequences it is the one that rapidfuzz finds: what both
 * begin and end with is matched first, then the bits of Hyyrö (2004) are followed from the end.
 *
 * Hashes are unsigned numbers of 64 bits, flags one byte each. Memory: a bit for every two words. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>

#define SHORT 3 /* words in a row that two sentences on one matter share by chance, and more */

/* matched[i]: the word of b that word i of a is matched with, or -1. 0 where memory is lacking. */
static int match(const uint64_t *a, Py_ssize_t n, const uint64_t *b, Py_ssize_t m, int32_t *matched) {
    Py_ssize_t before = 0;
    for (Py_ssize_t i = 0; i < n; i++) matched[i] = -1;
    while (before < n && before < m && a[before] == b[before]) matched[before] = (int32_t)before, before++;
    while (n > before && m > before && a[n - 1] == b[m - 1]) n--, m--, matched[n] = (int32_t)m;
    a += before, b += before, n -= before, m -= before;
    if (!n || !m) return 1;
    Py_ssize_t blocks = (n + 63) / 64;
    uint64_t *row = malloc(blocks * (m + 1) * sizeof *row), *rows = row;
    if (!row) return 0;
    for (Py_ssize_t k = 0; k < blocks; k++) row[k] = ~(uint64_t)0;
    for (Py_ssize_t j = 0; j < m; j++, row += blocks) {
        uint64_t carry = 0;
        for (Py_ssize_t k = 0; k < blocks; k++) {
            const uint64_t *from = a + 64 * k;
            Py_ssize_t here = n - 64 * k < 64 ? n - 64 * k : 64;
            uint64_t same = 0;
            for (Py_ssize_t i = 0; i < here; i++) same |= (uint64_t)(from[i] == b[j]) << i;
            uint64_t old = row[k], both = old & same, sum = old + carry;
            carry = sum < carry;
            sum += both;
            carry |= sum < both;
            row[blocks + k] = sum | (old - both);
        }
    }
    Py_ssize_t column = n, line = m;
#define LONGER(line, column) (!(rows[(line) * blocks + ((column) - 1) / 64] >> (((column) - 1) % 64) & 1))
    while (column && line)
        if (!LONGER(line, column))
            column--;
        else if (--line == 0 || !LONGER(line, column))
            column--, matched[before + column] = (int32_t)(before + line);
    free(rows);
    return 1;
}

static int by_size(const void *one, const void *other) {
    uint64_t x = *(const uint64_t *)one, y = *(const uint64_t *)other;
    return (x > y) - (x < y);
}

static Py_ssize_t distinct(uint64_t *hashes, Py_ssize_t n) {
    Py_ssize_t found = n > 0;
    qsort(hashes, n, sizeof *hashes, by_size);
    for (Py_ssize_t i = 1; i < n; i++) found += hashes[i] != hashes[i - 1];
    return found;
}

typedef struct {
    const uint64_t *hashes;
    const uint8_t *quoted;
    const int32_t *bounds; /* sentence i holds the words bounds[i] to bounds[i + 1] */
    Py_ssize_t words, sentences;
} Text;

/* 0 where the arrays do not fit together, or a sentence ends before it begins. */
static int text_of(Text *found, const Py_buffer *hashes, const Py_buffer *quoted, const Py_buffer *bounds) {
    *found = (Text){hashes->buf, quoted->buf, bounds->buf, hashes->len / 8, bounds->len / 4 - 1};
    if (found->sentences < 0 || quoted->len != found->words) return 0;
    if (found->bounds[0] < 0 || found->bounds[found->sentences] > found->words) return 0;
    for (Py_ssize_t i = 0; i < found->sentences; i++)
        if (found->bounds[i + 1] < found->bounds[i]) return 0;
    return 1;
}

typedef struct {
    Py_ssize_t first, last, other;
} Run;

typedef struct {
    Py_ssize_t first, last;
} Part;

/* From the first run of at least so many words to the last, here and there; 0 where there is none. */
static int core_of(const Run *runs, Py_ssize_t count, Py_ssize_t least, Part *here, Part *there) {
    int found = 0;
    for (const Run *run = runs; run < runs + count; run++) {
        if (run->last - run->first < least) continue;
        if (!found) here->first = run->first, there->first = run->other;
        here->last = run->last, there->last = run->other + run->last - run->first;
        found = 1;
    }
    return found;
}

static Py_ssize_t least_of(Py_ssize_t x, Py_ssize_t y) { return x < y ? x : y; }
static Py_ssize_t size_of(Part part) { return part.last - part.first; }

/* Whether nothing but the words in common stands in these parts. */
static int verbatim(const Run *runs, Py_ssize_t count, Part here, Part there) {
    Py_ssize_t same = 0;
    for (const Run *run = runs; run < runs + count; run++)
        if (run->first >= here.first && run->last <= here.last) same += run->last - run->first;
    return size_of(here) == size_of(there) && size_of(here) == same;
}

typedef struct {
    Text a, b;
    const uint8_t *capital, *respelt; /* of the words of a; the latter may be none */
    double edited, part;
    Py_ssize_t run, long_run;
    PyObject *verbatim, *edited_kind, *paraphrase;
    /* room for the longest sentence of a */
    int32_t *matched;
    uint64_t *kept;
    Run *runs;
} Asked;

/* The core, where it is a small part of its sentence and the two do not say the same throughout; else all. */
static Part part_of(const Asked *asked, int found, Part core, Py_ssize_t size, int whole) {
    return found && size_of(core) < asked->part * (double)size && !whole ? core : (Part){0, size};
}

/* See wording.py. */
static PyObject *worded(const Asked *asked, Py_ssize_t i, Py_ssize_t j, int whole) {
    Py_ssize_t a = asked->a.bounds[i], n = asked->a.bounds[i + 1] - a;
    Py_ssize_t b = asked->b.bounds[j], m = asked->b.bounds[j + 1] - b;
    Py_ssize_t count = 0, common = 0, longest = 0, chosen = 0, spoken = 0, own = 0;
    int32_t *matched = asked->matched;
    Run *runs = asked->runs;
    if (!match(asked->a.hashes + a, n, asked->b.hashes + b, m, matched)) return PyErr_NoMemory();
    for (Py_ssize_t k = 0, end; k < n; k = end) {
        end = k + 1;
        if (matched[k] < 0) continue;
        while (end < n && matched[end] == matched[end - 1] + 1) end++;
        runs[count++] = (Run){k, end, matched[k]}, common += end - k;
        if (end - k > longest) longest = end - k;
    }
    for (const Run *run = runs; run < runs + count; run++) {
        if (run->last - run->first < SHORT && count > 1) continue;
        for (Py_ssize_t k = run->first; k < run->last; k++) {
            if (asked->capital[a + k]) continue;
            int here = asked->a.quoted[a + k], there = asked->b.quoted[b + matched[k]];
            chosen++;
            if (asked->respelt ? here && there : here || there)
                spoken++;
            else
                asked->kept[own++] = asked->a.hashes[a + k];
        }
    }
    own = distinct(asked->kept, own);
    Part core_a = {0, 0}, core_b = {0, 0}, beside = {0, 0}, part_a = {0, n}, part_b = {0, m};
    Py_ssize_t shorter = least_of(n, m);
    int found_a = 0, found_b = 0, is_verbatim = 0, is_edited = 0;
    if (longest >= least_of(asked->run, shorter)) {
        found_a = core_of(runs, count, least_of(asked->run, n), &core_a, &core_b);
        found_b = shorter >= asked->run ? found_a : core_of(runs, count, least_of(asked->run, m), &beside, &core_b);
    }
    int cores = found_a && found_b;
    if (cores && verbatim(runs, count, core_a, core_b) && size_of(core_a) >= shorter)
        is_verbatim = 1, part_a = core_a, part_b = core_b;
    else if ((double)common >= asked->edited * (double)shorter || (cores && longest >= asked->long_run)) {
        part_a = part_of(asked, found_a, core_a, n, whole), part_b = part_of(asked, found_b, core_b, m, whole);
        int alone = part_a.first == core_a.first && part_a.last == core_a.last && part_b.first == core_b.first &&
                    part_b.last == core_b.last;
        is_edited = 1, is_verbatim = cores && alone && verbatim(runs, count, part_a, part_b);
    }
    for (Py_ssize_t k = part_a.first; is_verbatim && asked->respelt && k < part_a.last; k++)
        if (asked->respelt[a + k]) is_verbatim = 0, is_edited = 1;
    PyObject *kind = is_verbatim ? asked->verbatim : is_edited ? asked->edited_kind : asked->paraphrase;
    PyObject *is_quoted = chosen > 0 && (double)spoken >= 0.8 * (double)chosen ? Py_True : Py_False;
    return Py_BuildValue(
        "O(nn)(nn)nnOn", kind, a + part_a.first, a + part_a.last, b + part_b.first, b + part_b.last, common, longest,
        is_quoted, own);
}

static PyObject *all_worded(Asked *asked, PyObject *links) {
    Py_ssize_t longest = 0, count = PyList_GET_SIZE(links);
    for (Py_ssize_t i = 0; i < asked->a.sentences; i++) {
        Py_ssize_t size = asked->a.bounds[i + 1] - asked->a.bounds[i];
        if (size > longest) longest = size;
    }
    asked->matched = malloc((longest + 1) * sizeof *asked->matched);
    asked->kept = malloc((longest + 1) * sizeof *asked->kept);
    asked->runs = malloc((longest + 1) * sizeof *asked->runs);
    PyObject *found = NULL;
    if (!asked->matched || !asked->kept || !asked->runs)
        PyErr_NoMemory();
    else
        found = PyList_New(count);
    for (Py_ssize_t k = 0; found && k < count; k++) {
        Py_ssize_t i, j;
        int whole;
        PyObject *one = NULL;
        if (PyArg_ParseTuple(PyList_GET_ITEM(links, k), "nnp", &i, &j, &whole)) {
            if (i < 0 || i >= asked->a.sentences || j < 0 || j >= asked->b.sentences)
                PyErr_SetString(PyExc_ValueError, "sentences that are not there");
            else
                one = worded(asked, i, j, whole);
        }
        if (one)
            PyList_SET_ITEM(found, k, one);
        else
            Py_CLEAR(found);
    }
    free(asked->matched), free(asked->kept), free(asked->runs);
    return found;
}

/* wordings(hashes, quoted, bounds, capital, respelt or None of a; hashes, quoted, bounds of b; a list of links
 * (sentence of a, of b, whether they say the same throughout); three kinds; EDITED, RUN, PART, LONG_RUN) gives the
 * fields of a `Wording` for each link. */
static PyObject *wordings(PyObject *self, PyObject *arguments) {
    Py_buffer all[8];
    Asked asked = {0};
    PyObject *links, *found = NULL;
    if (!PyArg_ParseTuple(
            arguments, "y*y*y*y*z*y*y*y*O!(OOO)dndn", &all[0], &all[1], &all[2], &all[3], &all[4], &all[5], &all[6],
            &all[7], &PyList_Type, &links, &asked.verbatim, &asked.edited_kind, &asked.paraphrase, &asked.edited,
            &asked.run, &asked.part, &asked.long_run))
        return NULL;
    int fit = text_of(&asked.a, &all[0], &all[1], &all[2]) && text_of(&asked.b, &all[5], &all[6], &all[7]);
    asked.capital = all[3].buf, asked.respelt = all[4].buf;
    if (fit && all[3].len == asked.a.words && (!asked.respelt || all[4].len == asked.a.words))
        found = all_worded(&asked, links);
    else
        PyErr_SetString(PyExc_ValueError, "arrays that do not fit together");
    for (int i = 0; i < 8; i++) PyBuffer_Release(&all[i]);
    return found;
}

static PyMethodDef methods[] = {
    {"wordings", wordings, METH_VARARGS, "How sentences that correspond are worded."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_wording", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__wording(void) { return PyModule_Create(&module); }
