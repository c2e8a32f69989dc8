/* What the words of two articles have in common, by merging ascending hashes and counting: see joins.py, whose plain
 * forms are the same on arrays, and these ones' oracles. Of two articles of the usual length each array operation costs
 * more to begin than to do, and a comparison needs hundreds.
 *
 * Hashes are unsigned numbers of 64 bits, places and sentences signed ones of 32, an order of 64. Sentence i holds what
 * stands at bounds[i] to bounds[i + 1]. What does not fit together is refused, and nothing takes more memory than its
 * answer and a few numbers for each word. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ARRAYS 12

typedef struct {
    Py_buffer all[MOST_ARRAYS];
    int held;
} Given;

static void released(Given *given) {
    for (int i = 0; i < given->held; i++) PyBuffer_Release(&given->all[i]);
}

/* The arrays that come first among the arguments; 0 where they are none, with an error set. */
static int taken(Given *given, PyObject *const *arguments, Py_ssize_t count, int arrays, int numbers) {
    given->held = 0;
    if (count != arrays + numbers) {
        PyErr_Format(PyExc_TypeError, "%d arguments, not %zd", arrays + numbers, count);
        return 0;
    }
    for (; given->held < arrays; given->held++)
        if (PyObject_GetBuffer(arguments[given->held], &given->all[given->held], PyBUF_SIMPLE)) {
            released(given);
            return 0;
        }
    return 1;
}

static PyObject *unfit(void) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "arrays that do not fit together");
    return NULL;
}

static PyObject *bytes_of(Py_ssize_t size) { return PyByteArray_FromStringAndSize(NULL, size); }
static void *inside(PyObject *found) { return PyByteArray_AS_STRING(found); }

#define ARRAY(type, name, n) \
    const type *name = given.all[n].buf; \
    Py_ssize_t name##_size = given.all[n].len / (Py_ssize_t)sizeof(type)

/* Whether sentences end where their words do, and none before it begins. */
static int bounded(const int32_t *bounds, Py_ssize_t size, Py_ssize_t words) {
    if (size < 1 || bounds[0] != 0 || bounds[size - 1] != words) return 0;
    for (Py_ssize_t i = 1; i < size; i++)
        if (bounds[i] < bounds[i - 1]) return 0;
    return 1;
}

/* in_common(x, y): ascending hashes → the places in x of those that stand in y too, and then where each first does. */
static PyObject *in_common(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 2, 0)) return NULL;
    ARRAY(uint64_t, x, 0);
    ARRAY(uint64_t, y, 1);
    Py_ssize_t found = 0;
    int64_t *places = malloc((2 * x_size + 1) * sizeof *places);
    PyObject *answer = NULL;
    if (places) {
        for (Py_ssize_t i = 0, j = 0; i < x_size && j < y_size;) {
            int before = y[j] < x[i];
            places[found] = i, places[x_size + found] = j;
            found += x[i] == y[j], i += !before, j += before;
        }
        answer = bytes_of(2 * found * (Py_ssize_t)sizeof *places);
    } else
        PyErr_NoMemory();
    if (answer) {
        int64_t *out = inside(answer);
        memcpy(out, places, found * sizeof *places), memcpy(out + found, places + x_size, found * sizeof *places);
    }
    free(places);
    released(&given);
    return answer;
}

/* Whether a hash is among ascending ones. */
static int is_among(const uint64_t *ordered, Py_ssize_t left, uint64_t asked) {
    while (left > 1) {
        Py_ssize_t half = left / 2;
        ordered += ordered[half - 1] < asked ? half : 0, left -= half;
    }
    return left == 1 && *ordered == asked;
}

/* held_by(ordered, asked): for each hash asked, whether it is among the ordered ones, which ascend. */
static PyObject *held_by(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 2, 0)) return NULL;
    ARRAY(uint64_t, ordered, 0);
    ARRAY(uint64_t, asked, 1);
    PyObject *answer = bytes_of(asked_size);
    uint8_t *held = answer ? inside(answer) : NULL;
    for (Py_ssize_t i = 0; answer && i < asked_size; i++) held[i] = (uint8_t)is_among(ordered, ordered_size, asked[i]);
    released(&given);
    return answer;
}

/* places(x, order of x, y, order of y, most): ascending hashes and where each stands → where in x, and then where in y,
 * the same hashes stand, in the order of x; those left out that stand in y more often than that. */
static PyObject *places(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 4, 1)) return NULL;
    ARRAY(uint64_t, x, 0);
    ARRAY(int64_t, order_x, 1);
    ARRAY(uint64_t, y, 2);
    ARRAY(int64_t, order_y, 3);
    Py_ssize_t most = PyLong_AsSsize_t(arguments[4]), found = 0;
    int bad = PyErr_Occurred() || order_x_size != x_size || order_y_size != y_size || x_size > INT32_MAX ||
              y_size > INT32_MAX;
    /* Of each place in x, where its hash begins in y, and how often. */
    int32_t *range = calloc(2 * x_size + 1, sizeof *range);
    PyObject *answer = NULL;
    if (!range) PyErr_NoMemory();
    if (range && !bad) {
        Py_ssize_t first = 0, last = 0;
        for (Py_ssize_t i = 0; i < x_size && !bad; i++) {
            if (i == 0 || x[i] != x[i - 1]) {
                for (first = last; first < y_size && y[first] < x[i]; first++) continue;
                for (last = first; last < y_size && y[last] == x[i]; last++) continue;
            }
            bad = order_x[i] < 0 || order_x[i] >= x_size;
            if (bad || last == first || last - first > most) continue;
            range[2 * order_x[i]] = (int32_t)first, range[2 * order_x[i] + 1] = (int32_t)(last - first);
            found += last - first;
        }
        for (Py_ssize_t j = 0; j < y_size && !bad; j++) bad = order_y[j] < 0 || order_y[j] >= y_size;
        if (!bad) answer = bytes_of(2 * found * (Py_ssize_t)sizeof(int32_t));
    }
    if (answer) {
        int32_t *here = inside(answer), *there = here + found;
        for (Py_ssize_t i = 0; i < x_size; i++)
            for (int32_t k = 0; k < range[2 * i + 1]; k++)
                *here++ = (int32_t)i, *there++ = (int32_t)order_y[range[2 * i] + k];
    }
    free(range);
    released(&given);
    return answer ? answer : unfit();
}

/* in_runs(here, there, bounds of x, bounds of y, size): where runs of so many words begin in x and in y → of the words
 * of each sentence of x, the share in runs of each sentence of y, row by row. */
static PyObject *in_runs(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 4, 1)) return NULL;
    ARRAY(int32_t, here, 0);
    ARRAY(int32_t, there, 1);
    ARRAY(int32_t, bounds_x, 2);
    ARRAY(int32_t, bounds_y, 3);
    Py_ssize_t size = PyLong_AsSsize_t(arguments[4]), rows = bounds_x_size - 1, columns = bounds_y_size - 1;
    int bad = PyErr_Occurred() || rows < 0 || columns < 0 || there_size != here_size || size < 1;
    Py_ssize_t words_x = bad ? 0 : bounds_x[rows], words_y = bad ? 0 : bounds_y[columns];
    bad = bad || !bounded(bounds_x, bounds_x_size, words_x) || !bounded(bounds_y, bounds_y_size, words_y);
    for (Py_ssize_t k = 0; k < here_size && !bad; k++)
        bad = here[k] < 0 || here[k] >= words_x || there[k] < 0 || there[k] >= words_y;
    PyObject *answer = bad ? NULL : bytes_of(rows * columns * (Py_ssize_t)sizeof(float));
    /* of each sentence of y, up to which word of x its runs have been counted; the places by where they are in x */
    int32_t *until = bad ? NULL : calloc(columns + 1, sizeof *until),
            *from = bad ? NULL : calloc(words_x + 1, sizeof *from);
    int32_t *sorted = bad ? NULL : malloc((here_size + 1) * sizeof *sorted);
    int32_t *sentence = bad ? NULL : malloc((words_y + 1) * sizeof *sentence);
    if (answer && until && from && sorted && sentence) {
        float *share = inside(answer);
        memset(share, 0, rows * columns * sizeof *share);
        for (Py_ssize_t j = 0; j < columns; j++)
            for (int32_t k = bounds_y[j]; k < bounds_y[j + 1]; k++) sentence[k] = (int32_t)j;
        for (Py_ssize_t k = 0; k < here_size; k++) from[here[k] + 1]++;
        for (Py_ssize_t i = 0; i < words_x; i++) from[i + 1] += from[i];
        for (Py_ssize_t k = 0; k < here_size; k++) sorted[from[here[k]]++] = (int32_t)k;
        Py_ssize_t row = 0;
        for (Py_ssize_t k = 0; k < here_size; k++) {
            int32_t first = here[sorted[k]], column = sentence[there[sorted[k]]];
            Py_ssize_t last = first + size < words_x ? first + size : words_x;
            while (bounds_x[row + 1] <= first) row++;
            Py_ssize_t at = row;
            for (Py_ssize_t word = first; word < last; word++) {
                while (bounds_x[at + 1] <= word) at++;
                if (word >= until[column]) share[at * columns + column]++;
            }
            until[column] = (int32_t)last;
        }
        for (Py_ssize_t i = 0; i < rows; i++) {
            double words = bounds_x[i + 1] > bounds_x[i] ? bounds_x[i + 1] - bounds_x[i] : 1;
            for (Py_ssize_t j = 0; j < columns; j++) share[i * columns + j] = (float)(share[i * columns + j] / words);
        }
    } else if (!bad) {
        PyErr_NoMemory();
        Py_CLEAR(answer);
    }
    free(until), free(from), free(sorted), free(sentence);
    released(&given);
    return answer ? answer : unfit();
}

/* Of each word of x, whether it stands in a row of so many that y has: ascending hashes of such rows, and where each
 * begins. 0 where one would not end among the words. */
static int spread_over(
    uint8_t *flags, Py_ssize_t words, const uint64_t *x, const int64_t *order, Py_ssize_t x_size, const uint64_t *y,
    Py_ssize_t y_size, Py_ssize_t size) {
    for (Py_ssize_t i = 0; i < x_size; i++)
        if (order[i] < 0 || order[i] > words - size) return 0;
    memset(flags, 0, words);
    for (Py_ssize_t i = 0, j = 0; i < x_size && j < y_size;) {
        if (x[i] == y[j]) memset(flags + order[i], 1, size);
        int less = y[j] < x[i];
        i += !less, j += less;
    }
    return 1;
}

/* spread(x, order of x, y, words, size): ascending hashes of so many words in a row, and where each begins → for each
 * word of x, whether it stands in a row that y has. */
static PyObject *spread(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 3, 2)) return NULL;
    ARRAY(uint64_t, x, 0);
    ARRAY(int64_t, order, 1);
    ARRAY(uint64_t, y, 2);
    Py_ssize_t words = PyLong_AsSsize_t(arguments[3]), size = PyLong_AsSsize_t(arguments[4]);
    int bad = PyErr_Occurred() || order_size != x_size || words < 0 || size < 1;
    PyObject *answer = bad ? NULL : bytes_of(words);
    if (answer && !spread_over(inside(answer), words, x, order, x_size, y, y_size, size)) Py_CLEAR(answer);
    released(&given);
    return answer ? answer : unfit();
}

/* The share of the words of each sentence that has its flag set. */
static void shared_out(float *share, const uint8_t *flags, const int32_t *bounds, Py_ssize_t sentences) {
    for (Py_ssize_t i = 0; i < sentences; i++) {
        int32_t set = 0, words = bounds[i + 1] > bounds[i] ? bounds[i + 1] - bounds[i] : 1;
        for (int32_t k = bounds[i]; k < bounds[i + 1]; k++) set += flags[k] != 0;
        share[i] = (float)((double)set / words);
    }
}

/* shares(flags, bounds): the share of the words of each sentence that has its flag set. */
static PyObject *shares(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 2, 0)) return NULL;
    ARRAY(uint8_t, flags, 0);
    ARRAY(int32_t, bounds, 1);
    PyObject *answer = NULL;
    if (bounded(bounds, bounds_size, flags_size)) answer = bytes_of((bounds_size - 1) * (Py_ssize_t)sizeof(float));
    if (answer) shared_out(inside(answer), flags, bounds, bounds_size - 1);
    released(&given);
    return answer ? answer : unfit();
}

/* shares_in_rows(x, order of x, y, bounds, size): as `spread`, and of that the `shares`. */
static PyObject *shares_in_rows(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 4, 1)) return NULL;
    ARRAY(uint64_t, x, 0);
    ARRAY(int64_t, order, 1);
    ARRAY(uint64_t, y, 2);
    ARRAY(int32_t, bounds, 3);
    Py_ssize_t size = PyLong_AsSsize_t(arguments[4]), words = bounds_size ? bounds[bounds_size - 1] : 0;
    int bad = PyErr_Occurred() || order_size != x_size || size < 1 || !bounded(bounds, bounds_size, words);
    uint8_t *flags = bad ? NULL : malloc(words + 1);
    PyObject *answer = NULL;
    if (flags && spread_over(flags, words, x, order, x_size, y, y_size, size)) {
        answer = bytes_of((bounds_size - 1) * (Py_ssize_t)sizeof(float));
        if (answer) shared_out(inside(answer), flags, bounds, bounds_size - 1);
    } else if (!flags && !bad)
        PyErr_NoMemory();
    free(flags);
    released(&given);
    return answer ? answer : unfit();
}

/* columns(places, bounds, chosen, all): of each sentence its words, as numbers below `all` → bounds and numbers of
 * those among the chosen ones, which are numbered as they come. */
static PyObject *columns(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 3, 1)) return NULL;
    ARRAY(int32_t, places, 0);
    ARRAY(int32_t, bounds, 1);
    ARRAY(int64_t, chosen, 2);
    Py_ssize_t all = PyLong_AsSsize_t(arguments[3]), found = 0;
    int bad = PyErr_Occurred() || all < 0 || !bounded(bounds, bounds_size, places_size) || chosen_size > INT32_MAX;
    for (Py_ssize_t k = 0; k < places_size && !bad; k++) bad = places[k] < 0 || places[k] >= all;
    for (Py_ssize_t k = 0; k < chosen_size && !bad; k++) bad = chosen[k] < 0 || chosen[k] >= all;
    int32_t *number = bad ? NULL : calloc(all + 1, sizeof *number);
    PyObject *answer = NULL;
    if (number) {
        for (Py_ssize_t k = 0; k < chosen_size; k++) number[chosen[k]] = (int32_t)k + 1;
        for (Py_ssize_t k = 0; k < places_size; k++) found += number[places[k]] > 0;
        answer = bytes_of((bounds_size + found) * (Py_ssize_t)sizeof *number);
    } else if (!bad)
        PyErr_NoMemory();
    if (answer) {
        int32_t *ends = inside(answer), *out = ends + bounds_size, *next = out;
        *ends++ = 0;
        for (Py_ssize_t i = 0; i + 1 < bounds_size; i++) {
            for (int32_t k = bounds[i]; k < bounds[i + 1]; k++)
                if (number[places[k]]) *next++ = number[places[k]] - 1;
            *ends++ = (int32_t)(next - out);
        }
    }
    free(number);
    released(&given);
    return answer ? answer : unfit();
}

/* Which of some shared words each sentence has: numbers, ascending, and where those of each begin. */
typedef struct {
    const int32_t *columns, *bounds;
    Py_ssize_t rows;
} Rows;

static int rows_of(Rows *found, const Given *given, int first, Py_ssize_t words) {
    const Py_buffer *columns = &given->all[first], *bounds = &given->all[first + 1];
    found->columns = columns->buf, found->bounds = bounds->buf, found->rows = bounds->len / 4 - 1;
    if (!bounded(found->bounds, bounds->len / 4, columns->len / 4)) return 0;
    for (Py_ssize_t i = 0; i < found->rows; i++)
        for (int32_t k = found->bounds[i]; k < found->bounds[i + 1]; k++) {
            if (found->columns[k] < 0 || found->columns[k] >= words) return 0;
            if (k > found->bounds[i] && found->columns[k] <= found->columns[k - 1]) return 0;
        }
    return 1;
}

/* Whether a sentence has a word, for words that are asked in order; `at` moves on. */
static int has(const Rows *rows, int32_t sentence, int32_t word, int32_t *at) {
    while (*at < rows->bounds[sentence + 1] && rows->columns[*at] < word) ++*at;
    return *at < rows->bounds[sentence + 1] && rows->columns[*at] == word;
}

typedef struct {
    Py_buffer view;
    int held;
} Matrix;

static int matrix_of(Matrix *found, PyObject *given, Py_ssize_t rows, Py_ssize_t columns) {
    found->held = 0;
    if (given == Py_None) return 1;
    if (PyObject_GetBuffer(given, &found->view, PyBUF_STRIDES)) return 0;
    found->held = 1;
    return found->view.itemsize == 4 && found->view.ndim == 2 && found->view.shape[0] == rows &&
           found->view.shape[1] == columns;
}

static float entry(const Matrix *m, Py_ssize_t i, Py_ssize_t j) {
    if (!m->held) return 0;
    float value;
    memcpy(&value, (const char *)m->view.buf + i * m->view.strides[0] + j * m->view.strides[1], sizeof value);
    return value;
}

/* likest(columns, bounds, their columns, their bounds, weights, mass, cosine or None, runs, little, most): see
 * content.py. Seven numbers of 32 bits for each sentence: its two likest (whole numbers), whether they are each other's
 * likest, the cosines of the two, the share of its content in them, and the weight of what it shares with the first. */
static PyObject *likest(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 6, 4)) return NULL;
    ARRAY(float, weights, 4);
    ARRAY(float, mass, 5);
    Rows mine, theirs;
    Matrix cosine = {.held = 0}, runs = {.held = 0};
    int bad = !rows_of(&mine, &given, 0, weights_size) || !rows_of(&theirs, &given, 2, weights_size);
    float little = (float)PyFloat_AsDouble(arguments[8]);
    Py_ssize_t most = PyLong_AsSsize_t(arguments[9]);
    bad = bad || PyErr_Occurred() || mine.rows != mass_size || (mine.rows && !theirs.rows);
    bad = bad || !matrix_of(&cosine, arguments[6], mine.rows, theirs.rows);
    bad = bad || !matrix_of(&runs, arguments[7], mine.rows, theirs.rows) || !runs.held;
    PyObject *answer = bad ? NULL : bytes_of(7 * mine.rows * (Py_ssize_t)sizeof(float));
    /* of each shared word, the sentences that have it on their side, and in how many it stands on ours */
    int32_t *from = bad ? NULL : calloc(weights_size + 2, sizeof *from);
    int32_t *holders = bad ? NULL : malloc((given.all[2].len / 4 + 1) * sizeof *holders);
    int32_t *often = bad ? NULL : calloc(weights_size + 1, sizeof *often);
    double *sums = bad ? NULL : malloc((theirs.rows + 1) * sizeof *sums);
    float *top = bad ? NULL : malloc((theirs.rows + 1) * sizeof *top); /* of each of their sentences, and who has it */
    int32_t *back = bad ? NULL : malloc((theirs.rows + 1) * sizeof *back);
    if (answer && from && holders && often && sums && top && back) {
        Py_ssize_t s = mine.rows;
        int32_t *best = inside(answer), *second = best + s;
        float *mutual = (float *)(second + s), *first = mutual + s, *next = first + s, *content = next + s,
              *rare = content + s;
        for (int32_t k = 0; k < theirs.bounds[theirs.rows]; k++) from[theirs.columns[k] + 2]++;
        for (Py_ssize_t w = 0; w < weights_size; w++) from[w + 2] += from[w + 1];
        for (int32_t j = 0; j < theirs.rows; j++)
            for (int32_t k = theirs.bounds[j]; k < theirs.bounds[j + 1]; k++)
                holders[from[theirs.columns[k] + 1]++] = j;
        for (int32_t k = 0; k < mine.bounds[s]; k++) often[mine.columns[k]]++;
        for (Py_ssize_t i = 0; i < s; i++) {
            memset(sums, 0, theirs.rows * sizeof *sums);
            for (int32_t k = mine.bounds[i]; k < mine.bounds[i + 1]; k++) {
                int32_t w = mine.columns[k];
                for (int32_t h = from[w]; h < from[w + 1]; h++) sums[holders[h]] += weights[w];
            }
            float high = 0, low = 0;
            best[i] = second[i] = -1;
            for (int32_t j = 0; j < theirs.rows; j++) {
                float share = (float)sums[j] / mass[i], like = entry(&cosine, i, j) + entry(&runs, i, j);
                like += little * share;
                if (i == 0 || like > top[j]) top[j] = like, back[j] = (int32_t)i;
                if (best[i] < 0 || like > high)
                    second[i] = best[i], low = high, best[i] = j, high = like;
                else if (second[i] < 0 || like > low)
                    second[i] = j, low = like;
            }
            if (second[i] < 0) second[i] = best[i];
        }
        for (Py_ssize_t i = 0; i < s; i++) {
            int32_t b = best[i], o = second[i], at = theirs.bounds[b], beside = theirs.bounds[o];
            mutual[i] = back[b] == i, first[i] = entry(&cosine, i, b);
            next[i] = b == o ? 0 : entry(&cosine, i, o);
            double told = 0, weight = 0;
            for (int32_t k = mine.bounds[i]; k < mine.bounds[i + 1]; k++) {
                int32_t w = mine.columns[k], here = often[w], there = from[w + 1] - from[w];
                int in_best = has(&theirs, b, w, &at), in_second = has(&theirs, o, w, &beside);
                if (in_best || in_second) told += weights[w];
                if (in_best && weights[w] > 0 && here <= most && there <= most) weight += 1.0f / ((float)here * there);
            }
            content[i] = (float)told / mass[i], rare[i] = (float)weight;
        }
    } else if (!bad) {
        PyErr_NoMemory();
        Py_CLEAR(answer);
    }
    free(from), free(holders), free(often), free(sums), free(top), free(back);
    if (cosine.held) PyBuffer_Release(&cosine.view);
    if (runs.held) PyBuffer_Release(&runs.view);
    released(&given);
    return answer ? answer : unfit();
}

/* rest(columns, bounds, their columns, their bounds, weights, mass, best): of the content of each sentence the share
 * that the sentence before `best` has and `best` has not; then the same of the sentence behind it. */
static PyObject *rest(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 7, 0)) return NULL;
    ARRAY(float, weights, 4);
    ARRAY(float, mass, 5);
    ARRAY(int32_t, best, 6);
    Rows mine, theirs;
    int bad = !rows_of(&mine, &given, 0, weights_size) || !rows_of(&theirs, &given, 2, weights_size);
    bad = bad || best_size != mine.rows || mass_size != mine.rows;
    for (Py_ssize_t i = 0; i < best_size && !bad; i++) bad = best[i] < 0 || best[i] >= theirs.rows;
    PyObject *answer = bad ? NULL : bytes_of(2 * mine.rows * (Py_ssize_t)sizeof(float));
    float *more = answer ? inside(answer) : NULL;
    for (int step = -1; answer && step <= 1; step += 2)
        for (Py_ssize_t i = 0; i < mine.rows; i++) {
            int32_t beside = best[i] + step, at = theirs.bounds[best[i]];
            double weight = 0;
            if (beside >= 0 && beside < theirs.rows) {
                int32_t next = theirs.bounds[beside];
                for (int32_t k = mine.bounds[i]; k < mine.bounds[i + 1]; k++) {
                    int known = has(&theirs, best[i], mine.columns[k], &at);
                    if (has(&theirs, beside, mine.columns[k], &next) && !known) weight += weights[mine.columns[k]];
                }
            }
            *more++ = (float)weight / mass[i];
        }
    released(&given);
    return answer ? answer : unfit();
}

typedef struct {
    double unit, value, slack, scale;
} Figure;

typedef struct {
    double number, clock, exact, converted, month;
} Units;

/* Figure.agrees */
static int agree(const Figure *x, const Figure *y, const Units *of) {
    int alike = x->unit == y->unit;
    if (!alike && x->unit != of->number && y->unit != of->number) return 0;
    if (x->unit >= of->exact || y->unit >= of->exact) {
        int alone = alike && x->unit == of->exact && (x->value < of->month || y->value < of->month);
        return alone ? fmod(x->value, of->month) == fmod(y->value, of->month) : x->value == y->value;
    }
    if (x->unit == of->clock || y->unit == of->clock) {
        double least = x->value < y->value ? x->value : y->value, most = x->value < y->value ? y->value : x->value;
        return most - least < 1e-6 || fabs(least * 100 - most) < 1e-6;
    }
    if (x->value <= 0 || y->value <= 0) return x->value == y->value;
    double slack = (x->slack > y->slack ? x->slack : y->slack) + 1e-9;
    if (!alike) return fabs(log(x->value / x->scale / (y->value / y->scale))) <= slack;
    return fabs(log(x->value / y->value)) <= slack + (x->scale != y->scale ? of->converted : 0);
}

/* agreeing(mine, sentences of mine, theirs, how many sentences, number, clock, exact, converted, month): how many
 * figures of each sentence agree with one of theirs; then how many with none. A figure: the number of its unit, its
 * value, its slack and its scale, in doubles. */
static PyObject *agreeing(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 3, 6)) return NULL;
    ARRAY(Figure, mine, 0);
    ARRAY(int64_t, sentence, 1);
    ARRAY(Figure, theirs, 2);
    Py_ssize_t rows = PyLong_AsSsize_t(arguments[3]);
    Units of = {PyFloat_AsDouble(arguments[4]), PyFloat_AsDouble(arguments[5]), PyFloat_AsDouble(arguments[6]),
                PyFloat_AsDouble(arguments[7]), PyFloat_AsDouble(arguments[8])};
    int bad = PyErr_Occurred() || rows < 0 || sentence_size != mine_size;
    for (Py_ssize_t i = 0; i < mine_size && !bad; i++) bad = sentence[i] < 0 || sentence[i] >= rows;
    PyObject *answer = bad ? NULL : bytes_of(2 * rows * (Py_ssize_t)sizeof(float));
    float *found = answer ? inside(answer) : NULL;
    if (answer) memset(found, 0, 2 * rows * sizeof *found);
    for (Py_ssize_t i = 0; answer && i < mine_size; i++) {
        Py_ssize_t j = 0;
        while (j < theirs_size && !agree(mine + i, theirs + j, &of)) j++;
        found[sentence[i] + (j < theirs_size ? 0 : rows)]++;
    }
    released(&given);
    return answer ? answer : unfit();
}

/* missing(ordered, asked, sentences of these, how many sentences): how many of the hashes asked of each sentence are
 * not among the ordered ones, which ascend. */
static PyObject *missing(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 3, 1)) return NULL;
    ARRAY(uint64_t, ordered, 0);
    ARRAY(uint64_t, asked, 1);
    ARRAY(int64_t, sentence, 2);
    Py_ssize_t rows = PyLong_AsSsize_t(arguments[3]);
    int bad = PyErr_Occurred() || rows < 0 || sentence_size != asked_size;
    for (Py_ssize_t i = 0; i < asked_size && !bad; i++) bad = sentence[i] < 0 || sentence[i] >= rows;
    PyObject *answer = bad ? NULL : bytes_of(rows * (Py_ssize_t)sizeof(float));
    float *found = answer ? inside(answer) : NULL;
    if (answer) memset(found, 0, rows * sizeof *found);
    for (Py_ssize_t i = 0; answer && i < asked_size; i++)
        found[sentence[i]] += !is_among(ordered, ordered_size, asked[i]);
    released(&given);
    return answer ? answer : unfit();
}

static float at_most(float number, float most) { return number < most ? number : most; }

/* features(cosine, second cosine, mutual, own runs, runs, content, figures (agreeing, then missing), names, quoted,
 * rare, length, most figures, most names): the numbers of `said.SAID` of each sentence, in their order. */
static PyObject *features(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Given given;
    if (!taken(&given, arguments, count, 11, 2)) return NULL;
    ARRAY(float, cosine, 0);
    ARRAY(float, second, 1);
    ARRAY(float, mutual, 2);
    ARRAY(float, own, 3);
    ARRAY(float, runs, 4);
    ARRAY(float, content, 5);
    ARRAY(float, figures, 6);
    ARRAY(float, names, 7);
    ARRAY(float, quoted, 8);
    ARRAY(float, rare, 9);
    ARRAY(float, length, 10);
    float most_figures = (float)PyFloat_AsDouble(arguments[11]), most_names = (float)PyFloat_AsDouble(arguments[12]);
    Py_ssize_t s = cosine_size;
    int bad = PyErr_Occurred() || second_size != s || mutual_size != s || own_size != s || runs_size != s ||
              content_size != s;
    bad = bad || figures_size != 2 * s || names_size != s || quoted_size != s || rare_size != s || length_size != s;
    PyObject *answer = bad ? NULL : bytes_of(13 * s * (Py_ssize_t)sizeof(float));
    float *out = answer ? inside(answer) : NULL;
    for (Py_ssize_t i = 0; answer && i < s; i++) {
        float above = cosine[i] > 0 ? cosine[i] : 0;
        *out++ = cosine[i], *out++ = above * above, *out++ = second[i], *out++ = mutual[i], *out++ = own[i];
        *out++ = runs[i], *out++ = content[i], *out++ = at_most(figures[i], most_figures);
        *out++ = at_most(figures[s + i], most_figures), *out++ = at_most(names[i], most_names);
        *out++ = quoted[i], *out++ = rare[i], *out++ = length[i];
    }
    released(&given);
    return answer ? answer : unfit();
}

#define METHOD(name, about) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, about}
static PyMethodDef methods[] = {
    METHOD(in_common, "Places in two rows of ascending hashes of those that stand in both."),
    METHOD(held_by, "Which hashes are among ascending ones."),
    METHOD(places, "Where the same hashes stand."),
    METHOD(in_runs, "The share of the words of each sentence in runs of each other one."),
    METHOD(spread, "Which words stand in a row that the other has."),
    METHOD(shares, "The share of the words of each sentence that is marked."),
    METHOD(shares_in_rows, "The share of the words of each sentence in rows that the other has."),
    METHOD(missing, "How many of each sentence the other has not."),
    METHOD(columns, "Which of the chosen words each sentence has."),
    METHOD(likest, "The likest sentences of each, and what they say of it."),
    METHOD(rest, "What the sentences beside say in addition."),
    METHOD(agreeing, "How many figures of each sentence agree with one of the other's."),
    METHOD(features, "What is said of each sentence, in numbers."),
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_joins", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__joins(void) { return PyModule_Create(&module); }
