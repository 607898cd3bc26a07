#include "tests/api/dialogue_replay.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PATH = 1024 };

// ---------------------------------------------------------------- profiles

static const char every_cpython[] = "\"cpython-*\"";

// The text with the profile's name for "cpython-*", to be freed.
static char *text_in_profile(const char *text, const char *profile) {
    size_t size = strlen(profile) + 2;
    char *told = malloc(strlen(text) / (sizeof every_cpython - 1) * size + strlen(text) + 1);
    char *end = told;
    for (const char *found; (found = strstr(text, every_cpython)) != NULL;) {
        memcpy(end, text, (size_t)(found - text));
        end += found - text;
        end += sprintf(end, "\"%s\"", profile);
        text = found + sizeof every_cpython - 1;
    }
    memcpy(end, text, strlen(text) + 1);
    return told;
}

// ---------------------------------------------------------------- replays

static bool replay(const Replay *replay, char *text, const DialoguePartner *partner) {
    bool fits = dialogue_replay(replay, text, partner);
    bool ends = partner->end(partner->context);
    if (fits && !ends) {
        printf("%s: %s does not end well\n", replay->file,
               replay->profile != NULL ? replay->profile : "it");
    }
    return fits && ends;
}

static bool replay_in_profile(const char *file, const char *text, const char *profile,
                              const DialoguePartner *partner) {
    char *told = text_in_profile(text, profile);
    bool good = replay(&(Replay){.file = file, .profile = profile}, told, partner);
    free(told);
    return good;
}

// Owned; NULL when there is no such answer.
static cJSON *ask_profiles(const DialoguePartner *partner) {
    DialogueAnswer answer = {.body = NULL};
    partner->ask(partner->context, &(DialogueRequest){"GET", "/profiles", "", NULL}, &answer);
    cJSON *tree = cJSON_Parse(answer.body != NULL ? answer.body : "null");
    free(answer.body);
    return tree;
}

// Once for each profile of a CPython.
static bool replay_in_every_profile(const char *file, const char *text,
                                    const DialoguePartner *partner) {
    bool good = true;
    int replays = 0;
    cJSON *tree = ask_profiles(partner);
    const cJSON *profiles = cJSON_GetObjectItemCaseSensitive(tree, "items");
    for (const cJSON *profile = profiles != NULL ? profiles->child : NULL; profile != NULL;
         profile = profile->next) {
        const char *name = cJSON_GetObjectItemCaseSensitive(profile, "name")->valuestring;
        if (strncmp(name, "cpython-", 8) == 0) {
            good = replay_in_profile(file, text, name, partner) && good;
            replays++;
        }
    }
    cJSON_Delete(tree);
    return good && replays > 0;
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

bool dialogue_run(const char *file, const DialoguePartner *partner) {
    char *text = read_file(file);
    if (text == NULL) {
        printf("%s: cannot be read\n", file);
        return false;
    }
    bool good = strstr(text, every_cpython) != NULL
                    ? replay_in_every_profile(file, text, partner)
                    : replay(&(Replay){.file = file}, text, partner);
    free(text);
    return good;
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
static int run_folder(const char *folder, const DialoguePartner *partner) {
    size_t count = 0;
    int failed = 0;
    char **names = list_names(folder, &count);
    for (size_t i = 0; i < count; i++) {
        char path[MAX_PATH];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        bool good = dialogue_run(path, partner);
        printf("%s %s\n", good ? "ok  " : "FAIL", names[i]);
        failed += good ? 0 : 1;
        free(names[i]);
    }
    free(names);
    printf("%zu dialogues, %d failed\n", count, failed);
    return count == 0 ? -1 : failed;
}

int dialogues_run(char *const *folders, size_t count, const DialoguePartner *partner) {
    int all = 0;
    for (size_t i = 0; i < count; i++) {
        int failed = run_folder(folders[i], partner);
        if (failed < 0) {
            printf("%s: there is no dialogue\n", folders[i]);
            return -1;
        }
        all += failed;
    }
    return count == 0 ? -1 : all;
}
