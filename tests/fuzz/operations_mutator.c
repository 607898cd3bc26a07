// How libFuzzer changes requests: seldom byte by byte, mostly as the trees they are, so that what
// comes out is a request again and reaches the heap.
#include "tests/fuzz/operations_random.h"

#include "heap/heap.h"

#include <stdio.h>
#include <string.h>

enum { MAX_LINES = 8, LINE_SIZE = 1024, MAX_DEPTH = 3 };

// NOLINTBEGIN(readability-identifier-naming): libFuzzer's names. The first is its own function.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t capacity);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t capacity, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
                                 size_t second_size, uint8_t *out, size_t capacity, unsigned seed);
// NOLINTEND(readability-identifier-naming)

// ---------------------------------------------------------------- lines

typedef struct {
    char text[LINE_SIZE];
} Line;

typedef struct {
    Line lines[MAX_LINES];
    size_t count;
} Input;

// What is too long is cut.
static Line line_of(const char *bytes, size_t size) {
    Line line;
    snprintf(line.text, sizeof line.text, "%.*s", (int)size, bytes);
    return line;
}

static Input input_read(const char *bytes, size_t size) {
    Input input = {.count = 0};
    while (size > 0 && input.count < MAX_LINES) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) : size;
        input.lines[input.count++] = line_of(bytes, length);
        size_t used = end != NULL ? length + 1 : length;
        bytes += used;
        size -= used;
    }
    return input;
}

// As many whole lines as there is room for.
static size_t input_write(const Input *input, uint8_t *out, size_t capacity) {
    size_t size = 0;
    for (size_t i = 0; i < input->count; i++) {
        size_t length = strlen(input->lines[i].text);
        if (size + length + 1 > capacity) {
            break;
        }
        memcpy(out + size, input->lines[i].text, length);
        size += length;
        out[size++] = '\n';
    }
    return size;
}

static void input_remove(Input *input, size_t at) {
    input->count--;
    memmove(&input->lines[at], &input->lines[at + 1], (input->count - at) * sizeof(Line));
}

static void input_insert(Input *input, size_t at, Line line) {
    if (input->count == MAX_LINES) {
        input_remove(input, MAX_LINES - 1);
        at = at > input->count ? input->count : at;
    }
    memmove(&input->lines[at + 1], &input->lines[at], (input->count - at) * sizeof(Line));
    input->lines[at] = line;
    input->count++;
}

// ---------------------------------------------------------------- trees

// Takes over the tree.
static Line print(cJSON *tree) {
    Line line = {""};
    if (!cJSON_PrintPreallocated(tree, line.text, sizeof line.text, false)) {
        line.text[0] = '\0';
    }
    cJSON_Delete(tree);
    return line;
}

static Line random_line(Random *random) {
    return print(random_operation(random, random_below(random, MAX_DEPTH + 1)));
}

typedef struct {
    cJSON *parent, *part;
} Spot;

// A part of the tree, somewhere, and what it is in; both NULL when the tree has no parts.
static Spot choose_spot(Random *random, cJSON *tree) {
    Spot spot = {NULL, NULL};
    cJSON *at = tree;
    for (int count = cJSON_GetArraySize(at); count > 0; count = cJSON_GetArraySize(at)) {
        spot.parent = at;
        spot.part = cJSON_GetArrayItem(at, (int)random_below(random, (uint32_t)count));
        at = random_below(random, 4) > 0 ? spot.part : NULL;
    }
    return spot;
}

// What can stand in the place of a part: of a text, which is mostly a name, the text of a reference.
static cJSON *random_part(Random *random, const cJSON *part) {
    if (cJSON_HasObjectItem(part, "op")) {
        return random_operation(random, 2);
    }
    return cJSON_IsString(part) ? random_text(random) : random_value(random, 2);
}

static void replace(Random *random, Spot spot) {
    cJSON *other = random_part(random, spot.part);
    if (cJSON_IsObject(spot.parent)) {
        cJSON_ReplaceItemInObjectCaseSensitive(spot.parent, spot.part->string, other);
    } else {
        cJSON_ReplaceItemViaPointer(spot.parent, spot.part, other);
    }
}

static void take_away(Random *random, Spot spot) {
    (void)random;
    cJSON_Delete(cJSON_DetachItemViaPointer(spot.parent, spot.part));
}

// One more of its kind, if it stands in an array.
static void repeat(Random *random, Spot spot) {
    if (cJSON_IsArray(spot.parent)) {
        cJSON *other = random_below(random, 2) > 0 ? random_part(random, spot.part)
                                                   : cJSON_Duplicate(spot.part, true);
        cJSON_AddItemToArray(spot.parent, other);
    } else {
        replace(random, spot);
    }
}

static Line changed_line(Random *random, const char *line) {
    static void (*const changes[])(Random * random, Spot spot) = {replace, replace, repeat,
                                                                  take_away};
    cJSON *tree = cJSON_Parse(line);
    Spot spot = choose_spot(random, tree);
    if (spot.part == NULL) {
        cJSON_Delete(tree);
        return random_line(random);
    }
    changes[random_below(random, sizeof changes / sizeof *changes)](random, spot);
    return print(tree);
}

// ---------------------------------------------------------------- changes of an input

static size_t choose_line(Random *random, const Input *input) {
    return random_below(random, (uint32_t)input->count);
}

static void insert_line(Random *random, Input *input) {
    input_insert(input, random_below(random, (uint32_t)input->count + 1), random_line(random));
}

static void insert_idiom(Random *random, Input *input) {
    const char *idiom = random_idiom(random);
    Line line = line_of(idiom, strlen(idiom));
    for (char *at = line.text; (at = strchr(at, '\'')) != NULL;) {
        *at = '"';
    }
    input_insert(input, random_below(random, (uint32_t)input->count + 1), line);
}

static void remove_line(Random *random, Input *input) {
    input_remove(input, choose_line(random, input));
}

static void change_line(Random *random, Input *input) {
    size_t at = choose_line(random, input);
    input->lines[at] = changed_line(random, input->lines[at].text);
}

static void repeat_line(Random *random, Input *input) {
    Line line = input->lines[choose_line(random, input)];
    input_insert(input, random_below(random, (uint32_t)input->count + 1), line);
}

// Two operations become a list of them: what happens wholly or not at all.
static void join_lines(Random *random, Input *input) {
    size_t at = choose_line(random, input);
    cJSON *list = cJSON_CreateObject();
    cJSON *operations = cJSON_AddArrayToObject(list, "ops");
    for (size_t i = at; i < input->count && i < at + 2; i++) {
        cJSON *tree = cJSON_Parse(input->lines[i].text);
        cJSON *inner = cJSON_DetachItemFromObjectCaseSensitive(tree, "ops");
        bool is_list = cJSON_IsArray(inner) && !cJSON_HasObjectItem(tree, "op");
        for (cJSON *item = is_list ? inner->child : NULL; item != NULL; item = inner->child) {
            cJSON_AddItemToArray(operations, cJSON_DetachItemViaPointer(inner, item));
        }
        cJSON_Delete(inner);
        if (is_list) {
            cJSON_Delete(tree);
        } else {
            cJSON_AddItemToArray(operations, tree);
        }
    }
    if (at + 1 < input->count) {
        input_remove(input, at + 1);
    }
    input->lines[at] = print(list);
}

// A line in front that names a profile, in place of the one that is there. The first is the one of
// an input without.
static void change_profile(Random *random, Input *input) {
    HeapProfileInfo info;
    uint32_t count = 0;
    while (heap_profile(count, &info)) {
        count++;
    }
    (void)heap_profile(1 + random_below(random, count - 1), &info);
    bool has = input->count > 0 && strncmp(input->lines[0].text, "cpython-", 8) == 0;
    if (has) {
        input_remove(input, 0);
    }
    input_insert(input, 0, line_of(info.name, strlen(info.name)));
}

static size_t change_input(Random *random, Input *input, uint8_t *out, size_t capacity) {
    static void (*const changes[])(Random * random, Input * input) = {
        insert_line, insert_idiom, insert_idiom, remove_line, remove_line, change_line,
        change_line, change_line,  change_line,  repeat_line, join_lines,  change_profile};
    for (uint32_t times = 1 + random_below(random, 3); times > 0; times--) {
        if (input->count == 0) {
            insert_line(random, input);
        } else {
            changes[random_below(random, sizeof changes / sizeof *changes)](random, input);
        }
    }
    return input_write(input, out, capacity);
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t capacity, unsigned seed) {
    Random random = random_begin(seed);
    if (random_below(&random, 12) == 0) {
        return LLVMFuzzerMutate(bytes, size, capacity);
    }
    Input input = input_read((const char *)bytes, size);
    return change_input(&random, &input, bytes, capacity);
}

// The beginning of the one and the end of the other.
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
                                 size_t second_size, uint8_t *out, size_t capacity, unsigned seed) {
    Random random = random_begin(seed);
    Input input = input_read((const char *)first, first_size);
    Input other = input_read((const char *)second, second_size);
    while (input.count > 0 && random_below(&random, 3) > 0) {
        input_remove(&input, input.count - 1);
    }
    for (size_t i = 0; i < other.count && input.count < MAX_LINES; i++) {
        if (random_below(&random, 3) > 0) {
            input_insert(&input, input.count, other.lines[i]);
        }
    }
    return input_write(&input, out, capacity);
}
