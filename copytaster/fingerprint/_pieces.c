/* The best way to put a word together from pieces of the encoder's vocabulary: see pieces.py. The package's own search
 * in Python is this one's oracle.
 *
 * The vocabulary is a tree of characters, kept as an open hash of its steps: who stands at a node and reads a character
 * finds in one look where that leads. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint64_t step;  /* the node and the character, and one more: 0 is a free slot */
    int32_t node;   /* where it leads */
    int32_t piece;  /* one more than the piece that ends there; 0: none does */
} Slot;

static Slot *slot_of(Slot *slots, size_t mask, int32_t node, Py_UCS4 character) {
    uint64_t step = ((uint64_t)node << 21 | character) + 1;
    size_t at = (size_t)(step * 0x9E3779B97F4A7C15u >> 32) & mask;
    while (slots[at].step && slots[at].step != step) at = (at + 1) & mask;
    return slots + at;
}

/* tree(pieces: list of text, beginnings: how many different beginnings they have, themselves among them) gives the tree
 * as bytes: half of its slots are free at least. */
static PyObject *tree(PyObject *self, PyObject *arguments) {
    PyObject *pieces;
    int32_t beginnings, nodes = 0;
    size_t count = 16;
    if (!PyArg_ParseTuple(arguments, "O!i", &PyList_Type, &pieces, &beginnings)) return NULL;
    while (beginnings > 0 && count < 2 * (size_t)beginnings) count *= 2;
    PyObject *answer = PyByteArray_FromStringAndSize(NULL, count * sizeof(Slot));
    if (answer == NULL) return NULL;
    Slot *slots = (Slot *)PyByteArray_AS_STRING(answer);
    memset(slots, 0, count * sizeof(Slot));
    int good = 1;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(pieces) && good; i++) {
        PyObject *piece = PyList_GET_ITEM(pieces, i);
        Py_ssize_t length = PyUnicode_Check(piece) ? PyUnicode_GET_LENGTH(piece) : 0;
        Slot *slot = NULL;
        int32_t node = 0;
        for (Py_ssize_t at = 0; at < length && good; at++, node = slot->node) {
            Py_UCS4 character = PyUnicode_READ_CHAR(piece, at);
            slot = slot_of(slots, count - 1, node, character);
            if (slot->step) continue;
            good = nodes < beginnings;
            *slot = (Slot){((uint64_t)node << 21 | character) + 1, ++nodes, 0};
        }
        if (slot != NULL) slot->piece = (int32_t)i + 1;
        good &= slot != NULL;
    }
    if (good) return answer;
    Py_DECREF(answer);
    return PyErr_Format(PyExc_ValueError, "pieces that are no text, or have more beginnings than was said");
}

typedef struct {
    double score;     /* of the best pieces up to here */
    Py_ssize_t start; /* of the last of them */
    long piece;
} Place;

/* Fills in what begins at `at`. 0: the tree has pieces that have no score. */
static int go_on(const Py_buffer *tree, const Py_buffer *scores, double unknown, PyObject *text, Place *places,
                 Py_ssize_t at) {
    size_t mask = tree->len / sizeof(Slot) - 1;
    double before = places[at].score;
    int single = 0;
    int32_t node = 0;
    for (Py_ssize_t end = at + 1; end <= PyUnicode_GET_LENGTH(text); end++) {
        const Slot *slot = slot_of(tree->buf, mask, node, PyUnicode_READ_CHAR(text, end - 1));
        if (!slot->step) break;
        node = slot->node;
        if (slot->piece < 0 || slot->piece > scores->len / 4) return 0;
        if (!slot->piece) continue;
        single |= end == at + 1;
        double score = before + ((const float *)scores->buf)[slot->piece - 1];
        if (score > places[end].score) places[end] = (Place){score, at, slot->piece - 1};
    }
    if (!single && before + unknown > places[at + 1].score) places[at + 1] = (Place){before + unknown, at, 0};
    return 1;
}

static PyObject *pieces_of(const Place *places, Py_ssize_t length) {
    Py_ssize_t count = 0;
    for (Py_ssize_t at = length; at > 0; at = places[at].start) count++;
    PyObject *found = PyTuple_New(count);
    for (Py_ssize_t at = length; found != NULL && at > 0; at = places[at].start) {
        PyObject *piece = PyLong_FromLong(places[at].piece);
        if (piece == NULL)
            Py_CLEAR(found);
        else
            PyTuple_SET_ITEM(found, --count, piece);
    }
    return found;
}

/* best(tree, scores: float32 by piece, unknown: the score of a character that no piece is, text) gives the numbers of
 * the pieces; that of what is unknown is 0. */
static PyObject *best(PyObject *self, PyObject *arguments) {
    PyObject *text, *answer = NULL;
    Py_buffer tree, scores;
    double unknown;
    if (!PyArg_ParseTuple(arguments, "y*y*dU", &tree, &scores, &unknown, &text)) return NULL;
    size_t slots = tree.len / sizeof(Slot);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    int good = slots > 0 && (slots & (slots - 1)) == 0 && tree.len == (Py_ssize_t)(slots * sizeof(Slot));
    Place *places = malloc((length + 1) * sizeof *places);
    if (places == NULL)
        PyErr_NoMemory();
    else {
        places[0] = (Place){0.0, 0, 0};
        for (Py_ssize_t i = 1; i <= length; i++) places[i] = (Place){-1e38, 0, 0};
        for (Py_ssize_t i = 0; i < length && good; i++) good = go_on(&tree, &scores, unknown, text, places, i);
        if (good)
            answer = pieces_of(places, length);
        else
            PyErr_SetString(PyExc_ValueError, "a tree of other pieces than there are scores");
    }
    free(places);
    PyBuffer_Release(&tree), PyBuffer_Release(&scores);
    return answer;
}

static PyMethodDef methods[] = {
    {"best", best, METH_VARARGS, "The numbers of the pieces that a text is best put together from."},
    {"tree", tree, METH_VARARGS, "The tree of these pieces, by their characters."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_pieces", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__pieces(void) { return PyModule_Create(&module); }
