#include "api/operations/turns.h"

#include "api/json/text_buffer.h"
#include "api/operations/name_uses.h"
#include "api/values/names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "{i}";

bool turn_is_in(const char *text) {
    return strstr(text, mark) != NULL;
}

// ---------------------------------------------------------------- the turn in a name

// The bytes of a text in which `{i}` stands for the turn: the name that it is, or begins with. What
// a function captures has to be said in full.
static size_t named_bytes(const char *text, NameUse use) {
    const char *name = binding_name(text).name;
    switch (use) {
    case NAME_BOUND: return strlen(text);
    case NAME_READ:
    case NAME_READ_IN_CLASS: return (size_t)(name - text) + strcspn(name, ".[");
    case NAME_CAPTURED: break;
    }
    return 0;
}

static bool is_plain(void *context, cJSON *string, NameUse use) {
    (void)context;
    const char *found = strstr(string->valuestring, mark);
    return found == NULL ||
           (size_t)(found - string->valuestring) >= named_bytes(string->valuestring, use);
}

bool turns_are_named(const cJSON *operations) {
    for (const cJSON *item = operations->child; item != NULL; item = item->next) {
        if (!operation_each_name(item, is_plain, NULL)) {
            return true;
        }
    }
    return false;
}

// The first `size` bytes with the turn for each mark, then the rest.
static void write_turn(TextBuffer *buffer, const char *text, size_t size, uint64_t turn) {
    const char *at = text, *end = text + size;
    for (const char *found = strstr(at, mark); found != NULL && found < end;
         found = strstr(at, mark)) {
        text_add(buffer, at, (size_t)(found - at));
        text_add_uint(buffer, turn);
        at = found + strlen(mark);
    }
    text_add_string(buffer, at);
}

static bool write_name(void *context, cJSON *string, NameUse use) {
    const uint64_t *turn = context;
    TextBuffer buffer = {0};
    if (!turn_is_in(string->valuestring)) {
        return true;
    }
    write_turn(&buffer, string->valuestring, named_bytes(string->valuestring, use), *turn);
    bool written = !buffer.failed && cJSON_SetValuestring(string, buffer.text) != NULL;
    text_discard(&buffer);
    return written;
}

cJSON *turn_operation(const cJSON *operation, uint64_t turn) {
    cJSON *copy = cJSON_Duplicate(operation, true);
    if (copy != NULL && !operation_each_name(copy, write_name, &turn)) {
        cJSON_Delete(copy);
        copy = NULL;
    }
    return copy;
}

cJSON *turn_operations(const cJSON *operations, uint64_t turn) {
    cJSON *copy = cJSON_Duplicate(operations, true);
    bool written = copy != NULL;
    for (cJSON *item = written ? copy->child : NULL; written && item != NULL; item = item->next) {
        written = operation_each_name(item, write_name, &turn);
    }
    if (!written) {
        cJSON_Delete(copy);
        copy = NULL;
    }
    return copy;
}

// What the name has where the pattern has the mark are the digits of the turn.
static bool is_name_of_turn(const char *pattern, const char *digits, size_t count,
                            const char *name) {
    for (const char *found = strstr(pattern, mark); found != NULL; found = strstr(pattern, mark)) {
        size_t plain = (size_t)(found - pattern);
        if (strncmp(name, pattern, plain) != 0 || strncmp(name + plain, digits, count) != 0) {
            return false;
        }
        name += plain + count;
        pattern = found + strlen(mark);
    }
    return strcmp(name, pattern) == 0;
}

// The turn's digits stand where the mark does; how many they are, the rest of the name decides.
bool turn_name_matches(const char *pattern, uint64_t times, const char *name) {
    size_t begin = (size_t)(strstr(pattern, mark) - pattern);
    if (strncmp(name, pattern, begin) != 0) {
        return false;
    }
    const char *digits = name + begin;
    uint64_t turn = 0;
    for (size_t count = 1; digits[count - 1] >= '0' && digits[count - 1] <= '9'; count++) {
        turn = turn * 10 + (uint64_t)(digits[count - 1] - '0');
        if (turn >= times || (count > 1 && *digits == '0')) {
            return false;
        }
        if (is_name_of_turn(pattern, digits, count, name)) {
            return true;
        }
    }
    return false;
}
