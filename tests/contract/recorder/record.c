#include "tests/contract/recorder/record.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

static void add(RecordLine *line, char character) {
    if (line->size < sizeof line->text) {
        line->text[line->size++] = character;
    }
}

static void add_escaped(RecordLine *line, char character) {
    unsigned char byte = (unsigned char)character;
    if (byte < 0x20 || byte == '"' || byte == '\\' || byte >= 0x7f) {
        char escape[8];
        int size = snprintf(escape, sizeof escape, "\\u%04x", byte);
        for (int i = 0; i < size; i++) {
            add(line, escape[i]);
        }
        return;
    }
    add(line, character);
}

static void add_text(RecordLine *line, const char *text) {
    add(line, '"');
    for (; *text != '\0'; text++) {
        add_escaped(line, *text);
    }
    add(line, '"');
}

void record_member(RecordLine *line, const char *name, const char *value) {
    add(line, line->size == 0 ? '{' : ',');
    add_text(line, name);
    add(line, ':');
    add_text(line, value);
}

// One file for each process: a child that was forked has its own.
static int file_of_process(void) {
    static pid_t owner;
    static int file = -1;
    const char *folder = getenv("SANDHEAP_RECORDS");
    if (owner != getpid()) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%d.replies", folder != NULL ? folder : "", (int)getpid());
        file = folder != NULL ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
        owner = getpid();
    }
    return file;
}

// All of it, in one piece where the system takes it so.
static void write_all(int file, struct iovec *parts, int count) {
    while (count > 0) {
        ssize_t written = writev(file, parts, count);
        if (written <= 0) {
            return;
        }
        while (count > 0 && (size_t)written >= parts->iov_len) {
            written -= (ssize_t)parts->iov_len;
            parts++;
            count--;
        }
        if (count > 0) {
            parts->iov_base = (char *)parts->iov_base + written;
            parts->iov_len -= (size_t)written;
        }
    }
}

void record_write(RecordLine *line, const void *body, size_t size) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    char end[64], newline[] = "\n";
    int end_size = snprintf(end, sizeof end, ",\"size\":%zu}\n", size);
    struct iovec parts[] = {
        {line->text, line->size},
        {end, (size_t)end_size},
        {(void *)(size_t)body, size},
        {newline, 1},
    };
    pthread_mutex_lock(&mutex);
    int file = file_of_process();
    if (file >= 0) {
        write_all(file, parts, sizeof parts / sizeof *parts);
    }
    pthread_mutex_unlock(&mutex);
}
