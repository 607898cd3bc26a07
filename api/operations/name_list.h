// Names in order, to be found soon however many there are. Their texts are somebody else's.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char **names;
    size_t count, capacity;
} NameList;

// False without memory.
bool name_list_add(NameList *list, const char *name);
// After: in the order of their bytes, each once. Only then can they be found.
void name_list_sort(NameList *list);
// The list's own text of the name; NULL when it has none.
const char *name_list_find(const NameList *list, const char *name);
void name_list_discard(NameList *list);
