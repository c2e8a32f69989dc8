/* The words that two sentences have in common, in order: see wording.py, whose plain form asks rapidfuzz, and is this
 * one's oracle. Of all longest common subsequences it is the one that rapidfuzz finds: what both begin and end with is
 * matched first, then the bits of Hyyrö (2004) are followed from the end.
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

/* in_common(hashes, quoted, capital of a; hashes, quoted of b; first and last word in a, in b; misread) gives a list of
 * runs (first, last, first in b) and how many words in them are chosen, spoken, and how many distinct ones neither. */
static PyObject *in_common(PyObject *self, PyObject *arguments) {
    Py_buffer all[5];
    Py_ssize_t a, n, b, m;
    int misread;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*nnnnp", &all[0], &all[1], &all[2], &all[3], &all[4], &a, &n, &b, &m, &misread))
        return NULL;
    const uint64_t *hashes_a = all[0].buf, *hashes_b = all[3].buf;
    const uint8_t *quoted_a = all[1].buf, *capital = all[2].buf, *quoted_b = all[4].buf;
    Py_ssize_t words_a = all[0].len / 8, words_b = all[3].len / 8, chosen = 0, spoken = 0, own = 0;
    int bad = all[1].len != words_a || all[2].len != words_a || all[4].len != words_b;
    bad = bad || a < 0 || n < a || n > words_a || b < 0 || m < b || m > words_b || n - a > INT32_MAX || m - b > INT32_MAX;
    n -= a, m -= b;
    int32_t *matched = bad ? NULL : malloc((n + 1) * sizeof *matched);
    uint64_t *kept = bad ? NULL : malloc((n + 1) * sizeof *kept);
    PyObject *runs = NULL;
    if (bad)
        PyErr_SetString(PyExc_ValueError, "words that are not there");
    else if (!matched || !kept || !match(hashes_a + a, n, hashes_b + b, m, matched))
        PyErr_NoMemory();
    else
        runs = PyList_New(0);
    for (Py_ssize_t i = 0, end; runs && i < n; i = end) {
        end = i + 1;
        if (matched[i] < 0) continue;
        while (end < n && matched[end] == matched[end - 1] + 1) end++;
        PyObject *run = Py_BuildValue("nni", i, end, matched[i]);
        if (!run || PyList_Append(runs, run)) Py_CLEAR(runs);
        Py_XDECREF(run);
    }
    int alone = runs && PyList_GET_SIZE(runs) == 1;
    for (Py_ssize_t i = 0, end; runs && i < n; i = end) {
        end = i + 1;
        if (matched[i] < 0) continue;
        while (end < n && matched[end] == matched[end - 1] + 1) end++;
        if (end - i < SHORT && !alone) continue;
        for (Py_ssize_t k = i; k < end; k++) {
            if (capital[a + k]) continue;
            int here = quoted_a[a + k], there = quoted_b[b + matched[k]];
            chosen++;
            if (misread ? here && there : here || there)
                spoken++;
            else
                kept[own++] = hashes_a[a + k];
        }
    }
    if (runs) own = distinct(kept, own);
    free(matched), free(kept);
    for (int i = 0; i < 5; i++) PyBuffer_Release(&all[i]);
    return runs ? Py_BuildValue("Nnnn", runs, chosen, spoken, own) : NULL;
}

static PyMethodDef methods[] = {
    {"in_common", in_common, METH_VARARGS, "The words that two sentences have in common, in order, and whose they are."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_wording", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__wording(void) { return PyModule_Create(&module); }
