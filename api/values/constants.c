#include "api/values/constants.h"

#include "api/operations/operations.h"
#include "api/values/values.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static uint64_t hash_of(const char *key, size_t size) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)key[i]) * 1099511628211u;
    }
    return hash;
}

// Where the key is in the index, or the empty place where it belongs.
static uint32_t *place_of(const Constants *constants, const char *key, size_t size) {
    size_t mask = constants->index_size - 1;
    for (size_t at = hash_of(key, size) & mask;; at = (at + 1) & mask) {
        uint32_t *place = &constants->index[at];
        if (*place == 0) {
            return place;
        }
        const Constant *constant = &constants->items[*place - 1];
        if (constant->key_size == size && memcmp(constant->key, key, size) == 0) {
            return place;
        }
    }
}

static bool grow_items(Constants *constants) {
    if (constants->count < constants->capacity) {
        return true;
    }
    size_t capacity = constants->capacity == 0 ? 4 : constants->capacity * 2;
    Constant *items = realloc(constants->items, capacity * sizeof *items);
    if (items == NULL) {
        return false;
    }
    constants->items = items;
    constants->capacity = capacity;
    return true;
}

// The index is at most half full, so that a search ends.
static bool grow_index(Constants *constants) {
    if (constants->count * 2 < constants->index_size) {
        return true;
    }
    size_t size = constants->index_size == 0 ? 16 : constants->index_size * 2;
    uint32_t *index = calloc(size, sizeof *index);
    if (index == NULL) {
        return false;
    }
    free(constants->index);
    constants->index = index;
    constants->index_size = size;
    for (size_t i = 0; i < constants->count; i++) {
        *place_of(constants, constants->items[i].key, constants->items[i].key_size) =
            (uint32_t)i + 1;
    }
    return true;
}

// The value's key, in constants->scratch.
static bool write_key(Constants *constants, const cJSON *value) {
    PythonText python = {.text = constants->scratch};
    text_cut(&python.text, 0);
    value_python(&python, value);
    constants->scratch = python.text;
    return !constants->scratch.failed;
}

static Constant *add(Constants *constants, const cJSON *value) {
    if (constants->scratch.failed || !grow_items(constants) || !grow_index(constants)) {
        return NULL;
    }
    size_t size = constants->scratch.size;
    char *key = malloc(size + 1);
    if (key == NULL) {
        return NULL;
    }
    memcpy(key, constants->scratch.text, size);
    assert(constants->items != NULL);
    *place_of(constants, key, size) = (uint32_t)constants->count + 1;
    Constant *constant = &constants->items[constants->count++];
    *constant = (Constant){.key = key, .key_size = size, .value = value};
    return constant;
}

bool constants_find(Constants *constants, const cJSON *value, Constant **out_constant) {
    if (!write_key(constants, value) || !grow_index(constants)) {
        return false;
    }
    uint32_t place = *place_of(constants, constants->scratch.text, constants->scratch.size);
    *out_constant = place == 0 ? NULL : &constants->items[place - 1];
    return true;
}

typedef struct {
    Constants *constants;
    bool in_constant_tuple;
    bool failed;
} Collector;

static void collect_value(void *context, const cJSON *value);

// Items before the tuple that has them.
static void collect_constant(Collector *collector, const cJSON *value) {
    Collector inner = {.constants = collector->constants, .in_constant_tuple = true};
    value_each_part(value, collect_value, &inner);
    Constant *constant = NULL;
    bool known = constants_find(collector->constants, value, &constant);
    if (known && constant == NULL) {
        constant = add(collector->constants, value);
    }
    if (constant == NULL || inner.failed) {
        collector->failed = true;
    } else if (!collector->in_constant_tuple) {
        constant->used_itself = true;
    }
}

static void collect_value(void *context, const cJSON *value) {
    Collector *collector = context;
    if (value_is_constant(value)) {
        collect_constant(collector, value);
    } else {
        value_each_part(value, collect_value, collector);
    }
}

bool constants_collect(Constants *constants, const cJSON *operation) {
    Collector collector = {.constants = constants};
    operation_each_value(operation, collect_value, &collector);
    return !collector.failed && !constants->scratch.failed;
}

bool constants_collect_body(Constants *constants, const cJSON *body) {
    Collector collector = {.constants = constants};
    operations_each_value(body, collect_value, &collector);
    return !collector.failed && !constants->scratch.failed;
}

void constants_discard(Constants *constants) {
    for (size_t i = 0; i < constants->count; i++) {
        free(constants->items[i].key);
    }
    free(constants->items);
    free(constants->index);
    text_discard(&constants->scratch);
    *constants = (Constants){0};
}

size_t constants_held_count(const Constants *constants) {
    size_t count = 0;
    for (size_t i = 0; i < constants->count; i++) {
        count += constants->items[i].used_itself ? 1 : 0;
    }
    return count;
}

void constants_take_from(Constants *constants, const Heap *heap, const Object *function) {
    size_t next = 0;
    for (size_t i = 0; i < constants->count; i++) {
        if (constants->items[i].used_itself) {
            constants->items[i].object = heap_function_constant(heap, function, next++);
        }
    }
}
