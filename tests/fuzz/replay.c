// Runs a target over the inputs that were kept, without libFuzzer: a file of one input a line, in
// which \\ is a backslash and \x0a a byte.
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int digit(char letter) {
    static const char digits[] = "0123456789abcdef";
    const char *found = letter != '\0' ? strchr(digits, letter) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

// Writes what the line means over it; false where it is not as corpus.py writes.
static bool unescape(char *line, size_t *out_size) {
    size_t size = 0;
    for (const char *at = line; *at != '\0'; at++) {
        if (at[0] != '\\') {
            line[size++] = *at;
        } else if (at[1] == '\\') {
            line[size++] = *++at;
        } else {
            int high = at[1] == 'x' ? digit(at[2]) : -1;
            int low = high >= 0 ? digit(at[3]) : -1;
            if (low < 0) {
                return false;
            }
            line[size++] = (char)(high * 16 + low);
            at += 3;
        }
    }
    *out_size = size;
    return true;
}

// In memory of its own size, so that a look beyond the end is seen.
static void run(const char *bytes, size_t size) {
    uint8_t *input = malloc(size > 0 ? size : 1);
    fuzz_check(input != NULL, "there is memory");
    memcpy(input, bytes, size);
    LLVMFuzzerTestOneInput(input, size);
    free(input);
}

// The number is printed before the input runs, so that a crash is seen under it.
static bool replay_line(char *line, unsigned number) {
    size_t size = 0;
    printf("line %u\n", number);
    fflush(stdout);
    line[strcspn(line, "\n")] = '\0';
    bool is_read = unescape(line, &size);
    if (is_read) {
        run(line, size);
    }
    return is_read;
}

int main(int count, char **arguments) {
    FILE *corpus = count == 2 ? fopen(arguments[1], "r") : NULL;
    if (corpus == NULL) {
        fprintf(stderr, "usage: replay CORPUS\n");
        return 2;
    }
    char *line = NULL;
    size_t capacity = 0;
    unsigned number = 0;
    bool good = true;
    while (good && getline(&line, &capacity, corpus) >= 0) {
        good = replay_line(line, ++number);
    }
    free(line);
    fclose(corpus);
    printf("%u inputs\n", number);
    return good && number > 0 ? 0 : 1;
}
