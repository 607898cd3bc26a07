#include "api/operations/turns.h"

#include "api/json/text_buffer.h"
#include "api/operations/operations.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "{i}";

bool turn_is_in(const char *text) {
    return strstr(text, mark) != NULL;
}

// ---------------------------------------------------------------- names in operations

// A string that is a name, or a reference: then only the name that it begins with counts.
typedef bool NameVisit(void *context, cJSON *string, bool is_reference);

typedef struct {
    NameVisit *visit;
    void *context;
    bool stopped;  // A visit answered false.
} Walk;

static void visit_string(Walk *walk, cJSON *string, bool is_reference) {
    if (!walk->stopped && cJSON_IsString(string)) {
        walk->stopped = !walk->visit(walk->context, string, is_reference);
    }
}

static void visit_strings(Walk *walk, const cJSON *array, bool are_references) {
    for (cJSON *item = array->child; item != NULL; item = item->next) {
        visit_string(walk, item, are_references);
    }
}

static bool is_reference_member(const cJSON *value) {
    static const char *const members[] = {"ref", "new", "weakref", "callback"};
    for (size_t i = 0; value->string != NULL && i < sizeof members / sizeof *members; i++) {
        if (strcmp(value->string, members[i]) == 0) {
            return true;
        }
    }
    return false;
}

// Values are objects with a member that names their form wherever they are no plain JSON, so a
// reference is known by its member.
// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
static void visit_value(Walk *walk, cJSON *value) {
    for (cJSON *part = value->child; part != NULL; part = part->next) {
        if (is_reference_member(part)) {
            visit_string(walk, part, true);
        } else {
            visit_value(walk, part);
        }
    }
}

static void visit_argument(Walk *walk, ArgumentKind kind, cJSON *json) {
    switch (kind) {
    case ARGUMENT_NAME:
    case ARGUMENT_IDENTIFIER: visit_string(walk, json, false); break;
    case ARGUMENT_NAMES: visit_strings(walk, json, false); break;
    case ARGUMENT_REFERENCE: visit_string(walk, json, true); break;
    case ARGUMENT_VALUE:
    case ARGUMENT_VALUES_BY_NAME: visit_value(walk, json); break;
    case ARGUMENT_ATTRIBUTE:
    case ARGUMENT_PARAMETERS:
    case ARGUMENT_INTEGER:
    case ARGUMENT_BOOL:
    case ARGUMENT_THRESHOLDS:
    case ARGUMENT_BODY:
    case ARGUMENT_BLOCK: break;  // What has turns of its own, or none.
    }
}

static void visit_member(Walk *walk, const Operation *row, cJSON *member) {
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && row->arguments[i].name != NULL; i++) {
        if (member->string != NULL && strcmp(row->arguments[i].name, member->string) == 0) {
            visit_argument(walk, row->arguments[i].kind, member);
        }
    }
}

static bool each_name(const cJSON *operation, NameVisit *visit, void *context) {
    Walk walk = {.visit = visit, .context = context};
    const Operation *row = operation_row_of(operation);
    cJSON *member = row != NULL ? operation->child : NULL;
    for (; member != NULL && !walk.stopped; member = member->next) {
        visit_member(&walk, row, member);
    }
    return !walk.stopped;
}

// ---------------------------------------------------------------- the turn in a name

// The bytes of a text in which `{i}` stands for the turn.
static size_t named_bytes(const char *text, bool is_reference) {
    const char *name = binding_name(text).name;
    return is_reference ? (size_t)(name - text) + strcspn(name, ".[") : strlen(text);
}

static bool is_plain(void *context, cJSON *string, bool is_reference) {
    (void)context;
    const char *found = strstr(string->valuestring, mark);
    return found == NULL ||
           (size_t)(found - string->valuestring) >= named_bytes(string->valuestring, is_reference);
}

bool turns_are_named(const cJSON *operations) {
    for (const cJSON *item = operations->child; item != NULL; item = item->next) {
        if (!each_name(item, is_plain, NULL)) {
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
        text_add_format(buffer, "%" PRIu64, turn);
        at = found + strlen(mark);
    }
    text_add_string(buffer, at);
}

static bool write_name(void *context, cJSON *string, bool is_reference) {
    const uint64_t *turn = context;
    TextBuffer buffer = {0};
    if (!turn_is_in(string->valuestring)) {
        return true;
    }
    write_turn(&buffer, string->valuestring, named_bytes(string->valuestring, is_reference), *turn);
    bool written = !buffer.failed && cJSON_SetValuestring(string, buffer.text) != NULL;
    text_discard(&buffer);
    return written;
}

cJSON *turn_operation(const cJSON *operation, uint64_t turn) {
    cJSON *copy = cJSON_Duplicate(operation, true);
    if (copy != NULL && !each_name(copy, write_name, &turn)) {
        cJSON_Delete(copy);
        copy = NULL;
    }
    return copy;
}

cJSON *turn_operations(const cJSON *operations, uint64_t turn) {
    cJSON *copy = cJSON_Duplicate(operations, true);
    bool written = copy != NULL;
    for (cJSON *item = written ? copy->child : NULL; written && item != NULL; item = item->next) {
        written = each_name(item, write_name, &turn);
    }
    if (!written) {
        cJSON_Delete(copy);
        copy = NULL;
    }
    return copy;
}

static bool is_name_of_turn(const char *pattern, uint64_t turn, const char *name) {
    TextBuffer buffer = {0};
    write_turn(&buffer, pattern, strlen(pattern), turn);
    bool same = !buffer.failed && strcmp(buffer.text, name) == 0;
    text_discard(&buffer);
    return same;
}

// The turn's digits stand where the mark does; how many they are, the rest of the name decides.
bool turn_name_matches(const char *pattern, uint64_t times, const char *name) {
    size_t begin = (size_t)(strstr(pattern, mark) - pattern);
    if (strlen(name) < begin) {
        return false;
    }
    uint64_t turn = 0;
    for (const char *digit = name + begin; *digit >= '0' && *digit <= '9' && turn < times;
         digit++) {
        turn = turn * 10 + (uint64_t)(*digit - '0');
        if (turn < times && is_name_of_turn(pattern, turn, name)) {
            return true;
        }
    }
    return false;
}
