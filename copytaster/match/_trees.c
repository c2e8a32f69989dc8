/* What each tree of a forest answers of each case: see trees.py, whose plain form is this one's oracle.
 *
 * A tree asks `DEPTH` questions one after the other; on arrays all of them are asked, which of some sentences and a
 * hundred trees takes longer to begin than to do. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#define DEPTH 3
#define QUESTIONS ((1 << DEPTH) - 1)
#define ANSWERS (1 << DEPTH)
#define GIVEN 4

/* answered(features, asked, bounds, answers, width): (n, width) and (t, QUESTIONS) and (t, ANSWERS) floats, but for
 * `asked`, which are numbers of features in 64 bits → (n, t) floats. */
static PyObject *answered(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Py_buffer given[GIVEN];
    int held = 0;
    PyObject *found = NULL;
    if (count != GIVEN + 1) return PyErr_Format(PyExc_TypeError, "%d arguments are needed", GIVEN + 1);
    Py_ssize_t width = PyLong_AsSsize_t(arguments[GIVEN]);
    if (width == -1 && PyErr_Occurred()) return NULL;
    while (held < GIVEN && !PyObject_GetBuffer(arguments[held], given + held, PyBUF_C_CONTIGUOUS)) held++;
    if (held < GIVEN) goto end;
    const float *features = given[0].buf, *bounds = given[2].buf, *answers = given[3].buf;
    const int64_t *asked = given[1].buf;
    Py_ssize_t trees = given[3].len / (Py_ssize_t)(ANSWERS * sizeof *answers);
    Py_ssize_t cases = width > 0 ? given[0].len / (width * (Py_ssize_t)sizeof *features) : 0;
    int fit = width > 0 && given[0].len == cases * width * (Py_ssize_t)sizeof *features
        && given[1].len == trees * QUESTIONS * (Py_ssize_t)sizeof *asked
        && given[2].len == trees * QUESTIONS * (Py_ssize_t)sizeof *bounds
        && given[3].len == trees * ANSWERS * (Py_ssize_t)sizeof *answers;
    for (Py_ssize_t q = 0; fit && q < trees * QUESTIONS; q++) fit = 0 <= asked[q] && asked[q] < width;
    if (!fit) {
        PyErr_SetString(PyExc_ValueError, "arrays that do not fit together");
        goto end;
    }
    found = PyByteArray_FromStringAndSize(NULL, cases * trees * (Py_ssize_t)sizeof(float));
    float *out = found ? (float *)PyByteArray_AS_STRING(found) : NULL;
    for (Py_ssize_t n = 0; found && n < cases; n++, features += width)
        for (Py_ssize_t t = 0; t < trees; t++) {
            int at = 0;
            for (int depth = 0; depth < DEPTH; depth++) {
                Py_ssize_t q = t * QUESTIONS + at;
                at = 2 * at + 1 + (features[asked[q]] > bounds[q]);
            }
            *out++ = answers[t * ANSWERS + at - QUESTIONS];
        }
end:
    while (held) PyBuffer_Release(given + --held);
    return found;
}

static PyMethodDef methods[] = {
    {"answered", (PyCFunction)(void (*)(void))answered, METH_FASTCALL, "What each tree answers of each case."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_trees", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__trees(void) { return PyModule_Create(&module); }
