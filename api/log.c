// The operations of a session, in the order in which they happened.
#include "api/session.h"

#include <stdlib.h>
#include <string.h>

static uint64_t length(const char *text) {
    return text != NULL ? strlen(text) : 0;
}

static uint64_t bytes_of(const LogEntry *entry) {
    return entry->operation_size + length(entry->python) + length(log_entry_apart(entry));
}

static void notes_discard(FrameNotes *notes) {
    if (notes != NULL) {
        free(notes->apart);
        free(notes->qualname);
        free(notes->params);
        free(notes->captured);
        free(notes->cells);
        free(notes);
    }
}

const char *log_entry_apart(const LogEntry *entry) {
    return entry->notes != NULL ? entry->notes->apart : NULL;
}

const FrameNotes *log_entry_entered(const LogEntry *entry) {
    return entry->notes != NULL && entry->notes->qualname != NULL ? entry->notes : NULL;
}

bool log_entry_make(LogEntry *entry, const char *operation, size_t size, const char *python) {
    size_t python_size = python != NULL ? strlen(python) + 1 : 0;
    char *text = malloc(size + 1 + python_size);
    if (text == NULL) {
        return false;
    }
    memcpy(text, operation, size);
    text[size] = '\0';
    *entry = (LogEntry){.operation = text, .operation_size = size};
    if (python != NULL) {
        entry->python = memcpy(text + size + 1, python, python_size);
    }
    return true;
}

void log_entry_discard(LogEntry *entry) {
    free(entry->operation);
    notes_discard(entry->notes);
    *entry = (LogEntry){.operation = NULL};
}

static bool make_room(Log *log) {
    if (log->count < log->capacity) {
        return true;
    }
    size_t capacity = log->capacity == 0 ? 16 : log->capacity * 2;
    LogEntry *entries = realloc(log->entries, capacity * sizeof *entries);
    if (entries == NULL) {
        return false;
    }
    log->entries = entries;
    log->capacity = capacity;
    return true;
}

bool log_append(Log *log, LogEntry entry) {
    if (entry.operation == NULL || !make_room(log)) {
        log_entry_discard(&entry);
        return false;
    }
    log->bytes += bytes_of(&entry);
    log->entries[log->count++] = entry;
    return true;
}

void log_cut(Log *log, size_t count) {
    while (log->count > count) {
        LogEntry *entry = &log->entries[--log->count];
        log->bytes -= bytes_of(entry);
        log_entry_discard(entry);
    }
}

void log_discard(Log *log) {
    log_cut(log, 0);
    free(log->entries);
    *log = (Log){0};
}
