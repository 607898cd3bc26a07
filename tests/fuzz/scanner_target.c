// Any bytes as JSON: json_scan() and json_read() against cJSON. What the scanner takes, cJSON reads to
// its end, and our reader reads as the same tree; written and read again, it is the same. A refusal
// says where, and depends on nothing that comes after.
#include "api/json/json_reader.h"
#include "api/json/json_scan.h"
#include "api/json/json_writer.h"
#include "api/json/utf8.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- what is refused

// Counted from 1; 0 if the problem does not tell.
static size_t position_of(const Problem *problem) {
    for (size_t i = 0; i < problem->argument_count; i++) {
        if (strcmp(problem->arguments[i].name, "position") == 0) {
            return (size_t)problem->arguments[i].number;
        }
    }
    return 0;
}

static bool is_utf8(const char *text) {
    size_t size = strlen(text), length = 1;
    uint32_t point = 0;
    for (; size > 0 && length > 0; text += length, size -= length) {
        length = utf8_decode(text, size, &point);
    }
    return size == 0;
}

// In memory of its own, so that a look beyond the end is seen.
static ApiCode scan_beginning(const char *text, size_t size, Problem *problem) {
    char *copy = malloc(size + 1);
    memcpy(copy, text, size);
    char *shrunk = size > 0 ? realloc(copy, size) : copy;
    problem_init(problem);
    ApiCode code = json_scan(shrunk, size, problem);
    free(shrunk);
    return code;
}

static void check_refusal(const char *text, size_t size, ApiCode code, const Problem *problem) {
    size_t position = position_of(problem);
    fuzz_check(code == API_BAD_JSON || code == API_TOO_MANY_ITEMS, "a refusal is one of two");
    fuzz_check(position >= 1 && position <= size + 1, "the position is in the text");
    fuzz_check(is_utf8(problem->detail) && problem->detail[0] != '\0', "the detail is a text");
    Problem earlier;
    ApiCode same = scan_beginning(text, position <= size ? position : size, &earlier);
    fuzz_check(same == code && position_of(&earlier) == position,
               "a refusal depends on nothing that comes after");
}

// ---------------------------------------------------------------- what is taken

static bool is_space_up_to(const char *at, const char *end) {
    while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0') {
        at++;
    }
    return at == end;
}

static bool same_scalar(const cJSON *a, const cJSON *b) {
    if (cJSON_IsString(a)) {
        return strcmp(a->valuestring, b->valuestring) == 0;
    }
    return !cJSON_IsNumber(a) || (a->valuedouble == b->valuedouble &&
                                  !signbit(a->valuedouble) == !signbit(b->valuedouble));
}

static bool same_name(const cJSON *a, const cJSON *b) {
    return a->string == NULL || b->string == NULL ? a->string == b->string
                                                  : strcmp(a->string, b->string) == 0;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the scanner lets a text be.
static bool same_tree(const cJSON *a, const cJSON *b) {
    if (a->type != b->type || !same_name(a, b) || !same_scalar(a, b)) {
        return false;
    }
    const cJSON *left = a->child, *right = b->child;
    while (left != NULL && right != NULL && same_tree(left, right)) {
        left = left->next;
        right = right->next;
    }
    return left == NULL && right == NULL;
}

// As cJSON links its nodes: each to the one before, the first to the last.
// NOLINTNEXTLINE(misc-no-recursion): as above.
static bool is_linked(const cJSON *tree) {
    const cJSON *last = NULL;
    bool linked = true;
    for (const cJSON *child = tree->child; linked && child != NULL; child = child->next) {
        linked = (last == NULL || child->prev == last) && is_linked(child);
        last = child;
    }
    return linked && (last == NULL || tree->child->prev == last);
}

static void check_reader(const char *text, size_t size, const cJSON *expected) {
    JsonDocument document = {0};
    fuzz_check(json_read(&document, text, size), "our reader reads what the scanner takes");
    fuzz_check(same_tree(expected, document.root), "our reader understands what cJSON does");
    fuzz_check(is_linked(document.root), "our reader links nodes as cJSON does");
    json_document_discard(&document);
}

// NOLINTNEXTLINE(misc-no-recursion): as above.
static bool has_infinity(const cJSON *tree) {
    bool found = cJSON_IsNumber(tree) && isinf(tree->valuedouble);
    for (const cJSON *child = tree->child; !found && child != NULL; child = child->next) {
        found = has_infinity(child);
    }
    return found;
}

static void check_written(const cJSON *tree) {
    JsonWriter writer = {0};
    Problem problem;
    problem_init(&problem);
    json_tree(&writer, tree);
    size_t size = 0;
    char *text = text_take(&writer.buffer, &size);
    fuzz_check(json_scan(text, size, &problem) == API_OK, "what we write is strict JSON");
    cJSON *again = cJSON_ParseWithLength(text, size);
    fuzz_check(again != NULL && same_tree(tree, again), "what we write means the same");
    cJSON_Delete(again);
    free(text);
}

static void check_accepted(const char *text, size_t size) {
    const char *end = NULL;
    cJSON *tree = cJSON_ParseWithLengthOpts(text, size, &end, false);
    fuzz_check(tree != NULL, "cJSON reads what the scanner takes");
    fuzz_check(is_space_up_to(end, text + size), "cJSON reads it to its end");
    check_reader(text, size, tree);
    if (!has_infinity(tree)) {  // 1e999 is a number to both; values.c refuses it.
        check_written(tree);
    }
    cJSON_Delete(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    const char *text = (const char *)bytes;
    Problem problem;
    problem_init(&problem);
    ApiCode code = json_scan(text, size, &problem);
    if (code == API_OK) {
        check_accepted(text, size);
    } else {
        check_refusal(text, size, code, &problem);
    }
    return 0;
}
