/* A dense layer of the sentence encoder: rows of float32 times weights that were rounded and packed once, see dense.py.
 *
 * A library of linear algebra packs the weights at every call, which costs more than multiplying the few rows of an
 * article does. Each product is added to its sum in the order of the inputs, by fused multiplication and addition: what
 * a row gives depends on nothing but the row, and is the same on every processor that this runs on. Where it knows no
 * AVX2 with FMA, `level()` is 0, and the caller does it himself. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "../_processor.h"

#ifdef HAVE_X86

#define INLINE static inline __attribute__((always_inline))

/* Weights as numbers: of so many whole ones. */
#define WHOLE_256(w) _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(w))))
#define WHOLE_512(w) _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(_mm256_loadu_si256((const __m256i *)(w))))

/* Rows at a time are at most so many; each has two sums in the processor's registers. */
#define MOST 8

/* tile_BITS: so many rows, known when this is compiled, times one tile of outputs, two registers wide, of each all
 * inputs. multiply_BITS: all rows times all tiles, `most` rows at a time. */
#define WITH_REGISTERS_OF(bits, features, lanes, most) \
    __attribute__((target(features))) \
    INLINE void tile_##bits(const int rows, const float *x, Py_ssize_t in, const int16_t *w, const float *scale, \
                            float *y, Py_ssize_t out) { \
        __m##bits a[MOST], b[MOST]; \
        _Pragma("GCC unroll 8") \
        for (int r = 0; r < rows; r++) a[r] = b[r] = _mm##bits##_setzero_ps(); \
        for (Py_ssize_t i = 0; i < in; i++, w += 2 * lanes) { \
            __m##bits wa = WHOLE_##bits(w), wb = WHOLE_##bits(w + lanes); \
            _Pragma("GCC unroll 8") \
            for (int r = 0; r < rows; r++) { \
                __m##bits one = _mm##bits##_set1_ps(x[r * in + i]); \
                a[r] = _mm##bits##_fmadd_ps(one, wa, a[r]), b[r] = _mm##bits##_fmadd_ps(one, wb, b[r]); \
            } \
        } \
        __m##bits sa = _mm##bits##_loadu_ps(scale), sb = _mm##bits##_loadu_ps(scale + lanes); \
        _Pragma("GCC unroll 8") \
        for (int r = 0; r < rows; r++) \
            _mm##bits##_storeu_ps(y + r * out, _mm##bits##_mul_ps(a[r], sa)), \
            _mm##bits##_storeu_ps(y + r * out + lanes, _mm##bits##_mul_ps(b[r], sb)); \
    } \
    __attribute__((target(features))) \
    static void multiply_##bits(const float *x, Py_ssize_t n, Py_ssize_t in, const int16_t *weights, \
                                const float *scales, Py_ssize_t out, float *y) { \
        for (Py_ssize_t first = 0; first < out; first += 2 * lanes) \
            for (Py_ssize_t at = 0; at < n; at += most) { \
                const float *rows = x + at * in, *scale = scales + first; \
                const int16_t *w = weights + first * in; \
                float *to = y + at * out + first; \
                switch (n - at < most ? n - at : most) { \
                    case 1: tile_##bits(1, rows, in, w, scale, to, out); break; \
                    case 2: tile_##bits(2, rows, in, w, scale, to, out); break; \
                    case 3: tile_##bits(3, rows, in, w, scale, to, out); break; \
                    case 4: tile_##bits(4, rows, in, w, scale, to, out); break; \
                    case 5: tile_##bits(5, rows, in, w, scale, to, out); break; \
                    case 6: tile_##bits(6, rows, in, w, scale, to, out); break; \
                    case 7: tile_##bits(7, rows, in, w, scale, to, out); break; \
                    case 8: tile_##bits(8, rows, in, w, scale, to, out); break; \
                } \
            } \
    }

WITH_REGISTERS_OF(512, "avx512f", 16, 8)
WITH_REGISTERS_OF(256, "avx2,fma", 8, 6)
#endif

static int level_here(void) {
    return CAN("avx512f") ? 2 : CAN("avx2") && CAN("fma") ? 1 : 0;
}

static PyObject *multiply(PyObject *self, PyObject *arguments) {
    int level;
    Py_ssize_t in, out;
    Py_buffer x, weights, scales, y;
    if (!PyArg_ParseTuple(arguments, "inny*y*y*w*", &level, &in, &out, &x, &weights, &scales, &y)) return NULL;
    int good = level >= 1 && level <= level_here() && in > 0 && out > 0 && in < 1 << 20 && out < 1 << 20;
    Py_ssize_t tile = level == 2 ? 32 : 16, n = good ? x.len / (in * 4) : 0;
    good = good && out % tile == 0 && x.len == n * in * 4 && weights.len == in * out * 2 && scales.len == out * 4;
    good = good && y.len == n * out * 4;
#ifdef HAVE_X86
    if (good && n) {
        Py_BEGIN_ALLOW_THREADS
        (level == 2 ? multiply_512 : multiply_256)(x.buf, n, in, weights.buf, scales.buf, out, y.buf);
        Py_END_ALLOW_THREADS
    }
#endif
    PyBuffer_Release(&x);
    PyBuffer_Release(&weights);
    PyBuffer_Release(&scales);
    PyBuffer_Release(&y);
    if (!good) {
        PyErr_SetString(PyExc_ValueError, "arrays that do not fit together");
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *level(PyObject *self, PyObject *nothing) { return PyLong_FromLong(level_here()); }

static PyMethodDef methods[] = {
    {"level", level, METH_NOARGS, "0: nothing here for this processor; 1: AVX2 with FMA; 2: AVX-512."},
    {"multiply", multiply, METH_VARARGS,
     "multiply(level, inputs, outputs, x, weights, scales, y): y = x @ weights * scales."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_dense", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__dense(void) { return PyModule_Create(&module); }
