/* Where words begin and end among characters of known classes: see words.py, whose plain form is the same on arrays,
 * and this one's oracle. For a headline the array operations cost fifty times what they do, and headlines are cut
 * often. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>

/* The classes of scripts.py, in its order. */
enum { OTHER, LETTER, MARK, DIGIT, UNSPACED, APOSTROPHE, POINT, SPACE, UNSEEN };
enum { JOINS = 1, BEGINS = 2, NUMERAL = 4, THOUSANDS = 8 };

static int inside(int kind) { return kind == LETTER || kind == MARK || kind == DIGIT; }

/* Whether the space or apostrophe at `at` parts the thousands of a figure: after one to three digits, before exactly
 * three, and again. */
static int parts_thousands(const uint8_t *kinds, const uint8_t *flags, Py_ssize_t n, Py_ssize_t at) {
    for (Py_ssize_t i = at + 1; i < at + 4; i++)
        if (i >= n || kinds[i] != DIGIT) return 0;
    if (at + 4 < n && (kinds[at + 4] == DIGIT || kinds[at + 4] == LETTER)) return 0;
    Py_ssize_t own = 0;
    while (own < 4 && at - 1 - own >= 0 && kinds[at - 1 - own] == DIGIT) own++;
    if (own == 3 && at > 3 && flags[at - 4] & THOUSANDS) return 1; /* goes on a figure */
    if (own > 3) return 0;
    if (at - 1 - own >= 0) {
        int before = kinds[at - 1 - own];
        if (before == LETTER || before == MARK || before == POINT) return 0;
    }
    return own < 3 || !(at > 4 && kinds[at - 4] == SPACE && kinds[at - 5] == DIGIT);
}

static int flag(const uint8_t *kinds, const uint8_t *flags, Py_ssize_t n, Py_ssize_t at) {
    int kind = kinds[at];
    if (inside(kind)) return kind == DIGIT ? JOINS | NUMERAL : JOINS;
    if (kind == UNSPACED) return JOINS | BEGINS;
    if (at == 0 || at == n - 1) return 0;
    int before = kinds[at - 1], after = kinds[at + 1], digits = before == DIGIT && after == DIGIT;
    if (kind == POINT) return digits ? JOINS | NUMERAL : 0;
    if (digits && (kind == SPACE || kind == APOSTROPHE))
        return parts_thousands(kinds, flags, n, at) ? JOINS | NUMERAL | THOUSANDS : 0;
    if (kind == APOSTROPHE)
        return inside(before) && inside(after) && before != DIGIT && after != DIGIT ? JOINS : 0;
    return 0;
}

/* Marks the beginnings in `flags`. */
static void begin(const uint8_t *kinds, uint8_t *flags, Py_ssize_t n) {
    int unspaced = 0; /* whether the last character that is no mark is of a script without spaces */
    for (Py_ssize_t i = 0; i < n; i++) {
        flags[i] = flag(kinds, flags, n, i);
        if (flags[i] & JOINS && (i == 0 || !(flags[i - 1] & JOINS) || (unspaced && kinds[i] != MARK)))
            flags[i] |= BEGINS;
        if (kinds[i] != MARK) unspaced = kinds[i] == UNSPACED;
    }
    for (Py_ssize_t i = 0; i < n; i++) /* a figure ends where letters follow it */
        if (flags[i] & BEGINS && kinds[i] == DIGIT) {
            while (i + 1 < n && flags[i + 1] & NUMERAL) i++;
            if (i + 1 < n && flags[i + 1] & JOINS) flags[i + 1] |= BEGINS;
        }
}

static PyObject *cut(PyObject *self, PyObject *given) {
    Py_buffer all;
    if (PyObject_GetBuffer(given, &all, PyBUF_SIMPLE)) return NULL;
    const uint8_t *every = all.buf;
    Py_ssize_t length = all.len, n = 0, words = 0;
    if (length > INT32_MAX) {
        PyBuffer_Release(&all);
        return PyErr_Format(PyExc_ValueError, "a text of more than 2 GB");
    }
    uint8_t *kinds = malloc(length + 1), *flags = malloc(length + 1);
    int32_t *places = malloc((length + 1) * sizeof *places); /* of the characters that are seen */
    PyObject *found = NULL;
    if (kinds && flags && places) {
        for (Py_ssize_t i = 0; i < length; i++)
            if (every[i] != UNSEEN) kinds[n] = every[i], places[n++] = (int32_t)i;
        begin(kinds, flags, n);
        for (Py_ssize_t i = 0; i < n; i++) words += (flags[i] & BEGINS) != 0;
        found = PyByteArray_FromStringAndSize(NULL, words * 2 * sizeof *places);
    } else
        PyErr_NoMemory();
    if (found) {
        int32_t *at = (int32_t *)PyByteArray_AS_STRING(found);
        for (Py_ssize_t i = 0; i < n; i++)
            if (flags[i] & BEGINS) {
                *at++ = places[i];
                while (i + 1 < n && flags[i + 1] & JOINS && !(flags[i + 1] & BEGINS)) i++;
                *at++ = places[i] + 1;
            }
    }
    free(kinds), free(flags), free(places);
    PyBuffer_Release(&all);
    return found;
}

static PyMethodDef methods[] = {
    {"cut", cut, METH_O,
     "Starts and ends, alternating, as 32-bit numbers, of the words among characters of these classes."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_cut", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__cut(void) { return PyModule_Create(&module); }
