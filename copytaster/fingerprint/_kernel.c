/* The second layer of the sentence encoder, in whole numbers: see second.py, whose plain form is the
 * oracle of this one, in numpy.
 *
 * `pooled` takes some texts at a time. Of each token it adds up the first layer of every branch from rows that are kept
 * by token and rounds it by its text. Windows are multiplied as Winograd's algorithm does it: two
 * tokens beside each other share most of their windows, so that sums of the rows of a window times sums of the weights
 * of its places give both with seven tenths of the products. Then each token's features are normalised and added up for
 * the text.
 *
 * Sums and products are exact: they may run over on the way, but what comes out fits into 32 bits. So a processor
 * decides nothing about a vector but its speed. Where it knows no AVX2, `level()` is 0, and the caller does it
 * himself. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../_processor.h"

#define BRANCH 256
#define WIDTH 512
#define BRANCHES 3
#define FEATURES (WIDTH + BRANCHES * BRANCH)
#define SEGMENTS 15 /* of a kept row: its own of each branch, each place of each, and the embedding */
/* There is room for so many tokens, or a multiple of them, so that a multiplication may go beyond the last. */
#define ROWS 8
/* Tokens of the texts that are taken together, or one longer text: the weights, which are more than a processor's
 * second cache holds, are read once for all of them, and what is made of them stays there. */
#define TOGETHER 64
/* Rows that are multiplied together. With more than 16 sums GCC 12 keeps them in memory, at half the speed. */
#define EACH_OF_2(DO) DO(0) DO(1)
#define EACH_OF_4(DO) EACH_OF_2(DO) DO(2) DO(3)
#define EACH_OF_6(DO) EACH_OF_4(DO) DO(4) DO(5)
#define EACH_OF_8(DO) EACH_OF_6(DO) DO(6) DO(7)
#define MOST 16383.0f /* the largest whole number of a row: the difference of two has sixteen bits */
#define LEAST 1e-12f /* numbers of a first layer that are all smaller are nothing: their squares could not be told */
#define LANES 16
#define INLINE static inline __attribute__((always_inline))

#define LONGEST 5
static const int SIZE[BRANCHES] = {2, 3, LONGEST};
static const int BEFORE[BRANCHES] = {0, 1, 2};
/* What is multiplied for two tokens: three sums of rows for two places of a window, four for three, seven for five. */
#define MOST_TURNS 7
static const int TURNS[BRANCHES] = {3, 4, MOST_TURNS};

typedef struct {
    const int16_t *kept;      /* (rows, SEGMENTS * 256): first layers and embedding by token; the last is of no token */
    const float *steps;       /* (rows, SEGMENTS) what 1 is worth in each 256 of them */
    Py_ssize_t rows;
    const float *bias1;       /* (3, 256) */
    const float *bias2;       /* (3, 256) */
    const int16_t *weights[BRANCHES]; /* turned (second.py), packed as the level wants it */
    const float *scales[BRANCHES];    /* (256,) */
    const float *fits;                /* (3,) how long a row of whole numbers may be, so that products fit */
    const float *gain, *shift;        /* (1280,) */
    float epsilon;
} Layers;

typedef struct {
    float *first;      /* (n, 256) */
    int16_t *whole;    /* (n, 256), rounded */
    float *step;       /* (n,) what 1 is worth in each row */
    int16_t *turned;   /* (MOST_TURNS, pairs, 256) sums of the rows of windows, by pairs of tokens */
    int32_t *products; /* (MOST_TURNS, pairs, outputs of a tile) */
    float *features;   /* (n, 1280) */
    int32_t *begin, *end; /* (n,) the tokens of each one's text */
    int32_t *pair;     /* (pairs,) the first token of each; the second is of the same text, or is none */
} Room;

#ifdef HAVE_X86

/* sums += the products of pairs: `_mm512_dpwssd_epi32`, around which GCC 12 copies every sum twice. */
#define DOTS(sums, x, y) __asm__("vpdpwssd %2, %1, %0" : "+v"(sums) : "v"(x), "v"(y))

/* weights: a tile of 32 outputs, of each 128 pairs of inputs. */
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
static void multiply_vnni(const int16_t *rows, int n, const int16_t *weights, int32_t *out) {
    for (; n > 0; n -= 8, rows += 8 * BRANCH, out += 8 * 32) {
#define BEGIN(r) __m512i a##r = _mm512_setzero_si512(), b##r = a##r;
        EACH_OF_8(BEGIN)
#undef BEGIN
        for (int g = 0; g < BRANCH / 2; g++) {
            __m512i wa = _mm512_loadu_si512(weights + g * 64), wb = _mm512_loadu_si512(weights + g * 64 + 32);
#define ADD(r) { \
    int32_t two; \
    memcpy(&two, rows + r * BRANCH + g * 2, 4); \
    __m512i x = _mm512_set1_epi32(two); \
    DOTS(a##r, wa, x); DOTS(b##r, wb, x); }
            EACH_OF_8(ADD)
#undef ADD
        }
#define END(r) _mm512_storeu_si512(out + r * 32, a##r), _mm512_storeu_si512(out + r * 32 + 16, b##r);
        EACH_OF_8(END)
#undef END
    }
}

/* sum += the products of pairs, each added to its neighbour's. Written out, for GCC 12 copies every sum. */
#define PAIRS(sum, x, y) { \
    __m256i two; \
    __asm__("vpmaddwd %2, %1, %0" : "=x"(two) : "x"(x), "x"(y)); \
    __asm__("vpaddd %1, %0, %0" : "+x"(sum) : "x"(two)); }
#define BEGIN_256(r) __m256i a##r = _mm256_setzero_si256(), b##r = a##r;
#define ADD_256(r) { \
    int32_t two; \
    memcpy(&two, rows + r * BRANCH + g * 2, 4); \
    __m256i x = _mm256_set1_epi32(two); \
    PAIRS(a##r, x, wa); PAIRS(b##r, x, wb); }
#define END_256(r) \
    _mm256_storeu_si256((__m256i *)(out + r * 16), a##r), _mm256_storeu_si256((__m256i *)(out + r * 16 + 8), b##r);
#define MULTIPLY_256(EACH) { \
    EACH(BEGIN_256) \
    for (int g = 0; g < BRANCH / 2; g++) { \
        __m256i wa = _mm256_loadu_si256((const __m256i *)(weights + g * 32)); \
        __m256i wb = _mm256_loadu_si256((const __m256i *)(weights + g * 32 + 16)); \
        EACH(ADD_256) \
    } \
    EACH(END_256) }

/* weights: a tile of 16 outputs, of each 128 pairs of inputs. */
__attribute__((target("avx2")))
static void multiply_avx2(const int16_t *rows, int n, const int16_t *weights, int32_t *out) {
    for (; n > 4; n -= 6, rows += 6 * BRANCH, out += 6 * 16) MULTIPLY_256(EACH_OF_6)
    if (n > 2) MULTIPLY_256(EACH_OF_4)
    else if (n > 0) MULTIPLY_256(EACH_OF_2)
}
#endif

/* Rows for so many pairs: a multiplication may go beyond the last. */
INLINE int padded(int pairs) { return (pairs + ROWS - 1) / ROWS * ROWS; }

/* 256 numbers of a kept row. */
typedef struct {
    const int16_t *whole;
    float step;
} Segment;

INLINE Segment segment(const Layers *l, int slot, int which) {
    Segment found = {l->kept + ((size_t)slot * SEGMENTS + which) * BRANCH, l->steps[(size_t)slot * SEGMENTS + which]};
    return found;
}

/* The first layer of a branch for each of n tokens, and what 1 has to be worth at least in whole numbers of it. */
INLINE void first_layer(const Layers *l, const Room *room, const int32_t *slots, int n, int branch) {
    const float *bias = l->bias1 + branch * BRANCH;
    int begin = BRANCHES;
    for (int b = 0; b < branch; b++) begin += SIZE[b];
    for (int t = 0; t < n; t++) {
        float *out = room->first + (size_t)t * BRANCH;
        Segment own = segment(l, slots[t], branch), around[LONGEST];
        int places = 0;
        for (int place = 0; place < SIZE[branch]; place++) {
            int at = t + place - BEFORE[branch];
            if (at >= room->begin[t] && at < room->end[t]) around[places++] = segment(l, slots[at], begin + place);
        }
        float most[LANES] = {0}, squares[LANES] = {0};
        /* All rows side by side: they are in no cache, and a processor waits for several at once. */
        for (int i = 0; i < BRANCH; i += LANES) {
            float sum[LANES];
            for (int j = 0; j < LANES; j++) sum[j] = bias[i + j];
            for (int k = 0; k < places; k++)
                for (int j = 0; j < LANES; j++) sum[j] += (float)around[k].whole[i + j] * around[k].step;
            for (int j = 0; j < LANES; j++) {
                float value = (sum[j] > 0 ? sum[j] : 0) + (float)own.whole[i + j] * own.step;
                float size = value < 0 ? -value : value;
                out[i + j] = value;
                most[j] = size > most[j] ? size : most[j];
                squares[j] += value * value;
            }
        }
        float top = 0, length = 0;
        for (int j = 0; j < LANES; j++) top = most[j] > top ? most[j] : top, length += squares[j];
        float by_top = top / MOST, by_length = sqrtf(length) / l->fits[branch];
        room->step[t] = top < LEAST ? 0 : by_top > by_length ? by_top : by_length;
    }
}

/* The first layer in whole numbers, of each text by what its largest row needs. */
INLINE void rounded(const Room *room, int n) {
    for (int begin = 0, end; begin < n; begin = end) {
        float step = 0;
        end = room->end[begin];
        for (int t = begin; t < end; t++) step = room->step[t] > step ? room->step[t] : step;
        float times = step > 0 ? 1 / step : 0.0f;
        for (int t = begin; t < end; t++) {
            const float *first = room->first + (size_t)t * BRANCH;
            int16_t *whole = room->whole + (size_t)t * BRANCH;
            for (int i = 0; i < BRANCH; i++)
                /* to the nearest, halves to the even one: adding and taking away 1.5 * 2^23 leaves no fraction */
                whole[i] = (int16_t)(int32_t)((first[i] * times + 12582912.0f) - 12582912.0f);
            room->step[t] = step;
        }
    }
}

/* The sums of four rows by which three places of a window are multiplied for two tokens, each `next` after the other;
 * and of three rows for two places. That nothing of it overlaps has to be said: GCC adds number by number otherwise. */
INLINE void turn_three(int16_t *restrict out, size_t next, const int16_t *const *row) {
    const int16_t *restrict a = row[0], *restrict b = row[1], *restrict c = row[2], *restrict d = row[3];
    int16_t *restrict second = out + next, *restrict third = second + next, *restrict fourth = third + next;
    for (int i = 0; i < BRANCH; i++) {
        out[i] = a[i] - c[i];
        second[i] = b[i] + c[i];
        third[i] = c[i] - b[i];
        fourth[i] = b[i] - d[i];
    }
}

INLINE void turn_two(int16_t *restrict out, size_t next, const int16_t *const *row) {
    const int16_t *restrict a = row[0], *restrict b = row[1], *restrict c = row[2];
    int16_t *restrict second = out + next, *restrict third = second + next;
    for (int i = 0; i < BRANCH; i++) {
        out[i] = a[i] - b[i];
        second[i] = b[i];
        third[i] = b[i] - c[i];
    }
}

/* Of each pair of tokens the sums of the rows of their windows that are multiplied (second.py, `_turned`). */
INLINE void turn(const Room *room, int pairs, int branch) {
    static const int16_t nothing[BRANCH];
    size_t next = (size_t)padded(pairs) * BRANCH;
    int size = SIZE[branch];
    for (int p = 0; p < pairs; p++) {
        const int16_t *row[LONGEST + 1];
        for (int i = 0; i <= LONGEST; i++) {
            int at = room->pair[p] + i - BEFORE[branch];
            int inside = at >= room->begin[room->pair[p]] && at < room->end[room->pair[p]];
            row[i] = inside ? room->whole + (size_t)at * BRANCH : nothing;
        }
        int16_t *out = room->turned + (size_t)p * BRANCH;
        if (size > 2) turn_three(out, next, row);
        if (size != 3) turn_two(size > 2 ? out + 4 * next : out, next, size > 2 ? row + 3 : row);
    }
}

typedef void (*Multiply)(const int16_t *rows, int n, const int16_t *weights, int32_t *out);

/* The second layer of a branch, into the features of the tokens, a tile of outputs at a time. */
INLINE void second_layer(const Layers *l, const Room *room, int pairs, int branch, Multiply multiply, int tile) {
    int turns = TURNS[branch], size = SIZE[branch];
    size_t next = (size_t)padded(pairs) * tile;
    for (int first = 0; first < BRANCH; first += tile) {
        const float *bias = l->bias2 + branch * BRANCH + first, *scale = l->scales[branch] + first;
        for (int k = 0; k < turns; k++)
            multiply(room->turned + (size_t)k * padded(pairs) * BRANCH, pairs,
                     l->weights[branch] + ((size_t)k * BRANCH + first) * BRANCH, room->products + k * next);
        for (int p = 0; p < pairs; p++) {
            const int32_t *m = room->products + (size_t)p * tile;
            uint32_t sums[2][32];
            for (int i = 0; i < tile; i++) sums[0][i] = sums[1][i] = 0;
            if (size > 2) {
                for (int i = 0; i < tile; i++) {
                    uint32_t a = m[next + i], b = m[2 * next + i];
                    sums[0][i] = m[i] + a + b;
                    sums[1][i] = a - b - m[3 * next + i];
                }
                m += 4 * next;
            }
            if (size != 3)
                for (int i = 0; i < tile; i++) {
                    uint32_t a = m[next + i];
                    sums[0][i] += m[i] + a;
                    sums[1][i] += a - m[2 * next + i];
                }
            for (int which = 0, t = room->pair[p]; which < 2 && t < room->end[room->pair[p]]; which++, t++) {
                const float *own = room->first + (size_t)t * BRANCH + first;
                float *out = room->features + (size_t)t * FEATURES + WIDTH + branch * BRANCH + first;
                float step = room->step[t];
                for (int i = 0; i < tile; i++) {
                    float value = (float)(int32_t)sums[which][i] * (step * scale[i]) + bias[i];
                    out[i] = (value > 0 ? value : 0) + own[i];
                }
            }
        }
    }
}

/* The features of each of a text's tokens less their mean, by their deviation, with gain and shift; added up. */
INLINE void add_up(const Layers *l, const float *features, int n, float *sum) {
    memset(sum, 0, sizeof(float) * FEATURES);
    for (int t = 0; t < n; t++) {
        const float *x = features + (size_t)t * FEATURES;
        float part[LANES] = {0}, squares[LANES] = {0};
        for (int i = 0; i < FEATURES; i += LANES)
            for (int j = 0; j < LANES; j++) part[j] += x[i + j];
        float mean = 0, variance = 0;
        for (int j = 0; j < LANES; j++) mean += part[j];
        mean /= FEATURES;
        for (int i = 0; i < FEATURES; i += LANES)
            for (int j = 0; j < LANES; j++) squares[j] += (x[i + j] - mean) * (x[i + j] - mean);
        for (int j = 0; j < LANES; j++) variance += squares[j];
        float times = 1.0f / sqrtf(variance / FEATURES + l->epsilon);
        for (int i = 0; i < FEATURES; i++) sum[i] += (x[i] - mean) * times;
    }
    for (int i = 0; i < FEATURES; i++) sum[i] = sum[i] * l->gain[i] + n * l->shift[i];
}

/* Some texts, of `n` tokens together; the sums of their features into `sums`. */
INLINE void some_texts(const Layers *l, const Room *room, const int32_t *slots, const int32_t *lengths, int texts,
                       int n, float *sums, Multiply multiply, int tile) {
    int pairs = 0;
    for (int i = 0, at = 0; i < texts; at += lengths[i], i++) {
        for (int t = at; t < at + lengths[i]; t++) room->begin[t] = at, room->end[t] = at + lengths[i];
        for (int t = at; t < at + lengths[i]; t += 2) room->pair[pairs++] = t;
    }
    for (int t = 0; t < n; t++)
        for (int part = 0; part < WIDTH / BRANCH; part++) {
            Segment own = segment(l, slots[t], SEGMENTS - WIDTH / BRANCH + part);
            float *out = room->features + (size_t)t * FEATURES + part * BRANCH;
            for (int i = 0; i < BRANCH; i++) out[i] = (float)own.whole[i] * own.step;
        }
    for (int branch = 0; branch < BRANCHES; branch++) {
        first_layer(l, room, slots, n, branch);
        rounded(room, n);
        turn(room, pairs, branch);
        second_layer(l, room, pairs, branch, multiply, tile);
    }
    for (int i = 0, at = 0; i < texts; at += lengths[i], i++)
        add_up(l, room->features + (size_t)at * FEATURES, lengths[i], sums + (size_t)i * FEATURES);
}

#ifdef HAVE_X86
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
static void texts_vnni(const Layers *l, const Room *room, const int32_t *slots, const int32_t *lengths, int texts,
                       int n, float *sums) {
    some_texts(l, room, slots, lengths, texts, n, sums, multiply_vnni, 32);
}

__attribute__((target("avx2")))
static void texts_avx2(const Layers *l, const Room *room, const int32_t *slots, const int32_t *lengths, int texts,
                       int n, float *sums) {
    some_texts(l, room, slots, lengths, texts, n, sums, multiply_avx2, 16);
}
#endif

static int level_here(void) {
    return CAN("avx512vnni") && CAN("avx512bw") && CAN("avx512vl") ? 2 : CAN("avx2") ? 1 : 0;
}

/* Room for `TOGETHER` texts of one token, each of which is a pair, or for one text of `longest`. */
static int made(Room *room, int longest) {
    size_t n = longest > TOGETHER ? longest : TOGETHER;
    size_t pairs = padded(longest > 2 * TOGETHER ? (longest + 1) / 2 : TOGETHER);
    room->first = malloc(n * BRANCH * sizeof(float));
    room->whole = malloc(n * BRANCH * sizeof(int16_t));
    room->step = malloc(n * sizeof(float));
    room->turned = calloc(MOST_TURNS * pairs * BRANCH, sizeof(int16_t));
    room->products = malloc(MOST_TURNS * pairs * 32 * sizeof(int32_t));
    room->features = malloc(n * FEATURES * sizeof(float));
    room->begin = malloc(n * sizeof(int32_t));
    room->end = malloc(n * sizeof(int32_t));
    room->pair = malloc(pairs * sizeof(int32_t));
    return room->first && room->whole && room->step && room->turned && room->products && room->features && room->begin
           && room->end && room->pair;
}

static void freed(Room *room) {
    free(room->first);
    free(room->whole);
    free(room->step);
    free(room->turned);
    free(room->products);
    free(room->features);
    free(room->begin);
    free(room->end);
    free(room->pair);
}

static PyObject *pooled(PyObject *self, PyObject *arguments) {
    Py_buffer kept, steps, bias1, bias2, w[BRANCHES], s[BRANCHES], fits, gain, shift, slots, lengths, out;
    Layers l;
    int level, bad = 0;
    float epsilon;
    if (!PyArg_ParseTuple(arguments, "iy*y*y*y*y*y*y*y*y*y*y*y*y*fy*y*w*", &level, &kept, &steps, &bias1, &bias2,
                          &w[0], &w[1], &w[2], &s[0], &s[1], &s[2], &fits, &gain, &shift, &epsilon, &slots,
                          &lengths, &out))
        return NULL;
    l.kept = kept.buf, l.steps = steps.buf, l.bias1 = bias1.buf, l.bias2 = bias2.buf, l.gain = gain.buf,
    l.shift = shift.buf;
    l.fits = fits.buf;
    l.epsilon = epsilon;
    for (int b = 0; b < BRANCHES; b++) {
        l.weights[b] = w[b].buf, l.scales[b] = s[b].buf;
        bad |= w[b].len != (Py_ssize_t)TURNS[b] * BRANCH * BRANCH * 2;
        bad |= s[b].len != BRANCH * 4;
    }
    bad |= level < 1 || level > level_here();
    l.rows = kept.len / (SEGMENTS * BRANCH * 2);
    bad |= kept.len != l.rows * SEGMENTS * BRANCH * 2 || steps.len != l.rows * SEGMENTS * 4;
    Py_ssize_t tokens = slots.len / 4, texts = lengths.len / 4, counted = 0, most = 0;
    const int32_t *slot = slots.buf, *length = lengths.buf;
    for (Py_ssize_t i = 0; i < texts; i++) {
        bad |= length[i] < 1;
        counted += length[i];
        most = length[i] > most ? length[i] : most;
    }
    for (Py_ssize_t i = 0; i < tokens; i++) bad |= slot[i] < 0 || slot[i] >= l.rows;
    bad |= counted != tokens || most > 1000000;
    bad |= out.len != texts * FEATURES * 4 || gain.len != FEATURES * 4 || shift.len != FEATURES * 4;
    bad |= bias1.len != BRANCHES * BRANCH * 4 || bias2.len != BRANCHES * BRANCH * 4;
    bad |= fits.len != BRANCHES * 4;
    int full = 0;
    if (!bad) {
        Py_BEGIN_ALLOW_THREADS
        Room room = {0};
        full = !made(&room, (int)most);
        Py_ssize_t at = 0, done = 0;
        while (done < texts && !full) {
            Py_ssize_t last = done, n = 0;
            do n += length[last++];
            while (last < texts && n + length[last] <= TOGETHER);
            float *sums = (float *)out.buf + done * FEATURES;
#ifdef HAVE_X86
            (level == 2 ? texts_vnni : texts_avx2)(&l, &room, slot + at, length + done, (int)(last - done), (int)n,
                                                   sums);
#endif
            at += n, done = last;
        }
        freed(&room);
        Py_END_ALLOW_THREADS
    }
    Py_buffer *all[] = {&kept, &steps, &bias1, &bias2, &w[0], &w[1], &w[2], &s[0], &s[1], &s[2], &fits,
                        &gain, &shift, &slots, &lengths, &out};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) PyBuffer_Release(all[i]);
    if (full) return PyErr_NoMemory();
    if (bad) {
        PyErr_SetString(PyExc_ValueError, "arrays that do not fit together");
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *level(PyObject *self, PyObject *nothing) { return PyLong_FromLong(level_here()); }

static PyMethodDef methods[] = {
    {"level", level, METH_NOARGS, "0: nothing here for this processor; 1: AVX2; 2: AVX-512 with VNNI."},
    {"pooled", pooled, METH_VARARGS, "The normalised features of each text's tokens, added up; see encoder.py."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernel", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
