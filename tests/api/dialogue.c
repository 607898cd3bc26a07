#include "tests/api/dialogue.h"

#include "tests/api/pattern.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PATH = 1024, WHERE_SIZE = 512 };

typedef struct {
    const char *file;
    int line;
    const DialoguePartner *partner;
    DialogueAnswer answer;  // The last one.
    bool has_answer;
    bool has_session;
} Dialogue;

static bool complain(const Dialogue *dialogue, const char *what, const char *text) {
    printf("%s:%d: %s%s\n", dialogue->file, dialogue->line, what, text);
    return false;
}

static void forget_answer(Dialogue *dialogue) {
    free(dialogue->answer.body);
    dialogue->answer = (DialogueAnswer){.body = NULL};
    dialogue->has_answer = false;
}

// ---------------------------------------------------------------- asking

static bool ask(Dialogue *dialogue, const DialogueRequest *request) {
    const DialoguePartner *partner = dialogue->partner;
    forget_answer(dialogue);
    partner->ask(partner->context, request, &dialogue->answer);
    dialogue->has_answer = true;
    bool changes = strcmp(request->method, "GET") != 0 && request->path[0] != '/';
    if (changes && partner->check != NULL) {
        return partner->check(partner->context, dialogue->answer.body) ||
               complain(dialogue, "the check after this request failed", "");
    }
    return true;
}

// Every dialogue talks with a session; most do not care about its options.
static bool ensure_session(Dialogue *dialogue) {
    if (dialogue->has_session) {
        return true;
    }
    dialogue->has_session = true;
    return ask(dialogue, &(DialogueRequest){"POST", "sessions", "", "{}"});
}

// "METHOD PATH?QUERY BODY", cut into its pieces in place.
static bool send_request(Dialogue *dialogue, char *text) {
    char *path = text + strcspn(text, " ");
    if (*path == ' ') {
        *path++ = '\0';
    }
    char *body = strchr(path, ' ');
    if (body != NULL) {
        *body++ = '\0';
    }
    char *query = strchr(path, '?');
    if (query != NULL) {
        *query++ = '\0';
    }
    bool creates = strcmp(path, "sessions") == 0;
    dialogue->has_session = dialogue->has_session || creates;
    return ensure_session(dialogue) &&
           ask(dialogue, &(DialogueRequest){text, path, query != NULL ? query : "", body});
}

static bool send_line(Dialogue *dialogue, char *text) {
    if (*text != '{') {
        return send_request(dialogue, text);
    }
    return ensure_session(dialogue) && ask(dialogue, &(DialogueRequest){"POST", "ops", "", text});
}

// ---------------------------------------------------------------- expecting

static bool compare_body(const Dialogue *dialogue, const char *text) {
    char where[WHERE_SIZE];
    cJSON *pattern = cJSON_Parse(text);
    cJSON *value = cJSON_Parse(dialogue->answer.body != NULL ? dialogue->answer.body : "null");
    bool fits =
        pattern != NULL && value != NULL && pattern_matches(pattern, value, where, sizeof where);
    if (pattern == NULL || value == NULL) {
        complain(dialogue, pattern == NULL ? "not a pattern: " : "not JSON: ", text);
    } else if (!fits) {
        complain(dialogue, "expected otherwise at ", where);
    }
    cJSON_Delete(pattern);
    cJSON_Delete(value);
    return fits;
}

// An optional code, then the pattern.
static bool expect_line(Dialogue *dialogue, char *text) {
    const char *code = "ok";
    if (!dialogue->has_answer) {
        return complain(dialogue, "nothing was asked", "");
    }
    if (*text != '{') {
        code = text;
        text = strchr(text, ' ');
        if (text == NULL) {
            return complain(dialogue, "not an expectation: ", code);
        }
        *text++ = '\0';
    }
    bool fits = strcmp(code, dialogue->answer.code) == 0;
    if (!fits) {
        complain(dialogue, "expected the code ", code);
    }
    fits = fits && compare_body(dialogue, text);
    if (!fits) {
        printf("  the answer is %s %s\n", dialogue->answer.code,
               dialogue->answer.body != NULL ? dialogue->answer.body : "(nothing)");
    }
    return fits;
}

// ---------------------------------------------------------------- files

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    if (text != NULL) {
        size_t got = fread(text, 1, (size_t)size, file);
        text[got] = '\0';
    }
    fclose(file);
    return text;
}

// The line at *at, with those that continue it, in place; *at moves behind it.
static char *next_line(char **at, int *line) {
    char *start = *at, *end = start;
    (*line)++;
    while ((end = strchr(end, '\n')) != NULL && end[1] == ' ') {
        *end = ' ';
        (*line)++;
    }
    if (end == NULL) {
        *at = start + strlen(start);
    } else {
        *end = '\0';
        *at = end + 1;
    }
    return start;
}

static bool run_line(Dialogue *dialogue, char *text) {
    if (*text == '\0' || *text == '#') {
        return true;
    }
    if (strncmp(text, "> ", 2) == 0) {
        return send_line(dialogue, text + 2);
    }
    if (strncmp(text, "< ", 2) == 0) {
        return expect_line(dialogue, text + 2);
    }
    return complain(dialogue, "a line is > or < or # or empty: ", text);
}

bool dialogue_run(const char *file, const DialoguePartner *partner) {
    Dialogue dialogue = {.file = file, .partner = partner};
    char *text = read_file(file);
    bool fits = text != NULL || complain(&dialogue, "cannot be read", "");
    for (char *at = text; fits && at != NULL && *at != '\0';) {
        fits = run_line(&dialogue, next_line(&at, &dialogue.line));
    }
    forget_answer(&dialogue);
    free(text);
    return fits;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_dialogue(const char *name) {
    size_t size = strlen(name);
    return size > 4 && strcmp(name + size - 4, ".txt") == 0;
}

// Owned names in order; NULL ends them.
static char **list_names(const char *folder, size_t *out_count) {
    DIR *directory = opendir(folder);
    char **names = NULL;
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        size_t size = strlen(entry->d_name) + 1;
        char **grown =
            is_dialogue(entry->d_name) ? realloc(names, (*out_count + 1) * sizeof *names) : NULL;
        if (grown != NULL) {
            names = grown;
            names[*out_count] = malloc(size);
            memcpy(names[(*out_count)++], entry->d_name, size);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    if (names != NULL) {
        qsort(names, *out_count, sizeof *names, compare_names);
    }
    return names;
}

// How many of the folder's failed; -1 when it has none.
static int run_folder(const char *folder, const DialoguePartner *partner,
                      bool (*begin)(void *context), void (*end)(void *context)) {
    size_t count = 0;
    int failed = 0;
    char **names = list_names(folder, &count);
    for (size_t i = 0; i < count; i++) {
        char path[MAX_PATH];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        bool good = begin(partner->context) && dialogue_run(path, partner);
        printf("%s %s\n", good ? "ok  " : "FAIL", names[i]);
        failed += good ? 0 : 1;
        end(partner->context);
        free(names[i]);
    }
    free(names);
    printf("%zu dialogues, %d failed\n", count, failed);
    return count == 0 ? -1 : failed;
}

int dialogues_run(char *const *folders, size_t count, const DialoguePartner *partner,
                  bool (*begin)(void *context), void (*end)(void *context)) {
    int all = 0;
    for (size_t i = 0; i < count; i++) {
        int failed = run_folder(folders[i], partner, begin, end);
        if (failed < 0) {
            printf("%s: there is no dialogue\n", folders[i]);
            return -1;
        }
        all += failed;
    }
    return count == 0 ? -1 : all;
}
