#include "tests/heap/story.h"

#include "tests/support/test.h"

static Object *named(Heap *heap, const char *name) {
    Object *object = heap_frame_lookup(heap, HEAP_MODULE_FRAME, name);
    CHECK(object != NULL);
    return object;
}

static HeapStatus keep(Heap *heap, const char *name, HeapStatus status, Object *made) {
    if (status != HEAP_OK) {
        return status;
    }
    status = heap_bind(heap, HEAP_MODULE_FRAME, name, made);
    heap_drop(heap, made);
    return status;
}

static HeapStatus make_none(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_none(heap, &made);
    return keep(heap, "none", status, made);
}

static HeapStatus make_bool(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_bool(heap, true, &made);
    return keep(heap, "bool", status, made);
}

static HeapStatus make_int(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_int(heap, 100000, &made);
    return keep(heap, "int", status, made);
}

static HeapStatus make_small_int(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_int(heap, 1, &made);
    return keep(heap, "one", status, made);
}

static HeapStatus make_long_int(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_int_text(heap, "123456789012345678901234567890", &made);
    return keep(heap, "long", status, made);
}

static HeapStatus make_str(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_str(heap, "some words", 10, HEAP_LITERAL, &made);
    return keep(heap, "str", status, made);
}

static HeapStatus make_repeated(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_str_repeated(heap, "spam_", 5, 1000, &made);
    return keep(heap, "repeated", status, made);
}

static HeapStatus make_bytes(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_bytes(heap, "a few", 5, &made);
    return keep(heap, "bytes", status, made);
}

static HeapStatus make_large(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_bytes(heap, NULL, 500000, &made);
    return keep(heap, "large", status, made);
}

static HeapStatus make_list(Heap *heap) {
    Object *made = NULL, *items[] = {named(heap, "int"), named(heap, "str"), named(heap, "one")};
    HeapStatus status = heap_new_list(heap, items, 3, HEAP_DISPLAY_CONSTANTS, &made);
    return keep(heap, "list", status, made);
}

static HeapStatus make_tuple(Heap *heap) {
    Object *made = NULL, *items[] = {named(heap, "int"), named(heap, "list")};
    HeapStatus status = heap_new_tuple(heap, items, 2, &made);
    return keep(heap, "tuple", status, made);
}

static HeapStatus make_dict(Heap *heap) {
    Object *made = NULL, *pairs[] = {named(heap, "str"), named(heap, "int")};
    HeapStatus status = heap_new_dict(heap, pairs, 1, &made);
    return keep(heap, "dict", status, made);
}

static HeapStatus make_large_display(Heap *heap) {
    static const char *const keys[] = {"none", "bool", "int", "long", "str", "repeated", "bytes"};
    enum { KEYS = sizeof keys / sizeof *keys };
    Object *made = NULL, *pairs[2 * KEYS];
    for (size_t i = 0; i < KEYS; i++) {
        pairs[2 * i] = named(heap, keys[i]);
        pairs[2 * i + 1] = named(heap, "list");
    }
    HeapStatus status = heap_new_dict(heap, pairs, KEYS, &made);
    return keep(heap, "display", status, made);
}

static HeapStatus make_class(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_new_class(heap, "Point", &made);
    return keep(heap, "Point", status, made);
}

static HeapStatus make_instance(Heap *heap) {
    Object *made = NULL;
    HeapStatus status = heap_instantiate(heap, named(heap, "Point"), &made);
    return keep(heap, "point", status, made);
}

static HeapStatus make_function(Heap *heap) {
    static const char code[200000] = "code";
    static const char *const params[] = {"x", "y"};
    Object *made = NULL, *constant = named(heap, "long");
    HeapFunctionSpec spec = {.name = "function",
                             .params = params,
                             .param_count = 2,
                             .code = code,
                             .code_size = sizeof code,
                             .constants = &constant,
                             .constant_count = 1};
    HeapStatus status = heap_new_function(heap, &spec, &made);
    return keep(heap, "function", status, made);
}

static HeapStatus bind_a_long_name(Heap *heap) {
    static char name[300000];
    memset(name, 'n', sizeof name - 1);
    return heap_bind(heap, HEAP_MODULE_FRAME, name, named(heap, "list"));
}

static HeapStatus bind_a_slot(Heap *heap) {
    HeapNameSlot slot = 0;
    HeapStatus status = heap_name_slot(heap, HEAP_MODULE_FRAME, "slot", &slot);
    if (status == HEAP_OK) {
        heap_slot_bind(heap, slot, named(heap, "dict"));
        heap_slot_bind(heap, slot, named(heap, "list"));
        heap_slot_unbind(heap, slot);
    }
    return status;
}

static HeapStatus bind_many_names(Heap *heap) {
    HeapStatus status = HEAP_OK;
    for (int i = 0; status == HEAP_OK && i < 100; i++) {
        char name[16];
        snprintf(name, sizeof name, "name%d", i);
        status = heap_bind(heap, HEAP_MODULE_FRAME, name, named(heap, "one"));
    }
    return status;
}

static HeapStatus unbind_name(Heap *heap) {
    return heap_unbind(heap, HEAP_MODULE_FRAME, "name50");
}

static HeapStatus enter(Heap *heap) {
    Object *arguments[] = {named(heap, "list"), named(heap, "dict")};
    return heap_enter_frame(heap, named(heap, "function"), arguments);
}

static HeapStatus bind_local(Heap *heap) {
    return heap_bind(heap, heap_current_frame(heap), "local", named(heap, "point"));
}

static HeapStatus unbind_local(Heap *heap) {
    return heap_unbind(heap, heap_current_frame(heap), "x");
}

static HeapStatus look_up(Heap *heap) {
    Object *found;
    return heap_lookup(heap, "tuple", &found);
}

static HeapStatus append_one_by_one(Heap *heap) {
    HeapStatus status = HEAP_OK;
    for (int i = 0; status == HEAP_OK && i < 100; i++) {
        status = heap_append(heap, named(heap, "list"), named(heap, "int"));
    }
    return status;
}

static HeapStatus insert(Heap *heap) {
    return heap_insert(heap, named(heap, "list"), 1, named(heap, "tuple"));
}

static HeapStatus extend_by_itself(Heap *heap) {
    return heap_extend(heap, named(heap, "list"), named(heap, "list"));
}

static HeapStatus extend_by_all(Heap *heap) {
    static const char *const sources[] = {"tuple", "dict", "str", "bytes"};
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < sizeof sources / sizeof *sources; i++) {
        status = heap_extend(heap, named(heap, "list"), named(heap, sources[i]));
    }
    return status;
}

static HeapStatus remove_item(Heap *heap) {
    return heap_remove(heap, named(heap, "list"), named(heap, "str"));
}

static HeapStatus pop_items(Heap *heap) {
    HeapStatus status = HEAP_OK;
    for (int i = 0; status == HEAP_OK && i < 150; i++) {
        Object *popped = NULL;
        status =
            heap_pop(heap, named(heap, "list"), i % 2 == 0 ? NULL : named(heap, "one"), &popped);
        heap_drop(heap, popped);
    }
    return status;
}

static HeapStatus clear_list(Heap *heap) {
    return heap_clear(heap, named(heap, "list"));
}

static HeapStatus use_items(Heap *heap) {
    Object *dict = named(heap, "dict"), *key = named(heap, "int"), *found;
    HeapStatus status = heap_set_item(heap, dict, key, named(heap, "dict"));
    if (status == HEAP_OK) {
        status = heap_get_item(heap, dict, key, &found);
    }
    return status == HEAP_OK ? heap_del_item(heap, dict, named(heap, "str")) : status;
}

static HeapStatus fill_dict(Heap *heap) {
    HeapStatus status = HEAP_OK;
    for (int i = 0; status == HEAP_OK && i < 40; i++) {
        Object *key = NULL;
        status = heap_new_int(heap, 1000 + i, &key);
        if (status == HEAP_OK) {
            status = heap_set_item(heap, named(heap, "dict"), key, named(heap, "list"));
            heap_drop(heap, key);
        }
    }
    return status;
}

// The instance gets more attributes than its class shares: they move to a dict.
static HeapStatus set_attributes(Heap *heap, const char *target) {
    HeapStatus status = HEAP_OK;
    for (int i = 0; status == HEAP_OK && i < 35; i++) {
        char name[24];
        snprintf(name, sizeof name, "attribute_%d", i);
        status = heap_set_attr(heap, named(heap, target), name, named(heap, "dict"));
    }
    return status;
}

static HeapStatus set_attributes_of_instance(Heap *heap) {
    return set_attributes(heap, "point");
}

static HeapStatus set_attributes_of_class(Heap *heap) {
    return set_attributes(heap, "Point");
}

static HeapStatus set_attributes_of_function(Heap *heap) {
    return set_attributes(heap, "function");
}

static HeapStatus use_attributes(Heap *heap) {
    Object *found;
    HeapStatus status = heap_get_attr(heap, named(heap, "point"), "attribute_3", &found);
    return status == HEAP_OK ? heap_del_attr(heap, named(heap, "point"), "attribute_3") : status;
}

static HeapStatus compare_and_hash(Heap *heap) {
    bool equal;
    int64_t hash;
    HeapStatus status = heap_equal(heap, named(heap, "tuple"), named(heap, "tuple"), &equal);
    return status == HEAP_OK ? heap_hash(heap, named(heap, "repeated"), &hash) : status;
}

static HeapStatus look_by_scratch(Heap *heap) {
    Object *key = NULL, *found;
    heap_scratch_begin(heap);
    HeapStatus status = heap_new_int(heap, 1005, &key);
    if (status == HEAP_OK) {
        status = heap_get_item(heap, named(heap, "dict"), key, &found);
    }
    heap_scratch_end(heap);
    return status;
}

static HeapStatus mark(Heap *heap) {
    return heap_mark_reachable(heap);
}

static HeapStatus collect_all(Heap *heap) {
    HeapCollection collection;
    return heap_collect(heap, 2, &collection);
}

static HeapStatus forget_cycles(Heap *heap) {
    HeapStatus status = heap_unbind(heap, HEAP_MODULE_FRAME, "Point");
    return status == HEAP_OK ? heap_unbind(heap, HEAP_MODULE_FRAME, "point") : status;
}

// clang-format off
static HeapStatus (*const story[])(Heap *heap) = {
    make_none,
    make_bool,
    make_int,
    make_small_int,
    make_long_int,
    make_str,
    make_repeated,
    make_bytes,
    make_large,
    make_list,
    make_tuple,
    make_dict,
    make_large_display,
    make_class,
    make_instance,
    make_function,
    bind_a_long_name,
    bind_a_slot,
    bind_many_names,
    unbind_name,
    append_one_by_one,
    enter,
    bind_local,
    unbind_local,
    look_up,
    insert,
    extend_by_itself,
    extend_by_all,
    remove_item,
    pop_items,
    use_items,
    fill_dict,
    set_attributes_of_instance,
    set_attributes_of_class,
    set_attributes_of_function,
    use_attributes,
    compare_and_hash,
    look_by_scratch,
    mark,
    clear_list,
    forget_cycles,
    heap_leave_frame,
    collect_all,
};
// clang-format on
_Static_assert(sizeof story / sizeof *story == STORY_STEPS, "as promised");

HeapStatus story_step(Heap *heap, int step) {
    return story[step](heap);
}

int story_tell(Heap *heap, int first, int last, HeapStatus *out_status) {
    HeapStatus status = HEAP_OK;
    int done = first;
    while (done < last && status == HEAP_OK) {
        status = story[done](heap);
        done += status == HEAP_OK;
    }
    *out_status = status;
    return done;
}
