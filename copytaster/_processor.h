/* Which processor this is: the one place that asks. A function that is compiled for several kinds of registers is
 * called in the widest form that `CAN` says the processor has; elsewhere than on x86-64, or without GCC or Clang, in
 * the plain one. */
#ifndef COPYTASTER_PROCESSOR_H
#define COPYTASTER_PROCESSOR_H

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define HAVE_X86 1
#define CAN(feature) (__builtin_cpu_init(), __builtin_cpu_supports(feature))
#else
#define CAN(feature) 0
#endif

#endif
