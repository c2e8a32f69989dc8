/* Runs of words by the hashes of their words: see words.py and fingerprint/signature.py, whose plain forms, in numpy
 * and by datasketch, are this one's oracles. An article has some hundred words: an operation on arrays takes longer to
 * begin. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "../_processor.h"

/* grams(hashes: uint64, size) gives a hash for every `size` words in a row. */
static PyObject *grams(PyObject *self, PyObject *arguments) {
    Py_buffer hashes;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(arguments, "y*n", &hashes, &size)) return NULL;
    Py_ssize_t n = hashes.len / 8 - size + 1;
    PyObject *answer = NULL;
    if (size < 1)
        PyErr_SetString(PyExc_ValueError, "a run has one word at least");
    else
        answer = PyByteArray_FromStringAndSize(NULL, n > 0 ? n * 8 : 0);
    if (answer) {
        const uint64_t *h = hashes.buf;
        uint64_t *out = (uint64_t *)PyByteArray_AS_STRING(answer);
        for (Py_ssize_t i = 0; i < n; i++) {
            uint64_t total = 0;
            for (Py_ssize_t k = 0; k < size; k++) {
                total = (total ^ h[i + k]) * 0x9E3779B97F4A7C15u;
                total ^= total >> 31;
            }
            out[i] = total;
        }
    }
    PyBuffer_Release(&hashes);
    return answer;
}

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

/* The end of MurmurHash3 over the upper half of each hash, and for each permutation the lowest of what it makes of
 * them. */
INLINE void lowest_of(const uint64_t *hashes, Py_ssize_t n, const uint32_t *a, const uint32_t *b,
                      Py_ssize_t permutations, uint32_t *out) {
    memset(out, 0xff, permutations * sizeof *out);
    for (Py_ssize_t i = 0; i < n; i++) {
        uint32_t h = (uint32_t)(hashes[i] >> 32);
        h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
        h = (h ^ (h >> 13)) * 0xC2B2AE35u;
        h ^= h >> 16;
        for (Py_ssize_t p = 0; p < permutations; p++) {
            uint32_t value = a[p] * h + b[p];
            out[p] = value < out[p] ? value : out[p];
        }
    }
}

static void lowest_plain(const uint64_t *hashes, Py_ssize_t n, const uint32_t *a, const uint32_t *b,
                         Py_ssize_t permutations, uint32_t *out) {
    lowest_of(hashes, n, a, b, permutations, out);
}

#ifdef HAVE_X86
__attribute__((target("avx2")))
static void lowest_avx2(const uint64_t *hashes, Py_ssize_t n, const uint32_t *a, const uint32_t *b,
                        Py_ssize_t permutations, uint32_t *out) {
    lowest_of(hashes, n, a, b, permutations, out);
}
#else
#define lowest_avx2 lowest_plain
#endif

/* lowest(hashes: uint64, permutations: uint32 (2, p)) gives p numbers of 32 bits: the MinHash of the hashes. */
static PyObject *lowest(PyObject *self, PyObject *arguments) {
    Py_buffer hashes, permutations;
    if (!PyArg_ParseTuple(arguments, "y*y*", &hashes, &permutations)) return NULL;
    Py_ssize_t count = permutations.len / 8;
    PyObject *answer = PyByteArray_FromStringAndSize(NULL, count * 4);
    if (answer) {
        const uint32_t *a = permutations.buf;
        uint32_t *out = (uint32_t *)PyByteArray_AS_STRING(answer);
        (CAN("avx2") ? lowest_avx2 : lowest_plain)(hashes.buf, hashes.len / 8, a, a + count, count, out);
    }
    PyBuffer_Release(&hashes), PyBuffer_Release(&permutations);
    return answer;
}

/* bands(signature: uint32, rows) gives a hash for every `rows` numbers in a row, different for different bands. */
static PyObject *bands(PyObject *self, PyObject *arguments) {
    Py_buffer signature;
    Py_ssize_t rows;
    if (!PyArg_ParseTuple(arguments, "y*n", &signature, &rows)) return NULL;
    PyObject *answer = NULL;
    if (rows < 1 || signature.len % (rows * 4))
        PyErr_SetString(PyExc_ValueError, "a signature of whole bands is wanted");
    else
        answer = PyByteArray_FromStringAndSize(NULL, signature.len / rows * 2);
    if (answer) {
        const uint32_t *number = signature.buf;
        uint64_t *out = (uint64_t *)PyByteArray_AS_STRING(answer);
        for (Py_ssize_t band = 0; band < signature.len / (rows * 4); band++) {
            uint64_t key = (uint64_t)(band + 1) * 0xD6E8FEB86659FD93u;
            for (Py_ssize_t row = 0; row < rows; row++) {
                key = (key ^ *number++) * 0x9E3779B97F4A7C15u;
                key ^= key >> 29;
            }
            out[band] = key;
        }
    }
    PyBuffer_Release(&signature);
    return answer;
}

static PyMethodDef methods[] = {
    {"bands", bands, METH_VARARGS, "bands(signature, rows): a hash of 64 bits for every `rows` numbers in a row."},
    {"grams", grams, METH_VARARGS, "grams(hashes, size): a hash of 64 bits for every `size` words in a row."},
    {"lowest", lowest, METH_VARARGS, "lowest(hashes, permutations): the MinHash of the hashes, 32 bits a permutation."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_runs", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__runs(void) { return PyModule_Create(&module); }
