#include "api/operations/name_list.h"

#include <stdlib.h>
#include <string.h>

bool name_list_add(NameList *list, const char *name) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        const char **names = realloc(list->names, capacity * sizeof(const char *));
        if (names == NULL) {
            return false;
        }
        list->names = names;
        list->capacity = capacity;
    }
    list->names[list->count++] = name;
    return true;
}

static int compare(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void name_list_sort(NameList *list) {
    size_t kept = 0;
    if (list->count > 0) {
        qsort(list->names, list->count, sizeof *list->names, compare);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || strcmp(list->names[kept - 1], list->names[i]) != 0) {
            list->names[kept++] = list->names[i];
        }
    }
    list->count = kept;
}

const char *name_list_find(const NameList *list, const char *name) {
    const char **found =
        list->count > 0 ? bsearch(&name, list->names, list->count, sizeof *list->names, compare)
                        : NULL;
    return found != NULL ? *found : NULL;
}

void name_list_discard(NameList *list) {
    free(list->names);
    *list = (NameList){0};
}
