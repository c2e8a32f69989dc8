/* The walk of the language identifier's automaton over the bytes of a text: see language.py. The package's own walk in
 * Python is this one's oracle. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>

/* walk(next: uint32 by row and byte, rows: uint32 by state, features: int32 by state or -1, text: bytes) gives which
 * features the text has, in the order in which they come first, and how often each, alternating, as 32-bit numbers. */
static PyObject *walk(PyObject *self, PyObject *arguments) {
    Py_buffer next, rows, features, text;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*", &next, &rows, &features, &text)) return NULL;
    const uint32_t *to = next.buf, *row = rows.buf;
    const int32_t *feature = features.buf;
    const uint8_t *bytes = text.buf;
    Py_ssize_t moves = next.len / 4, states = rows.len / 4, length = text.len, found = 0;
    size_t slots = 16; /* of an open hash of the features found, at most half full */
    while (slots < 2 * (size_t)length) slots *= 2;
    int32_t *pairs = malloc((length + 1) * 2 * sizeof *pairs), *slot = calloc(slots, sizeof *slot);
    int bad = features.len / 4 != states || states == 0;
    PyObject *answer = NULL;
    if (pairs && slot) {
        uint32_t state = 0;
        for (Py_ssize_t i = 0; i < length && !bad; i++) {
            size_t move = (size_t)row[state] * 256 + bytes[i];
            bad = move >= (size_t)moves || to[move] >= (size_t)states;
            if (bad) break;
            state = to[move];
            int32_t one = feature[state];
            if (one < 0) continue;
            size_t at = (uint32_t)one * 2654435761u & (slots - 1);
            while (slot[at] && pairs[2 * (slot[at] - 1)] != one) at = (at + 1) & (slots - 1);
            if (!slot[at]) {
                pairs[2 * found] = one, pairs[2 * found + 1] = 0;
                slot[at] = (int32_t)++found;
            }
            pairs[2 * (slot[at] - 1) + 1]++;
        }
        if (bad)
            PyErr_SetString(PyExc_ValueError, "an automaton that leads out of itself");
        else
            answer = PyByteArray_FromStringAndSize((char *)pairs, found * 2 * sizeof *pairs);
    } else
        PyErr_NoMemory();
    free(pairs), free(slot);
    PyBuffer_Release(&next), PyBuffer_Release(&rows), PyBuffer_Release(&features), PyBuffer_Release(&text);
    return answer;
}

static PyMethodDef methods[] = {
    {"walk", walk, METH_VARARGS, "The features of a text and how often it has each, alternating."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_walk", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__walk(void) { return PyModule_Create(&module); }
