// The few words every C test is written in: CHECK, CHECK_INT, CHECK_STR and RUN.
//
// A test is a function without arguments whose name is a sentence; main() runs each with RUN and
// returns 0. The first check that fails says where and ends the program with status 1: what comes
// after it could not be trusted anyway.
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) test_check((condition), #condition, __FILE__, __LINE__)

#define CHECK_INT(expected, actual)                                                                \
    test_check_int((long long)(expected), (long long)(actual), #actual, __FILE__, __LINE__)

// Either side may be NULL, which equals only NULL.
#define CHECK_STR(expected, actual)                                                                \
    test_check_str((expected), (actual), #actual, __FILE__, __LINE__)

#define RUN(test) test_run((test), #test)

// Ends at once: a leak report about what a failed test left behind would only hide its message.
static inline void test_fail(const char *file, int line) {
    printf("  at %s:%d\n", file, line);
    fflush(NULL);
    _Exit(1);
}

static inline void test_check(bool holds, const char *text, const char *file, int line) {
    if (!holds) {
        printf("  FAILED: %s\n", text);
        test_fail(file, line);
    }
}

static inline void test_check_int(long long expected, long long actual, const char *text,
                                  const char *file, int line) {
    if (expected != actual) {
        printf("  FAILED: %s is %lld, expected %lld\n", text, actual, expected);
        test_fail(file, line);
    }
}

static inline void test_check_str(const char *expected, const char *actual, const char *text,
                                  const char *file, int line) {
    bool same =
        expected == NULL || actual == NULL ? expected == actual : strcmp(expected, actual) == 0;
    if (!same) {
        printf("  FAILED: %s\n  is       %s\n  expected %s\n", text,
               actual != NULL ? actual : "NULL", expected != NULL ? expected : "NULL");
        test_fail(file, line);
    }
}

// The name is printed before the test runs, so that a crash is seen under it.
static inline void test_run(void (*test)(void), const char *name) {
    printf("%s\n", name);
    fflush(stdout);
    test();
}
