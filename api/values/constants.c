#include "api/values/constants.h"

#include "api/operations/function_form.h"
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

static bool has_key(const Constant *constant, const char *key, size_t size) {
    return constant->key_size == size && memcmp(constant->key, key, size) == 0;
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
        if (has_key(constant, key, size)) {
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
    memset(items + constants->count, 0, (capacity - constants->count) * sizeof *items);
    constants->items = items;
    constants->capacity = capacity;
    return true;
}

enum { FEW = 8 };  // So many need no index.

// The index is at most half full, so that a search ends.
static bool grow_index(Constants *constants) {
    if (constants->count < FEW || constants->count * 2 < constants->index_size) {
        return true;
    }
    size_t size = constants->index_size == 0 ? 4 * FEW : constants->index_size * 2;
    uint32_t *index = calloc(size, sizeof *index);
    if (index == NULL) {
        return false;
    }
    free(constants->index);
    constants->index = index;
    constants->index_size = size;
    for (size_t i = 0; constants->items != NULL && i < constants->count; i++) {
        const Constant *constant = &constants->items[i];
        *place_of(constants, constant->key, constant->key_size) = (uint32_t)i + 1;
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
    if (constants->index != NULL) {
        *place_of(constants, key, size) = (uint32_t)constants->count + 1;
    }
    Constant *constant = &constants->items[constants->count++];
    *constant = (Constant){.key = key, .key_size = size, .value = value};
    return constant;
}

// The constant whose key is in constants->scratch; NULL when there is none.
static Constant *find_scratch(const Constants *constants) {
    const char *key = constants->scratch.text;
    size_t size = constants->scratch.size;
    if (constants->index != NULL) {
        uint32_t place = *place_of(constants, key, size);
        return place == 0 ? NULL : &constants->items[place - 1];
    }
    for (size_t i = 0; i < constants->count; i++) {
        if (has_key(&constants->items[i], key, size)) {
            return &constants->items[i];
        }
    }
    return NULL;
}

bool constants_find(Constants *constants, const cJSON *value, Constant **out_constant) {
    bool written = write_key(constants, value);
    *out_constant = written ? find_scratch(constants) : NULL;
    return written;
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

// ---------------------------------------------------------------- functions inside

// Takes over a value that is nowhere in the request; NULL is a lack of memory.
static const cJSON *keep_made(Collector *collector, cJSON *value) {
    Constants *constants = collector->constants;
    if (constants->made == NULL) {
        constants->made = cJSON_CreateArray();
    }
    if (value == NULL || !cJSON_AddItemToArray(constants->made, value)) {
        cJSON_Delete(value);
        collector->failed = true;
        return NULL;
    }
    return value;
}

static bool are_constant(const cJSON *values) {
    const cJSON *value = values != NULL ? values->child : NULL;
    bool constant = value != NULL;
    for (; constant && value != NULL; value = value->next) {
        constant = value_is_constant(value);
    }
    return constant;
}

// {"tuple": [...]} of the values of an array or object; NULL without memory.
static cJSON *tuple_of(const cJSON *values) {
    cJSON *tuple = cJSON_CreateObject();
    cJSON *items = cJSON_AddArrayToObject(tuple, "tuple");
    bool added = items != NULL;
    for (const cJSON *value = values->child; added && value != NULL; value = value->next) {
        cJSON *copy = cJSON_Duplicate(value, true);
        added = cJSON_AddItemToArray(items, copy);
        if (!added) {
            cJSON_Delete(copy);
        }
    }
    if (!added) {
        cJSON_Delete(tuple);
        tuple = NULL;
    }
    return tuple;
}

static void collect_tuple(Collector *collector, const cJSON *values) {
    if (are_constant(values)) {
        const cJSON *tuple = keep_made(collector, tuple_of(values));
        if (tuple != NULL) {
            collect_constant(collector, tuple);
        }
    }
}

// No literal has such a key.
static void write_qualname_key(Constants *constants, const char *qualname) {
    text_cut(&constants->scratch, 0);
    text_add_string(&constants->scratch, "qualname ");
    text_add_string(&constants->scratch, qualname);
}

static void collect_qualname(Collector *collector, const char *qualname) {
    Constant *constant = NULL;
    bool known = constants_find_qualname(collector->constants, qualname, &constant);
    if (known && constant == NULL) {
        const cJSON *value = keep_made(collector, cJSON_CreateString(qualname));
        constant = value != NULL ? add(collector->constants, value) : NULL;
    }
    if (constant == NULL) {
        collector->failed = true;
    } else {
        constant->used_itself = true;
    }
}

static void collect_operations(Collector *collector, const cJSON *operations, const char *around);

// What the code around keeps of a function; of that which a statement itself makes, nothing.
// NOLINTNEXTLINE(misc-no-recursion): a body in a body, as deep as a request may be.
static void collect_form(Collector *collector, const FunctionForm *form, const char *around,
                         bool is_inside) {
    TextBuffer qualname = {0};
    text_add_string(&qualname, around);
    text_add_string(&qualname, form->name);
    collector->failed = collector->failed || qualname.failed;
    if (is_inside && !collector->failed) {
        collect_tuple(collector, form->defaults);
        collect_qualname(collector, qualname.text);
    }
    text_add_string(&qualname, ".<locals>.");
    collector->failed = collector->failed || qualname.failed;
    if (form->body != NULL && !collector->failed) {
        collect_operations(collector, form->body, qualname.text);
    }
    text_discard(&qualname);
}

typedef struct {
    Collector *collector;
    const char *around;
    bool is_inside;
} FormCollector;

// NOLINTNEXTLINE(misc-no-recursion): see collect_form.
static void collect_each_form(void *context, const FunctionForm *form, const char *class_name) {
    const FormCollector *forms = context;
    TextBuffer around = {0};
    text_add_string(&around, forms->around);
    text_add_string(&around, class_name != NULL ? class_name : "");
    text_add_string(&around, class_name != NULL ? "." : "");
    if (around.failed) {
        forms->collector->failed = true;
    } else {
        collect_form(forms->collector, form, around.text != NULL ? around.text : "",
                     forms->is_inside);
    }
    text_discard(&around);
}

// What the code around keeps of a class.
static void collect_class(Collector *collector, const cJSON *operation, const char *around) {
    const char *name = operation_class_name(operation);
    TextBuffer qualname = {0};
    text_add_string(&qualname, around);
    text_add_string(&qualname, name != NULL ? name : "");
    collector->failed = collector->failed || qualname.failed;
    if (name != NULL && !collector->failed) {
        collect_qualname(collector, qualname.text);
    }
    text_discard(&qualname);
}

// NOLINTNEXTLINE(misc-no-recursion): see collect_form.
static void collect_operation(Collector *collector, const cJSON *operation, const char *around,
                              bool is_inside) {
    FormCollector forms = {.collector = collector, .around = around, .is_inside = is_inside};
    const cJSON *block = operation_block(operation);
    operation_each_form(operation, collect_each_form, &forms);
    if (is_inside) {
        collect_class(collector, operation, around);
    }
    if (block != NULL) {
        collect_operations(collector, block, around);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): see collect_form.
static void collect_operations(Collector *collector, const cJSON *operations, const char *around) {
    for (const cJSON *item = operations->child; item != NULL; item = item->next) {
        collect_operation(collector, item, around, true);
    }
}

// ---------------------------------------------------------------- all of them

bool constants_find_qualname(Constants *constants, const char *qualname, Constant **out_constant) {
    write_qualname_key(constants, qualname);
    bool written = !constants->scratch.failed;
    *out_constant = written ? find_scratch(constants) : NULL;
    return written;
}

bool constants_find_same(Constants *constants, const Constant *other, Constant **out_constant) {
    text_cut(&constants->scratch, 0);
    text_add(&constants->scratch, other->key, other->key_size);
    bool written = !constants->scratch.failed;
    *out_constant = written ? find_scratch(constants) : NULL;
    return written;
}

bool constants_find_tuple(Constants *constants, const cJSON *values, Constant **out_constant) {
    *out_constant = NULL;
    if (!are_constant(values)) {
        return true;
    }
    cJSON *tuple = tuple_of(values);
    bool found = tuple != NULL && constants_find(constants, tuple, out_constant);
    cJSON_Delete(tuple);
    return found;
}

bool constants_collect(Constants *constants, const cJSON *operation, const char *around) {
    Collector collector = {.constants = constants};
    collect_tuple(&collector, operation_class_slots(operation));
    operation_each_value(operation, collect_value, &collector);
    collect_operation(&collector, operation, around, false);
    return !collector.failed && !constants->scratch.failed;
}

bool constants_collect_body(Constants *constants, const cJSON *body, const char *around) {
    Collector collector = {.constants = constants};
    operations_each_value(body, collect_value, &collector);
    collect_operations(&collector, body, around);
    return !collector.failed && !constants->scratch.failed;
}

void constants_discard(Constants *constants) {
    cJSON_Delete(constants->made);
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
