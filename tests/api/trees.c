#include "tests/api/trees.h"

#include <stdio.h>
#include <stdlib.h>

cJSON *tree_member(const cJSON *object, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *tree_key(double number) {
    static _Thread_local char keys[4][32];
    static _Thread_local unsigned next;
    char *key = keys[next++ % 4];
    snprintf(key, sizeof keys[0], "%.0f", number);
    return key;
}

bool tree_complain(const char *what, const cJSON *about) {
    char *text = about != NULL ? cJSON_PrintUnformatted(about) : NULL;
    printf("  %s %s\n", what, text != NULL ? text : "");
    free(text);
    return false;
}

void tree_copy(cJSON *object, const char *name, const cJSON *value) {
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    cJSON_AddItemToObject(object, name, cJSON_Duplicate(value, true));
}

bool tree_same(const cJSON *a, const cJSON *b) {
    return cJSON_Compare(a, b, true);
}

// cJSON_InsertItemInArray() of Debian 12 refuses to insert between two items.
void tree_insert(cJSON *array, int at, cJSON *item) {
    cJSON *tail = cJSON_CreateArray();
    while (cJSON_GetArraySize(array) > at) {
        cJSON_AddItemToArray(tail, cJSON_DetachItemFromArray(array, at));
    }
    cJSON_AddItemToArray(array, item);
    while (tail->child != NULL) {
        cJSON_AddItemToArray(array, cJSON_DetachItemFromArray(tail, 0));
    }
    cJSON_Delete(tail);
}
