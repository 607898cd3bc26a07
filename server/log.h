// Lines for whoever runs the server, on standard error; so few a second that nobody can flood it.
#pragma once

#include <stdarg.h>

typedef struct Log Log;

// NULL when memory runs out.
Log *log_create(void);
void log_destroy(Log *log);

// `format` and what it asks for as in vprintf(), with its own newline.
__attribute__((format(printf, 2, 0))) void log_write(Log *log, const char *format,
                                                     va_list arguments);
