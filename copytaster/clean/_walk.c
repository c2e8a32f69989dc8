/* The language identifier over the bytes of a text: see identifier.py. What the package does itself, in Python and
 * numpy, is this one's oracle.
 *
 * Its tables are larger than a processor's caches, and each step of its automaton waits for the one before: so the text
 * is walked in several places at once, and the rows of the model are fetched before they are added up. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../_processor.h"

#define STREAMS 8
/* A state knows only what the last bytes spelt, six of them at the most: so many before its part each stream begins, at
 * the first state. Nothing is taken on trust: a stream that did not come to where the one before it ended walks
 * again. */
#define BEFORE 6
#define ALONE 128 /* bytes below which one stream is enough */

typedef struct {
    uint32_t row;
    int32_t feature; /* or -1 */
} State;

typedef struct {
    const uint32_t *to; /* by row and byte */
    const State *states;
    size_t moves, number;
} Automaton;

/* One step; 0 where the automaton leads out of itself. */
static inline int step(const Automaton *a, uint32_t *state, uint8_t byte) {
    size_t move = (size_t)a->states[*state].row * 256 + byte;
    if (move >= a->moves || a->to[move] >= a->number) return 0;
    *state = a->to[move];
    return 1;
}

/* From begin to end, and which feature is complete at each byte. */
static int part(const Automaton *a, uint32_t *state, const uint8_t *text, Py_ssize_t begin, Py_ssize_t end,
                int32_t *seen) {
    for (Py_ssize_t i = begin; i < end; i++) {
        if (!step(a, state, text[i])) return 0;
        seen[i] = a->states[*state].feature;
    }
    return 1;
}

static int walked(const Automaton *a, const uint8_t *text, Py_ssize_t length, int32_t *seen) {
    uint32_t state[STREAMS] = {0}, first[STREAMS];
    if (length < ALONE) return part(a, state, text, 0, length, seen);
    Py_ssize_t each = length / STREAMS;
    for (int i = -BEFORE; i < 0; i++)
        for (int s = 1; s < STREAMS; s++)
            if (!step(a, &state[s], text[s * each + i])) return 0;
    memcpy(first, state, sizeof first);
    for (Py_ssize_t i = 0; i < each; i++)
        for (int s = 0; s < STREAMS; s++) {
            if (!step(a, &state[s], text[s * each + i])) return 0;
            seen[s * each + i] = a->states[state[s]].feature;
        }
    for (int s = 1; s < STREAMS; s++)
        if (first[s] != state[s - 1]) {
            state[s] = state[s - 1];
            if (!part(a, &state[s], text, s * each, (s + 1) * each, seen)) return 0;
        }
    return part(a, &state[STREAMS - 1], text, STREAMS * each, length, seen);
}

/* Features in the order in which they come first, and how often each comes, alternating; how many, or -1. */
static Py_ssize_t counted(const int32_t *seen, Py_ssize_t length, int32_t *pairs) {
    size_t slots = 16; /* of an open hash of the features found, at most half full */
    while (slots < 2 * (size_t)length) slots *= 2;
    int32_t *slot = calloc(slots, sizeof *slot);
    if (!slot) return -1;
    Py_ssize_t found = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        int32_t one = seen[i];
        if (one < 0) continue;
        size_t at = (uint32_t)one * 2654435761u & (slots - 1);
        while (slot[at] && pairs[2 * (slot[at] - 1)] != one) at = (at + 1) & (slots - 1);
        if (!slot[at]) {
            pairs[2 * found] = one, pairs[2 * found + 1] = 0;
            slot[at] = (int32_t)++found;
        }
        pairs[2 * (slot[at] - 1) + 1]++;
    }
    free(slot);
    return found;
}

/* walk(next: uint32 by row and byte, states: uint32 row and int32 feature or -1 by state, text: bytes) gives which
 * features the text has, in the order in which they come first, and how often each, alternating, as 32-bit numbers. */
static PyObject *walk(PyObject *self, PyObject *arguments) {
    Py_buffer next, states, text;
    if (!PyArg_ParseTuple(arguments, "y*y*y*", &next, &states, &text)) return NULL;
    Automaton a = {next.buf, states.buf, next.len / 4, states.len / sizeof(State)};
    Py_ssize_t found = -1;
    int32_t *seen = malloc((text.len + 1) * sizeof *seen), *pairs = malloc((text.len + 1) * 2 * sizeof *pairs);
    int good = a.number && seen && pairs && walked(&a, text.buf, text.len, seen);
    if (good) found = counted(seen, text.len, pairs);
    PyObject *answer = NULL;
    if (found >= 0)
        answer = PyByteArray_FromStringAndSize((char *)pairs, found * 2 * sizeof *pairs);
    else if (seen && pairs && !good)
        PyErr_SetString(PyExc_ValueError, "an automaton that leads out of itself");
    else
        PyErr_NoMemory();
    free(seen), free(pairs);
    PyBuffer_Release(&next), PyBuffer_Release(&states), PyBuffer_Release(&text);
    return answer;
}

#ifdef HAVE_X86
#define LANES 8
#define WIDEST 512 /* columns */
#define AHEAD 6    /* rows that are fetched before they are needed */
#define TOGETHER 4 /* rows that are added before a sum goes back to memory */

/* `rows` rows into the sums of the registers of a row, of which the last one overlaps the one before it. */
__attribute__((target("avx2,fma,f16c"), always_inline))
static inline void some(const int rows, const uint16_t *const *row, const float *times, int columns, float *sums) {
    for (int at = 0;; at += LANES) {
        int column = at + LANES > columns ? columns - LANES : at;
        __m256 sum = _mm256_loadu_ps(sums + at);
        for (int r = 0; r < rows; r++) {
            __m256 values = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(row[r] + column)));
            sum = _mm256_fmadd_ps(_mm256_set1_ps(times[r]), values, sum);
        }
        _mm256_storeu_ps(sums + at, sum);
        if (at + LANES >= columns) return;
    }
}

static inline void fetch(const uint16_t *row, int columns) {
    for (int i = 0; i < columns; i += 32) __builtin_prefetch(row + i);
    __builtin_prefetch(row + columns - 1);
}

__attribute__((target("avx2,fma,f16c")))
static void added(const int32_t *pairs, Py_ssize_t n, const uint16_t *model, int columns, float *out) {
    float sums[WIDEST + LANES] = {0};
    const uint16_t *row[TOGETHER];
    float times[TOGETHER];
    for (Py_ssize_t i = 0; i < AHEAD && i < n; i++) fetch(model + (size_t)pairs[2 * i] * columns, columns);
    for (Py_ssize_t i = 0; i < n; i++) {
        if (i + AHEAD < n) fetch(model + (size_t)pairs[2 * (i + AHEAD)] * columns, columns);
        row[i % TOGETHER] = model + (size_t)pairs[2 * i] * columns;
        times[i % TOGETHER] = log1pf((float)pairs[2 * i + 1]);
        if (i % TOGETHER == TOGETHER - 1) some(TOGETHER, row, times, columns, sums);
    }
    for (int r = 0; r < n % TOGETHER; r++) some(1, row + r, times + r, columns, sums);
    int whole = columns / LANES * LANES;
    memcpy(out, sums, sizeof(float) * whole);
    for (int i = whole; i < columns; i++) out[i] = sums[whole + LANES - columns + i];
}
#endif

static int level_here(void) {
    return CAN("avx2") && CAN("fma") && CAN("f16c");
}

/* add(found: what `walk` gave, model: float16 by feature and class, out: float32 by class): out becomes the sum of the
 * features' rows, each times the logarithm of 1 + how often it comes. */
static PyObject *add(PyObject *self, PyObject *arguments) {
    Py_buffer found, model, out;
    if (!PyArg_ParseTuple(arguments, "y*y*w*", &found, &model, &out)) return NULL;
    int good = 0;
#ifdef HAVE_X86
    const int32_t *pairs = found.buf;
    Py_ssize_t n = found.len / 8, columns = out.len / 4;
    good = level_here() && columns >= LANES && columns <= WIDEST && model.len % (2 * columns) == 0;
    for (Py_ssize_t i = 0; i < n && good; i++) good = pairs[2 * i] >= 0 && pairs[2 * i] < model.len / (2 * columns);
    if (good) added(pairs, n, model.buf, (int)columns, out.buf);
#endif
    PyBuffer_Release(&found), PyBuffer_Release(&model), PyBuffer_Release(&out);
    if (!good) {
        PyErr_SetString(PyExc_ValueError, "arrays that do not fit together");
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *level(PyObject *self, PyObject *nothing) { return PyLong_FromLong(level_here()); }

static PyMethodDef methods[] = {
    {"level", level, METH_NOARGS, "0: `add` has nothing for this processor; 1: AVX2 with FMA and F16C."},
    {"walk", walk, METH_VARARGS, "The features of a text and how often it has each, alternating."},
    {"add", add, METH_VARARGS, "add(found, model, out): the rows of the model's float16 for what `walk` found."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_walk", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__walk(void) { return PyModule_Create(&module); }
